"""Optimizers: how the gradients change the parameters. Names and defaults are PyTorch's."""

from __future__ import annotations

from collections.abc import Iterable

from engine import Value
from nn.checks import at_least_0, trainable


class SGD:
    """Stochastic gradient descent: p -= lr * grad, with momentum and weight decay as in torch.optim.SGD."""

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float = 0.001,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        self.parameters = trainable(parameters)
        self.lr = at_least_0("lr", lr)
        self.momentum = at_least_0("momentum", momentum)
        self.dampening = at_least_0("dampening", dampening)
        self.weight_decay = at_least_0("weight_decay", weight_decay)
        self.nesterov = nesterov
        if nesterov and (momentum == 0 or dampening != 0):
            raise ValueError("nesterov needs a momentum above 0 and a dampening of 0")
        self.velocities: list[float] = []  # one for each parameter, once there is momentum

    def zero_grad(self) -> None:
        """Set the grad of every parameter back to 0."""
        for parameter in self.parameters:
            parameter.grad = 0.0

    def step(self) -> None:
        """Move every parameter one step against its grad."""
        steps = [p.grad + self.weight_decay * p.data for p in self.parameters]
        if self.momentum:
            if self.velocities:
                fresh = 1 - self.dampening
                self.velocities = [self.momentum * v + fresh * g for v, g in zip(self.velocities, steps)]
            else:
                self.velocities = steps
            if self.nesterov:
                steps = [g + self.momentum * v for g, v in zip(steps, self.velocities)]
            else:
                steps = self.velocities
        for p, step in zip(self.parameters, steps):
            p.data -= self.lr * step
