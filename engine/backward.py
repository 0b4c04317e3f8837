"""The backward pass: the chain rule, from the output back to the leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.graph import topological_order

if TYPE_CHECKING:
    from engine.value import Value


def backward(output: Value) -> None:
    """Fill in `.grad`, d(output)/d(value), for every value that `output` was computed from.

    The grad of a leaf adds up over several passes, as in PyTorch, until it is set back to zero. The grad of any other
    value is that of this pass.
    """
    nodes = [value for value in topological_order(output) if value.op]
    for node in nodes:
        node.grad = 0.0
    output.grad += 1.0  # d(output)/d(output)
    for node in reversed(nodes):
        upstream = node.grad
        for x, partial in zip(node.inputs, node.partials):
            if partial is not None:  # x is not a constant
                x.grad += upstream * partial  # the chain rule; += because x may be used more than once
