"""Derivatives as graphs, which can be differentiated again: `grad`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from engine import modes
from engine.steps.formula import symbolic_partials
from engine.steps.order import order_of
from engine.steps.staleness import check_unchanged
from engine.text import described
from engine.value import Value


def grad(output: Value, inputs: Iterable[Value]) -> list[Value]:
    """d(output)/d(each input), as Values: graphs that can be printed, drawn, and differentiated again.

    Every `.grad` stays as it is. The derivative with respect to something that `output` does not depend on is 0.

    >>> x = Value(3.0)
    >>> [slope] = grad(x**3, [x])
    >>> [curvature] = grad(slope, [x])
    >>> slope.data, curvature.data
    (27.0, 18.0)

    Raises ValueError if the data of a value was changed since the graph was computed: its partials would belong to the
    new numbers, and the rest to the old.
    """
    if isinstance(inputs, Value):
        raise TypeError("grad takes a list of Values: write grad(output, [x])")
    inputs = list(inputs)
    for value in (output, *inputs):
        if not isinstance(value, Value):
            raise TypeError(f"grad takes Values, got {described(value)}")
    order = order_of(output)
    check_unchanged(order)
    on_the_way = dependents(order, inputs)
    grads: dict[Value, Any] = {output: 1.0}
    with modes.Switch(ieee=True, recording=True, anomaly=False):
        for value in reversed(order):
            if value.op is None or value not in on_the_way or value not in grads:
                continue
            partials = symbolic_partials(value.op, value.inputs, value.inputs, value)
            for x, partial in zip(value.inputs, partials):
                if type(x) is not float and x in on_the_way and not is_plain(partial, 0.0):
                    passed_on = contribution(grads[value], partial)
                    grads[x] = grads[x] + passed_on if x in grads else passed_on
        results = []
        taken = set(order)  # every result is a Value of its own, not one the user holds already
        for x in inputs:
            result = grads.get(x, 0.0)
            if type(result) is float:
                result = Value(result)
            elif result in taken:
                result = 1.0 * result
            taken.add(result)
            results.append(result)
    return results


def dependents(order: Sequence[Value], inputs: Sequence[Value]) -> set[Value]:
    """The inputs, and the values in a topological order that depend on one of them."""
    found = set(inputs)
    for value in order:
        if any(type(x) is not float and x in found for x in value.inputs):
            found.add(value)
    return found


def contribution(upstream: Any, partial: Any) -> Any:
    """upstream * partial, where a factor that is the plain number 1 makes no node."""
    if is_plain(partial, 1.0):
        return upstream
    return partial if is_plain(upstream, 1.0) else upstream * partial


def is_plain(x: Any, number: float) -> bool:
    """Whether x is this plain number, and not a Value."""
    return type(x) is float and x == number
