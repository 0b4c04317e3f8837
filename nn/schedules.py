"""Schedules: how the learning rate changes from epoch to epoch. Names and numbers are PyTorch's.

`schedule.step()` after each epoch, or `fit(..., schedule=schedule)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, inf, pi
from typing import Any

from nn.checks import at_least_0, fraction, is_number, whole
from nn.optim import Optimizer


class Schedule:
    """A learning rate that is a function of the epoch."""

    remembers: tuple[str, ...] = ("epoch",)  # the attributes that change from epoch to epoch

    def __init__(self, optimizer: Optimizer) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"a schedule sets the learning rate of an optimizer, such as an SGD, got {optimizer!r}")
        self.optimizer = optimizer
        if optimizer.initial_lr is None:
            optimizer.initial_lr = optimizer.lr
        self.start = optimizer.initial_lr  # schedules in a row all start from here, as in PyTorch
        self.epoch = 0
        optimizer.lr = self.lr_at(0)

    def __repr__(self) -> str:
        return f"{type(self).__name__} | lr {self.optimizer.lr:g} | {self.epoch} epochs"

    def lr_at(self, epoch: int) -> float:
        """The learning rate of an epoch, counted from 0."""
        raise NotImplementedError

    def state_dict(self) -> dict[str, Any]:
        """What the next step depends on; the optimizer keeps the rest."""
        return {name: x for name, x in vars(self).items() if isinstance(x, (int, float))}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from this state. Raises ValueError, and changes nothing, if it does not fit."""
        if not isinstance(state, dict) or state.keys() != self.state_dict().keys():
            raise ValueError(f"this is not the state of {type(self).__name__}")
        for name, number in state.items():
            if not is_number(number) or not number >= 0 or (name == "epoch" and type(number) is not int):
                raise ValueError(f"{name} in a state of {type(self).__name__} cannot be {number!r}")
        vars(self).update(state)

    def step(self, validation_loss: float | None = None) -> None:
        """Set the learning rate for the next epoch."""
        self.epoch += 1
        self.optimizer.lr = self.lr_at(self.epoch)


class ConstantLR(Schedule):
    """The learning rate times a factor for some epochs, then as it is."""

    def __init__(self, optimizer: Optimizer, factor: float = 1 / 3, total_iters: int = 5) -> None:
        self.factor = at_least_0("factor", factor)
        self.total_iters = whole("total_iters", total_iters)
        super().__init__(optimizer)

    def lr_at(self, epoch: int) -> float:
        return self.start * (self.factor if epoch < self.total_iters else 1.0)


class StepLR(Schedule):
    """The learning rate times gamma after every step_size epochs."""

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1) -> None:
        self.step_size = whole("step_size", step_size)
        self.gamma = at_least_0("gamma", gamma)
        super().__init__(optimizer)

    def lr_at(self, epoch: int) -> float:
        return self.start * self.gamma ** (epoch // self.step_size)


class ExponentialLR(Schedule):
    """The learning rate times gamma after every epoch."""

    def __init__(self, optimizer: Optimizer, gamma: float) -> None:
        self.gamma = at_least_0("gamma", gamma)
        super().__init__(optimizer)

    def lr_at(self, epoch: int) -> float:
        return self.start * self.gamma**epoch


class LinearLR(Schedule):
    """The learning rate times a factor that goes in a line from one number to another: a warm-up by default."""

    def __init__(
        self, optimizer: Optimizer, start_factor: float = 1 / 3, end_factor: float = 1.0, total_iters: int = 5
    ) -> None:
        self.factors = at_least_0("start_factor", start_factor), at_least_0("end_factor", end_factor)
        self.total_iters = whole("total_iters", total_iters)
        super().__init__(optimizer)

    def lr_at(self, epoch: int) -> float:
        first, last = self.factors
        return self.start * (first + (last - first) * min(epoch, self.total_iters) / self.total_iters)


class CosineAnnealingLR(Schedule):
    """The learning rate on half a wave of a cosine, from the start to eta_min in T_max epochs."""

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0) -> None:
        self.T_max = whole("T_max", T_max)
        self.eta_min = at_least_0("eta_min", eta_min)
        super().__init__(optimizer)

    def lr_at(self, epoch: int) -> float:
        return self.eta_min + (self.start - self.eta_min) * (1 + cos(pi * epoch / self.T_max)) / 2


class SequentialLR(Schedule):
    """One schedule after the other, such as a warm-up and a decay: each milestone is an epoch where the next starts."""

    def __init__(self, optimizer: Optimizer, schedules: Sequence[Schedule], milestones: Sequence[int]) -> None:
        if not schedules or len(milestones) != len(schedules) - 1 or list(milestones) != sorted(set(milestones)):
            raise ValueError(
                f"{len(schedules)} schedules need {len(schedules) - 1} rising milestones, got {milestones}"
            )
        for schedule in schedules:
            if not isinstance(schedule, Schedule) or schedule.optimizer is not optimizer:
                raise ValueError(f"SequentialLR needs schedules of its own optimizer, got {schedule!r}")
            if isinstance(schedule, ReduceLROnPlateau):
                raise ValueError("ReduceLROnPlateau looks at losses, not at the epoch; it cannot be one of several")
        self.schedules = list(schedules)
        self.milestones = [whole("milestone", milestone) for milestone in milestones]
        super().__init__(optimizer)

    def lr_at(self, epoch: int) -> float:
        passed = [milestone for milestone in self.milestones if milestone <= epoch]
        return self.schedules[len(passed)].lr_at(epoch - (passed[-1] if passed else 0))


class ReduceLROnPlateau(Schedule):
    """The learning rate times a factor whenever a loss has not become smaller for more than `patience` epochs."""

    remembers = ("epoch", "best", "bad_epochs", "resting")

    def __init__(
        self,
        optimizer: Optimizer,
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
        eps: float = 1e-8,
    ) -> None:
        self.factor = fraction("factor", factor)
        self.patience = at_least_0("patience", patience)
        self.threshold = at_least_0("threshold", threshold)
        self.cooldown = at_least_0("cooldown", cooldown)
        self.min_lr = at_least_0("min_lr", min_lr)
        self.eps = at_least_0("eps", eps)  # a change smaller than this is not made
        self.best = inf
        self.bad_epochs = 0
        self.resting = 0.0
        super().__init__(optimizer)

    def lr_at(self, epoch: int) -> float:
        return self.optimizer.lr

    def step(self, validation_loss: float | None = None) -> None:
        """Look at the loss of an epoch, and lower the learning rate if it has been too high for too long."""
        if validation_loss is None:
            raise ValueError("ReduceLROnPlateau needs a loss: step(loss), or fit(..., validation=...)")
        self.epoch += 1
        if validation_loss < self.best * (1 - self.threshold):
            self.best, self.bad_epochs = validation_loss, 0
        else:
            self.bad_epochs += 1
        if self.resting > 0:
            self.resting, self.bad_epochs = self.resting - 1, 0
        if self.bad_epochs > self.patience:
            lower = max(self.optimizer.lr * self.factor, self.min_lr)
            if self.optimizer.lr - lower > self.eps:
                self.optimizer.lr = lower
            self.resting, self.bad_epochs = self.cooldown, 0
