"""What a model gives for examples, and the gradient of a batch: `gradient`, `evaluate`, `predict`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from engine import Value, no_grad
from nn.module import Module
from nn.state import data_of
from nn.tree import modules_in

Loss = Callable[[Any, Any], Value]  # of the output for one example, and its target
Penalty = Callable[[Module], Value]


def gradient(
    model: Module, loss: Loss, inputs: Sequence[Any], targets: Sequence[Any], penalty: Penalty | None = None
) -> tuple[list[float], list[Any]]:
    """The loss and the output of each example; the grads become the gradient of the mean loss, and of the penalty.

    One pass per example, in order. Each pass's gradient is added to the batch's, which is divided at the end.
    """
    parameters = model.parameters()
    totals = [0.0] * len(parameters)
    losses, outputs = [], []
    for x, target in zip(inputs, targets):
        for p in parameters:
            p.grad = 0.0
        output = model(x)
        cost = graph("loss", loss(output, target))
        cost.backward()
        totals = [total + p.grad for total, p in zip(totals, parameters)]
        losses.append(cost.data)
        outputs.append(data_of(output))
    for p, total in zip(parameters, totals):
        p.grad = total / len(losses)
    if penalty is not None:
        graph("penalty", penalty(model)).backward()
    return losses, outputs


def evaluate(model: Module, loss: Loss, inputs: Sequence[Any], targets: Sequence[Any]) -> tuple[list[float], list[Any]]:
    """The loss and the output of each example, as plain numbers."""
    with no_grad(), evaluating(model):
        outputs = [model(x) for x in inputs]
        losses = [loss(output, target).data for output, target in zip(outputs, targets)]
    return losses, [data_of(output) for output in outputs]


def predict(model: Module, inputs: Sequence[Any]) -> list[Any]:
    """The output for each example, as plain numbers.

    >>> from nn import MLP
    >>> [len(scores) for scores in predict(MLP(2, [3]), [[0.0, 1.0], [1.0, 1.0]])]
    [3, 3]
    """
    with no_grad(), evaluating(model):
        return [data_of(model(x)) for x in inputs]


@contextmanager
def evaluating(model: Module) -> Iterator[None]:
    """A block in which no part of a model is being trained, and dropout is off."""
    trained = [module for module in modules_in(model) if module.training]
    model.eval()
    try:
        yield
    finally:
        for module in trained:
            module.training = True


def graph(name: str, result: Any) -> Value:
    """What a loss or a penalty gives, if it can be differentiated."""
    if not isinstance(result, Value) or result.op is None:
        raise TypeError(f"the {name} is no graph to differentiate: {result!r}; is no_grad on, or .data in the {name}?")
    return result
