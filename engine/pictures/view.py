"""What is drawn for each value of a graph: the value itself, or a node that stands for many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.pictures.places import Place, places
from engine.steps.order import order_of
from engine.value import Value

ROWS = 8  # modules or inputs beside each other at most that are drawn; of more, the first ones and the last
ALL_UP_TO = 60  # nodes at most that are drawn one by one
COUNTED_UP_TO = 400  # nodes at most whose edges are counted too
CONSTANTS = 8  # of a node at most that are drawn; beyond that, one node stands for them


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
        if nodes > COUNTED_UP_TO:
            return nodes
        edges = {(drawn[x], drawn[value]) for value in self.order for x in value.inputs if type(x) is not float}
        return max(nodes, len(edges) // 3)

    @property
    def in_columns(self) -> bool:
        """Whether modules are folded: then the picture is that of a network, with a column for each layer."""
        return any(group.place for group in self.groups)

    def outlets(self) -> dict[Group, Value]:
        """Of each folded module with one result, that result, whose data and grad its node shows.

        What only its parameters make, as a penalty on them, is no result of a module.
        """
        results: dict[Group, dict[Value, None]] = {}
        for value in self.order:
            for x in value.inputs:
                if type(x) is not float and x.op and self.drawn[x] is not self.drawn[value]:
                    group = self.drawn[x]
                    if isinstance(group, Group) and group.place and (x.op.pairs or any(map(is_computed, x.inputs))):
                        results.setdefault(group, {})[x] = None
        return {group: next(iter(found)) for group, found in results.items() if len(found) == 1}

    def fold(self, title: str, values: Iterable[Value], place: Place = (), more_of_the_same: bool = False) -> None:
        """Let one node stand for the values."""
        group = Group(title, list(values), place, more_of_the_same)
        self.drawn.update(dict.fromkeys(group.values, group))


def everything(output: Value) -> View:
    """The view from which folding starts: every value drawn for itself."""
    order = order_of(output)
    return View(order, places(order), {value: value for value in order})


def is_computed(x: object) -> bool:
    """Whether an input of an op is a value that another op made."""
    return isinstance(x, Value) and x.op is not None


def counted(number: int, what: str) -> str:
    """A number of things in words: `1 value`, `2,000 values`."""
    return f"{number:,} {what}{'s' * (number != 1)}"
