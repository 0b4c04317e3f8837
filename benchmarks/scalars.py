"""The contestants that compute with single scalars, as micrograd's demo notebook does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import engine
from benchmarks import microgpt
from benchmarks.tasks import ALPHA, Task, flat


class Scalars:
    """The notebook's step in single additions and multiplications of some kind of Value."""

    def __init__(self, task: Task, Value: Callable[[float], Any], model: Any) -> None:
        self.task, self.Value, self.model = task, Value, model
        self.parameters = model.parameters()
        self.batches = task.batches()

    def start(self) -> None:
        """Go back to the first weights."""
        for p, number in zip(self.parameters, flat(self.task.weights())):
            p.data = number

    def step(self, i: int) -> None:
        """Move the parameters by the gradient of a batch."""
        cost = self.cost(*self.batches[i])
        for p in self.parameters:
            p.grad = 0.0
        cost.backward()
        for p in self.parameters:
            p.data -= self.task.rate * p.grad

    def cost(self, inputs: Sequence[Sequence[float]], targets: Sequence[int]) -> Any:
        """The mean loss of a batch, and the penalty."""
        outputs = [self.model(list(map(self.Value, x))) for x in inputs]
        if not self.task.hinge:
            return sum(map(cross_entropy, outputs, targets)) * (1.0 / len(outputs))
        losses = [(1 + -side * score).relu() for side, score in zip(targets, outputs)]
        return sum(losses) * (1.0 / len(losses)) + ALPHA * sum(p * p for p in self.parameters)

    def weights(self) -> list[float]:
        """The parameters."""
        return [p.data for p in self.parameters]


def micrograd(task: Task) -> Scalars:
    """Micrograd."""
    from micrograd.engine import Value
    from micrograd.nn import MLP

    return Scalars(task, Value, MLP(task.widths[0], list(task.widths[1:])))


def like_microgpt(task: Task) -> Scalars:
    """A Value as in microgpt."""
    return Scalars(task, microgpt.Value, MLP(task, microgpt.Value))


def ours(task: Task) -> Scalars:
    """Our Value, with nothing of our `nn`."""
    return Scalars(task, engine.Value, MLP(task, engine.Value))


class MLP:
    """Micrograd's neural network: neurons as relu(w1 * x1 + w2 * x2 + ... + b)."""

    def __init__(self, task: Task, Value: Callable[[float], Any]) -> None:
        self.layers = [[[Value(x) for x in neuron] for neuron in layer] for layer in task.weights()]
        self.activation = relu if task.activation == "relu" else tanh

    def __call__(self, x: Sequence[Any]) -> Any:
        """The output, or the list of outputs."""
        for layer in self.layers:
            x = [sum((w * xi for w, xi in zip(neuron, x)), neuron[-1]) for neuron in layer]
            if layer is not self.layers[-1]:
                x = list(map(self.activation, x))
        return x[0] if len(x) == 1 else x

    def parameters(self) -> list[Any]:
        """The weights and the bias of each neuron."""
        return flat(self.layers)


def relu(x: Any) -> Any:
    """The method."""
    return x.relu()


def tanh(x: Any) -> Any:
    """The method; where there is none, what one writes instead."""
    return x.tanh() if hasattr(x, "tanh") else 2 / (1 + (x * -2).exp()) - 1


def cross_entropy(logits: Sequence[Any], target: int) -> Any:
    """-log(softmax(logits)[target]), as microgpt has it."""
    largest = max(logit.data for logit in logits)
    exps = [(logit - largest).exp() for logit in logits]
    return -(exps[target] / sum(exps)).log()
