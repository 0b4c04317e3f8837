"""Whether a graph still is what its leaves say: data may have changed since it was computed."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from engine.text import name_of
from engine.value import Value


def check_unchanged(order: Sequence[Value]) -> None:
    """Raise ValueError if some data is no longer what its op makes of its inputs."""
    for value in order:
        if is_stale(value):
            raise ValueError(
                f"{name_of(value)} holds {value.data!r}, but its inputs now give {recomputed(value)!r}: some data was "
                "changed after the forward pass; compute the output again"
            )


def stale_values(order: Sequence[Value]) -> set[Value]:
    """The values, given in topological order, that changed data has made out of date, directly or through others."""
    stale: set[Value] = set()
    for value in order:
        if is_stale(value) or any(x in stale for x in value.inputs if type(x) is not float):
            stale.add(value)
    return stale


def is_stale(value: Value) -> bool:
    """Whether the data of a value is no longer what its op makes of its inputs."""
    now = recomputed(value)
    return now != value.data and not (isnan(now) and isnan(value.data))


def recomputed(value: Value) -> float:
    """What the op of a value makes of the data that its inputs hold now; a leaf stays as it is."""
    if value.op is None:
        return value.data
    return value.op.ieee([x if type(x) is float else x.data for x in value.inputs])
