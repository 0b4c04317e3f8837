"""How the gradients change the parameters: the optimizer that all others go back to."""

from __future__ import annotations

from collections.abc import Iterable

from engine import Value
from nn.checks import at_least_0, flag
from nn.optimizer import Optimizer


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
        """Move every parameter one step against its grad."""
        self.steps += 1
        steps = self.gradient()
        if self.momentum:
            fresh = 1.0 if self.steps == 1 else 1 - self.dampening
            self.velocities = [self.momentum * v + fresh * g for v, g in zip(self.velocities, steps)]
            if self.nesterov:
                steps = [g + self.momentum * v for g, v in zip(steps, self.velocities)]
            else:
                steps = self.velocities
        for p, step in zip(self.parameters, steps):
            p.data -= self.lr * step
