"""The paths from one value to another: how many there are, what the chain rule makes of each, and of all together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.steps.order import order_of
from engine.text import described, name_of
from engine.value import Value

LISTED_PATHS = 32  # paths at most; there can be 2^64


@dataclass(frozen=True, slots=True)
class Edge:
    """One use of a value, as an input of a node."""

    node: Value
    index: int  # which of the node's inputs it is
    partial: float  # d(node)/d(this input)


@dataclass(frozen=True, slots=True)
class Paths:
    """All paths from `start` to `end`."""

    start: Value
    end: Value
    values: list[Value]  # every value on a path, in topological order
    count: int
    total: float  # the sum, over all paths, of the product of the partials along each: d(end)/d(start)

    def __iter__(self) -> Iterator[list[Edge]]:
        """Each path, as its edges from the start to the end; at most 32 of them."""
        uses: dict[Value, list[Edge]] = {value: [] for value in self.values}
        for node in self.values:
            for index, (x, partial) in enumerate(zip(node.inputs, node.partials)):
                if partial is not None and x in uses and node is not self.start:
                    uses[x].append(Edge(node, index, partial))
        if self.start is self.end:
            yield []
        listed = 0
        path: list[Edge] = []
        choices = [iter(uses[self.start])]
        while choices and listed < LISTED_PATHS:
            edge = next(choices[-1], None)
            if edge is None:
                choices.pop()
                if path:
                    path.pop()
            elif edge.node is self.end:
                yield [*path, edge]
                listed += 1
            else:
                path.append(edge)
                choices.append(iter(uses[edge.node]))


def product_along(path: Sequence[Edge]) -> float:
    """What the chain rule makes of a path: the product of its partials, from the end to the start."""
    factor = 1.0
    for edge in reversed(path):
        factor *= edge.partial
    return factor


def readable_count(count: int) -> str:
    """A number of paths, which may have thousands of digits: `1,024`, `about 2^100`."""
    return f"{count:,}" if count < 10**15 else f"about 2^{count.bit_length() - 1}"


def paths(start: Value, end: Value) -> Paths:
    """All paths from `start` to `end`, counted and summed in one sweep over the graph.

    Raises ValueError if `end` was not computed from `start`.

    >>> from engine import Value
    >>> x = Value(3.0, "x")
    >>> found = paths(x, x * x * x)
    >>> found.count, found.total, [[edge.partial for edge in path] for path in found]
    (3, 27.0, [[3.0, 3.0], [3.0, 3.0], [9.0]])
    """
    order = order_of(end)
    counts = {start: 1}
    totals = {start: 1.0}
    for node in order:
        if node is start:
            continue
        for x, partial in zip(node.inputs, node.partials):
            if partial is not None and x in counts:
                counts[node] = counts.get(node, 0) + counts[x]
                totals[node] = totals.get(node, 0.0) + totals[x] * partial
    if end not in counts:
        raise ValueError(f"there is no path from {described(start)} to {name_of(end)}: it was not computed from it")
    return Paths(start, end, [value for value in order if value in counts], counts[end], totals[end])
