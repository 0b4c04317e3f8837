"""The training loop: `fit`, and the `History` of what it did."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import isfinite
from numbers import Real
from random import Random
from typing import Any

from engine import Value, no_grad
from nn.checks import generator, whole
from nn.data import mean
from nn.losses import mse_loss
from nn.module import Module
from nn.more_losses import TARGET_CHECKS
from nn.optim import SGD
from nn.state import data_of

Loss = Callable[[Any, Any], Value]  # of the output for one example, and its target
Metric = Callable[[Sequence[Any], Sequence[Any]], float]  # of the outputs for a set as plain numbers, and the targets


@dataclass
class History:
    """What a training run recorded: one entry per epoch in each list."""

    train_loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    metrics: dict[str, list[float]] = field(default_factory=dict)  # such as "validation_accuracy"

    def columns(self) -> dict[str, list[float]]:
        """All that was recorded, by name."""
        columns = {"train_loss": self.train_loss, "validation_loss": self.validation_loss, **self.metrics}
        return {name: numbers for name, numbers in columns.items() if numbers}

    def latest(self) -> str:
        """The last epoch in one short line."""
        return ", ".join(f"{name.replace('validation', 'val')} {x[-1]:.3f}" for name, x in self.columns().items())

    def table(self, rows: int = 10) -> str:
        """The first and the last epoch, and some between them, as lines of text."""
        columns, last = self.columns(), len(self.train_loss) - 1
        lines = ["epoch  " + "  ".join(columns)]
        for epoch in sorted({round(i * last / max(rows - 1, 1)) for i in range(rows)}):
            numbers = [f"{column[epoch]:{len(name)}.4f}" for name, column in columns.items()]
            lines.append(f"{epoch + 1:5}  " + "  ".join(numbers))
        return "\n".join(lines)

    def record(self, part: str, metrics: Sequence[Metric], outputs: Sequence[Any], targets: Sequence[Any]) -> None:
        """Add what the metrics say of one part of the data after this epoch."""
        for metric in metrics:
            self.metrics.setdefault(f"{part}_{metric.__name__}", []).append(metric(outputs, targets))


def fit(
    model: Module,
    inputs: Sequence[Any],
    targets: Sequence[Any],
    loss: Loss = mse_loss,
    optimizer: Any = None,
    epochs: int = 100,
    batch_size: int = 32,
    validation: tuple[Sequence[Any], Sequence[Any]] | None = None,
    metrics: Sequence[Metric] = (),
    seed: int | Random = 0,
    progress: bool = True,
) -> History:
    """The history of training the model to give the targets for the inputs.

    Each epoch visits all examples once, in a new random order and in batches. A batch is one step: its gradient is that
    of the mean loss of its examples, and the optimizer (without one: SGD with lr=0.01) moves the parameters. The loss
    and the metrics of the training set are those seen on the way; those of the validation set, a pair of inputs and
    targets, are computed at the end of each epoch.

    Raises ValueError, before anything changes, if the data are empty, not finite, or do not fit the model or the loss;
    FloatingPointError, before the step that would spoil the parameters, if a loss is no longer finite.
    """
    whole("epochs", epochs)
    whole("batch_size", batch_size)
    if not callable(loss):
        raise TypeError(f"loss must be a function of an output and a target, such as mse_loss, got {loss!r}")
    if isinstance(optimizer, type) or not (optimizer is None or hasattr(optimizer, "step")):
        raise TypeError(f"optimizer must be one such as SGD(model.parameters(), lr=0.1), got {optimizer!r}")
    if validation is not None and len(validation) != 2:
        raise ValueError(f"validation must be a pair (inputs, targets), got {len(validation)} items")
    check_examples("training", model, inputs, targets, loss)
    if validation is not None:
        check_examples("validation", model, *validation, loss)
    if optimizer is None:
        optimizer = SGD(model.parameters(), lr=0.01)
    rng = generator(seed)
    order = list(range(len(inputs)))
    history = History()
    for epoch in with_progress(epochs, history, progress):
        rng.shuffle(order)
        losses: list[float] = []
        outputs: list[Any] = []
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            batch_losses, batch_outputs = gradient(model, loss, [inputs[i] for i in batch], [targets[i] for i in batch])
            losses += batch_losses
            outputs += batch_outputs
            if spoiled := [x for x in batch_losses if not isfinite(x)]:
                raise FloatingPointError(
                    f"a loss is {spoiled[0]} in epoch {epoch + 1}, in the batch from example {start} on; the losses of "
                    f"the epochs before it: {history.train_loss[-3:]}; try a smaller learning rate than {optimizer.lr}"
                )
            optimizer.step()
        history.train_loss.append(mean(losses))
        history.record("train", metrics, outputs, [targets[i] for i in order])
        if validation is not None:
            losses, outputs = evaluate(model, loss, *validation)
            history.validation_loss.append(mean(losses))
            history.record("validation", metrics, outputs, validation[1])
    model.zero_grad()
    return history


def gradient(model: Module, loss: Loss, inputs: Sequence[Any], targets: Sequence[Any]) -> tuple[list[float], list[Any]]:
    """The loss and the output of each example; the grads become the gradient of the mean loss.

    One pass per example, in order. Each pass's gradient is added to the batch's, which is divided at the end.
    """
    parameters = model.parameters()
    totals = [0.0] * len(parameters)
    losses, outputs = [], []
    for x, target in zip(inputs, targets):
        for p in parameters:
            p.grad = 0.0
        output = model(x)
        cost = loss(output, target)
        if not isinstance(cost, Value) or cost.op is None:
            raise TypeError(f"the loss is no graph to differentiate: {cost!r}; is no_grad on, or .data in the loss?")
        cost.backward()
        totals = [total + p.grad for total, p in zip(totals, parameters)]
        losses.append(cost.data)
        outputs.append(data_of(output))
    for p, total in zip(parameters, totals):
        p.grad = total / len(losses)
    return losses, outputs


def evaluate(model: Module, loss: Loss, inputs: Sequence[Any], targets: Sequence[Any]) -> tuple[list[float], list[Any]]:
    """The loss and the output of each example, as plain numbers."""
    with no_grad():
        outputs = [model(x) for x in inputs]
        losses = [loss(output, target).data for output, target in zip(outputs, targets)]
    return losses, [data_of(output) for output in outputs]


def predict(model: Module, inputs: Sequence[Any]) -> list[Any]:
    """The output for each example, as plain numbers.

    >>> from nn import MLP
    >>> [len(scores) for scores in predict(MLP(2, [3]), [[0.0, 1.0], [1.0, 1.0]])]
    [3, 3]
    """
    with no_grad():
        return [data_of(model(x)) for x in inputs]


def check_examples(part: str, model: Module, inputs: Sequence[Any], targets: Sequence[Any], loss: Loss) -> None:
    """Raise ValueError unless there are examples, all of finite numbers, that fit the model and the loss."""
    if len(inputs) != len(targets) or not len(inputs):
        raise ValueError(f"the {part} set needs one target for each input, got {len(inputs)} and {len(targets)}")
    for i, (x, target) in enumerate(zip(inputs, targets)):
        check_finite(f"{part} input {i}", x)
        check_finite(f"{part} target {i}", target)
        if model.inputs is not None:
            if not hasattr(x, "__len__") or len(x) != model.inputs:
                raise ValueError(f"{part} input {i} must be a list of {model.inputs} numbers for this model, got {x!r}")
            for number in x:
                if not isinstance(number, (Real, Value)):
                    raise ValueError(f"{part} input {i} holds {number!r}, which is not a number")
        if target is None:
            raise ValueError(f"{part} target {i} is missing")
    if loss in TARGET_CHECKS:
        output = model(inputs[0])
        for i, target in enumerate(targets):
            try:
                TARGET_CHECKS[loss](output, target)
            except ValueError as error:
                raise ValueError(f"{part} target {i}: {error}") from None


def check_finite(name: str, example: Any) -> None:
    """Raise ValueError if there is a nan or an inf in it."""
    if isinstance(example, Real):
        if not isfinite(example):
            raise ValueError(f"{name} is {example!r}; drop the example or fill in a number")
    elif isinstance(example, Iterable) and not isinstance(example, str):
        for j, part in enumerate(example):
            check_finite(f"{name}, feature {j}", part)


def with_progress(epochs: int, history: History, progress: bool) -> Iterator[int]:
    """The epochs' numbers, with a progress bar where tqdm is installed, and with plain lines elsewhere."""
    if not progress:
        yield from range(epochs)
        return
    try:
        from tqdm.auto import tqdm
    except ImportError:
        for epoch in range(epochs):
            yield epoch
            if (epoch + 1) % max(1, epochs // 10) == 0:
                print(f"epoch {epoch + 1}/{epochs}: {history.latest()}", file=sys.stderr)
    else:
        with tqdm(range(epochs), unit="epoch") as bar:
            for epoch in bar:
                yield epoch
                bar.set_postfix_str(history.latest())
