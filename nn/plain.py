"""Models that can be written down elsewhere, because they are made of what this package brings with it."""

from __future__ import annotations

from typing import Any

from nn.activations import ACTIVATIONS, name_of_activation
from nn.layers import MLP, Layer, Neuron


def plain_layers(model: Any, writer: str) -> list[tuple[Layer, str | None]]:
    """The layers of an MLP, each with the name of its activation, or None.

    Raises TypeError for a model, a layer or a neuron of another class, and for activations that differ within a layer
    or have no name.
    """
    if type(model) is not MLP:
        raise TypeError(f"{writer} writes an MLP, got a {type(model).__name__}; for other models, use state_dict()")
    named = []
    for i, layer in enumerate(model.layers):
        for part in (layer, *layer.neurons):
            if type(part) not in (Layer, Neuron):
                raise TypeError(f"{writer} writes layers of neurons, got a {type(part).__name__} in layers.{i}")
        activation = layer.neurons[0].activation
        if any(neuron.activation is not activation for neuron in layer.neurons):
            raise TypeError(f"{writer} writes layers of neurons with the same activation, layers.{i} has several")
        name = name_of_activation(activation)
        if name == "?":
            raise TypeError(f"{writer} needs activations with a name ({', '.join(ACTIVATIONS)}), got {activation!r}")
        named.append((layer, name or None))
    return named
