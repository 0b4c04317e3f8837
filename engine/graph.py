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
    path = [output]  # from the output down to the value at hand
    unvisited = [iter(output.inputs)]  # of each value on the path, the inputs still to visit
    while path:
        for x in unvisited[-1]:
            if type(x) is not float and x not in seen:  # a float is a constant
                seen.add(x)
                path.append(x)
                unvisited.append(iter(x.inputs))
                break
        else:
            order.append(path.pop())
            unvisited.pop()
    return order
