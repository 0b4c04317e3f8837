"""The classic picture of a multi-layer perceptron: a circle for each neuron, a line for each weight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from engine.pictures.places import Place, place_of
from engine.pictures.scene import LEGEND, Line, Scene, SceneEdge, SceneNode
from engine.pictures.words import short_number
from engine.text import described
from engine.value import Value

WIDEST = 16  # neurons of a layer at most that are drawn
COLOURED = 100  # lines at most that have a colour: of more, nothing can be told


@dataclass(slots=True)
class Unit:
    """The weights and the bias of one neuron, which make a circle and the lines to it."""

    name: str
    weights: list[Value] = field(default_factory=list)
    others: list[tuple[str, Value]] = field(default_factory=list)  # its bias


def network(model: Any) -> Scene:
    """The scene of a model: its inputs, and the layers that its parameters' places tell of.

    The width and the hue of a line are those of a weight, or, once there are gradients, of the gradient.

    Raises ValueError for a model that is not made of layers of neurons.
    """
    parameters = list(model.named_parameters())
    layers = layers_of(model, parameters)
    has_grads = any(parameter.grad for _, parameter in parameters)
    scene = Scene(f"{type(model).__name__} with {len(parameters):,} parameters", straight=True)
    first = next(iter(layers.values()))
    columns = {"inputs": [Unit(f"input {k}") for k in range(len(first[0].weights))]} | layers
    previous: list[str] = []
    for depth, (title, units) in enumerate(columns.items()):
        shown = units[:WIDEST]
        if len(shown) < len(units):
            scene.notes.append(f"{title}: {len(shown)} of {len(units)} are drawn")
        ids = [f"n{depth}.{j}" for j in range(len(shown))]
        for j, (id, unit) in enumerate(zip(ids, shown)):
            facts = [f"{name} {parameter.data!r}, grad {parameter.grad!r}" for name, parameter in unit.others]
            tooltip = "\n".join([unit.name, *facts])
            scene.nodes.append(SceneNode(id, "unit", [Line("note", str(j))], tooltip, (title,)))
            for k, (tail, weight) in enumerate(zip(previous, unit.weights)):
                weighs = weight.grad if has_grads else weight.data
                tooltip = f"{unit.name}, weight {k}\ndata {weight.data!r}\ngrad {weight.grad!r}"
                scene.edges.append(SceneEdge(f"e{id}.{k}", tail, id, tooltip=tooltip, weight=weighs))
        previous = ids
    sizes = " - ".join(str(len(units)) for units in columns.values())
    scene.sentences = [f"A network of {sizes} units.", *sentences(parameters)]
    what = "gradients" if has_grads else "weights"
    sizes_of_lines = sorted((abs(edge.weight) for edge in scene.edges), reverse=True)
    scene.notes.append(f"the lines are the {what}; the widest is {short_number(sizes_of_lines[0])} in size")
    if len(scene.edges) > COLOURED:
        for edge in scene.edges:
            edge.faded = abs(edge.weight) < sizes_of_lines[COLOURED - 1]
        scene.edges.sort(key=lambda edge: abs(edge.weight))  # the largest on top
        scene.notes.append(f"of {len(scene.edges):,} lines, the {COLOURED} largest have a colour")
    scene.legend = LEGEND
    return scene


def sentences(parameters: Iterable[tuple[str, Value]]) -> list[str]:
    """The largest weights in words, for those who cannot see the lines."""
    largest = sorted(parameters, key=lambda named: -abs(named[1].data))[:5]
    return ["The largest parameters are " + ", ".join(f"{name} = {short_number(p.data)}" for name, p in largest) + "."]


def layers_of(model: Any, parameters: Iterable[tuple[str, Value]]) -> dict[str, list[Unit]]:
    """The neurons of each layer, with their parameters, each layer as wide as the next one has weights."""
    neurons: dict[Place, Unit] = {}
    for label, parameter in parameters:
        place = place_of(label)
        name = label.removeprefix(".".join((*place, "")))
        unit = neurons.setdefault(place, Unit(".".join(place) or "neuron"))
        if name.startswith("w."):
            unit.weights.append(parameter)
        else:
            unit.others.append((name, parameter))
    layers: dict[str, list[Unit]] = {}
    for place, unit in neurons.items():
        layers.setdefault(".".join(place[:-1]) or "layer", []).append(unit)
    widths = [len(units) for units in layers.values()]
    fan_ins = [{len(unit.weights) for unit in units} for units in layers.values()]
    if not layers or 0 in fan_ins[0] or len(fan_ins[0]) != 1 or fan_ins[1:] != [{width} for width in widths[:-1]]:
        raise ValueError(
            "a model is drawn as layers of neurons, with parameters such as layers.0.neurons.0.w.0, and "
            f"{described(model)} is made in another way; draw what it computes instead: draw(model(x))"
        )
    return layers
