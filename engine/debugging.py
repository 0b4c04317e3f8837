"""What helps to find a fault in a backward pass: breakpoints in it, and the check of `detect_anomaly` before it."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from engine.graph import Node, topological_order
from engine.text import described, made_at, name_of, whence


def backward_with_breaks(output: Node, nodes: Sequence[Node], value: Node) -> None:
    """The loop of `backward` over nodes with grad 0, stopping wherever something happens to the grad of one value."""
    output.grad += 1.0
    for node in reversed(nodes):
        if node is value:
            breakpoint()  # value.grad is final, and is passed on from here
        for x, partial in zip(node.inputs, node.partials):
            if partial is not None:
                if x is value:
                    breakpoint()  # value.grad is about to grow by node.grad * partial
                x.grad += node.grad * partial
    if value.op is None:
        breakpoint()  # value.grad is final


def check_contains(output: Node, value: Node) -> None:
    """Raise ValueError unless the output was computed from the value."""
    if not any(value is other for other in topological_order(output)):
        raise ValueError(f"{name_of(output)} was not computed from {described(value)}")


def check_contributions(output: Node) -> None:
    """Raise FloatingPointError for the first contribution of a backward pass that is not finite; change nothing."""
    grads: dict[Node, float] = {output: 1.0}
    for node in reversed(topological_order(output)):
        for x, partial in zip(node.inputs, node.partials):
            if partial is not None:
                contribution = grads.get(node, 0.0) * partial
                if not isfinite(contribution):
                    raise FloatingPointError(
                        f"the grad of {name_of(x)} gets {grads.get(node, 0.0)} * {partial} = {contribution} from "
                        f"{name_of(node)}{made_at(node)}{whence(node.inputs)}"
                    )
                grads[x] = grads.get(x, 0.0) + contribution
