"""What a model gives for examples when it is not being trained: `predict`, and with a loss `evaluate`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from engine import compile_batch, no_grad
from nn.checks import as_examples, is_number
from nn.module import Module, data_of, modules_in

Seen = tuple[list[float], list[Any]]  # the loss and the output of each of some examples, as plain numbers


def predict(model: Module, inputs: Sequence[Any], compiled: bool | str = False) -> list[Any]:
    """The output for each example, as plain numbers; compiled, that is faster for many of them.

    Examples are as they were measured if the model has what prepares them, `model.standardizer`.

    >>> from nn import MLP
    >>> [len(scores) for scores in predict(MLP(2, [3]), [[0.0, 1.0], [1.0, 1.0]])]
    [3, 3]
    """
    inputs = as_examples("inputs", model, inputs)
    if len(inputs) and is_number(inputs[0]) and model.inputs:
        raise ValueError(f"predict takes a list of examples; for this one write predict(model, [{inputs}])[0]")
    with no_grad(), in_mode(model, training=False):
        if (language := language_of(compiled)) and len(inputs):
            return compile_batch(model, None, model.parameters(), inputs, language=language)(inputs)[1]
        return [data_of(model(x)) for x in inputs]


def language_of(compiled: bool | str) -> str:
    """The language of programs, as `compiled` names it: none for False, and Python for True."""
    if compiled in (False, True, "c"):
        return "python" if compiled is True else compiled or ""
    raise ValueError(f"compiled can be False, True for programs of plain Python, or 'c', got {compiled!r}")


def evaluate(model: Module, loss: Callable[[Any, Any], Any], inputs: Sequence[Any], targets: Sequence[Any]) -> Seen:
    """The loss and the output of each example, as plain numbers."""
    with no_grad(), in_mode(model, training=False):
        outputs = [model(x) for x in inputs]
        losses = [loss(output, target).data for output, target in zip(outputs, targets)]
    return losses, [data_of(output) for output in outputs]


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
