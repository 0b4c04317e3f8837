"""Checks of arguments, shared by the whole package."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from random import Random

from engine import Value


def generator(seed: int | Random) -> Random:
    """The source of random numbers that a seed stands for; a random.Random is handed on as it is."""
    if isinstance(seed, Random):
        return seed
    if not isinstance(seed, int):
        raise TypeError(f"a seed is an int or a random.Random, got {seed!r}")
    return Random(seed)


def whole(name: str, number: int) -> int:
    """The number, if it is an int of at least 1."""
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, got {number!r}")
    return number


def at_least_0(name: str, number: float) -> float:
    """The number, if it is finite and not negative."""
    if not isinstance(number, (int, float)) or not isfinite(number) or number < 0:
        raise ValueError(f"{name} must be a finite number of at least 0, got {number!r}")
    return number


def trainable(parameters: Iterable[Value]) -> list[Value]:
    """The parameters as a list.

    Raises ValueError if there are none, and TypeError for anything that is not a leaf Value.
    """
    parameters = list(parameters)
    if not parameters:
        raise ValueError("an optimizer needs at least one parameter, got none")
    for parameter in parameters:
        if not isinstance(parameter, Value) or parameter.op is not None:
            raise TypeError(f"a parameter is a Value made by you, not computed from others; got {parameter!r}")
    return parameters
