"""The training loop: shuffle, batch, forward, loss, backward, step. `fit` runs it; `train_steps` shows every step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from engine import Value
from nn.losses import mse_loss
from nn.module import Module, data_of
from nn.optim import clip_grad_norm
from nn.training.checkpoint import read_checkpoint
from nn.training.evaluation import Seen
from nn.training.history import History, Metric
from nn.training.pieces import GradientSum, in_pieces
from nn.training.progress import after_epoch, interruptible, with_progress
from nn.training.requirements import Loss, Penalty, check_fit, differentiable
from nn.training.run import Callback, TrainingRun, TrainingStep


def one_epoch(run: TrainingRun) -> Iterator[TrainingStep]:
    """The steps of the next epoch, each given when the parameters have moved; of several at once, in C, the last."""
    epoch, steps, parameters = len(run.history.train_loss) + 1, list[TrainingStep](), run.trained_parameters()
    run.rng.shuffle(run.order)
    batches = [run.order[start : start + run.batch_size] for start in range(0, len(run.order), run.batch_size)]
    while (done := len(steps)) < len(batches):
        made = run.programs.several_steps(run, batches, done) if run.programs else []
        for seen in made or [one_step(run, batches[done], parameters, f"in epoch {epoch}, step {done + 1}")]:
            steps.append(TrainingStep(epoch, len(steps) + 1, batches[len(steps)], *seen))
        yield steps[-1]
    run.record(steps)


def one_step(run: TrainingRun, batch: Sequence[int], parameters: Sequence[Value], where: str) -> Seen:
    """The losses and the outputs of a batch, by whose gradient the parameters have moved."""
    with run.diverging(where):
        losses, outputs = gradient_of(run, batch, parameters)
    run.check_gradient(losses, parameters, where)
    if run.clip_norm is not None:
        clip_grad_norm(parameters, run.clip_norm)
    run.optimizer_step()
    run.check_parameters(parameters, where)
    return losses, outputs


def gradient_of(run: TrainingRun, batch: Sequence[int], parameters: Sequence[Value]) -> Seen:
    """The loss and the output of each example; the grads become the gradient of the mean loss, and of the penalty."""
    losses, outputs, totals = in_pieces(gradient_sum, run, batch, parameters)
    for p, total in zip(parameters, totals):
        p.grad = total / len(batch)
    run.add_penalty()
    return losses, outputs


def gradient_sum(run: TrainingRun, batch: Sequence[int], parameters: Sequence[Value]) -> GradientSum:
    """The loss and the output of each example, and for each parameter the sum of their gradients."""
    if run.programs is not None:
        return run.programs.gradient_sum(run, batch)
    losses, outputs, totals = [], [], [0.0] * len(parameters)
    for i in batch:
        for p in parameters:
            p.grad = 0.0
        output = run.model(run.inputs[i])
        loss = differentiable("loss", run.loss(output, run.targets[i]))
        loss = loss if run.weights is None else loss * run.weights[i]
        loss.backward()
        totals = [total + p.grad for total, p in zip(totals, parameters)]
        losses.append(loss.data)
        outputs.append(data_of(output))
    return losses, outputs, totals


def train_steps(
    model: Module,
    inputs: Sequence[Any],
    targets: Sequence[Any],
    loss: Loss = mse_loss,
    optimizer: Any = None,
    epochs: int = 100,
    batch_size: int = 32,
    *,
    sample_weight: Sequence[float] | None = None,
    penalty: Penalty | None = None,
    clip_norm: float | None = None,
    seed: int | Random = 0,
    executor: Any = None,
    parts: int = 1,
) -> Iterator[TrainingStep]:
    """The steps of `fit`, one by one: the parameters have moved when a step is given, and wait until the next is asked.

    >>> from nn import MLP, make_xor
    >>> steps = train_steps(MLP(2, [4, 1]), *make_xor(8), epochs=1, batch_size=4)
    >>> [(step.epoch, step.step, len(step.losses)) for step in steps]
    [(1, 1, 4), (1, 2, 4)]
    """
    check_fit(epochs)
    run = TrainingRun(
        model, inputs, targets, loss, optimizer, batch_size, seed, sample_weight, penalty, clip_norm,
        executor=executor, parts=parts,
    )  # fmt: skip
    model.train()
    for _ in range(epochs):
        yield from one_epoch(run)


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
    sample_weight: Sequence[float] | None = None,
    penalty: Penalty | None = None,
    clip_norm: float | None = None,
    schedule: Any = None,
    patience: int | None = None,
    callbacks: Sequence[Callback] = (),
    checkpoint: str | Path | None = None,
    compiled: bool | str = False,
    executor: Any = None,
    parts: int = 1,
) -> History:
    """The history of training the model to give the targets for the inputs.

    Each epoch visits all examples once, in a new order and in batches. A batch is one step: its gradient is that of
    the mean loss of its examples and of the penalty, a function of the model, cut to `clip_norm`. The optimizer
    (without one: SGD with lr=0.01) moves the parameters. With sample weights, relative to their mean, an example of
    weight 2 counts twice. The loss and the metrics of the training set are those seen on the way; those of the
    validation set, a pair of inputs and targets, are computed after each epoch. Then the schedule sets the learning
    rate, and each callback is called with the history; training stops if one returns True.

    It also stops when the validation loss has not become smaller for `patience` epochs, and the best parameters are put
    back. A checkpoint is a file written after each epoch, from which a later call goes on as if training had never
    stopped; only epochs, patience, callbacks and compiled may differ then. Ctrl-C ends it after the step at hand.
    Compiled, it runs as plain Python, or with "c" in C, to the same bits and many times as fast, past your breakpoints.
    Each batch is computed in as many `parts`, which an executor of concurrent.futures can share out, to the same bits.

    Raises ValueError, before anything changes, if the data are empty, not finite, or do not fit the model or the loss,
    or if these cannot be compiled; DivergenceError, before the parameters are spoilt, if a loss is no longer finite.
    """
    file = None if checkpoint is None else Path(checkpoint)
    check_fit(epochs, validation, patience, callbacks, optimizer, file)
    run = TrainingRun(
        model, inputs, targets, loss, optimizer, batch_size, seed, sample_weight, penalty, clip_norm, validation,
        metrics, schedule, compiled, executor, parts,
    )  # fmt: skip
    history = run.history
    if file is not None and file.exists():
        read_checkpoint(file, run)
        history.stop_if_stuck(patience)
    done = len(history.train_loss)
    model.train()
    try:
        with interruptible() as interrupted:
            for _ in with_progress(range(done, done if history.stopped else epochs), epochs, run, progress):
                for step in one_epoch(run):
                    if interrupted.is_set():
                        history.stopped = f"interrupted in epoch {step.epoch}, after step {step.step}"
                        break
                else:
                    after_epoch(run, callbacks, patience, file)
                if history.stopped:
                    break
    finally:
        model.eval()
    if patience and run.best_state:
        model.load_state_dict(run.best_state)
    model.zero_grad()
    return history
