"""An X-ray of a model: which neurons are dead or saturated, and how large gradients and steps are, layer by layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any

from engine import Value, backward_steps, no_grad
from nn.checks import as_examples, as_sequence, at_least_0
from nn.layers import MLP, name_of_activation
from nn.losses import mse_loss
from nn.module import Module, data_of
from nn.training.evaluation import in_mode

EDGE = 0.99  # of the range of an activation: beyond it, a unit is saturated
BOUNDS = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0)}
LISTED_NEURONS = 8  # names of neurons in a line


@dataclass(frozen=True, slots=True)
class LayerXray:
    """What is to be seen of one layer."""

    name: str
    dead: list[str]  # neurons with relu that give 0 for all the inputs
    saturated: list[str]  # neurons at the edge of the range of their activation for nearly all the inputs
    gradient: float  # the Euclidean norm of the gradient of its parameters
    update_ratio: float  # that of a step of the learning rate, over that of the weights

    def __str__(self) -> str:
        found = [f"{self.name}: gradient {self.gradient:.3g}, update / weight {self.update_ratio:.3g}"]
        for what, names in (("dead", self.dead), ("saturated", self.saturated)):
            if names:
                more = f" and {len(names) - LISTED_NEURONS} more" if len(names) > LISTED_NEURONS else ""
                found.append(f"  {what}: {', '.join(names[:LISTED_NEURONS])}{more}")
        return "\n".join(found)


def xray(
    model: MLP,
    inputs: Sequence[Sequence[float]],
    lr: float = 0.0,
    targets: Sequence[Any] | None = None,
    loss: Callable[[Any, Any], Value] = mse_loss,
) -> list[LayerXray]:
    """What each layer does with some inputs, and the gradient of its parameters.

    With targets for the inputs that is the gradient of the mean loss, and what the parameters hold stays as it is; else
    it is what they hold now, which `fit` sets back to 0 at its end. With the learning rate, the size of a plain step
    beside that of the weights: about 0.001 is healthy.

    Raises TypeError for a model without layers of neurons.
    """
    inputs = as_examples("inputs", model, inputs)
    if not isinstance(model, MLP) or not inputs:
        raise TypeError(
            f"xray looks at an MLP and at least one input, got {type(model).__name__} and {len(inputs)} inputs"
        )
    at_least_0("lr", lr)
    outputs = outputs_by_layer(model, inputs)
    grads = {p: p.grad for _, p in model.named_parameters()}
    if targets is not None:
        targets = as_sequence("targets", targets)
        if len(targets) != len(inputs):
            raise ValueError(f"xray needs a target for each input, got {len(inputs)} inputs and {len(targets)} targets")
        grads = mean_gradient(model, inputs, targets, loss)
    found = []
    for i, (layer, rows) in enumerate(zip(model.layers, outputs)):
        dead, saturated = [], []
        for j, (neuron, column) in enumerate(zip(layer.neurons, zip(*rows))):
            name = name_of_activation(neuron.activation)
            if name == "relu" and not any(column):
                dead.append(f"layers.{i}.neurons.{j}")
            if name in BOUNDS:
                low, high = BOUNDS[name]
                margin = (1 - EDGE) * (high - low) / 2
                if sum(low + margin < x < high - margin for x in column) <= len(column) * (1 - EDGE):
                    saturated.append(f"layers.{i}.neurons.{j}")
        parameters = [p for neuron in layer.neurons for p in [*neuron.w, neuron.b]]
        gradient = hypot(*[grads.get(p, 0.0) for p in parameters])
        size = hypot(*[p.data for p in parameters])
        found.append(LayerXray(f"layers.{i}", dead, saturated, gradient, lr * gradient / size if size else 0.0))
    return found


def mean_gradient(
    model: MLP, inputs: Sequence[Any], targets: Sequence[Any], loss: Callable[[Any, Any], Value]
) -> dict[Value, float]:
    """The derivative of the mean loss with respect to each parameter; their own grads stay as they are."""
    totals = dict.fromkeys(model.parameters(), 0.0)
    with in_mode(model, training=False):
        for x, target in zip(inputs, targets):
            grads = {step.input: step.after for step in backward_steps(loss(model(x), target))}
            for p in totals:
                totals[p] += grads.get(p, 0.0)
    return {p: total / len(inputs) for p, total in totals.items()}


def outputs_by_layer(model: MLP, inputs: Sequence[Any]) -> list[list[Any]]:
    """The outputs of each layer for each input."""
    rows: list[list[Any]] = [[] for _ in model.layers]
    with no_grad(), in_mode(model, training=False):
        for x in inputs:
            for layer, seen in zip(model.layers, rows):
                x = layer(x)
                seen.append(data_of(x))
    return rows


def parameters_by_layer(model: Module) -> dict[str, list[Value]]:
    """The parameters of each part of a model, such as `layers.0`."""
    layers: dict[str, list[Value]] = {}
    for place, parameter in model.named_parameters():
        first, *rest = place.split(".")
        layers.setdefault(f"{first}.{rest[0]}" if rest and rest[0].isdigit() else first, []).append(parameter)
    return layers
