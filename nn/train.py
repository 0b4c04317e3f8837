"""The training loop: `fit`, and `train_steps`, which stops after every step for a look."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from threading import Event
from typing import Any

from nn.checkpoint import read_checkpoint, write_checkpoint
from nn.checks import generator
from nn.hint import times_faster
from nn.history import History, Metric
from nn.losses import mse_loss
from nn.module import Module
from nn.passes import Loss, Penalty
from nn.progress import interruptible, with_progress
from nn.ready import ready
from nn.run import Callback, Run, TrainingStep


def train_steps(
    model: Module,
    inputs: Sequence[Any],
    targets: Sequence[Any],
    loss: Loss = mse_loss,
    optimizer: Any = None,
    epochs: int = 100,
    batch_size: int = 32,
    *,
    penalty: Penalty | None = None,
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
    rng = generator(seed)
    run = ready(Run(model, inputs, targets, loss, optimizer, epochs, batch_size, rng, penalty, clip_norm))
    model.train()
    for _ in range(epochs):
        yield from run.epoch()


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
    penalty: Penalty | None = None,
    clip_norm: float | None = None,
    schedule: Any = None,
    patience: int | None = None,
    callbacks: Sequence[Callback] = (),
    checkpoint: str | Path | None = None,
    compiled: bool = False,
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

    Compiled, the passes run as programs of plain Python, to the same bits and many times as fast; a breakpoint in the
    model or the loss is not reached then. What cannot be compiled is a ValueError that says why.

    Raises ValueError, before anything changes, if the data are empty, not finite, or do not fit the model or the loss;
    DivergenceError, before the step that would spoil the parameters, if a loss is no longer finite.
    """
    rng, file = generator(seed), None if checkpoint is None else Path(checkpoint)
    run = ready(
        Run(
            model, inputs, targets, loss, optimizer, epochs, batch_size, rng, penalty, clip_norm,
            validation, metrics, schedule, patience, callbacks, file, compiled,
        )
    )  # fmt: skip
    if file is not None and file.exists():
        read_checkpoint(file, run)
        stop_if_stuck(run)
    if progress and not compiled and (times := times_faster(run)):
        print(f"compiled=True would train about {times:.0f} times as fast, to the same numbers", file=sys.stderr)
    history, done = run.history, len(run.history.train_loss)
    model.train()
    try:
        with interruptible() as interrupted:
            for _ in with_progress(range(done, done if history.stopped else epochs), epochs, history, progress):
                one_epoch(run, interrupted)
                if history.stopped:
                    break
    finally:
        model.eval()
    if patience and run.best_state:
        model.load_state_dict(run.best_state)
    model.zero_grad()
    return history


def one_epoch(run: Run, interrupted: Event) -> None:
    """One epoch of `fit`; if it has been the last, the history says why."""
    history = run.history
    for step in run.epoch():
        if interrupted.is_set():
            history.stopped = f"interrupted in epoch {step.epoch}, after step {step.step}"
            return
    run.validate()
    if run.schedule is not None:
        run.schedule.step((history.validation_loss or history.train_loss)[-1])
    if run.checkpoint is not None:
        write_checkpoint(run.checkpoint, run)
    answers = [callback(history) for callback in run.callbacks]
    if any(answer is True for answer in answers):
        history.stopped = f"by a callback after epoch {len(history.train_loss)}"
    else:
        stop_if_stuck(run)


def stop_if_stuck(run: Run) -> None:
    """Stop if the validation loss has not become smaller for as many epochs as there is patience."""
    seen = run.history.validation_loss
    if run.patience and seen and len(seen) - 1 - seen.index(min(seen)) >= run.patience:
        run.history.stopped = f"after epoch {len(seen)}: no better validation loss for {run.patience} epochs"
