"""Exercise 07, solved."""

from engine import Value, topological_order


def backward(output: Value) -> None:
    """Fill in `.grad`, d(output)/d(value), for every value that the output was computed from."""
    nodes = topological_order(output)
    for node in nodes:
        if node.op:  # the grads of leaves add up over passes
            node.grad = 0.0
    output.grad += 1.0
    for node in reversed(nodes):
        for x, partial in zip(node.inputs, node.partials):
            if partial is not None:  # x is not a constant
                x.grad += node.grad * partial
