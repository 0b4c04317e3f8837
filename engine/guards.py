"""What a graph must satisfy before derivatives of it make sense."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, isnan

from engine.graph import Node, topological_order
from engine.text import described, made_at, name_of, whence


def check_unchanged(order: Sequence[Node]) -> None:
    """Raise ValueError if some data is no longer what its op makes of its inputs."""
    for value in order:
        if is_stale(value):
            raise ValueError(
                f"{name_of(value)} holds {value.data!r}, but its inputs now give {recomputed(value)!r}: some data was "
                "changed after the forward pass; compute the output again"
            )


def is_stale(value: Node) -> bool:
    """Whether the data of a value is no longer what its op makes of its inputs."""
    now = recomputed(value)
    return now != value.data and not (isnan(now) and isnan(value.data))


def recomputed(value: Node) -> float:
    """What the op of a value makes of the data that its inputs hold now; a leaf stays as it is."""
    if value.op is None:
        return value.data
    return value.op.ieee([x if type(x) is float else x.data for x in value.inputs])


def check_contains(output: Node, value: Node) -> None:
    """Raise ValueError unless the output was computed from the value."""
    if not any(value is other for other in topological_order(output)):
        raise ValueError(f"{name_of(output)} was not computed from {described(value)}")


def check_finite(output: Node) -> None:
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
