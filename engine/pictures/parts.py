"""A part of a graph, and what is around it folded."""

from __future__ import annotations

from collections.abc import Sequence

from engine.pictures.examples import reached
from engine.pictures.folds import NEIGHBOURS, fold_modules, hide, is_readable, shorten_columns, unravel, without_modules
from engine.pictures.places import common
from engine.pictures.view import ALL_UP_TO, Group, View, counted, everything
from engine.text import described, name_of
from engine.value import Value

LAST = 30  # values that are drawn of many that belong to no module
ENDS = 10  # of a long path at most that are drawn at its beginning, and as many at its end


def around(focus: Value, hops: int, output: Value) -> View:
    """The values at most `hops` edges away from one of them; what is before and after them is folded."""
    view = everything(output)
    neighbours: dict[Value, list[Value]] = {value: [] for value in view.order}
    for value in view.order:
        for x in value.inputs:
            if type(x) is not float:
                neighbours[value].append(x)
                neighbours[x].append(value)
    if focus not in neighbours:
        raise ValueError(f"the focus, {described(focus)}, is not a value that {name_of(output)} was computed from")
    near = ring = {focus}
    for _ in range(hops):
        ring = {x for value in ring for x in neighbours[value]} - near
        near = near | ring
    fold_around(view, near)
    unravel(view)
    return view


def along(path: Sequence[Value], output: Value) -> View:
    """The whole graph if it is small, else what is on the paths, or at least their beginning and their end."""
    view = everything(output)
    if view.size > ALL_UP_TO:
        short = len(path) <= ALL_UP_TO
        fold_around(view, set(path if short else [*path[:ENDS], *path[-ENDS:]]))
        unravel(view)
    return view


def fold_around(view: View, near: set[Value]) -> None:
    """Fold what the values near were computed from, and all the others, but for what is folded already."""
    loose = {value for value in view.order if view.drawn[value] is value} - near
    before = reached(near, set()) & loose
    for values, which in ((before, "earlier"), (loose - before, "other")):
        if values:
            title = f"{counted(len(values), f'{which} value')}"
            view.fold(f"… {title}", [value for value in view.order if value in values])
            view.notes.append(f"hidden: {title}")


def inside(view: View, group: Group) -> View:
    """What one node of a view stands for, and what it is computed from.

    What is large is folded to the modules in it; if it has none, its last values are drawn, and the others hidden.
    """
    opened = without_modules(view, group)
    values = group.values if group.place or len(group.values) <= ALL_UP_TO else group.values[-LAST:]
    near = set(values)
    inputs = {x for value in values for x in value.inputs if type(x) is not float} - near
    fold_around(opened, near | inputs if len(inputs) <= NEIGHBOURS else near)
    hide(opened, set(group.values) - near)
    if not is_readable(opened):
        own = {value: place for value, place in view.places.items() if value in near}
        depth = len(common(own.values())) + 1
        among = View(view.order, own, opened.drawn)
        fold_modules(among, lambda place: place[:depth] if len(place) >= depth else ())
        shorten_columns(among)
    unravel(opened)
    return opened
