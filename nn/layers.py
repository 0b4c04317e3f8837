"""Neurons, layers of them, and the multi-layer perceptron; activations by name, and dropout."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

import engine
from engine import Value, as_lists
from nn.checks import check_example, fraction, generator, whole
from nn.init import Initializer, find_initializer
from nn.module import Module

Activation = Callable[[Any], Any]
ACTIVATIONS: dict[str, Activation] = {
    "relu": engine.relu, "leaky_relu": engine.leaky_relu, "elu": engine.elu, "softplus": engine.softplus,
    "gelu": engine.gelu, "silu": engine.silu, "tanh": engine.tanh, "sigmoid": engine.sigmoid,
}  # fmt: skip


class Neuron(Module):
    """activation(w1 * x1 + w2 * x2 + ... + b)."""

    def __init__(
        self,
        inputs: int,
        activation: str | Activation | None = "relu",
        seed: int | Random = 0,
        init: str | Initializer = "linear",
        width: int = 1,
    ) -> None:
        """A neuron of as many inputs, in a layer of this width; without an activation it is linear.

        A seed gives the same neuron every time; neurons that must differ share one random.Random. The initializer draws
        the first weights; "linear", PyTorch's for Linear, draws the bias too, which others leave at 0.
        """
        self.inputs = whole("inputs", inputs)
        rng, draw = generator(seed), find_initializer(init)
        self.w = [Value(draw(inputs, width, rng)) for _ in range(inputs)]
        self.b = Value(draw(inputs, width, rng) if init == "linear" else 0.0)
        self.activation = find_activation(activation)
        self.label_parameters()

    def described(self) -> str:
        return f"Neuron({self.inputs} inputs, {name_of_activation(self.activation) or 'linear'})"

    def __call__(self, x: Sequence[Value | float]) -> Value:
        try:
            z = engine.dot(self.w, x, self.b)
        except (TypeError, ValueError):
            check_example(x, len(self.w))
            raise
        return z if self.activation is None else self.activation(z)


class Layer(Module):
    """Neurons side by side: each sees all the inputs and gives one output. A last layer mostly has no activation."""

    def __init__(
        self,
        inputs: int,
        width: int,
        activation: str | Activation | None = "relu",
        seed: int | Random = 0,
        init: str | Initializer = "linear",
    ) -> None:
        """A layer of `width` neurons of `inputs` inputs each; layers that must differ share one random.Random."""
        self.inputs = whole("inputs", inputs)
        rng = generator(seed)
        self.neurons = [Neuron(inputs, activation, rng, init, width) for _ in range(whole("width", width))]
        self.label_parameters()

    def described(self) -> str:
        return f"Layer({self.inputs} inputs, {name_of_activation(self.neurons[0].activation) or 'linear'})"

    def __call__(self, x: Sequence[Value | float]) -> list[Value]:
        return [neuron(x) for neuron in self.neurons]

    def arrays(self, above: tuple[Any, ...] = ()) -> Iterator[tuple[str, Any]]:
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
        activation: str | Activation | Sequence[str | Activation | None] | None = "relu",
        output_activation: str | Activation | None = None,
        seed: int | Random = 0,
        init: str | Initializer = "linear",
        dropout: float = 0.0,
    ) -> None:
        """Layers of these widths; the last one gets the output activation, those before it the activation.

        An activation may be a list of them, one for each layer before the last. While training, dropout switches off
        this part of the outputs of those layers.
        """
        self.inputs, widths = as_lists(inputs), as_lists(widths)
        if not isinstance(widths, (list, tuple)) or not widths:
            raise ValueError(f"an MLP needs a list of widths, one for each layer, got {widths!r}")
        rng = generator(seed)
        sizes = [self.inputs, *widths]
        hidden = activation if isinstance(activation, (list, tuple)) else [activation] * (len(widths) - 1)
        if len(hidden) != len(widths) - 1:
            raise ValueError(f"{len(widths) - 1} layers before the last need as many activations, got {len(hidden)}")
        self.dropout = Dropout(dropout, rng) if dropout else None
        self.layers = [Layer(*shape, rng, init) for shape in zip(sizes, widths, [*hidden, output_activation])]
        self.label_parameters()

    def __call__(self, x: Sequence[Value | float]) -> Any:
        """The output for one example: a Value if the last layer has one neuron, else a list of Values."""
        *hidden, last = self.layers
        for layer in hidden:
            x = layer(x) if self.dropout is None else self.dropout(layer(x))
        x = last(x)
        return x[0] if len(x) == 1 else x


class Dropout(Module):
    """Sets each number to 0 with probability p, and scales the others by 1 / (1 - p), while training; else nothing.

    After Srivastava et al., 2014, scaled as torch.nn.Dropout does.
    """

    def __init__(self, p: float = 0.5, seed: int | Random = 0) -> None:
        """Dropout with this probability; the seed decides which numbers, and a shared random.Random goes on."""
        self.p = fraction("p", p)
        self.rng = generator(seed)

    def __call__(self, x: Sequence[Value | float]) -> list[Any]:
        return [number * engine.sample(self.draw) for number in x] if self.training and self.p else list(x)

    def draw(self) -> float:
        """What the next number is multiplied by."""
        return 1 / (1 - self.p) if self.rng.random() >= self.p else 0.0

    def described(self) -> str:
        return f"Dropout(p={self.p})"


def find_activation(activation: str | Activation | None) -> Activation | None:
    """The activation of this name; a function or None stays as it is."""
    if activation is None or callable(activation):
        return activation
    if not isinstance(activation, str) or activation not in ACTIVATIONS:
        known = ", ".join(map(repr, ACTIVATIONS))
        raise ValueError(f"unknown activation {activation!r}; choose from {known}, a function of one Value, or None")
    return ACTIVATIONS[activation]


def name_of_activation(activation: Activation | None) -> str:
    """The name of an activation: "" for none, "?" for one that has none."""
    return next((name for name, known in {"": None, **ACTIVATIONS}.items() if activation is known), "?")
