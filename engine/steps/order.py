"""The values of a graph as the views show them: in order, and with floats for numbers."""

from __future__ import annotations

from engine.debugging import with_floats
from engine.graph import topological_order
from engine.value import Value


def order_of(output: Value) -> list[Value]:
    """Every value behind an output, inputs first; a number of another type, as numpy's, becomes the float it equals.

    Raises TypeError if a value holds something that is no number.
    """
    order = topological_order(output)
    with_floats(order)
    return order
