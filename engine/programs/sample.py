"""Random numbers that a compiled function draws anew at each call: `sample`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


@contextmanager
def sampling(give: Callable[[Callable[[], float]], float]) -> Iterator[None]:
    """A block in which sample(draw) gives give(draw): a number that was drawn elsewhere, or before.

    >>> from random import Random
    >>> with sampling(lambda draw: 0.25):
    ...     sample(Random().random)
    0.25
    """
    with modes.Switch(trace=Given(give)):
        yield


class Given:
    """A trace that gives random numbers in place of those that would be drawn."""

    def __init__(self, draw: Callable[[Callable[[], float]], float]) -> None:
        self.draw = draw

    def compare(self, *comparison: Any) -> None:
        """Nothing here depends on how a comparison came out."""

    def watch(self, value: Any) -> None:
        """Nor on what is read of a value."""


def drawn(draw: Callable[[], float]) -> Any:
    """The old name of `sample`, which will go with the next release."""
    return sample(draw)
