"""What a backward pass has added to each grad that is drawn, and what it has not added yet."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

from engine.pictures.view import View
from engine.steps.backward_steps import accumulated
from engine.value import Value

COUNTED_OFF = 8  # contributions to a grad at most of which it is asked how many have arrived


def arrivals_at(view: View, grads: Mapping[Value, float]) -> dict[Value, list[float]]:
    """The contributions to the grad of each value that is drawn for itself, in the order of the backward pass."""
    arrivals: dict[Value, list[float]] = {value: [] for value in (*view.shown, *view.outlets().values())}
    for node in reversed(view.order):
        for x, partial in zip(node.inputs, node.partials):
            if partial is not None and x in arrivals:
                arrivals[x].append(grads[node] * partial)
    return arrivals


def edges_ahead(
    view: View, grads: Mapping[Value, float], arrivals: Mapping[Value, list[float]]
) -> set[tuple[Value, int]]:
    """The edges, as nodes and the number of an input, that a backward pass which was stopped has not yet walked.

    A grad that is the sum of the first contributions only is one that the others are still to be added to.
    """
    waits: dict[Value, int] = {}  # for each such value, how many contributions have arrived
    for value, several in arrivals.items():
        sums = (
            [accumulated(several[:count]) for count in range(len(several) + 1)] if len(several) <= COUNTED_OFF else []
        )
        if grads[value] in sums[:-1] and grads[value] != sums[-1] and not isnan(sums[-1]):
            waits[value] = sums.index(grads[value])
    ahead = set()
    for node in reversed(view.order):
        for index, x in enumerate(node.inputs):
            if type(x) is not float and x in waits:
                waits[x] -= 1
                if waits[x] < 0:
                    ahead.add((node, index))
    return ahead
