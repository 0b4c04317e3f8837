"""Both passes as lists of events: one for each op, and one for each multiplication of the chain rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.graph import topological_order
from engine.modes import Origin
from engine.op import Op
from engine.steps.order import order_of
from engine.value import Value


@dataclass(slots=True)
class Step:
    """One multiplication of the chain rule: contribution = upstream * partial, added to the grad of an input."""

    node: Value  # the value whose op is being passed
    op: Op
    input: Value  # the one whose grad grows
    index: int  # which of the node's inputs it is, from 0
    upstream: float  # the grad of the node
    partial: float  # d(node)/d(input)
    contribution: float
    before: float  # the grad of the input in this pass, without and with the contribution
    after: float

    @property
    def origin(self) -> Origin | None:
        """The line of code that made the node, if that was recorded."""
        return self.node.origin


def forward_steps(output: Value) -> Iterator[Value]:
    """Every value that an op made on the way to the output, in the order in which they can be computed."""
    return (value for value in order_of(output) if value.op)


def backward_steps(output: Value) -> Iterator[Step]:
    """Every step of `output.backward()`, in its order; iterating changes nothing.

    >>> from engine import Value
    >>> x = Value(3.0, "x")
    >>> for step in backward_steps(x * x):
    ...     print(step.upstream, "*", step.partial, "->", step.before, "+", step.contribution, "=", step.after)
    1.0 * 3.0 -> 0.0 + 3.0 = 3.0
    1.0 * 3.0 -> 3.0 + 3.0 = 6.0
    """
    grads = {output: 1.0}
    for node in reversed(order_of(output)):
        if node.op is None:
            continue
        upstream = grads.get(node, 0.0)
        for index, (x, partial) in enumerate(zip(node.inputs, node.partials)):
            if partial is not None:
                contribution = upstream * partial
                before = grads.get(x, 0.0)
                grads[x] = before + contribution
                yield Step(node, node.op, x, index, upstream, partial, contribution, before, grads[x])


def grads_of(output: Value) -> dict[Value, float]:
    """The grad of every value after a single pass from the output; nothing in the graph changes."""
    grads = dict.fromkeys(topological_order(output), 0.0) | {output: 1.0}
    for step in backward_steps(output):
        grads[step.input] = step.after
    return grads


def accumulated(contributions: Iterable[float]) -> float:
    """The grad that a backward pass makes of contributions: it adds them one after the other, from 0."""
    grad = 0.0
    for contribution in contributions:
        grad += contribution
    return grad


def summed(arrived: list[str]) -> str:
    """`2 + 3 = `, for a grad of two contributions; nothing for a grad of one."""
    terms = [f"({term})" if i and term.startswith("-") else term for i, term in enumerate(arrived)]
    return f"{' + '.join(terms)} = " if len(arrived) > 1 else ""
