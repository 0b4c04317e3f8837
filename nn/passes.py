"""What a model gives for examples, and the gradient of a batch: `Passes`, and `predict`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from engine import Value, compile_batch, no_grad
from nn.module import Module
from nn.state import data_of
from nn.tree import modules_in

Loss = Callable[[Any, Any], Value]  # of the output for one example, and its target
Penalty = Callable[[Module], Value]


class Passes:
    """What a model gives for examples, and the gradient of a batch."""

    def __init__(self, model: Module, loss: Loss, penalty: Penalty | None = None) -> None:
        self.model = model
        self.loss = loss
        self.penalty = penalty
        self.prepare()

    def prepare(self) -> None:
        """Find the parameters that are trained in the next epoch."""
        self.trained = self.model.parameters()

    def gradient(self, inputs: Sequence[Any], targets: Sequence[Any]) -> tuple[list[float], list[Any]]:
        """The loss and the output of each example; the grads become the gradient of the mean loss, and of the penalty.

        One pass per example, in order. Each pass's gradient is added to the batch's, which is divided at the end.
        """
        parameters = self.trained
        totals = [0.0] * len(parameters)
        losses, outputs = [], []
        for x, target in zip(inputs, targets):
            for p in parameters:
                p.grad = 0.0
            output = self.model(x)
            cost = graph("loss", self.loss(output, target))
            cost.backward()
            totals = [total + p.grad for total, p in zip(totals, parameters)]
            losses.append(cost.data)
            outputs.append(data_of(output))
        for p, total in zip(parameters, totals):
            p.grad = total / len(losses)
        if self.penalty is not None:
            graph("penalty", self.penalty(self.model)).backward()
        return losses, outputs

    def evaluate(self, inputs: Sequence[Any], targets: Sequence[Any]) -> tuple[list[float], list[Any]]:
        """The loss and the output of each example, as plain numbers."""
        with no_grad(), in_mode(self.model, training=False):
            outputs = [self.model(x) for x in inputs]
            losses = [self.loss(output, target).data for output, target in zip(outputs, targets)]
        return losses, [data_of(output) for output in outputs]


def predict(model: Module, inputs: Sequence[Any], compiled: bool = False) -> list[Any]:
    """The output for each example, as plain numbers; compiled, that is faster for many of them.

    >>> from nn import MLP
    >>> [len(scores) for scores in predict(MLP(2, [3]), [[0.0, 1.0], [1.0, 1.0]])]
    [3, 3]
    """
    with no_grad(), in_mode(model, training=False):
        if compiled and len(inputs):
            return compile_batch(model, None, model.parameters(), inputs)(inputs)[1]
        return [data_of(model(x)) for x in inputs]


@contextmanager
def in_mode(model: Module, training: bool) -> Iterator[None]:
    """A block in which all of a model is being trained, or none of it, so that dropout is off."""
    before = [(module, module.training) for module in modules_in(model)]
    model.train(training)
    try:
        yield
    finally:
        for module, mode in before:
            module.training = mode


def graph(name: str, result: Any) -> Value:
    """What a loss or a penalty gives, if it can be differentiated."""
    if not isinstance(result, Value) or result.op is None:
        raise TypeError(f"the {name} is no graph to differentiate: {result!r}; is no_grad on, or .data in the {name}?")
    return result
