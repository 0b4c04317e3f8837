"""Neurons, layers of them, and the multi-layer perceptron."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import sqrt
from random import Random
from typing import Any

import engine
from engine import Value
from nn.checks import generator, whole
from nn.module import Module

Activation = Callable[[Any], Any]
ACTIVATIONS: dict[str, Activation] = {
    "relu": engine.relu, "leaky_relu": engine.leaky_relu, "elu": engine.elu, "softplus": engine.softplus,
    "gelu": engine.gelu, "silu": engine.silu, "tanh": engine.tanh, "sigmoid": engine.sigmoid,
}  # fmt: skip


class Neuron(Module):
    """activation(w1 * x1 + w2 * x2 + ... + b)."""

    def __init__(self, inputs: int, activation: str | Activation | None = "relu", seed: int | Random = 0) -> None:
        """A neuron of so many inputs; without an activation it is linear.

        A seed gives the same neuron every time; neurons that must differ share one random.Random.

        Weights and bias are drawn evenly from -1 / sqrt(inputs) to 1 / sqrt(inputs), as in PyTorch's Linear.
        """
        self.inputs = whole("inputs", inputs)
        rng = generator(seed)
        bound = 1 / sqrt(inputs)
        self.w = [Value(rng.uniform(-bound, bound)) for _ in range(inputs)]
        self.b = Value(rng.uniform(-bound, bound))
        self.activation = find_activation(activation)
        self.label_parameters()

    def __call__(self, x: Sequence[Value | float]) -> Value:
        if len(x) != self.inputs:
            raise ValueError(f"a neuron with {self.inputs} inputs got {len(x)}")
        z = engine.dot(self.w, x, self.b)
        return z if self.activation is None else self.activation(z)


class Layer(Module):
    """Neurons side by side: each sees all the inputs and gives one output."""

    def __init__(
        self, inputs: int, width: int, activation: str | Activation | None = "relu", seed: int | Random = 0
    ) -> None:
        """A layer of `width` neurons of `inputs` inputs each; layers that must differ share one random.Random."""
        self.inputs = inputs
        rng = generator(seed)
        self.neurons = [Neuron(inputs, activation, rng) for _ in range(whole("width", width))]
        self.label_parameters()

    def __call__(self, x: Sequence[Value | float]) -> list[Value]:
        return [neuron(x) for neuron in self.neurons]

    def arrays(self) -> Iterator[tuple[str, Any]]:
        yield "weight", [neuron.w for neuron in self.neurons]
        yield "bias", [neuron.b for neuron in self.neurons]


class MLP(Module):
    """A multi-layer perceptron: layers one behind the other, each transforming what the one before it gives.

    >>> model = MLP(2, [16, 16, 1])
    >>> len(model.parameters())
    337
    >>> model.layers[0].neurons[2].b.label
    'layers.0.neurons.2.b'
    """

    def __init__(
        self,
        inputs: int,
        widths: Sequence[int],
        activation: str | Activation | None = "relu",
        output_activation: str | Activation | None = None,
        seed: int | Random = 0,
    ) -> None:
        """Layers of these widths; the last one gets the output activation, those before it the activation."""
        if not isinstance(widths, (list, tuple)) or not widths:
            raise ValueError(f"an MLP needs a list of widths, one for each layer, got {widths!r}")
        self.inputs = inputs
        rng = generator(seed)
        sizes = [inputs, *widths]
        activations = [activation] * (len(widths) - 1) + [output_activation]
        self.layers = [Layer(*shape, rng) for shape in zip(sizes, widths, activations)]
        self.label_parameters()

    def __call__(self, x: Sequence[Value | float]) -> Any:
        """The output for one example: a Value if the last layer has one neuron, else a list of Values."""
        for layer in self.layers:
            x = layer(x)
        return x[0] if len(x) == 1 else x


def find_activation(activation: str | Activation | None) -> Activation | None:
    """The activation of this name; a function or None stays as it is."""
    if activation is None or callable(activation):
        return activation
    if activation not in ACTIVATIONS:
        known = ", ".join(map(repr, ACTIVATIONS))
        raise ValueError(f"unknown activation {activation!r}; choose from {known}, a function of one Value, or None")
    return ACTIVATIONS[activation]
