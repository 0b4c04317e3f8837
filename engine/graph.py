"""The graph behind a value: its nodes, and their order."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar


class Node(Protocol):
    """What the rest of the core needs to know of a `Value`, which is made in value.py, above it all."""

    data: float
    grad: float
    label: str
    op: Any  # the Op that made it; None for a leaf
    inputs: tuple[Any, ...]  # Nodes, and floats for constants
    partials: tuple[float | None, ...]
    origin: Any  # the Origin of the line that made it, or None


AnyNode = TypeVar("AnyNode", bound=Node)


def topological_order(output: AnyNode, seen: set[Any] | None = None) -> list[AnyNode]:
    """Every value that `output` was computed from, each after its inputs; `output` comes last.

    The order is fixed by the program alone: depth first, from left to right. What is in `seen` is left out; it grows.
    """
    order = []
    seen = set() if seen is None else seen
    seen.add(output)
    value, unvisited = output, iter(output.inputs)
    above = []  # from the output down to the value at hand, each with the inputs that are still to be visited
    while True:
        for x in unvisited:
            if type(x) is not float and x not in seen:  # a float is a constant
                seen.add(x)
                if x.inputs:
                    above.append((value, unvisited))
                    value, unvisited = x, iter(x.inputs)
                    break
                order.append(x)
        else:
            order.append(value)
            if not above:
                return order
            value, unvisited = above.pop()
