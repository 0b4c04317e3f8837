"""What is checked before a backward pass changes anything."""

from __future__ import annotations

from math import isfinite

from engine.graph import Node, topological_order
from engine.text import described, made_at, name_of, whence


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
