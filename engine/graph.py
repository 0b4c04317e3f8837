"""The graph behind a value: its order, and whether it is up to date."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING

from engine.text import name_of

if TYPE_CHECKING:
    from engine.value import Value


def topological_order(output: Value) -> list[Value]:
    """Every value that `output` was computed from, each after its inputs; `output` comes last.

    The order is fixed by the program alone: depth first, inputs from left to right.
    """
    order = []
    seen = {output}
    path = [(output, iter(output.inputs))]  # from the output down to the value at hand, with the inputs still to visit
    while path:
        value, inputs = path[-1]
        for x in inputs:
            if type(x) is not float and x not in seen:  # a float is a constant
                seen.add(x)
                path.append((x, iter(x.inputs)))
                break
        else:
            order.append(value)
            path.pop()
    return order


def check_unchanged(order: Sequence[Value]) -> None:
    """Raise ValueError if some data is no longer what its op makes of its inputs."""
    for value in order:
        if value.op is not None:
            now = value.op.ieee([x if type(x) is float else x.data for x in value.inputs])
            if now != value.data and not (isnan(now) and isnan(value.data)):
                raise ValueError(
                    f"{name_of(value)} holds {value.data!r}, but its inputs now give {now!r}: some data was changed "
                    "after the forward pass; compute the output again"
                )
