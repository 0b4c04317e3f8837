"""The training loop: `fit`, and `train_steps`, which stops after every step for a look."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path
from random import Random
from typing import Any

from engine import Value, no_grad
from nn.checkpoint import read_checkpoint, write_checkpoint
from nn.checks import at_least_0, check_examples, generator, whole
from nn.data import mean
from nn.history import History, Metric
from nn.losses import mse_loss
from nn.module import Module
from nn.more_losses import TARGET_CHECKS
from nn.optim import SGD
from nn.optimizer import Optimizer, clip_grad_norm
from nn.state import data_of

Loss = Callable[[Any, Any], Value]  # of the output for one example, and its target


class DivergenceError(FloatingPointError):
    """Training that has left the finite numbers."""


@dataclass(frozen=True, slots=True)
class TrainingStep:
    """One step of a training run: what the batch gave before the parameters moved."""

    epoch: int  # from 1
    step: int  # in the epoch, from 1
    batch: list[int]  # the indices of the examples
    losses: list[float]
    outputs: list[Any]


def train_steps(
    model: Module,
    inputs: Sequence[Any],
    targets: Sequence[Any],
    loss: Loss = mse_loss,
    optimizer: Any = None,
    epochs: int = 100,
    batch_size: int = 32,
    *,
    penalty: Callable[[Module], Value] | None = None,
    clip_norm: float | None = None,
    seed: int | Random = 0,
) -> Iterator[TrainingStep]:
    """The steps of `fit`, one by one: the parameters have moved when a step is given, and wait until the next is asked.

    >>> from nn import MLP, make_xor
    >>> model = MLP(2, [4, 1], activation="tanh")
    >>> steps = train_steps(model, *make_xor(8), epochs=1, batch_size=4)
    >>> [(step.epoch, step.step, len(step.losses)) for step in steps]
    [(1, 1, 4), (1, 2, 4)]
    """
    optimizer = checked(model, [("training", inputs, targets)], loss, optimizer, epochs, batch_size, clip_norm)
    order, rng = list(range(len(inputs))), generator(seed)
    model.train()
    for epoch in range(epochs):
        rng.shuffle(order)
        yield from steps_of(epoch, order, model, inputs, targets, loss, optimizer, batch_size, penalty, clip_norm)


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
    *,
    penalty: Callable[[Module], Value] | None = None,
    clip_norm: float | None = None,
    schedule: Any = None,
    patience: int | None = None,
    callbacks: Sequence[Callable[[History], Any]] = (),
    checkpoint: str | Path | None = None,
) -> History:
    """The history of training the model to give the targets for the inputs.

    Each epoch visits all examples once, in a new order and in batches. A batch is one step: its gradient is that of
    the mean loss of its examples, and of the penalty (a function of the model) if there is one, cut to `clip_norm`.
    The optimizer (without one: SGD with lr=0.01) moves the parameters. The loss and the metrics of the training set
    are those seen on the way; those of the validation set, a pair of inputs and targets, are computed after each
    epoch. Then the schedule sets the learning rate, and each callback is called with the history; if one returns True,
    that is all.

    With `patience`, training stops when the validation loss has not become smaller for so many epochs, and the best
    parameters are put back. With a checkpoint, a file is written after each epoch, and a file that is there already is
    gone on from, as if training had never stopped. Ctrl-C ends it after the step at hand.

    Raises ValueError, before anything changes, if the data are empty, not finite, or do not fit the model or the loss;
    DivergenceError, before the step that would spoil the parameters, if a loss is no longer finite.
    """
    parts = [("training", inputs, targets)]
    if validation is not None:
        if len(validation) != 2:
            raise ValueError(f"validation must be a pair (inputs, targets), got {len(validation)} items")
        parts.append(("validation", *validation))
    optimizer = checked(model, parts, loss, optimizer, epochs, batch_size, clip_norm)
    check_observers(metrics, callbacks, schedule, optimizer, checkpoint)
    if patience is not None and (validation is None or whole("patience", patience) < 1):
        raise ValueError("patience needs a validation set to look at")
    order, rng, history = list(range(len(inputs))), generator(seed), History()
    best = inf
    best_state: dict[str, Any] = {}
    if checkpoint is not None and Path(checkpoint).exists():
        parts_recorded = ["train", *["validation"] * (validation is not None)]
        expected = [f"{part}_{metric.__name__}" for part in parts_recorded for metric in metrics]
        order, best, best_state = read_checkpoint(
            checkpoint, model, optimizer, schedule, rng, history, len(inputs), expected, validation is not None
        )
        if history.is_stuck(patience):
            history.stopped = history.verdict(patience)
    model.train()
    try:
        with interruptible() as interrupted:
            for epoch in with_progress(
                range(len(history.train_loss), 0 if history.stopped else epochs), epochs, history, progress
            ):
                rng.shuffle(order)
                losses: list[float] = []
                outputs: list[Any] = []
                for done in steps_of(
                    epoch, order, model, inputs, targets, loss, optimizer, batch_size, penalty, clip_norm, history
                ):
                    losses += done.losses
                    outputs += done.outputs
                    if interrupted.is_set():
                        history.stopped = f"interrupted in epoch {epoch + 1}, after step {done.step}"
                        break
                if history.stopped:
                    break
                history.train_loss.append(mean(losses))
                history.learning_rate.append(optimizer.lr)
                history.record("train", metrics, outputs, [targets[i] for i in order])
                if validation is not None:
                    try:
                        losses, outputs = evaluate(model, loss, *validation)
                    except OverflowError as error:
                        raise diverged(
                            f"in the validation after epoch {epoch + 1}: {error}", optimizer, history
                        ) from None
                    if not all(map(isfinite, losses)):
                        raise diverged(f"a validation loss is not finite after epoch {epoch + 1}", optimizer, history)
                    history.validation_loss.append(mean(losses))
                    history.record("validation", metrics, outputs, validation[1])
                    if history.validation_loss[-1] < best:
                        best, best_state = history.validation_loss[-1], model.state_dict()
                if schedule is not None:
                    schedule.step((history.validation_loss or history.train_loss)[-1])
                if checkpoint is not None:
                    write_checkpoint(checkpoint, model, optimizer, schedule, rng, history, order, best, best_state)
                answers = [callback(history) for callback in callbacks]
                if any(answer is True for answer in answers):
                    history.stopped = f"by a callback after epoch {epoch + 1}"
                elif history.is_stuck(patience):
                    history.stopped = history.verdict(patience)
                if history.stopped:
                    break
    finally:
        model.eval()
    if best_state and patience:
        model.load_state_dict(best_state)
    model.zero_grad()
    return history


def steps_of(
    epoch: int,
    order: Sequence[int],
    model: Module,
    inputs: Sequence[Any],
    targets: Sequence[Any],
    loss: Loss,
    optimizer: Any,
    batch_size: int,
    penalty: Callable[[Module], Value] | None,
    clip_norm: float | None,
    history: History | None = None,
) -> Iterator[TrainingStep]:
    """The steps of one epoch."""
    for number, start in enumerate(range(0, len(order), batch_size), 1):
        batch = list(order[start : start + batch_size])
        where = f"in epoch {epoch + 1}, step {number}"
        try:
            losses, outputs = gradient(model, loss, [inputs[i] for i in batch], [targets[i] for i in batch], penalty)
        except OverflowError as error:
            raise diverged(f"{where}: {error}", optimizer, history) from None
        if spoiled := [x for x in losses if not isfinite(x)]:
            raise diverged(f"a loss is {spoiled[0]} {where}", optimizer, history)
        parameters = model.parameters()
        if lost := [p for p in parameters if not isfinite(p.grad)]:
            raise diverged(
                f"the grad of {lost[0].label or 'a parameter'} is {lost[0].grad} {where}", optimizer, history
            )
        if clip_norm is not None:
            clip_grad_norm(parameters, clip_norm)
        optimizer.step()
        if lost := [p for p in parameters if not isfinite(p.data)]:
            raise diverged(f"{lost[0].label or 'a parameter'} has become {lost[0].data} {where}", optimizer, history)
        yield TrainingStep(epoch + 1, number, batch, losses, outputs)


def diverged(what: str, optimizer: Any, history: History | None) -> DivergenceError:
    """What went wrong, after what, and what to do."""
    before = [f"{x:.4g}" for x in history.train_loss[-3:]] if history else []
    past = f"the epochs before had losses of {', '.join(before)}" if before else "it was the first epoch"
    return DivergenceError(
        f"{what}; {past}. The likely cause is a learning rate that is too high: try {optimizer.lr / 10:g} in place of "
        f"{optimizer.lr:g}, clip_norm=1.0, or inputs on one scale (Standardizer)"
    )


def gradient(
    model: Module,
    loss: Loss,
    inputs: Sequence[Any],
    targets: Sequence[Any],
    penalty: Callable[[Module], Value] | None = None,
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
        cost = loss(output, target)
        if not isinstance(cost, Value) or cost.op is None:
            raise TypeError(f"the loss is no graph to differentiate: {cost!r}; is no_grad on, or .data in the loss?")
        cost.backward()
        totals = [total + p.grad for total, p in zip(totals, parameters)]
        losses.append(cost.data)
        outputs.append(data_of(output))
    for p, total in zip(parameters, totals):
        p.grad = total / len(losses)
    if penalty is not None:
        penalty(model).backward()
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
    """A block in which a model is not being trained, and dropout is off."""
    before = model.training
    if before:
        model.eval()
    try:
        yield
    finally:
        if before:
            model.train()


def checked(
    model: Module,
    parts: Sequence[tuple[str, Sequence[Any], Sequence[Any]]],
    loss: Loss,
    optimizer: Any,
    epochs: int,
    batch_size: int,
    clip_norm: float | None,
) -> Optimizer:
    """The optimizer, if everything that training is given fits together."""
    whole("epochs", epochs)
    whole("batch_size", batch_size)
    if clip_norm is not None:
        at_least_0("clip_norm", clip_norm)
    if not callable(loss):
        raise TypeError(f"loss must be a function of an output and a target, such as mse_loss, got {loss!r}")
    if isinstance(optimizer, type) or not (optimizer is None or hasattr(optimizer, "step")):
        raise TypeError(f"optimizer must be one such as SGD(model.parameters(), lr=0.1), got {optimizer!r}")
    if optimizer is not None:
        mine = {p for _, p in model.named_parameters()}
        trained = mine.intersection(getattr(optimizer, "parameters", mine))
        if not trained or not trained <= set(model.parameters()):
            what = "frozen parameters" if trained else "no parameter of this model"
            raise ValueError(f"the optimizer holds {what}; make it with SGD(model.parameters(), ...), after freezing")
    for part, inputs, targets in parts:
        check_examples(part, model.inputs, inputs, targets)
        if loss in TARGET_CHECKS:
            with evaluating(model):
                output = model(inputs[0])
            for i, target in enumerate(targets):
                try:
                    TARGET_CHECKS[loss](output, target)
                except ValueError as error:
                    raise ValueError(f"{part} target {i}: {error}") from None
    return SGD(model.parameters(), lr=0.01) if optimizer is None else optimizer


def check_observers(
    metrics: Sequence[Metric], callbacks: Sequence[Any], schedule: Any, optimizer: Any, checkpoint: Any
) -> None:
    """Raise an error unless metrics, callbacks, schedule and checkpoint are what fit can work with."""
    if callable(metrics) or callable(callbacks):
        raise TypeError("metrics and callbacks are lists of functions, such as [accuracy]")
    for function in [*metrics, *callbacks]:
        if not callable(function):
            raise TypeError(f"a metric or a callback is a function, such as accuracy, got {function!r}")
    names = [getattr(metric, "__name__", "") for metric in metrics]
    if "" in names or len(set(names)) < len(names):
        raise ValueError(f"metrics are recorded by name, so each needs one of its own, got {names}")
    if schedule is not None and getattr(schedule, "optimizer", None) is not optimizer:
        raise ValueError(f"the schedule must be one of this optimizer, such as StepLR(optimizer, 10), got {schedule!r}")
    if checkpoint is not None and not Path(checkpoint).parent.is_dir():
        raise FileNotFoundError(f"there is no folder {Path(checkpoint).parent} for the checkpoint")


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """A block in which the first Ctrl-C only sets an event, so that nothing is left half done; a second interrupts."""
    interrupted = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield interrupted  # signals go to the main thread
        return

    def handle(number: int, frame: Any) -> None:
        if interrupted.is_set():
            raise KeyboardInterrupt
        interrupted.set()

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)


def with_progress(todo: range, epochs: int, history: History, progress: bool) -> Iterator[int]:
    """The epochs' numbers, with a progress bar on a terminal and in a notebook, else with a few lines of text."""
    if not progress:
        yield from todo
        return
    try:
        from tqdm.auto import tqdm
    except ImportError:
        tqdm = None
    if tqdm is None or not (sys.stderr.isatty() or "ipykernel" in sys.modules):
        for epoch in todo:
            yield epoch
            if (epoch + 1) % max(1, epochs // 10) == 0:
                print(f"epoch {epoch + 1}/{epochs}: {history.latest()}", file=sys.stderr)
    else:
        with tqdm(todo, unit="epoch", initial=todo.start, total=epochs) as bar:
            for epoch in bar:
                yield epoch
                bar.set_postfix_str(history.latest())
