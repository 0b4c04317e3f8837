"""What is on the picture of a graph: nodes and edges, each with its text, its meaning and its weight."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import hypot, isfinite, isnan, sqrt
from typing import Any

from engine.pictures.arrivals import arrivals_at, edges_ahead
from engine.pictures.input_order import input_order, weighed_numbers
from engine.pictures.places import Place
from engine.pictures.view import CONSTANTS, ROWS, Group, View, counted
from engine.pictures.words import is_written_inside, name, name_or_formula, op_text, short_formula, short_number
from engine.steps.backward_steps import accumulated, summed
from engine.steps.names import shortened
from engine.steps.paths import Paths
from engine.steps.staleness import stale_values
from engine.text import made_at
from engine.value import Value

MINUS = re.compile(r"(?<![^\s(])-(?=[\d. ]|inf|$)")  # not that of 1e-05, nor a hyphen
TOLD = 30  # values at most that are described in words
ARRIVALS = 3  # contributions to a grad at most that are written out


@dataclass(slots=True)
class Line:
    """A line of text and what it is: "op", "label", "data", "grad", "note"; in a legend also "positive", "negative"."""

    role: str
    text: str

    @property
    def shown(self) -> str:
        """The text as it is set: a minus is −, as wide as a plus."""
        return self.text if self.role == "label" else MINUS.sub("−", self.text)


# what hue and width say on every picture
LEGEND = [Line("positive", "blue: positive"), Line("negative", "orange, dashed: negative"), Line("note", "wide: large")]


@dataclass(slots=True)
class SceneNode:
    """Something with a place on the picture: a "leaf", a "value" made by an op, a "constant", an "input" of a
    network that is a plain number, a "group", a "unit"."""

    id: str
    kind: str
    lines: list[Line]
    tooltip: str = ""
    place: Place = ()  # the frames around it, from the outermost
    stale: bool = False  # its inputs have changed since it was computed
    faded: bool = False  # it is not on the path that is shown


@dataclass(slots=True)
class SceneEdge:
    """A line from one node to another."""

    id: str
    tail: str
    head: str
    lines: list[Line] = field(default_factory=list)
    tooltip: str = ""
    weight: float = 0.0  # its sign is the hue, its size the width
    faded: bool = False


@dataclass(slots=True)
class Scene:
    """All that a renderer needs to know of a picture: nodes, edges, their texts and their weights."""

    title: str
    nodes: list[SceneNode] = field(default_factory=list)
    edges: list[SceneEdge] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what is said below the picture
    legend: list[Line] = field(default_factory=list)  # what its colours and signs mean
    ids: dict[Value, str] = field(default_factory=dict)  # the node that stands for each value
    table: list[list[str]] = field(
        default_factory=list
    )  # the values, with their exact numbers; the first row is a head
    sentences: list[str] = field(default_factory=list)  # the picture in words
    straight: bool = False  # a network: layers are columns, edges are straight lines without arrow heads

    @property
    def description(self) -> str:
        """The picture in words, for those who cannot see it."""
        return " ".join([*self.sentences, *self.notes])

    @property
    def below(self) -> list[list[Line]]:
        """The lines of text below the picture: what its signs mean, each kind on a line, and the notes."""
        colours = [line for line in self.legend if line in LEGEND]
        others = [line for line in self.legend if line not in LEGEND]
        return [lines for lines in (others, colours, *[[Line("note", note)] for note in self.notes]) if lines]

    def widths(self) -> dict[str, float]:
        """How wide each edge is, from 1 to 4, beside the widest; by id."""
        largest = max((abs(edge.weight) for edge in self.edges if isfinite(edge.weight)), default=0.0) or 1.0
        sizes = {edge.id: sqrt(min(abs(edge.weight) / largest, 1.0)) for edge in self.edges}
        return {id: 1.0 if isnan(size) else 1.0 + 3.0 * size for id, size in sizes.items()}


def scene_of(
    view: View, names: Mapping[Value, str], path: Paths | None = None, grads: Mapping[Value, float] | None = None
) -> Scene:
    """The scene of a graph, with nodes and edges in topological order.

    Grads and contributions are those of the last backward pass, if one has reached the output, or those given.
    """
    if grads is None and view.order[-1].grad != 0:
        grads = {value: value.grad for value in view.order}
    return Sketch(view, names, path, grads).scene()


class Sketch:
    """The scene of a graph in the making."""

    def __init__(
        self, view: View, names: Mapping[Value, str], path: Paths | None, grads: Mapping[Value, float] | None
    ) -> None:
        self.view = view
        self.names = names
        self.grads = grads  # None before the backward pass
        self.arrivals = {} if grads is None else arrivals_at(view, grads)
        self.on_path = set(path.values if path else view.order)
        self.outlets = view.outlets()
        self.ahead = set() if grads is None else edges_ahead(view, grads, self.arrivals)
        self.stale = stale_values(view.order)

    def scene(self) -> Scene:
        view, output = self.view, self.view.order[-1]
        ids = {one: f"n{i}" for i, one in enumerate(dict.fromkeys(view.drawn[value] for value in view.order))}
        scene = Scene(
            f"Computation graph of {name_or_formula(output, self.names)}",
            notes=list(view.notes),
            ids={value: ids[view.drawn[value]] for value in view.order},
        )
        nodes: dict[str, SceneNode] = {}
        if view.in_columns:
            scene.straight = True
            self.add_inputs(scene, nodes)
        bundles: dict[tuple[str, str], SceneEdge] = {}  # edges from or to what stands for many values
        for node in view.order:
            head = scene.ids[node]
            one = view.drawn[node]
            times = Counter(x for x in node.inputs if type(x) is not float)
            constants = [x for x in node.inputs if type(x) is float]
            for index in input_order(node):
                x = node.inputs[index]
                if type(x) is float:
                    if one is node and len(constants) <= CONSTANTS and not is_written_inside(node):
                        self.add_constant(scene, nodes, head, node, f"{head}.{index}", short_number(x))
                    continue
                tail = scene.ids[x]
                faded = not (x in self.on_path and node in self.on_path)
                if one is node and view.drawn[x] is x and times[x] <= CONSTANTS:
                    scene.edges.append(self.edge(SceneEdge(f"e{head}.{index}", tail, head, faded=faded), node, index))
                elif tail != head and not (isinstance(one, Group) and one.more_of_the_same):
                    bundle = bundles.setdefault((tail, head), SceneEdge(f"e{tail}.{head}", tail, head, faded=True))
                    bundle.faded = bundle.faded and faded
                    if one is node and view.drawn[x] is x:
                        self.add_to_bundle(bundle, node, x, times[x])
                    elif not (isinstance(behind := view.drawn[x], Group) and behind.more_of_the_same):
                        bundle.weight += self.carried(node, node.partials[index])
            if one is node and len(constants) > CONSTANTS:
                self.add_constant(scene, nodes, head, node, f"{head}.constants", f"{len(constants):,} numbers")
            if head not in nodes:
                nodes[head] = self.group(head, one) if isinstance(one, Group) else self.value(head, one)
        if self.grads and not all(map(self.adds_up, view.shown)):
            scene.notes.append(
                "a grad other than the sum of its += holds other passes too, was set to 0, or is not done"
            )
        scene.legend = self.legend(scene)
        scene.sentences = self.sentences()
        scene.table = self.table()
        scene.nodes.extend(nodes.values())
        scene.edges.extend(bundles.values())
        return scene

    def add_constant(
        self, scene: Scene, nodes: dict[str, SceneNode], head: str, node: Value, id: str, text: str
    ) -> None:
        """Add a plain number that is an input of a node, or many of them, with the edge to the node."""
        place, faded = self.view.places.get(node, ()), node not in self.on_path
        nodes[id] = SceneNode(id, "constant", [Line("note", text)], "constant", place, faded=faded)
        scene.edges.append(SceneEdge(f"e{id}", id, head, faded=faded))

    def add_inputs(self, scene: Scene, nodes: dict[str, SceneNode]) -> None:
        """Add the plain numbers that the folded modules weigh, the first and the last of many, with edges to them."""
        found: dict[tuple[int, float], dict[str, float]] = {}  # a number of the input, and what carries it to each node
        for node in self.view.order:
            one = self.view.drawn[node]
            if isinstance(one, Group) and one.place:
                for index, weight, x in weighed_numbers(node):
                    edges = found.setdefault((index, x), {})
                    edges[scene.ids[node]] = edges.get(scene.ids[node], 0.0) + self.carried(node, weight.data)
        numbers = sorted(found)
        hidden = numbers[ROWS - 2 : -1] if len(numbers) > ROWS else []
        for place, (index, x) in enumerate(numbers):
            id = f"input{place}"
            if (index, x) not in hidden:
                lines = [Line("label", f"input {index}"), Line("data", f"data {short_number(x)}")]
                nodes[id] = SceneNode(id, "input", lines, f"input {index}\ndata {x!r}")
                scene.edges += [SceneEdge(f"e{id}.{head}", id, head, weight=w) for head, w in found[index, x].items()]
            elif "inputs" not in nodes:
                title = Line("label", f"… {len(hidden):,} more inputs")
                nodes["inputs"] = SceneNode("inputs", "group", [title], "inputs that are not drawn")
                heads = dict.fromkeys(head for number in hidden for head in found[number])
                scene.edges += [SceneEdge(f"einputs.{head}", "inputs", head) for head in heads]

    def carried(self, node: Value, partial: float | None) -> float:
        """What an edge carries: the contribution that goes back along it, or before that the local derivative."""
        return 0.0 if partial is None else partial if self.grads is None else self.grads[node] * partial

    def legend(self, scene: Scene) -> list[Line]:
        """What the signs mean that are on the picture."""
        roles = {line.role for edge in scene.edges for line in edge.lines}
        told = [Line("data", "∂ local derivative")] * ("data" in roles)
        told += [Line("grad", "+= what it adds to the grad")] * ("grad" in roles)
        return told + LEGEND if any(edge.weight for edge in scene.edges) else told

    def add_to_bundle(self, bundle: SceneEdge, node: Value, x: Any, times: int) -> None:
        """Say on the one edge that stands for many uses of a value by a node what all of them add."""
        bundle.lines = [Line("data", f"{times:,} times")]
        if self.grads:
            uses = [partial for y, partial in zip(node.inputs, node.partials) if partial is not None and y is x]
            bundle.weight = accumulated(self.grads[node] * partial for partial in uses)
            bundle.lines.append(Line("grad", f"+= {short_number(bundle.weight)}"))

    def adds_up(self, value: Value) -> bool:
        """Whether the grad of a value is what arrives there, as after a single pass from the output."""
        assert self.grads is not None
        if value is self.view.order[-1]:
            return self.grads[value] == 1.0
        arrived = accumulated(self.arrivals[value])
        return arrived == self.grads[value] or isnan(arrived)

    def sentences(self) -> list[str]:
        """What the picture shows, a sentence for each value, from the output backwards."""
        shown = self.view.shown
        sentences = [f"{len(self.view.order):,} values, drawn from the leaves on the left to the output on the right."]
        for value in shown[: -TOLD - 1 : -1]:
            grad = f", grad {short_number(self.grads[value])}" if self.grads else ""
            sentences.append(f"{name_or_formula(value, self.names)}: data {short_number(value.data)}{grad}.")
        if len(shown) > TOLD:
            sentences.append(f"And {len(shown) - TOLD:,} more.")
        return sentences

    def table(self) -> list[list[str]]:
        """The values that are drawn for themselves, a row for each, with exact numbers."""
        rows = [["value", "computed as", "data", "grad", "contributions"]]
        for value in self.view.shown:
            grad = repr(self.grads[value]) if self.grads else "–"
            arrivals = " + ".join(map(repr, self.arrivals.get(value, [])))
            rows.append(
                [shortened(name(value, self.names)), short_formula(value, self.names), repr(value.data), grad, arrivals]
            )
        return rows

    def value(self, id: str, value: Value) -> SceneNode:
        """The node of a value that is drawn for itself."""
        place = self.view.places.get(value, ())
        label = name(value, self.names).removeprefix(".".join((*place, "")))
        lines = [Line("op", op_text(value))] if value.op else []
        if label:
            lines.append(Line("label", shortened(label)))
        lines += [Line("data", f"data {short_number(value.data)}"), Line("grad", f"grad {self.grad(value)}")]
        if stale := value in self.stale:
            lines.append(Line("note", "stale"))
        tooltip = f"{name_or_formula(value, self.names)}{made_at(value)}\ndata {value.data!r}"
        tooltip += f"\ngrad {self.grads[value]!r}" if self.grads else ""
        tooltip += "\nan input has changed since this was computed" if stale else ""
        kind = "value" if value.op else "leaf"
        return SceneNode(id, kind, lines, tooltip, place, stale, faded=value not in self.on_path)

    def grad(self, value: Value) -> str:
        """The grad of a value, as the sum of what arrived there if that is more than one contribution."""
        if not self.grads:
            return "–"
        arrivals = self.arrivals.get(value, [])
        if len(arrivals) <= ARRIVALS and accumulated(arrivals) == self.grads[value]:
            return summed(list(map(short_number, arrivals))) + short_number(self.grads[value])
        return short_number(self.grads[value])

    def edge(self, edge: SceneEdge, node: Value, index: int) -> SceneEdge:
        """An edge, with what the chain rule says on it."""
        partial = node.partials[index]
        assert partial is not None
        edge.lines.append(Line("data", f"∂ {short_number(partial)}"))
        edge.tooltip = f"local derivative {partial!r}"
        edge.weight = partial
        if (node, index) in self.ahead:
            edge.weight = 0.0
        elif self.grads:
            upstream = self.grads[node]
            edge.weight = contribution = upstream * partial
            edge.lines.append(Line("grad", f"+= {short_number(contribution)}"))
            edge.tooltip += f"\nupstream * local derivative = {upstream!r} * {partial!r} = {contribution!r}"
        return edge

    def group(self, id: str, group: Group) -> SceneNode:
        """The node that stands for many values: a module with one result shows that, others count what they hold."""
        lines = [Line("label", shortened(group.title))]
        parameters = [value for value in group.values if value.op is None]
        facts = []
        if not group.title.startswith("…"):
            counts = {"parameter": len(parameters), "value": len(group.values) - len(parameters)}
            facts = [Line("note", counted(count, what)) for what, count in counts.items() if count]
        if self.grads and parameters:
            facts.append(Line("grad", f"|grad| {short_number(hypot(*[self.grads[p] for p in parameters]))}"))
        if (outlet := self.outlets.get(group)) is not None:
            lines += [Line("data", f"data {short_number(outlet.data)}"), Line("grad", f"grad {self.grad(outlet)}")]
        else:
            lines += facts
        tooltip = "\n".join([".".join(group.place) or group.title, *[line.text for line in facts]])
        faded = self.on_path.isdisjoint(group.values)
        stale = not self.stale.isdisjoint(group.values)
        return SceneNode(id, "group", lines, tooltip, group.place[:-1], stale, faded)
