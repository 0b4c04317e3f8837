"""The backward pass: the chain rule, from the output back to the leaves."""

from __future__ import annotations

from engine import modes
from engine.debugging import backward_with_breaks, check_contains, check_contributions, with_floats
from engine.graph import Node, topological_order


def backward(output: Node, break_at: Node | None = None) -> None:
    """Fill in `.grad`, d(output)/d(value), for every value that `output` was computed from.

    The grad of a leaf adds up over several passes, as in PyTorch, until it is set back to zero. The grad of any other
    value is that of this pass. The debugger opens before each change to the grad of `break_at`, and when it is final.

    Raises FloatingPointError, and changes nothing, if `detect_anomaly` is on and a grad would not be finite.
    """
    if break_at is not None:
        check_contains(output, break_at)
        backward_with_breaks(output, nodes_with_grad_0(output), break_at)
        return
    nodes = nodes_with_grad_0(output)
    output.grad += 1.0  # d(output)/d(output)
    for node in reversed(nodes):
        for x, partial in zip(node.inputs, node.partials):
            if partial is not None:  # x is not a constant
                x.grad += node.grad * partial  # the chain rule; += because x may be used more than once


def nodes_with_grad_0(output: Node) -> list[Node]:
    """The values that ops made on the way to `output`, inputs first, all with their grads set to 0."""
    if modes.current().anomaly:
        check_contributions(output)
    order = topological_order(output)
    if type(output.data) is not float:
        with_floats(order)
    nodes = [value for value in order if value.op]
    for node in nodes:
        node.grad = 0.0
    return nodes
