"""What all optimizers have in common, and the clipping of gradients."""

from __future__ import annotations

from collections.abc import Iterable
from math import hypot, inf, isfinite
from typing import Any

from engine import Value
from nn.checks import at_least_0, flag, is_number, trainable


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
        self.steps = 0  # so many have been made
        self.initial_lr: float | None = None  # as the first schedule found it

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
        for name in sorted({*self.state_dict(), *state}):
            if not self.fits(name, state.get(name)):
                raise ValueError(
                    f"{name} of this state does not fit: this is an optimizer {type(self).__name__} "
                    f"of {len(self.parameters)} parameters"
                )
        self.lr, self.steps = state["lr"], state["steps"]
        vars(self).update({name: list(state[name]) for name in self.remembers})

    def fits(self, name: str, found: Any) -> bool:
        """Whether an item of a state can be one of this optimizer."""
        if name in self.remembers:
            return isinstance(found, list) and len(found) == len(self.parameters) and all(map(is_number, found))
        if name == "optimizer":
            return found == type(self).__name__
        if name == "steps":
            return type(found) is int and found >= 0
        return name == "lr" and is_number(found) and 0 <= found < inf


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
