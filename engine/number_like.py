"""What can be written with a number of this library: `a * b`, `2 - a`, `a.tanh()`, `a > 0`."""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Sequence
from numbers import Number
from opcode import opname
from typing import Any, NoReturn, TypeVar

from engine import modes, ops
from engine.op import Op
from engine.operands import real

Own = TypeVar("Own", bound="NumberLike")


def between(op: Op) -> tuple[Callable[[Own, Own | float], Own], Callable[[Own, float], Own]]:
    """The two methods of an operator, for a number of a subclass on its left, and for a plain one there."""

    def forwards(self: Own, other: Own | float) -> Own:
        return self.__apply__(op, (self, other))

    def reflected(self: Own, other: float) -> Own:
        return self.__apply__(op, (other, self))

    return forwards, reflected


def comparison(sign: str, test: Callable[[Any, Any], bool]) -> Callable[[NumberLike, NumberLike | float], bool]:
    """The method of an order: whether the data stand in it; a function that is being compiled may depend on that."""

    def compare(x: NumberLike, y: NumberLike | float) -> bool:
        other = y if isinstance(y, NumberLike) else real(y)
        outcome = test(x.data, other.data if isinstance(other, NumberLike) else other)
        if (trace := modes.current().trace) is not None:
            trace.compare(sign, x, other, outcome)
        return outcome

    return compare


class NumberLike:
    """Python's operators, and the functions as methods: each is its row, applied to numbers of a subclass."""

    __slots__ = ()
    __array_priority__ = 1.0  # a numpy array leaves its operators to this class, which refuses arrays

    data: float  # the number that it holds

    @staticmethod
    def __apply__(op: Op, inputs: Sequence[Any]) -> Any:
        """What the op makes of these inputs, at least one of this class; the others may be plain numbers."""
        raise NotImplementedError

    __add__, __radd__ = between(ops.add)
    __sub__, __rsub__ = between(ops.sub)
    __mul__, __rmul__ = between(ops.mul)
    __truediv__, __rtruediv__ = between(ops.div)
    __pow__, __rpow__ = between(ops.power)

    def __neg__(self: Own) -> Own:
        return self.__apply__(ops.neg, (self,))

    def __pos__(self: Own) -> Own:
        return self

    def __abs__(self: Own) -> Own:
        return self.__apply__(ops.abs, (self,))

    # Order compares the data. Equality does not: a number equals only itself, so it can be put in sets and dicts.
    __lt__, __le__ = comparison("<", operator.lt), comparison("<=", operator.le)
    __gt__, __ge__ = comparison(">", operator.gt), comparison(">=", operator.ge)

    def __eq__(self, other: object) -> bool:
        # Where a program says `==`, and not `in`, which asks for equality too.
        if isinstance(other, Number) and opname[(at := sys._getframe(1)).f_code.co_code[at.f_lasti]] == "COMPARE_OP":
            raise TypeError(f"a Value equals only itself; to compare its number, write value.data == {other!r}")
        return True if self is other else NotImplemented  # another class may know better: pytest.approx, mock.ANY

    __hash__ = object.__hash__

    # What would lose the gradient without a word.

    def __bool__(self) -> NoReturn:
        raise TypeError(f"a Value is neither true nor false; compare its number, as in `value > 0` (value: {self!r})")

    def __float__(self, *digits: int) -> NoReturn:
        raise TypeError(
            "a Value does not turn into a float, for that would lose its gradient; write value.exp() or "
            f"engine.exp(value) instead of math.exp(value), and value.data for the number alone (value: {self!r})"
        )

    __int__ = __round__ = __float__  # round(value, 2) has digits

    def exp(self: Own) -> Own:
        """e to the power of x."""
        return self.__apply__(ops.exp, (self,))

    def log(self: Own) -> Own:
        """The natural logarithm of x."""
        return self.__apply__(ops.log, (self,))

    def sqrt(self: Own) -> Own:
        """The square root of x."""
        return self.__apply__(ops.sqrt, (self,))

    def sin(self: Own) -> Own:
        """The sine of x, in radians."""
        return self.__apply__(ops.sin, (self,))

    def cos(self: Own) -> Own:
        """The cosine of x, in radians."""
        return self.__apply__(ops.cos, (self,))

    def tan(self: Own) -> Own:
        """The tangent of x, in radians."""
        return self.__apply__(ops.tan, (self,))

    def tanh(self: Own) -> Own:
        """The hyperbolic tangent of x: from -1 to 1."""
        return self.__apply__(ops.tanh, (self,))

    def sigmoid(self: Own) -> Own:
        """1 / (1 + exp(-x)): from 0 to 1."""
        return self.__apply__(ops.sigmoid, (self,))

    def relu(self: Own) -> Own:
        """x where x is positive, else 0."""
        return self.__apply__(ops.relu, (self,))

    def leaky_relu(self: Own, negative_slope: float = 0.01) -> Own:
        """x where x is positive, else negative_slope * x."""
        return ops.leaky_relu(self, negative_slope)

    def softplus(self: Own) -> Own:
        """log(1 + exp(x)): a smooth relu."""
        return self.__apply__(ops.softplus, (self,))

    def gelu(self: Own) -> Own:
        """x times the probability that a standard normal number is below x."""
        return self.__apply__(ops.gelu, (self,))

    def silu(self: Own) -> Own:
        """x * sigmoid(x)."""
        return self.__apply__(ops.silu, (self,))
