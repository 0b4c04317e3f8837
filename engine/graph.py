"""The graph behind a value: its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
