"""What a graph must satisfy before derivatives of it make sense."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, isnan
from typing import TYPE_CHECKING

from engine.graph import topological_order
from engine.steps.backward_steps import backward_steps
from engine.text import described, made_at, name_of, whence

if TYPE_CHECKING:
    from engine.value import Value


def check_unchanged(order: Sequence[Value]) -> None:
    """Raise ValueError if some data is no longer what its op makes of its inputs."""
    for value in order:
        if is_stale(value):
            raise ValueError(
                f"{name_of(value)} holds {value.data!r}, but its inputs now give {recomputed(value)!r}: some data was "
                "changed after the forward pass; compute the output again"
            )


def is_stale(value: Value) -> bool:
    """Whether the data of a value is no longer what its op makes of its inputs."""
    now = recomputed(value)
    return now != value.data and not (isnan(now) and isnan(value.data))


def recomputed(value: Value) -> float:
    """What the op of a value makes of the data that its inputs hold now; a leaf stays as it is."""
    if value.op is None:
        return value.data
    return value.op.ieee([x if type(x) is float else x.data for x in value.inputs])


def check_contains(output: Value, value: Value) -> None:
    """Raise ValueError unless the output was computed from the value."""
    if not any(value is other for other in topological_order(output)):
        raise ValueError(f"{name_of(output)} was not computed from {described(value)}")


def check_finite(output: Value) -> None:
    """Raise FloatingPointError for the first contribution to a grad that is not finite."""
    for step in backward_steps(output):
        if not isfinite(step.contribution):
            raise FloatingPointError(
                f"the grad of {name_of(step.input)} gets {step.upstream} * {step.partial} = {step.contribution} from "
                f"{name_of(step.node)}{made_at(step.node)}{whence(step.node.inputs)}"
            )
