"""How large the numbers of a graph can become: if none can overflow, what flows through a relu that is off is 0."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from math import inf, log
from typing import TYPE_CHECKING, Any

from engine.op import Op
from engine.operators import Operators

if TYPE_CHECKING:
    from engine.value import Value

CANDIDATES = (1e60, 1e30, 1e15, 1e7, 1e4)
LARGEST = 1e300


class Magnitude(Operators):
    """A bound for the magnitude of a number: what the rules of the table are read on here."""

    __slots__ = ("data",)

    def __init__(self, data: float) -> None:
        self.data = data

    @staticmethod
    def __apply__(op: Op, inputs: Sequence[Any]) -> Magnitude:
        return Magnitude(bound(op, inputs))


def bound(op: Op, inputs: Sequence[Magnitude | float]) -> float:
    """How large an op of numbers of these magnitudes, and of these constants, can be; inf if that is not known."""
    at = [x.data if isinstance(x, Magnitude) else abs(x) for x in inputs]
    match op.name:
        case "add" | "sub" | "sum" | "mean":
            return total(at)
        case "mul" | "times_or_0":
            return at[0] * at[1]
        case "dot":
            n = len(at) // 2
            return total([w * x for w, x in zip(at, at[n:])]) + total(at[2 * n :])
        case "neg" | "abs" | "relu" | "silu" | "gelu":
            return at[0]
        case "tanh" | "sigmoid" | "step" | "sign" | "same" | "sin" | "cos" | "softmax":
            return 1.0
        case "softplus":
            return at[0] + 1.0
        case "logsumexp" | "maximum" | "minimum":
            return max(at) + log(len(at))
        case "div" if type(inputs[1]) is float and inputs[1] != 0:
            return at[0] / at[1]
        case "power" if type(inputs[1]) is float and 0 <= inputs[1] <= 4:
            return math.prod([max(1.0, at[0])] * math.ceil(at[1]))  # which gives inf where ** raises
    return inf


def total(terms: Sequence[float]) -> float:
    """The sum of some terms."""
    found = 0.0
    for term in terms:
        found += term
    return found


def safe_magnitude(order: Sequence[Value], outputs: Sequence[Value]) -> float:
    """A magnitude of the leaves below which every number of both passes stays finite; 0 if none is known."""
    for magnitude in CANDIDATES:
        if reached(order, outputs, magnitude) < LARGEST:
            return magnitude
    return 0.0


def reached(order: Sequence[Value], outputs: Sequence[Value], magnitude: float) -> float:
    """A bound for all numbers of both passes, if the leaves are not larger than this."""
    sizes: dict[Value, Magnitude] = {}
    for value in order:
        inputs = [x if type(x) is float else sizes[x] for x in value.inputs]
        sizes[value] = Magnitude(magnitude if value.op is None else bound(value.op, inputs))
    grads = dict.fromkeys(outputs, 1.0)
    for node in reversed(order):
        if node.op is None:
            continue
        upstream = grads.get(node, 0.0)
        for x, partial in zip(node.inputs, partials(node, sizes)):
            if partial is not None:
                grads[x] = grads.get(x, 0.0) + upstream * partial
    return max([*[size.data for size in sizes.values()], *grads.values()])


def partials(node: Value, sizes: Mapping[Value, Magnitude]) -> list[float | None]:
    """A bound for each partial of a node."""
    assert node.op is not None
    inputs = [x if type(x) is float else sizes[x] for x in node.inputs]
    found = node.op.partials_at(node.inputs, inputs, sizes[node])
    return [None if p is None else p.data if isinstance(p, Magnitude) else abs(p) for p in found]
