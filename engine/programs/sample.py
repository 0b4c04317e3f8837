"""Random numbers that a compiled function draws anew at each call: `sample`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import modes


def sample(draw: Callable[[], float]) -> Any:
    """A random number, draw(); in a compiled function too, it is drawn anew at each call.

    >>> from random import Random
    >>> 0 <= sample(Random(0).random) < 1
    True
    """
    trace = modes.current().trace
    return draw() if trace is None else trace.draw(draw)


def drawn(draw: Callable[[], float]) -> Any:
    """The old name of `sample`, which will go with the next release."""
    return sample(draw)
