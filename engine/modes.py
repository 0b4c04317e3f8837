"""What can be switched on and off, each for its own thread or async task: `no_grad`, `detect_anomaly`, and more."""

from __future__ import annotations

import functools
import inspect
import linecache
import sys
from collections.abc import AsyncGenerator, Callable, Generator
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

    def __call__(self, function: Callable[..., Any] | None) -> Any:
        if function is None:
            return self  # so that `@no_grad` and `@no_grad()` are the same
        changes = self.changes

        def call(*args: Any, **kwargs: Any) -> Any:
            with Switch(**changes):
                return function(*args, **kwargs)

        async def call_async(*args: Any, **kwargs: Any) -> Any:
            with Switch(**changes):
                return await function(*args, **kwargs)

        def generate(*args: Any, **kwargs: Any) -> Any:
            return (yield from Resumed(function(*args, **kwargs), Switch(**changes)))

        def generate_async(*args: Any, **kwargs: Any) -> Any:
            return Resumed(function(*args, **kwargs), Switch(**changes))

        kinds: Any = (inspect.isgeneratorfunction, generate), (inspect.isasyncgenfunction, generate_async)
        kinds += ((inspect.iscoroutinefunction, call_async),)
        return functools.wraps(function)(next((wrapper for is_kind, wrapper in kinds if is_kind(function)), call))


class Resumed(Generator[Any, Any, Any], AsyncGenerator[Any, Any]):
    """A generator, or an async one, that runs under a switch whenever it is resumed, and waits without it."""

    def __init__(self, generator: Any, switch: Switch) -> None:
        self.generator, self.switch = generator, switch

    def send(self, item: Any) -> Any:
        with self.switch:
            return self.generator.send(item)

    def throw(self, *error: Any) -> Any:
        with self.switch:
            return self.generator.throw(*error)

    async def asend(self, item: Any) -> Any:
        with self.switch:
            return await self.generator.asend(item)

    async def athrow(self, *error: Any) -> Any:
        with self.switch:
            return await self.generator.athrow(*error)


def no_grad(function: Callable[..., Any] | None = None) -> Any:
    """In a `with` block, or in a function it decorates, Values do not remember how they were computed: it is faster."""
    return Switch(recording=False)(function)


def detect_anomaly(function: Callable[..., Any] | None = None) -> Any:
    """In a `with` block, or a function, the first value or contribution that is inf or nan is a FloatingPointError."""
    return Switch(anomaly=True, origins=True)(function)


def record_origins(function: Callable[..., Any] | None = None) -> Any:
    """In a `with` block, or a function, Values keep the line that made them as `origin`, for errors and drawings."""
    return Switch(origins=True)(function)


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
