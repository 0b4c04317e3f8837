"""What of a graph is folded, as is asked for or so that what is left can be read."""

from __future__ import annotations

from collections.abc import Callable

from engine.pictures.examples import keep_one_of_each
from engine.pictures.places import Place, array_of
from engine.pictures.view import ALL_UP_TO, ROWS, Group, View, counted, everything
from engine.text import described
from engine.value import Value

TALLEST = 12  # leaves, one below the other, at most that are drawn one by one, where modules can be folded instead
LARGEST_WHOLE = 400  # values at most for which it is said that all can be drawn
NEIGHBOURS = 10  # of the output, and as many leaves, are shown of what belongs to no module


def folded(output: Value, fold: str) -> View:
    """The graph with what is asked for folded: "nothing", a kind of module ("neurons"), or by size ("auto").

    Raises ValueError for a kind of module that the graph does not have.
    """
    view = everything(output)
    kinds = kinds_of_modules(view)
    if fold == "auto":
        fold_by_size(view)
    elif fold in kinds or (fold == "model" and kinds):
        if view.size > ALL_UP_TO:
            keep_one_of_each(view)
        fold_modules(view, lambda place: up_to(fold, place) if fold in kinds else ("model",))
        shorten_columns(view)
    elif fold != "nothing":
        known = ", ".join(f'"{name}"' for name in ("auto", "nothing", *kinds, *["model"] * bool(kinds)))
        raise ValueError(f"cannot fold {described(fold)}; this graph can be drawn with fold={known}")
    unravel(view)
    return view


def kinds_of_modules(view: View) -> list[str]:
    """The kinds of modules of the graph, from the outermost."""
    return list(dict.fromkeys(kind(segment) for place in view.places.values() for segment in place))


def kind(segment: str) -> str:
    """What a module is one of: `layers` for `layers.0`."""
    return segment.split(".")[0]


def up_to(name: str, place: Place) -> Place:
    """The place as far as its first module of a kind; nothing if it has none."""
    for depth, segment in enumerate(place, 1):
        if kind(segment) == name:
            return place[:depth]
    return ()


def fold_by_size(view: View) -> None:
    """Fold as little as makes the drawing readable, and note what was folded."""
    cuts: list[Callable[[Place], Place]] = [
        lambda place: place,
        lambda place: place[:1],
        lambda place: (kind(place[0]),) if place else (),
    ]
    if is_readable(view):
        return
    keep_one_of_each(view)
    for cut in cuts:
        if view.places and not is_readable(view):
            fold_modules(view, cut)
            shorten_columns(view)
    if view.size > ALL_UP_TO:
        fold_the_rest(view)
    if view.groups:
        ways = [*["nothing"] * (len(view.order) <= LARGEST_WHOLE), *kinds_of_modules(view)[:3]]
        said = "; to change that: " + ", ".join(f'fold="{way}"' for way in ways) if ways else ""
        view.notes.append(f"{len(view.shown)} of {len(view.order):,} values are drawn one by one{said}")


def is_readable(view: View) -> bool:
    """Whether there are few enough nodes, and few enough of them one below the other."""
    loose = [value for value in view.shown if value.op is None or any(type(x) is float for x in value.inputs)]
    rows = sum(1 if value.op is None else sum(type(x) is float for x in value.inputs) for value in loose)
    return view.size <= ALL_UP_TO and (rows <= TALLEST or not view.places or view.in_columns)


def fold_modules(view: View, cut: Callable[[Place], Place]) -> None:
    """Fold every module, but for the output, given the part of a place that is the module to fold."""
    modules: dict[Place, list[Value]] = {}
    for value, place in view.places.items():
        stands_for_it = view.drawn[value]
        is_free = isinstance(stands_for_it, Value) or stands_for_it.place  # and not hidden among other examples
        if is_free and value is not view.order[-1] and (module := cut(place)):
            modules.setdefault(module, []).append(value)
    for module, values in modules.items():
        view.fold(module[-1], values, module)


def without_modules(view: View, opened: Group | None = None) -> View:
    """The same view with nothing folded but the other examples, or not even those if they are to be opened."""
    kept = {
        value: one if isinstance(one, Group) and one.more_of_the_same and one is not opened else value
        for value, one in view.drawn.items()
    }
    return View(view.order, view.places, kept)


def results_of_modules(view: View) -> dict[Value, Place]:
    """The values that are the one result of an innermost module, as a neuron has one, with its place."""
    innermost = without_modules(view)
    fold_modules(innermost, lambda place: place)
    return {value: group.place for group, value in innermost.outlets().items()}


def shorten_columns(view: View) -> None:
    """Where many modules of a kind stand beside each other in one, or many inputs, fold those in the middle."""
    beside: dict[tuple[Place, str], list[Value | Group]] = {}
    for group in view.groups:
        if len(group.place) > 1:
            beside.setdefault((group.place[:-1], kind(group.place[-1])), []).append(group)
    for value in view.shown:
        if value.op is None and value not in view.places and (array := array_of(value.label)):
            beside.setdefault(((), array), []).append(value)
    for (place, name), several in beside.items():
        if len(several) > ROWS:
            middle = several[ROWS - 2 : -1]
            values = [x for one in middle for x in (one.values if isinstance(one, Group) else [one])]
            title = f"… {len(middle):,} more {name}" if place else f"… {len(middle):,} more of {name}"
            view.fold(title, values, (*place, title) if place else ())


def fold_the_rest(view: View) -> None:
    """Keep what is near the output, and some leaves; if even the folded modules are too many, hide them too."""
    near = nearest(view.order[-1], view, NEIGHBOURS)
    loose = [value for value in view.shown if value not in near]
    arrays: dict[str, list[Value]] = {}
    for value in loose:
        if value.op is None and value not in view.places:
            arrays.setdefault(array_of(value.label), []).append(value)
    kept = near.union(arrays.pop("", [])[:NEIGHBOURS])
    for name, values in arrays.items():
        view.fold(name, values)
    if len(view.groups) > ALL_UP_TO:
        hide(view, set(view.order) - near)
    else:
        hide(view, {value for value in loose if view.drawn[value] is value} - kept)


def hide(view: View, values: set[Value]) -> None:
    """Let one node stand for values that are not shown."""
    if values:
        in_order = [value for value in view.order if value in values]
        view.fold(f"… {counted(len(values), 'value')} hidden", in_order)


def nearest(output: Value, view: View, count: int) -> set[Value]:
    """At most `count` of the values that are drawn, from the output backwards, nearest first."""
    near: list[Value] = [output]
    for value in near:  # which grows meanwhile
        for x in value.inputs:
            if len(near) < count and isinstance(x, Value) and view.drawn[x] is x and x not in near:
                near.append(x)
    return set(near)


# --- a picture without circles ----------------------------------------------------------------------------------------


def unravel(view: View) -> None:
    """Split what is folded where the picture would have circles, as where a module is used in several places in a row.

    A value that is computed belongs to a later part the more often the way to it has changed from node to node; so
    every edge leads to a later part or stays in its own.
    """
    circular = in_circles(view)
    if not circular:
        return
    depths: dict[Value, int] = {}
    users: dict[Value, list[Value]] = {}
    for value in view.order:
        inputs = [x for x in value.inputs if type(x) is not float]
        depths[value] = max((depths[x] + (view.drawn[x] is not view.drawn[value]) for x in inputs), default=0)
        for x in inputs:
            users.setdefault(x, []).append(value)
    parts_of: dict[Group, dict[int, list[Value]]] = {group: {} for group in circular}
    for group, parts in parts_of.items():
        for value in group.values:
            depth = depths[value]
            if value.op is None and all(view.drawn[user] is group for user in users[value]):
                depth = min(depths[user] for user in users[value])  # a parameter stands where it is used
            parts.setdefault(depth, []).append(value)
    for group, parts in parts_of.items():
        for _, part in sorted(parts.items()):
            title = group.title if group.place else f"… {counted(len(part), 'value')} hidden"
            view.fold(title, part, group.place, group.more_of_the_same)


def in_circles(view: View) -> list[Group]:
    """The groups that a way leaves and enters again, and those between them."""
    after: dict[Value | Group, set[Value | Group]] = {view.drawn[value]: set() for value in view.order}
    for value in view.order:
        one = view.drawn[value]
        if not (isinstance(one, Group) and one.more_of_the_same):
            for x in value.inputs:
                if type(x) is not float and view.drawn[x] is not one:
                    after[view.drawn[x]].add(one)
    before: dict[Value | Group, set[Value | Group]] = {one: set() for one in after}
    for one, several in after.items():
        for other in several:
            before[other].add(one)
    for forth, back in ((after, before), (before, after)):  # take away, again and again, what nothing leads to
        free = [one for one, several in back.items() if not several]
        for one in free:  # which grows meanwhile
            for other in forth.pop(one):
                back[other].discard(one)
                if not back[other]:
                    free.append(other)
            del back[one]
    return [one for one in after if isinstance(one, Group)]
