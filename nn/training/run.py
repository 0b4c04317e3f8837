"""A training run: what it works with, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from math import inf, isfinite
from numbers import Real
from random import Random
from typing import Any

from engine import Value
from nn.checks import generator, whole
from nn.data import mean_of
from nn.module import Module
from nn.optim import SGD
from nn.serialize import checksum
from nn.training.compiled import TrainingPrograms
from nn.training.evaluation import evaluate, language_of
from nn.training.history import History, Metric
from nn.training.pieces import Message
from nn.training.requirements import (
    Loss,
    Penalty,
    by_position,
    check_attributes,
    check_run,
    differentiable,
    pair_by_position,
    plain_data,
    relative_weights,
)

Callback = Callable[[History], Any]  # after each epoch; True stops


RUINED = 100.0  # the size of a weight from which no lower learning rate comes back in a reasonable time


class DivergenceError(FloatingPointError):
    """Training that has left the finite numbers."""


@dataclass(frozen=True, slots=True, repr=False)
class TrainingStep:
    """One step of a training run: what the batch gave before the parameters moved."""

    epoch: int  # from 1
    step: int  # in the epoch, from 1
    batch: list[int]  # the indices of the examples
    losses: list[float]  # times the weights of the examples
    outputs: list[Any]

    def __repr__(self) -> str:
        where, count = f"epoch {self.epoch}, step {self.step}", len(self.batch)
        return f"TrainingStep | {where} | {count} examples | mean loss {mean_of(self.losses):.4g}"


class TrainingRun:
    """A model, data and an optimizer that fit together, and all that changes from epoch to epoch."""

    def __init__(
        self,
        model: Module,
        inputs: Sequence[Any],
        targets: Sequence[Any],
        loss: Loss,
        optimizer: Any,
        batch_size: int,
        seed: int | Random,
        sample_weight: Sequence[float] | None = None,
        penalty: Penalty | None = None,
        clip_norm: float | None = None,
        validation: tuple[Sequence[Any], Sequence[Any]] | None = None,
        metrics: Sequence[Metric] = (),
        schedule: Any = None,
        compiled: bool | str = False,
        executor: Any = None,
        parts: int = 1,
    ) -> None:
        """Raises ValueError or TypeError, and changes nothing, if something does not fit."""
        self.rng = generator(seed)  # of the order of the examples
        inputs, targets = by_position("training", model, inputs, targets)
        validation = pair_by_position(model, validation)
        check_run(
            model, inputs, targets, loss, optimizer, batch_size, penalty, clip_norm, validation, metrics, schedule
        )
        self.model, self.inputs, self.targets = model, inputs, targets
        self.weights = relative_weights(sample_weight, len(inputs))
        self.loss, self.penalty = loss, penalty
        self.optimizer = SGD(model.parameters(), lr=0.01) if optimizer is None else optimizer
        self.batch_size, self.clip_norm, self.seed = batch_size, clip_norm, seed
        self.settings: dict[str, Any] = {}  # what it was made with, as its checkpoint has them
        self.validation, self.metrics, self.schedule = validation, metrics, schedule
        self.order = list(range(len(inputs)))
        self.history = History()
        self.best_state: dict[str, Any] = {}  # of the model, where the validation loss was smallest
        self.frozen: list[Value] = []  # parameters of the optimizer that are not to be trained
        self.executor, self.parts = executor, parts if whole("parts", parts) > 1 else None
        self.programs = None
        if language := language_of(compiled):
            examples, known = list(inputs), list(targets)
            if validation is not None:
                examples += list(validation[0])
                known += list(validation[1])
            weighted = self.weights is not None
            self.programs = TrainingPrograms(
                model, loss, penalty, examples, known, validation is not None, weighted, language
            )
        if executor is not None:
            check_attributes(executor, ["submit"])
            self.message = Message(self)

    @cached_property
    def data_checksum(self) -> str:
        """What tells the examples, the targets and the weights from others."""
        parts = [self.inputs, self.targets, self.validation] + ([self.weights] if self.weights else [])
        return checksum(repr([floats_in(part) for part in parts]))

    def add_penalty(self) -> None:
        """Add the gradient of the penalty to the grads."""
        if self.penalty is not None and self.programs is not None:
            self.programs.penalty_pass()
        elif self.penalty is not None:
            differentiable("penalty", self.penalty(self.model)).backward()

    def trained_parameters(self) -> list[Value]:
        """The parameters that are not frozen, as the next epoch finds them; programs are written anew for others."""
        parameters = self.model.parameters()
        trained = set(parameters)
        self.frozen = [p for p in getattr(self.optimizer, "parameters", ()) if p not in trained]
        for p in parameters:
            if type(p.data) is not float:
                p.data = plain_data(p.label, p)
        if self.programs is not None:
            self.programs.renew(parameters, len(self.history.train_loss), self.optimizer, self.clip_norm is not None)
        if self.executor is not None:
            self.message = Message(self)
        return parameters

    def optimizer_step(self) -> None:
        """One step of the optimizer, in which what has been frozen since it was made stays where it is."""
        before = [p.data for p in self.frozen]
        for p in self.frozen:
            p.grad = 0.0
        self.optimizer.step()
        for p, data in zip(self.frozen, before):
            p.data = data

    def record(self, steps: Sequence[TrainingStep]) -> None:
        """Add to the history what was seen in the steps of an epoch."""
        losses = [loss for step in steps for loss in step.losses]
        outputs = [output for step in steps for output in step.outputs]
        self.history.train_loss.append(self.cost(losses, f"in epoch {len(self.history.train_loss) + 1}"))
        self.history.learning_rate.append(self.optimizer.lr)
        self.history.record("train", self.metrics, outputs, [self.targets[i] for i in self.order])

    def validate(self) -> None:
        """Add to the history how good the model is on the validation set, and keep its parameters if it is the best."""
        if self.validation is None:
            return
        history, (inputs, targets) = self.history, self.validation
        where = f"in the validation after epoch {len(history.train_loss)}"
        best = min(history.validation_loss, default=inf)
        with self.diverging(where):
            if self.programs is None:
                losses, outputs = evaluate(self.model, self.loss, inputs, targets)
            else:
                losses, outputs = self.programs.evaluate(inputs, targets)
        if not all(map(isfinite, losses)):
            raise self.diverged(f"a validation loss is not finite after epoch {len(history.train_loss)}")
        history.validation_loss.append(self.cost(losses, where))
        history.record("validation", self.metrics, outputs, targets)
        if history.validation_loss[-1] < best:
            self.best_state = self.model.state_dict()

    # --- leaving the finite numbers ---

    @contextmanager
    def diverging(self, where: str) -> Iterator[None]:
        """A block in which an OverflowError means that training has diverged."""
        try:
            yield
        except OverflowError as error:
            raise self.diverged(f"{where}: {error}") from None

    def check_gradient(self, losses: Sequence[float], parameters: Sequence[Value], where: str) -> None:
        """Raise DivergenceError unless all losses and grads are finite."""
        if spoiled := [x for x in losses if not isfinite(x)]:
            raise self.diverged(f"a loss is {spoiled[0]} {where}")
        if lost := [p for p in parameters if not isfinite(p.grad)]:
            raise self.diverged(f"the grad of {lost[0].label or 'a parameter'} is {lost[0].grad} {where}")

    def check_parameters(self, parameters: Sequence[Value], where: str) -> None:
        """Raise DivergenceError unless all parameters are finite."""
        if lost := [p for p in parameters if not isfinite(p.data)]:
            raise self.diverged(f"{lost[0].label or 'a parameter'} has become {lost[0].data} {where}")

    def cost(self, losses: Sequence[float], where: str) -> float:
        """The mean of losses that are finite, but whose sum may not be."""
        try:
            return mean_of(losses)
        except OverflowError:
            raise self.diverged(f"the sum of the losses overflows {where}") from None

    def diverged(self, what: str) -> DivergenceError:
        """What went wrong, after what, and what to do."""
        before = [f"{x:.4g}" for x in self.history.train_loss[-3:]]
        past = f"the epochs before had losses of {', '.join(before)}" if before else "it was the first epoch"
        lr, size = self.optimizer.lr, max([abs(p.data) for p in self.model.parameters()], default=0.0)
        return DivergenceError(
            f"{what}; {past}. The likely cause is a learning rate that is too high: try {lr / 10:g} in place of "
            f"{lr:g}, clip_norm=1.0, or inputs on one scale (Standardizer)"
            + (f"; make the model anew, for its weights have grown to {size:.2g}" if size > RUINED else "")
        )


def floats_in(data: Any) -> Any:
    """Data as lists of floats, however they are arranged."""
    if isinstance(data, Value):
        return data.data
    if isinstance(data, Iterable) and not isinstance(data, str):
        return [floats_in(part) for part in data]
    return float(data) if isinstance(data, Real) else repr(data)
