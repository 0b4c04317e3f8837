"""The modes in force: how Values are made in this thread, or in this async task."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Modes:
    """What may differ from everyday use."""

    recording: bool = True  # a Value remembers how it was computed
    ieee: bool = False  # an op that raises on floats (1 / 0) gives what IEEE arithmetic gives (inf)


EVERYDAY = Modes()
_modes: ContextVar[Modes] = ContextVar("engine.modes", default=EVERYDAY)
current = _modes.get


def no_grad() -> AbstractContextManager[None]:
    """In a `with no_grad():` block, Values are computed without remembering how: faster, and no graph is kept."""
    return using(recording=False)


@contextmanager
def using(**changes: bool) -> Iterator[None]:
    """Change some modes for the length of a `with` block."""
    token = _modes.set(replace(current(), **changes))
    try:
        yield
    finally:
        _modes.reset(token)
