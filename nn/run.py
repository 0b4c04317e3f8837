"""A training run: what it works with, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import inf, isfinite
from pathlib import Path
from random import Random
from typing import Any

from nn.data import mean
from nn.history import History, Metric
from nn.module import Module
from nn.optimizer import clip_grad_norm
from nn.passes import Loss, Penalty

Callback = Callable[[History], Any]  # after each epoch; True stops


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


@dataclass
class Run:
    """What `fit` and `train_steps` are given, and what changes from epoch to epoch besides the parameters."""

    model: Module
    inputs: Sequence[Any]
    targets: Sequence[Any]
    loss: Loss
    optimizer: Any
    epochs: int
    batch_size: int
    rng: Random  # of the order of the examples
    penalty: Penalty | None
    clip_norm: float | None
    validation: tuple[Sequence[Any], Sequence[Any]] | None = None
    metrics: Sequence[Metric] = ()
    schedule: Any = None
    patience: int | None = None
    callbacks: Sequence[Callback] = ()
    checkpoint: Path | None = None
    compiled: bool = False
    order: list[int] = field(default_factory=list)  # of the examples, in the epoch at hand
    history: History = field(default_factory=History)
    best_state: dict[str, Any] = field(default_factory=dict)  # of the model, where the validation loss was smallest
    passes: Any = None  # Passes, or CompiledPasses

    def epoch(self) -> Iterator[TrainingStep]:
        """The steps of the next epoch, and at its end the history has what was seen on the way."""
        number = len(self.history.train_loss) + 1
        losses: list[float] = []
        outputs: list[Any] = []
        self.passes.prepare()
        self.rng.shuffle(self.order)
        for step, start in enumerate(range(0, len(self.order), self.batch_size), 1):
            batch = self.order[start : start + self.batch_size]
            done = TrainingStep(number, step, batch, *self.step(batch, f"in epoch {number}, step {step}"))
            losses += done.losses
            outputs += done.outputs
            yield done
        self.history.train_loss.append(self.cost(losses, f"in epoch {number}"))
        self.history.learning_rate.append(self.optimizer.lr)
        self.history.record("train", self.metrics, outputs, [self.targets[i] for i in self.order])

    def step(self, batch: Sequence[int], where: str) -> tuple[list[float], list[Any]]:
        """Move the parameters by the gradient of a batch, and give its losses and outputs from before.

        Raises DivergenceError, if it can before the parameters are moved, when a number is not finite.
        """
        inputs, targets = [self.inputs[i] for i in batch], [self.targets[i] for i in batch]
        try:
            losses, outputs = self.passes.gradient(inputs, targets)
        except OverflowError as error:
            raise self.diverged(f"{where}: {error}") from None
        if spoiled := [x for x in losses if not isfinite(x)]:
            raise self.diverged(f"a loss is {spoiled[0]} {where}")
        parameters = self.passes.trained
        if lost := [p for p in parameters if not isfinite(p.grad)]:
            raise self.diverged(f"the grad of {lost[0].label or 'a parameter'} is {lost[0].grad} {where}")
        if self.clip_norm is not None:
            clip_grad_norm(parameters, self.clip_norm)
        self.optimizer.step()
        if lost := [p for p in parameters if not isfinite(p.data)]:
            raise self.diverged(f"{lost[0].label or 'a parameter'} has become {lost[0].data} {where}")
        return losses, outputs

    def validate(self) -> None:
        """Add to the history how good the model is on the validation set, and keep its parameters if it is the best."""
        if self.validation is None:
            return
        history, (inputs, targets) = self.history, self.validation
        epoch, best = len(history.train_loss), min(history.validation_loss, default=inf)
        try:
            losses, outputs = self.passes.evaluate(inputs, targets)
        except OverflowError as error:
            raise self.diverged(f"in the validation after epoch {epoch}: {error}") from None
        if not all(map(isfinite, losses)):
            raise self.diverged(f"a validation loss is not finite after epoch {epoch}")
        history.validation_loss.append(self.cost(losses, f"in the validation after epoch {epoch}"))
        history.record("validation", self.metrics, outputs, targets)
        if history.validation_loss[-1] < best:
            self.best_state = self.model.state_dict()

    def cost(self, losses: Sequence[float], where: str) -> float:
        """The mean of losses that are finite, but whose sum may not be."""
        try:
            return mean(losses)
        except OverflowError:
            raise self.diverged(f"the sum of the losses overflows {where}") from None

    def diverged(self, what: str) -> DivergenceError:
        """What went wrong, after what, and what to do."""
        before = [f"{x:.4g}" for x in self.history.train_loss[-3:]]
        past = f"the epochs before had losses of {', '.join(before)}" if before else "it was the first epoch"
        lr = self.optimizer.lr
        return DivergenceError(
            f"{what}; {past}. The likely cause is a learning rate that is too high: try {lr / 10:g} in place of "
            f"{lr:g}, clip_norm=1.0, or inputs on one scale (Standardizer)"
        )
