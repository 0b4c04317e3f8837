"""What can be switched on and off, each for its own thread or async task: `no_grad`, `detect_anomaly`, and more."""

from __future__ import annotations

import functools
import inspect
import linecache
import sys
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Modes:
    """How Values are made."""

    recording: bool = True  # a Value remembers how it was computed
    ieee: bool = False  # an op that raises on floats (1 / 0) gives what IEEE arithmetic gives (inf)
    origins: bool = False  # a Value remembers the line of code that made it
    anomaly: bool = False  # a number that is not finite is an error
    trace: Any = None  # the Trace that is told of comparisons and random numbers, while a function is compiled


EVERYDAY = Modes()
_modes: ContextVar[Modes] = ContextVar("engine.modes", default=EVERYDAY)
current = _modes.get


class Switch:
    """A change of modes for the length of a `with` block, or of a function that it decorates.

    A generator function is decorated as in PyTorch: the change is in force while it runs, and not while it waits.
    """

    def __init__(self, **changes: Any) -> None:
        self.changes = changes
        self.before: list[Modes] = []

    def __enter__(self) -> None:
        self.before.append(current())
        _modes.set(replace(current(), **self.changes))

    def __exit__(self, *exception: object) -> None:
        _modes.set(self.before.pop())

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        changes = self.changes

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            with Switch(**changes):
                return function(*args, **kwargs)

        @functools.wraps(function)
        async def call_async(*args: Any, **kwargs: Any) -> Any:
            with Switch(**changes):
                return await function(*args, **kwargs)

        @functools.wraps(function)
        def generate(*args: Any, **kwargs: Any) -> Any:
            generator = function(*args, **kwargs)
            resume, sent = generator.send, None
            try:
                while True:
                    with Switch(**changes):
                        item = resume(sent)
                    try:
                        resume, sent = generator.send, (yield item)
                    except GeneratorExit:
                        raise
                    except BaseException as error:
                        resume, sent = generator.throw, error
            except StopIteration as stop:
                return stop.value
            finally:
                with Switch(**changes):
                    generator.close()

        if inspect.isgeneratorfunction(function):
            return generate
        return call_async if inspect.iscoroutinefunction(function) else call


def no_grad(function: Callable[..., Any] | None = None) -> Any:
    """Values are computed without remembering how: faster, and no graph is kept.

    For a `with no_grad():` block, or as a decorator.
    """
    return switched(Switch(recording=False), function)


def detect_anomaly(function: Callable[..., Any] | None = None) -> Any:
    """The first value, or contribution to a grad, that is inf or nan raises a FloatingPointError that says where.

    For a `with detect_anomaly():` block, or as a decorator. It costs time: for finding a fault, not for every day.
    """
    return switched(Switch(anomaly=True, origins=True), function)


def record_origins(function: Callable[..., Any] | None = None) -> Any:
    """Each Value remembers the line of the user's code that made it, as `value.origin`; errors and drawings show it.

    For a `with record_origins():` block, or as a decorator. It costs time: for finding a fault, not for every day.
    """
    return switched(Switch(origins=True), function)


def switched(switch: Switch, function: Callable[..., Any] | None) -> Any:
    """The switch itself, or a function it decorates, so that `@no_grad` works without parentheses too."""
    return switch if function is None else switch(function)


class Origin(NamedTuple):
    """The line of code that made a Value."""

    file: str
    line: int

    @property
    def text(self) -> str:
        """The source of the line; empty if it cannot be found."""
        return linecache.getline(self.file, self.line).strip()

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def users_line() -> Origin:
    """The line of code being run outside of this library."""
    frame = sys._getframe()
    while frame.f_back and frame.f_globals.get("__name__", "").split(".")[0] in ("engine", "nn"):
        frame = frame.f_back
    return Origin(frame.f_code.co_filename, frame.f_lineno)
