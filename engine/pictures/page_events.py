"""What the page plays: the events of both passes on a picture, with their formulas, and the pictures inside of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from math import isfinite
from typing import Any

from engine.pictures.folds import folded, results_of_modules
from engine.pictures.parts import inside
from engine.pictures.scene import Scene, scene_of
from engine.pictures.svg import svg_text
from engine.pictures.view import ALL_UP_TO, Group, View, counted
from engine.pictures.words import name, short_number
from engine.steps.backward_steps import backward_steps, forward_steps, grads_of
from engine.steps.explain import Explainer
from engine.steps.mistakes import HINTS, mistakes
from engine.steps.names import unique_names
from engine.steps.notation import Notation
from engine.steps.nudge import nudged
from engine.steps.staleness import stale_values
from engine.text import made_at
from engine.value import Value

LARGEST_VIEW = 100  # nodes of a picture at most
LARGEST_PAGE = 155_000  # bytes of pictures and events at most; folded nodes beyond that cannot be opened
NUDGES = (0.1, 0.01, -0.1)
NUDGED_LEAVES = 8
NUDGED_UP_TO = 2_000  # values: computing a larger graph again and again takes too long

MISTAKES = list(HINTS)  # of mistakes, which the page numbers

Event = dict[str, Any]


@dataclass(slots=True)
class DrawnGraph:
    """What a drawing of a graph was made of, which is what its page is made of."""

    view: View
    names: Mapping[Value, str]


@dataclass(slots=True)
class Subgraph:
    """One picture of the page, with what happens on it."""

    scene: Scene
    svg: str
    events: list[Event]
    name: str = ""  # of the folded node that it is the inside of
    parent: int = 0  # the subgraph that this node is in
    depth: int = 0  # how many nodes have been opened to get here
    expandable: dict[str, int] = field(
        default_factory=dict
    )  # the folded nodes that can be opened, and the subgraph behind each

    @property
    def size(self) -> int:
        """How many bytes of a page it takes, about."""
        return len(self.svg) + len(json.dumps(self.events, separators=(",", ":")))


def subgraphs(drawn: DrawnGraph, svg_of: Callable[[Scene], str]) -> list[Subgraph]:
    """The picture of the graph, and those of what is inside folded nodes: as many as a page holds, modules first."""
    view = drawn.view
    if view.size > LARGEST_VIEW:
        view = folded(view.order[-1], "auto")
        view.notes.append(
            f"{len(view.order):,} values are too many for a page: it is folded; an .svg can hold them all"
        )
    lesson = Lesson(view, drawn.names)
    small = view.size <= ALL_UP_TO
    found = [lesson.subgraph(view, svg_of if small else svg_text)]  # the built-in layout takes less time and room
    if not found[0].events:
        return found
    room = LARGEST_PAGE - found[0].size
    closed = 0
    waiting = [(0, view, group) for group in view.groups]  # folded nodes, with the subgraph and the view they are on
    while waiting:
        waiting.sort(key=lambda node: (not node[2].place, found[node[0]].depth, len(node[2].values)))
        parent, view, group = waiting.pop(0)  # a module, the outermost, the smallest
        opened = inside(view, group) if room > 0 else view
        one = lesson.subgraph(opened, svg_text) if room > 0 and opened.size <= LARGEST_VIEW else None
        room -= one.size if one else 0
        if one is None or room <= 0:
            closed += 1
            continue
        one.name, one.parent, one.depth = title_of(group), parent, found[parent].depth + 1
        one.scene.title += f", inside of {one.name}"
        found[parent].expandable[found[parent].scene.ids[group.values[0]]] = len(found)
        own = set(group.values)
        waiting += [(len(found), opened, part) for part in opened.groups if own.issuperset(part.values)]
        found.append(one)
    if closed:
        found[0].scene.notes.append(
            f"{counted(closed, 'folded node')} cannot be opened here, for the page would be too large; "
            "draw(output, focus=value) shows what surrounds a value"
        )
    return found


def title_of(group: Group) -> str:
    """What a folded node is called, with the modules around it."""
    return ".".join(group.place) or group.title


class Lesson:
    """Both passes of a graph, to be told on any view of it, with the same names everywhere."""

    def __init__(self, view: View, names: Mapping[Value, str]) -> None:
        self.output = view.order[-1]
        self.grads = grads_of(self.output)
        self.is_stale = bool(stale_values(view.order))  # then the numbers of the forward pass are gone
        self.forward = list(forward_steps(self.output))
        self.backward = list(backward_steps(self.output))
        results = {
            value: ".".join(place) for value, place in results_of_modules(view).items() if not name(value, names)
        }
        shown = dict.fromkeys([*view.shown, *view.order])  # the first numbers are for what is seen first
        self.names = unique_names(list(shown), {**names, **results})

    def subgraph(self, view: View, svg_of: Callable[[Scene], str]) -> Subgraph:
        """A view with its events; every value has a name there, and nothing is told before its time."""
        scene = scene_of(view, self.names, None, self.grads)
        scene.title = f"Backpropagation of {self.names[self.output]}"
        scene.sentences = scene.sentences[:1]
        shown = {scene.ids[value]: self.names[value] for value in view.shown}
        groups = {scene.ids[group.values[0]]: title_of(group) for group in view.groups}
        for node in scene.nodes:
            node.tooltip = shown.get(node.id) or groups.get(node.id) or node.tooltip
        for edge in scene.edges:
            edge.tooltip = ""
        svg = svg_of(replace(scene, notes=[], legend=[]))  # which the page itself has, and the colours
        svg = re.sub("<style>.*?</style>", "", svg, flags=re.DOTALL)
        return Subgraph(scene, svg, [] if self.is_stale else events(view, scene, self))


def events(view: View, scene: Scene, lesson: Lesson) -> list[Event]:
    """The steps of both passes, in order; those of a folded node are one, with what they do to numbers on show."""
    found: list[Event] = []
    telling = Telling(view, scene, lesson)
    for upto, event in enumerate(chain(telling.forward(), telling.backward()), 1):
        last = found[-1] if found else {}
        if "count" in event and "count" in last and (event["pass"], event["nodes"]) == (last["pass"], last["nodes"]):
            last["count"] += 1
            last["shows"] += event["shows"]
            for id, (contribution, after) in event["arrivals"].items():
                last["arrivals"][id] = (last["arrivals"].get(id, (0.0,))[0] + contribution, after)
        else:
            last = event
            found.append(event)
        last["upto"] = upto  # how many single steps have been made by then, on whatever picture
    entering: dict[str, list[str]] = {}
    for edge in scene.edges:
        entering.setdefault(edge.head, []).append(edge.id)
    for event in found:
        if "count" in event:
            arrived = event["arrivals"].items()
            event["arrivals"] = [[id, short_number(x), short_number(after)] for id, (x, after) in arrived]
            event["edges"] = entering.get(event["nodes"][0], [])
    return [{key: entry for key, entry in event.items() if entry not in ("", [], {})} for event in found]


class Telling:
    """Both passes as they are seen on one view."""

    def __init__(self, view: View, scene: Scene, lesson: Lesson) -> None:
        self.view, self.ids, self.lesson = view, scene.ids, lesson
        self.results = set(view.outlets().values())
        names = {value: lesson.names[value] if self.is_shown(value) else self.behind(value) for value in view.order}
        self.explainer = Explainer(lesson.output, names, Notation())
        self.drawn_edges = {edge.id for edge in scene.edges}

    def is_shown(self, value: Value) -> bool:
        """Whether the numbers of a value are on the picture: it is drawn, or the one result of a folded node."""
        return self.view.drawn[value] is value or value in self.results

    def behind(self, value: Value) -> str:
        """What stands for a value that is not shown, as a rule names it."""
        one = self.view.drawn[value]
        return ".".join(one.place) or "…" if isinstance(one, Group) else self.lesson.names[one]

    def folded(self, which: str, value: Value, arrivals: dict[str, tuple[float, float]]) -> Event:
        """A step that is not seen, of the node that stands for a value."""
        one = self.view.drawn[value]
        title = title_of(one) if isinstance(one, Group) else self.lesson.names[one]
        shows = [[self.ids[value], short_number(value.data)]] if which == "forward" and value in self.results else []
        return {
            "pass": which, "nodes": [self.ids[value]], "title": title, "count": 1, "shows": shows, "arrivals": arrivals,
        }  # fmt: skip

    def forward(self) -> Iterator[Event]:
        """An event for each op: its formula, and the edges that lead into it."""
        for node in self.lesson.forward:
            id = self.ids[node]
            if self.view.drawn[node] is not node:
                yield self.folded("forward", node, {})
                continue
            line = self.explainer.computed(node)
            yield {
                "pass": "forward", "nodes": [id], "target": line.target, "sign": "=", "rule": line.rule,
                "numbers": line.numbers, "result": line.result, "answer": exact(node.data), "mistakes": {},
                "edges": self.edges(node), "at": made_at(node),
            }  # fmt: skip

    def edges(self, node: Value) -> list[str]:
        """The edges into a node, those from folded nodes too."""
        id = self.ids[node]
        single = [f"e{id}.{index}" for index in range(len(node.inputs))]
        return self.existing(*single, *[f"e{self.ids[x]}.{id}" for x in node.inputs if type(x) is not float])

    def existing(self, *edges: str) -> list[str]:
        """Those of the edges that are on the picture."""
        return [id for id in dict.fromkeys(edges) if id in self.drawn_edges]

    def backward(self) -> Iterator[Event]:
        """An event for each multiplication of the chain rule: its formula, its edge, the grad before and after."""
        output = self.lesson.output
        yield {
            "pass": "backward", "nodes": [self.ids[output]], "target": self.explainer.grad(output), "sign": "=",
            "rule": "1", "numbers": "", "result": "1", "before": "0", "after": "1", "answer": 1.0, "mistakes": {},
            "edges": [], "at": f": {self.lesson.names[output]} changes as much as itself",
        }  # fmt: skip
        for step in self.lesson.backward:
            id, tail = self.ids[step.node], self.ids[step.input]
            shown = self.is_shown(step.input)
            if not shown or self.view.drawn[step.node] is not step.node:
                passed = self.view.drawn[step.node] is not step.node
                arrivals = {tail: (step.contribution, step.after)} if shown and tail != id else {}
                yield self.folded("backward", step.node if passed else step.input, arrivals)
                continue
            line = self.explainer.passed(step)
            yield {
                "pass": "backward", "nodes": [tail], "target": line.target, "sign": "+=", "rule": line.rule,
                "numbers": line.numbers, "result": line.result,
                "before": short_number(step.before), "after": short_number(step.after),
                "answer": exact(step.after),
                "mistakes": {MISTAKES.index(m.name): exact(m.answer) for m in mistakes(step)},
                "edges": self.existing(f"e{id}.{step.index}", f"e{tail}.{id}"), "at": made_at(step.node),
            }  # fmt: skip


def exact(x: float) -> float | str:
    """A number as JSON can hold it, to more digits than an answer has."""
    return float(f"{x:.9g}") if isfinite(x) else str(x)


def nudges(drawn: DrawnGraph) -> list[str]:
    """For each leaf that is drawn, and a few steps: what the gradient predicts, and what happens."""
    output = drawn.view.order[-1]
    leaves = [value for value in drawn.view.shown if value.op is None][:NUDGED_LEAVES]
    if len(drawn.view.order) > NUDGED_UP_TO or output.op is None:
        return []
    names = unique_names(drawn.view.order, drawn.names)
    return [str(nudged(output, leaf, h, names)) for leaf in leaves for h in NUDGES]
