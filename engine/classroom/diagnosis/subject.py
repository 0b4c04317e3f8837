"""A Value class of someone else's, handled with care: what `diagnose` experiments on."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from inspect import isclass, ismodule
from math import isclose, isnan
from typing import Any

from engine.text import described, one_line

Build = Callable[..., Any]  # leaves to an output
Outcome = Exception | tuple[float, list[float]]  # what an experiment gave: an error, or data and grads


class Subject:
    """An engine under examination: how its leaves are made, and what can be written with them."""

    def __init__(self, engine: Any) -> None:
        """The engine is a class, or a module that holds one.

        Raises TypeError if there is no class whose instances have data, grad and backward(), made from a number.
        """
        self.kind = value_class(engine)
        self.functions = vars(engine) if ismodule(engine) else {}
        self.name = f"{self.kind.__module__}.{self.kind.__qualname__}"
        try:
            leaf = self.leaf(2.0)
        except Exception as error:
            raise TypeError(f"{self.name}(2.0) should make a leaf; it raises {said(error)}") from None
        for attribute in ("data", "grad", "backward"):
            if not hasattr(leaf, attribute):
                raise TypeError(f"{self.name}(2.0) has no {attribute!r}; it needs .data, .grad and .backward()")

    def leaf(self, number: float) -> Any:
        return self.kind(number)

    def leaves(self, numbers: Sequence[float]) -> list[Any]:
        return [self.leaf(float_in) for float_in in numbers]

    def has(self, method: str) -> bool:
        """Whether the class defines a method, `object` aside."""
        return callable(getattr(self.kind, method, None))

    def function(self, name: str) -> Build | None:
        """A function of one value, written as a method or as a function of the module, if it is there."""
        if self.has(name):
            return operator.methodcaller(name)
        function = self.functions.get(name)
        return function if callable(function) else None

    def measured(self, build: Build, at: Sequence[float]) -> tuple[float, list[float]]:
        """The data of an output, and the grad of each leaf after one backward pass."""
        leaves = self.leaves(at)
        output = build(*leaves)
        output.backward()
        return float_in(output.data), [float_in(leaf.grad) for leaf in leaves]

    def passed(self, build: Build, at: Sequence[float]) -> Outcome:
        """The same, or the error that was raised."""
        try:
            return self.measured(build, at)
        except Exception as error:
            return error

    def is_composed(self, build: Build, at: Sequence[float]) -> bool:
        """Whether what is built this way is made by several ops: it was computed from more than the leaves."""
        leaves = self.leaves(at)
        return any(all(x is not leaf for leaf in leaves) for x in held_values(build(*leaves), self.kind))


def value_class(engine: Any) -> Any:
    """The class itself, or the class of values that a module defines."""
    if isclass(engine):
        return engine
    if not ismodule(engine):
        raise TypeError(f"diagnose takes a class, or a module that defines one, got {described(engine)}")
    if isclass(vars(engine).get("Value")):
        return engine.Value
    kinds = [kind for kind in vars(engine).values() if isclass(kind) and callable(getattr(kind, "backward", None))]
    if len(kinds) != 1:
        found = f"{len(kinds)} of them: {', '.join(kind.__name__ for kind in kinds)}" if kinds else "none"
        raise TypeError(f"{engine.__name__} should define one class with a method backward, and has {found}")
    return kinds[0]


def held_values(value: Any, kind: type) -> Iterator[Any]:
    """The values that a value holds, in whatever attribute: its inputs."""
    slots = [name for ancestor in type(value).__mro__ for name in vars(ancestor).get("__slots__", ())]
    held = [*getattr(value, "__dict__", {}).values(), *[getattr(value, name, None) for name in slots]]
    for thing in held:
        for x in thing if isinstance(thing, (list, tuple, set, frozenset, dict)) else [thing]:
            if isinstance(x, kind):
                yield x


def float_in(x: Any) -> float:
    """The float in some data or a grad; 0 for the None of a grad that has not come.

    Raises TypeError for a complex number, and for what is no number.
    """
    return 0.0 if x is None else float(x)


def same_number(x: float, y: float) -> bool:
    """Whether two numbers are equal, rounding aside; nan equals nan."""
    return (isnan(x) and isnan(y)) or isclose(x, y, rel_tol=1e-9, abs_tol=1e-12)


def said(error: Exception) -> str:
    """What an error says, in one line of a report."""
    text = one_line(f"{type(error).__name__}: {error}")
    return text if len(text) <= 120 else f"{text[:117]}..."
