"""The backward pass with breakpoints: `output.backward(break_at=w)`."""

from __future__ import annotations

from collections.abc import Sequence

from engine.graph import Node


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
