"""The functions of many numbers, and the others as rows: `dot(weights, xs, bias)`, `tanh(x)`.

Of plain numbers they give a float, of Values a Value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from engine import ops

exp, log, tanh, sigmoid, relu = ops.exp, ops.log, ops.tanh, ops.sigmoid, ops.relu


def sum(values: Iterable[Any]) -> Any:
    """The sum of the values, added from left to right, as one node; 0.0 if there are none."""
    return ops.sum(*values)


def dot(weights: Sequence[Any], xs: Sequence[Any], bias: Any = 0.0) -> Any:
    """w1 * x1 + w2 * x2 + ... + bias, added from left to right, as one node.

    >>> dot([2.0, 3.0], [10.0, 1.0], bias=0.5)
    23.5

    Raises ValueError unless there are as many weights as xs, and at least one.
    """
    if len(weights) != len(xs) or not weights:
        raise ValueError(f"dot needs one x for each weight, got {len(weights)} weights and {len(xs)} xs")
    if type(bias) is float and bias == 0:
        return ops.dot(*weights, *xs)
    return ops.dot(*weights, *xs, bias)


def logsumexp(values: Iterable[Any]) -> Any:
    """log(exp(v1) + exp(v2) + ...), a smooth maximum, without overflow."""
    values = list(values)
    if not values:
        raise ValueError("logsumexp needs at least one value, got none")
    return ops.logsumexp(*values)


def softmax(values: Iterable[Any]) -> list[Any]:
    """exp(v) / (exp(v1) + exp(v2) + ...) for each value v: positive numbers that add up to 1."""
    values = list(values)
    if not values:
        raise ValueError("softmax needs at least one value, got none")
    return ops.shares([x if hasattr(x, "_apply") else float(x) for x in values])
