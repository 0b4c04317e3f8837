"""What can be written with a number of this library: `a * b`, `2 - a`, `a.tanh()`, each handed to the row of its op."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from engine import ops

N = TypeVar("N", bound="Operators")


class Operators:
    """Python's operators and the functions as methods.

    A subclass says what an op makes of its numbers: `_unary(op, x)`, and `_binary(op, x, y)`, where one of x and y may
    be a plain number.
    """

    __slots__ = ()
    _unary: ClassVar[Callable[..., Any]]
    _binary: ClassVar[Callable[..., Any]]

    def __add__(self: N, other: N | float) -> N:
        return self._binary(ops.add, self, other)

    def __radd__(self: N, other: float) -> N:
        return self._binary(ops.add, other, self)

    def __sub__(self: N, other: N | float) -> N:
        return self._binary(ops.sub, self, other)

    def __rsub__(self: N, other: float) -> N:
        return self._binary(ops.sub, other, self)

    def __mul__(self: N, other: N | float) -> N:
        return self._binary(ops.mul, self, other)

    def __rmul__(self: N, other: float) -> N:
        return self._binary(ops.mul, other, self)

    def __truediv__(self: N, other: N | float) -> N:
        return self._binary(ops.div, self, other)

    def __rtruediv__(self: N, other: float) -> N:
        return self._binary(ops.div, other, self)

    def __pow__(self: N, other: N | float) -> N:
        return self._binary(ops.power, self, other)

    def __rpow__(self: N, other: float) -> N:
        return self._binary(ops.power, other, self)

    def __neg__(self: N) -> N:
        return self._unary(ops.neg, self)

    def __pos__(self: N) -> N:
        return self

    def exp(self: N) -> N:
        """e to the power of x."""
        return self._unary(ops.exp, self)

    def log(self: N) -> N:
        """The natural logarithm of x."""
        return self._unary(ops.log, self)

    def tanh(self: N) -> N:
        """The hyperbolic tangent of x: from -1 to 1."""
        return self._unary(ops.tanh, self)

    def sigmoid(self: N) -> N:
        """1 / (1 + exp(-x)): from 0 to 1."""
        return self._unary(ops.sigmoid, self)

    def relu(self: N) -> N:
        """x where x is positive, else 0."""
        return self._unary(ops.relu, self)
