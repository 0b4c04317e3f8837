"""Which values of a graph are drawn one by one, and which are folded to a node that stands for many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from engine.pictures.places import Place, array_of, places
from engine.steps.order import order_of
from engine.text import described, name_of
from engine.value import Value

ALL_UP_TO = 60  # nodes at most that are drawn one by one
INNERMOST_UP_TO = 400  # nodes at most of which the innermost modules (neurons) are folded; beyond that, the outermost
CONSTANTS = 8  # of a node at most that are drawn; beyond that, one node stands for them
NEIGHBOURS = 10  # of the output, and as many leaves, are shown of what belongs to no module


@dataclass(eq=False, slots=True)
class Group:
    """Values that are drawn as one node."""

    title: str
    values: list[Value]
    place: Place = ()  # of the module, if it is one that is folded
    more_of_the_same: bool = False  # like what is drawn: where it comes from is seen there


@dataclass(slots=True)
class View:
    """What is drawn for each value: the value itself, or the Group or the other value that stands for it."""

    order: list[Value]  # the whole graph, in topological order
    places: dict[Value, Place]
    drawn: dict[Value, Value | Group]
    notes: list[str] = field(default_factory=list)  # what is hidden, and how to see it

    @property
    def shown(self) -> list[Value]:
        """The values that are drawn one by one."""
        return [value for value in self.order if self.drawn[value] is value]

    @property
    def groups(self) -> list[Group]:
        """The groups, in the order of their first values."""
        return list(dict.fromkeys(one for one in self.drawn.values() if isinstance(one, Group)))

    @property
    def size(self) -> int:
        """The number of nodes that the drawing will have, constants included; more, if there are many edges."""
        shown, drawn = self.shown, self.drawn
        constants = sum(min(CONSTANTS, sum(type(x) is float for x in value.inputs)) for value in shown)
        nodes = len(self.groups) + len(shown) + constants
        if nodes > INNERMOST_UP_TO:
            return nodes
        edges = {(drawn[x], drawn[value]) for value in self.order for x in value.inputs if type(x) is not float}
        return max(nodes, len(edges) // 3)

    def fold(self, title: str, values: Iterable[Value], place: Place = (), more_of_the_same: bool = False) -> None:
        """Let one node stand for the values."""
        group = Group(title, list(values), place, more_of_the_same)
        self.drawn.update(dict.fromkeys(group.values, group))


def everything(output: Value) -> View:
    """The view from which folding starts: every value drawn for itself."""
    order = order_of(output)
    return View(order, places(order), {value: value for value in order})


def folded(output: Value, fold: str) -> View:
    """The graph with what is asked for folded: "nothing", a kind of module ("neurons"), or by size ("auto").

    Raises ValueError for a kind of module that the graph does not have.
    """
    view = everything(output)
    kinds = kinds_of_modules(view)
    if fold == "auto":
        fold_by_size(view)
    elif fold == "model" and kinds:
        fold_modules(view, lambda place: ("model",))
    elif fold in kinds:
        fold_modules(view, lambda place: up_to(fold, place))
    elif fold != "nothing":
        known = ", ".join(f'"{name}"' for name in ("auto", "nothing", *kinds, *["model"] * bool(kinds)))
        raise ValueError(f"cannot fold {described(fold)}; this graph can be drawn with fold={known}")
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
    if view.size <= ALL_UP_TO:
        return
    keep_one_of_each(view)
    if view.size > ALL_UP_TO:
        if view.size <= INNERMOST_UP_TO:
            fold_modules(view, lambda place: place)
        if view.size > ALL_UP_TO:
            fold_modules(view, lambda place: place[:1])
        if view.size > ALL_UP_TO:
            fold_modules(view, lambda place: (kind(place[0]),) if place else ())
    if view.size > ALL_UP_TO:
        fold_the_rest(view)
    ways = ", ".join(f'fold="{way}"' for way in ["nothing", *kinds_of_modules(view)[:3]])
    view.notes.append(f"{len(view.shown)} of {len(view.order):,} values are drawn one by one; to change that: {ways}")


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


# --- one of many examples ---------------------------------------------------------------------------------------------


def keep_one_of_each(view: View) -> None:
    """Of the terms of a sum that have the same form, as the losses of a batch have, keep the first."""
    uses = Counter(x for value in view.order for x in value.inputs if type(x) is not float)
    shapes = structure_of(view)
    others: dict[Value, list[Value]] = {}  # the terms that are like one that is kept
    to_visit = [view.order[-1]]
    seen = set(to_visit)
    while to_visit:
        node = to_visit.pop()
        terms, additions = terms_of(node, uses)
        alike: dict[int, list[Value]] = {}
        for term in terms:
            if uses[term] == 1:  # what is used elsewhere too must be seen
                alike.setdefault(shapes[term], []).append(term)
        if any(len(several) > 1 for several in alike.values()):
            view.drawn.update(dict.fromkeys(additions, node))
        for first, *rest in alike.values():
            if rest:
                others[first] = rest
            elif first not in seen:
                seen.add(first)
                to_visit.append(first)
    reached_elsewhere = reached([view.order[-1]], set(chain.from_iterable(others.values())))
    for rest in others.values():
        hidden = reached(rest, reached_elsewhere)
        reached_elsewhere |= hidden
        members = [value for value in view.order if value in hidden]
        view.fold(f"… {len(rest):,} more like this", members, more_of_the_same=True)
        view.notes.append(f"one of {len(rest) + 1:,} terms of the same form is shown")


def structure_of(view: View) -> dict[Value, int]:
    """A number for the form of each value, the same for values that the same ops made of the same parameters.

    A parameter is known by its label; numbers may differ, as they do between the examples of a batch.
    """
    numbers: dict[tuple[object, ...], int] = {}
    shapes: dict[Value, int] = {}
    for value in view.order:
        inputs = [-1 if type(x) is float else shapes[x] for x in value.inputs]
        shapes[value] = numbers.setdefault((value.op or value.label, *inputs), len(numbers))
    return shapes


def terms_of(node: Value, uses: Counter[Value]) -> tuple[list[Value], list[Value]]:
    """What is summed up in a node, as far as ops made it, and the additions between the terms and the node."""
    if node.op is None or node.op.sign != "+":
        made = [x for x in node.inputs if type(x) is not float and x.op]
        is_sum = node.op is not None and node.op.spelled_out and not node.op.pairs
        return (made if is_sum or len(made) == 1 else []), []
    terms, additions, to_visit = [], [], [node]
    while to_visit:
        value = to_visit.pop()
        is_addition = value.op is not None and value.op.sign == "+" and not any(map(is_constant, value.inputs))
        if value is node or (is_addition and uses[value] == 1):
            additions.append(value)
            to_visit.extend(x for x in reversed(value.inputs) if type(x) is not float)
        elif value.op is not None:
            terms.append(value)
    return terms, additions[1:]


def is_constant(x: object) -> bool:
    """Whether an input is a plain number other than the 0 with which the builtin `sum` starts."""
    return type(x) is float and x != 0


def reached(start: Iterable[Value], seen: set[Value]) -> set[Value]:
    """What the values to start from were computed from, themselves included, without passing what was seen."""
    found = set(start)
    to_visit = list(found)
    while to_visit:
        for x in to_visit.pop().inputs:
            if type(x) is not float and x not in seen and x not in found:
                found.add(x)
                to_visit.append(x)
    return found


# --- a part of the graph ----------------------------------------------------------------------------------------------


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
    return view


def along(path: Sequence[Value], output: Value) -> View:
    """The whole graph if it is small, else what is on the paths, or at least their beginning and their end."""
    view = everything(output)
    if view.size > ALL_UP_TO:
        short = len(path) <= ALL_UP_TO
        fold_around(view, set(path if short else [*path[:NEIGHBOURS], *path[-NEIGHBOURS:]]))
    return view


def fold_around(view: View, near: set[Value]) -> None:
    """Fold what the values near were computed from, and all the others."""
    before = reached(near, set()) - near
    for values, which in ((before, "earlier"), (set(view.order) - before - near, "other")):
        if values:
            title = f"{counted(len(values), f'{which} value')}"
            view.fold(f"… {title}", [value for value in view.order if value in values])
            view.notes.append(f"hidden: {title}")


def counted(number: int, what: str) -> str:
    """A number of things in words: `1 value`, `2,000 values`."""
    return f"{number:,} {what}{'s' * (number != 1)}"
