"""How the gradients change the parameters: what all optimizers have in common, SGD, and the clipping of gradients."""

from __future__ import annotations

from collections.abc import Iterable
from math import hypot, inf, isfinite
from typing import TYPE_CHECKING, Any

from engine import Value
from nn.checks import at_least_0, flag, is_number, trainable
from nn.other_names import not_here


class Optimizer:
    """What all optimizers have: parameters, a learning rate, and numbers that they remember from step to step."""

    remembers: tuple[str, ...] = ()  # the attributes that are a list with a number for each parameter

    def __init__(
        self, parameters: Iterable[Value], lr: float, weight_decay: float = 0.0, maximize: bool = False
    ) -> None:
        self.parameters = trainable(parameters)
        self.lr = at_least_0("lr", lr)
        self.weight_decay = at_least_0("weight_decay", weight_decay)
        self.maximize = flag("maximize", maximize)
        self.steps = 0  # made so far
        self.initial_lr: float | None = None  # as the first schedule found it

    def __repr__(self) -> str:
        return f"{type(self).__name__} | lr {self.lr:g} | {len(self.parameters)} parameters | {self.steps} steps"

    def zero_grad(self) -> None:
        """Set the grad of every parameter back to 0."""
        for parameter in self.parameters:
            parameter.grad = 0.0

    def gradient(self) -> list[float]:
        """The gradient to go down, with the weight decay added."""
        if not (self.maximize or self.weight_decay):
            return [p.grad for p in self.parameters]
        sign = -1.0 if self.maximize else 1.0
        return [sign * p.grad + self.weight_decay * p.data for p in self.parameters]

    def step(self) -> None:
        """Move every parameter one step."""
        raise NotImplementedError

    def state_dict(self) -> dict[str, Any]:
        """What the next step depends on, besides the parameters and the arguments of the optimizer."""
        remembered = {name: list(getattr(self, name)) for name in self.remembers}
        return {"optimizer": type(self).__name__, "lr": self.lr, "steps": self.steps, **remembered}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from this state. Raises ValueError, and changes nothing, if it does not fit."""
        if not isinstance(state, dict):
            raise TypeError(f"a state is a dict of numbers by name, got {state!r}")
        if wrong := [name for name in sorted({*self.state_dict(), *state}) if not self.fits(name, state.get(name))]:
            me = f"an optimizer {type(self).__name__} of {len(self.parameters)} parameters"
            raise ValueError(f"{wrong[0]} of this state does not fit: this is {me}")
        self.lr, self.steps = state["lr"], state["steps"]
        vars(self).update({name: list(state[name]) for name in self.remembers})

    def fits(self, name: str, found: Any) -> bool:
        """Whether an item of a state can be one of this optimizer."""
        if name in self.remembers:
            return isinstance(found, list) and len(found) == len(self.parameters) and all(map(is_number, found))
        is_lr, is_count = is_number(found) and 0 <= found < inf, type(found) is int and found >= 0
        return {"optimizer": found == type(self).__name__, "steps": is_count, "lr": is_lr}.get(name, False)


class SGD(Optimizer):
    """Stochastic gradient descent: p -= lr * grad, with momentum and weight decay as in torch.optim.SGD."""

    remembers = ("velocities",)

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float = 0.001,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
        maximize: bool = False,
    ) -> None:
        super().__init__(parameters, lr, weight_decay, maximize)
        self.momentum = at_least_0("momentum", momentum)
        self.dampening = at_least_0("dampening", dampening)
        self.nesterov = flag("nesterov", nesterov)
        if nesterov and (momentum == 0 or dampening != 0):
            raise ValueError("nesterov needs a momentum above 0 and a dampening of 0")
        self.velocities = [0.0] * len(self.parameters)

    def step(self) -> None:
        self.steps += 1
        move = self.gradient()
        if self.momentum:
            fresh = 1.0 if self.steps == 1 else 1 - self.dampening
            self.velocities = [self.momentum * v + fresh * g for v, g in zip(self.velocities, move)]
            move = [g + self.momentum * v for g, v in zip(move, self.velocities)] if self.nesterov else self.velocities
        for p, step in zip(self.parameters, move):
            p.data -= self.lr * step


def clip_grad_norm(parameters: Iterable[Value], max_norm: float) -> float:
    """Scale the gradient down to a Euclidean norm of at most max_norm, and return the norm it had.

    Raises ValueError, and changes nothing, if the norm is not finite.
    """
    at_least_0("max_norm", max_norm)
    parameters = list(parameters)
    norm = hypot(*[p.grad for p in parameters])
    if not isfinite(norm):
        raise ValueError(f"the norm of the gradient is {norm}; it cannot be clipped")
    scale = min(1.0, max_norm / (norm + 1e-6))  # the small number is PyTorch's
    for p in parameters:
        p.grad *= scale
    return norm


def clip_grad_value(parameters: Iterable[Value], clip_value: float) -> None:
    """Cut every grad to the range from -clip_value to clip_value."""
    at_least_0("clip_value", clip_value)
    for p in parameters:
        p.grad = max(-clip_value, min(clip_value, p.grad)) if p.grad == p.grad else p.grad  # nan stays nan


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Say where the optimizers are that PyTorch has in its module of this name."""
        raise not_here(name, "nn.optim")
