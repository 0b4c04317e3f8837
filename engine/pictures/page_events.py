"""What the page plays: the events of both passes on a picture, with their formulas, and the pictures inside of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from math import isfinite
from typing import Any

from engine.pictures.folds import ALL_UP_TO, View, everything, fold_around
from engine.pictures.scene import Scene, scene_of, short_number
from engine.steps.backward_steps import backward_steps, forward_steps, grads_of
from engine.steps.explain import Explainer
from engine.steps.mistakes import mistakes
from engine.steps.names import unique_names
from engine.steps.notation import Notation
from engine.steps.nudge import nudged
from engine.steps.staleness import is_stale
from engine.text import made_at
from engine.value import Value

SUBGRAPHS = 40  # folded nodes that can be opened on the page
NUDGES = (0.1, 0.01, -0.1)
NUDGED_LEAVES = 8
NUDGED_UP_TO = 2_000  # values: computing a larger graph again and again takes too long

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
    events: list[Event]
    expandable: dict[str, int] = field(
        default_factory=dict
    )  # the folded nodes that can be opened, and the subgraph behind each


def subgraphs(drawn: DrawnGraph) -> list[Subgraph]:
    """The picture of the graph, and one for each folded node that is small enough."""
    output = drawn.view.order[-1]
    grads = grads_of(output)
    first = subgraph(drawn.view, drawn, grads)
    found = [first]
    for group in drawn.view.groups:
        if len(found) <= SUBGRAPHS and group.place and len(group.values) <= ALL_UP_TO:
            view = everything(output)
            fold_around(view, set(group.values))
            first.expandable[first.scene.ids[group.values[0]]] = len(found)
            found.append(subgraph(view, drawn, grads))
    return found


def subgraph(view: View, drawn: DrawnGraph, grads: Mapping[Value, float]) -> Subgraph:
    """A view with its events; every value has a name there, and nothing is told before its time."""
    names = unique_names(view.order, drawn.names)
    scene = scene_of(view, names, None, grads)
    scene.title = f"Backpropagation of {names[view.order[-1]]}"
    shown = {scene.ids[value]: names[value] for value in view.shown}
    for node in scene.nodes:
        node.tooltip = shown.get(node.id, node.tooltip)
    for edge in scene.edges:
        edge.tooltip = ""
    return Subgraph(scene, events(view, scene, names))


def events(view: View, scene: Scene, names: Mapping[Value, str]) -> list[Event]:
    """The steps of both passes, in order; those of folded nodes are counted, with what they add to grads on show."""
    if any(map(is_stale, view.shown)):
        return []  # the numbers of the forward pass are gone
    explainer = Explainer(view.order[-1], names, Notation())
    found: list[Event] = []
    for event in chain(forward_events(view, scene, explainer), backward_events(view, scene, explainer)):
        last = found[-1] if found else {}
        if "count" in event and "count" in last and event["pass"] == last["pass"]:
            last["count"] += 1
            last["nodes"] = list(dict.fromkeys([*last["nodes"], *event["nodes"]]))
            last["arrivals"] += event["arrivals"]
        else:
            found.append(event)
    return found


def forward_events(view: View, scene: Scene, explainer: Explainer) -> Iterator[Event]:
    """An event for each op: its formula, and the edges that lead into it."""
    for node in forward_steps(explainer.output):
        id = scene.ids[node]
        if view.drawn[node] is not node:
            yield {"pass": "forward", "nodes": [id], "count": 1, "arrivals": []}
            continue
        line = explainer.computed(node)
        yield {
            "pass": "forward", "nodes": [id], "target": line.target, "sign": "=", "rule": line.rule,
            "numbers": line.numbers, "result": line.result, "answer": exact(node.data), "mistakes": {},
            "edges": [f"e{id}.{index}" for index in range(len(node.inputs))], "at": made_at(node),
        }  # fmt: skip


def backward_events(view: View, scene: Scene, explainer: Explainer) -> Iterator[Event]:
    """An event for each multiplication of the chain rule: its formula, its edge, the grad before and after."""
    output = explainer.output
    yield {
        "pass": "backward", "nodes": [scene.ids[output]], "target": explainer.grad(output), "sign": "=", "rule": "1",
        "numbers": "", "result": "1", "before": "0", "after": "1", "answer": 1.0, "mistakes": {}, "edges": [], "at": "",
    }  # fmt: skip
    for step in backward_steps(output):
        id, tail = scene.ids[step.node], scene.ids[step.input]
        shown = view.drawn[step.input] is step.input
        if not shown or view.drawn[step.node] is not step.node:
            arrivals = [[tail, short_number(step.contribution), short_number(step.after)]] if shown else []
            yield {"pass": "backward", "nodes": [id if shown else tail], "count": 1, "arrivals": arrivals}
            continue
        line = explainer.passed(step)
        yield {
            "pass": "backward", "nodes": [tail], "target": line.target, "sign": "+=", "rule": line.rule,
            "numbers": line.numbers, "result": line.result,
            "before": short_number(step.before), "after": short_number(step.after),
            "answer": exact(step.after), "mistakes": {m.name: exact(m.answer) for m in mistakes(step)},
            "edges": [f"e{id}.{step.index}", f"e{tail}.{id}"], "at": made_at(step.node),
        }  # fmt: skip


def exact(x: float) -> float | str:
    """A number as JSON can hold it."""
    return x if isfinite(x) else str(x)


def nudges(drawn: DrawnGraph) -> list[str]:
    """For each leaf that is drawn, and a few steps: what the gradient predicts, and what happens."""
    output = drawn.view.order[-1]
    leaves = [value for value in drawn.view.shown if value.op is None][:NUDGED_LEAVES]
    if len(drawn.view.order) > NUDGED_UP_TO or output.op is None:
        return []
    names = unique_names(drawn.view.order, drawn.names)
    return [str(nudged(output, leaf, h, names)) for leaf in leaves for h in NUDGES]
