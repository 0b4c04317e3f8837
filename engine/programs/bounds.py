"""How large the numbers of a graph can become: if none can overflow, what flows through a relu that is off is 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

from engine.number_like import NumberLike
from engine.op import UNDEFINED, Op
from engine.value import Value

CANDIDATES = (1e60, 1e30, 1e15, 1e7, 1e4)
LARGEST_SAFE = 1e300


class Magnitude(NumberLike):
    """A bound for the magnitude of a number: what the rules of the table are read on here."""

    __slots__ = ("data",)

    def __init__(self, data: float) -> None:
        self.data = data

    @staticmethod
    def __apply__(op: Op, inputs: Sequence[Any]) -> Magnitude:
        return Magnitude(bound(op, inputs))


def bound(op: Op, inputs: Sequence[Magnitude | float]) -> float:
    """How large an op of numbers of these magnitudes, and of these constants, can be; inf if that is not known."""
    if op.fixed is not None and type(inputs[op.fixed]) is not float:
        return inf
    at = [x.data if isinstance(x, Magnitude) else x if i == op.fixed else abs(x) for i, x in enumerate(inputs)]
    try:
        return op.bound(*at)
    except UNDEFINED:
        return inf


def safe_magnitude(order: Sequence[Value], outputs: Sequence[Value]) -> float:
    """A magnitude of the leaves below which every number of both passes stays finite; 0 if none is known."""
    for magnitude in CANDIDATES:
        if largest_number(order, outputs, magnitude) < LARGEST_SAFE:
            return magnitude
    return 0.0


def largest_number(order: Sequence[Value], outputs: Sequence[Value], magnitude: float) -> float:
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
        for x, partial in zip(node.inputs, partial_bounds(node, sizes)):
            if partial is not None:
                grads[x] = grads.get(x, 0.0) + upstream * partial
    return max([*[size.data for size in sizes.values()], *grads.values()])


def partial_bounds(node: Value, sizes: Mapping[Value, Magnitude]) -> list[float | None]:
    """A bound for each partial of a node."""
    assert node.op is not None
    inputs = [x if type(x) is float else sizes[x] for x in node.inputs]
    found = node.op.partials_at(node.inputs, inputs, sizes[node])
    return [None if p is None else p.data if isinstance(p, Magnitude) else abs(p) for p in found]
