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
    """What the making of a Value depends on, besides its op and its inputs."""

    recording: bool = True  # a Value remembers how it was computed
    ieee: bool = False  # an op that raises on floats (1 / 0) gives what IEEE arithmetic gives (inf)
    origins: bool = False  # a Value remembers the line of code that made it
    anomaly: bool = False  # a number that is not finite is an error
    trace: Any = None  # the Trace that is told of comparisons and random numbers, while a function is compiled


EVERYDAY = Modes()
_modes: ContextVar[Modes] = ContextVar("engine.modes", default=EVERYDAY)
current = _modes.get


class Switch:
    """A change of modes while a `with` block runs, or a function it decorates, but not while a generator waits."""

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

        def call(*args: Any, **kwargs: Any) -> Any:
            with Switch(**changes):
                return function(*args, **kwargs)

        async def call_async(*args: Any, **kwargs: Any) -> Any:
            with Switch(**changes):
                return await function(*args, **kwargs)

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

        is_async, is_generator = inspect.iscoroutinefunction(function), inspect.isgeneratorfunction(function)
        return functools.wraps(function)(generate if is_generator else call_async if is_async else call)


def no_grad(function: Callable[..., Any] | None = None) -> Any:
    """In a `with` block, or in a function it decorates, Values do not remember how they were computed: it is faster."""
    return switched(Switch(recording=False), function)


def detect_anomaly(function: Callable[..., Any] | None = None) -> Any:
    """In a `with` block, or a function, the first value or contribution that is inf or nan is a FloatingPointError."""
    return switched(Switch(anomaly=True, origins=True), function)


def record_origins(function: Callable[..., Any] | None = None) -> Any:
    """In a `with` block, or a function, Values keep the line that made them as `origin`, for errors and drawings."""
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
