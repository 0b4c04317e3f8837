"""The functions of this library: rows of the table, and those that need arguments of their own.

Of plain numbers they give a float, and of Values a Value. Where one has a kink its derivative is a subgradient, as
PyTorch's is: 0 for `relu` and `abs` at 0 and `hypot` at the origin, equal shares for a tie of `maximum`. Where there
is none it is what IEEE arithmetic gives: inf for `sqrt` at 0, nan for `atan2` at the origin, and nan for
`sqrt(x * x + y * y)` there, which is inf times 0: write `hypot(x, y)`.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from typing import Any

from engine import more_ops, ops
from engine.operands import real

exp, expm1, log, log1p, sqrt = ops.exp, ops.expm1, ops.log, ops.log1p, ops.sqrt
sin, cos, tan, asin, acos, atan, atan2, hypot = (
    ops.sin, ops.cos, ops.tan, ops.asin, ops.acos, ops.atan, ops.atan2, ops.hypot
)  # fmt: skip
sinh, cosh, tanh, erf, erfc = ops.sinh, ops.cosh, ops.tanh, ops.erf, ops.erfc
sigmoid, softplus, gelu, silu, relu = ops.sigmoid, ops.softplus, ops.gelu, ops.silu, ops.relu
step, sign, floor, ceil = ops.step, ops.sign, more_ops.floor, more_ops.ceil
log2, log10, exp2, cbrt, xlogy = more_ops.log2, more_ops.log10, more_ops.exp2, more_ops.cbrt, more_ops.xlogy
asinh, acosh, atanh = more_ops.asinh, more_ops.acosh, more_ops.atanh


def leaky_relu(x: Any, negative_slope: Any = 0.01) -> Any:
    """x where x is positive, else negative_slope * x."""
    return ops.leaky_relu(x, negative_slope)


def elu(x: Any, alpha: Any = 1.0) -> Any:
    """x where x is positive, else alpha * (exp(x) - 1)."""
    return ops.elu(x, alpha)


def clip(x: Any, low: Any, high: Any) -> Any:
    """x, but not less than low and not more than high."""
    if low > high:
        raise ValueError(f"clip needs low <= high, got {low} and {high}")
    return ops.clip(x, low, high)


def round(x: Any, ndigits: int | None = None) -> Any:
    """The whole number next to x, of two the even one, with derivative 0; of a plain number what Python's round gives.

    >>> round(2.5), round(2.567, 2)
    (2, 2.57)

    Raises TypeError for digits of a Value.
    """
    if not hasattr(x, "__apply__"):
        return builtins.round(x, ndigits)
    if ndigits is not None:
        raise TypeError("a Value is rounded to a whole number; write round(10 * x) / 10 for one digit")
    return more_ops.nearest_whole(x)


def where(condition: Any, x: Any, y: Any) -> Any:
    """x if the condition holds, else y.

    >>> where(2 > 1, 10, 20)
    10.0
    """
    return ops.where(condition, x, y)


def maximum(*values: Any) -> Any:
    """The largest of the values; nan if one of them is. k equal ones share the gradient, 1 / k each."""
    return ops.maximum(*at_least_one("maximum", values))


def minimum(*values: Any) -> Any:
    """The smallest of the values; nan if one of them is. k equal ones share the gradient, 1 / k each."""
    return ops.minimum(*at_least_one("minimum", values))


def sum(values: Iterable[Any], start: Any = None) -> Any:
    """The sum of the values, added from left to right, as one node; 0.0 if there are none.

    A start is added first, so that this does what Python's own `sum` does when its name is imported over that.

    >>> sum([1.0, 2.0], 10.0)
    13.0
    """
    found = listed("sum", values)
    return ops.sum(*found) if start is None else ops.sum(start, *found)


def mean(values: Iterable[Any]) -> Any:
    """The sum of the values, divided by how many there are, as one node."""
    return ops.mean(*at_least_one("mean", values))


def prod(values: Iterable[Any]) -> Any:
    """The product of the values, as one node; 1.0 if there are none."""
    return more_ops.prod(*listed("prod", values))


def norm(values: Iterable[Any]) -> Any:
    """The square root of the sum of the squares, without overflow; its gradient is 0 where all values are 0.

    >>> norm([3.0, 4.0])
    5.0
    """
    return more_ops.norm(*at_least_one("norm", values))


def var(values: Iterable[Any], correction: float = 1) -> Any:
    """The variance: the squared distances from the mean, added and divided by n - correction, as torch.var.

    >>> var([1.0, 2.0, 3.0]), var([1.0, 2.0, 3.0, 4.0], correction=0)
    (1.0, 1.25)

    Raises ValueError unless there are more values than the correction.
    """
    found = at_least_one("var", values)
    if len(found) <= correction:
        raise ValueError(f"the variance of {len(found)} value(s) needs a correction below that, got {correction}")
    center = mean(found)
    return sum([(x - center) ** 2 for x in found]) / (len(found) - correction)


def std(values: Iterable[Any], correction: float = 1) -> Any:
    """The standard deviation, the square root of `var`. Its derivatives are nan where all values are equal."""
    return ops.sqrt(var(values, correction))


def dot(weights: Iterable[Any], xs: Iterable[Any], bias: Any = 0.0) -> Any:
    """w1 * x1 + w2 * x2 + ... + bias, added from left to right, as one node.

    >>> dot([2.0, 3.0], [10.0, 1.0], bias=0.5)
    23.5

    Raises ValueError unless there are as many weights as xs, and at least one.
    """
    if not isinstance(weights, (list, tuple)) or not isinstance(xs, (list, tuple)):
        weights, xs = list(weights), list(xs)
    if len(weights) != len(xs) or not weights:
        raise ValueError(f"dot needs one x for each weight, got {len(weights)} weights and {len(xs)} xs")
    if type(bias) is float and bias == 0:
        return ops.dot(*weights, *xs)
    return ops.dot(*weights, *xs, bias)


def logsumexp(values: Iterable[Any]) -> Any:
    """log(exp(v1) + exp(v2) + ...), a smooth maximum, without overflow."""
    return ops.logsumexp(*at_least_one("logsumexp", values))


def softmax(values: Iterable[Any]) -> list[Any]:
    """exp(v) / (exp(v1) + exp(v2) + ...) for each value v: numbers above 0 that add up to 1."""
    return ops.shares([x if hasattr(x, "__apply__") else real(x) for x in at_least_one("softmax", values)])


def at_least_one(name: str, values: Iterable[Any]) -> list[Any]:
    """The values as a list; ValueError if there are none."""
    found = listed(name, values)
    if not found:
        raise ValueError(f"{name} needs at least one value, got none")
    return found


def listed(name: str, values: Iterable[Any]) -> list[Any]:
    """The values as a list; TypeError if they are not in one."""
    if not isinstance(values, Iterable):
        raise TypeError(f"{name} takes its values in a list, as in {name}([a, b]), got {values!r}")
    return list(values)
