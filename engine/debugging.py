"""What helps to find a fault: breakpoints in a backward pass, the check of `detect_anomaly`, and of what data is."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from engine.graph import Node, topological_order
from engine.operands import real
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


def number_in(value: Node, what: str = "data") -> float:
    """The data of a value, or its grad, as a float; TypeError if a program has put something else there."""
    try:
        return real(number := getattr(value, what))
    except TypeError:
        slip = f"the {what} of {name_of(value)} is {described(number)}, where a number belongs"
        raise TypeError(f"{slip}; assign numbers, as in p.data -= 0.1 * p.grad and p.grad = 0.0") from None


def with_floats(nodes: Sequence[Node]) -> None:
    """Turn what nodes hold into floats; all of it is, but where a program has put in other numbers."""
    for node in nodes:
        node.data, node.grad = number_in(node), number_in(node, "grad")
        node.partials = tuple([None if partial is None else real(partial) for partial in node.partials])
