"""Optimizers with a step size for each parameter, from the sizes of its gradients. Names and defaults are PyTorch's."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

from engine import Value
from nn.checks import above_0, at_least_0, flag, fraction, two_fractions
from nn.optim import Optimizer


class Adam(Optimizer):
    """Steps of the mean gradient over its mean size (Kingma and Ba, 2015), as torch.optim.Adam; AMSGrad on request."""

    remembers = ("means", "squares", "largest")

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
        maximize: bool = False,
    ) -> None:
        super().__init__(parameters, lr, weight_decay, maximize)
        self.betas = two_fractions(betas)
        self.eps = above_0("eps", eps)
        self.amsgrad = flag("amsgrad", amsgrad)
        self.means = [0.0] * len(self.parameters)  # of the gradients
        self.squares = [0.0] * len(self.parameters)  # the means of their squares
        self.largest = [0.0] * len(self.parameters)  # the largest of those so far, for AMSGrad

    def step(self) -> None:
        self.steps += 1
        b1, b2 = self.betas
        gradient = self.gradient()
        self.means = [b1 * m + (1 - b1) * g for m, g in zip(self.means, gradient)]
        self.squares = [b2 * s + (1 - b2) * g * g for s, g in zip(self.squares, gradient)]
        squares = self.squares
        if self.amsgrad:
            squares = self.largest = [max(u, s) for u, s in zip(self.largest, self.squares)]
        size = self.lr / (1 - b1**self.steps)  # means that start at 0 are too small at first
        correction = sqrt(1 - b2**self.steps)
        for p, m, s in zip(self.parameters, self.means, squares):
            p.data -= size * m / (sqrt(s) / correction + self.eps)


class AdamW(Adam):
    """Adam with a weight decay of its own, not mixed into the gradient (Loshchilov and Hutter, 2019)."""

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
        amsgrad: bool = False,
        maximize: bool = False,
    ) -> None:
        super().__init__(parameters, lr, betas, eps, 0.0, amsgrad, maximize)
        self.decay = at_least_0("weight_decay", weight_decay)

    def step(self) -> None:
        for p in self.parameters:
            p.data *= 1 - self.lr * self.decay
        super().step()


class Adamax(Optimizer):
    """Adam with the largest gradient so far, slowly forgotten, in place of the mean square; torch.optim.Adamax."""

    remembers = ("means", "sizes")

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float = 0.002,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        maximize: bool = False,
    ) -> None:
        super().__init__(parameters, lr, weight_decay, maximize)
        self.betas = two_fractions(betas)
        self.eps = above_0("eps", eps)
        self.means = [0.0] * len(self.parameters)
        self.sizes = [0.0] * len(self.parameters)

    def step(self) -> None:
        self.steps += 1
        b1, b2 = self.betas
        gradient = self.gradient()
        self.means = [b1 * m + (1 - b1) * g for m, g in zip(self.means, gradient)]
        self.sizes = [max(b2 * u, abs(g) + self.eps) for u, g in zip(self.sizes, gradient)]
        size = self.lr / (1 - b1**self.steps)
        for p, m, u in zip(self.parameters, self.means, self.sizes):
            p.data -= size * m / u


class RMSprop(Optimizer):
    """Steps of the gradient over the root of its mean square (Hinton, 2012), as torch.optim.RMSprop."""

    remembers = ("squares", "means", "velocities")

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float = 0.01,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
        maximize: bool = False,
    ) -> None:
        super().__init__(parameters, lr, weight_decay, maximize)
        self.alpha = fraction("alpha", alpha)
        self.eps = above_0("eps", eps)
        self.momentum = at_least_0("momentum", momentum)
        self.centered = flag("centered", centered)
        self.squares = [0.0] * len(self.parameters)
        self.means = [0.0] * len(self.parameters)  # for a centered variance
        self.velocities = [0.0] * len(self.parameters)

    def step(self) -> None:
        self.steps += 1
        a = self.alpha
        gradient = self.gradient()
        self.squares = [a * s + (1 - a) * g * g for s, g in zip(self.squares, gradient)]
        variances = self.squares
        if self.centered:
            self.means = [a * m + (1 - a) * g for m, g in zip(self.means, gradient)]
            variances = [max(s - m * m, 0.0) for s, m in zip(self.squares, self.means)]
        steps = [g / (sqrt(v) + self.eps) for g, v in zip(gradient, variances)]
        if self.momentum:
            steps = self.velocities = [self.momentum * v + s for v, s in zip(self.velocities, steps)]
        for p, step in zip(self.parameters, steps):
            p.data -= self.lr * step


class Adagrad(Optimizer):
    """Steps of the gradient over the root of the sum of its squares (Duchi et al., 2011), as torch.optim.Adagrad."""

    remembers = ("sums",)

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float = 0.01,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
        maximize: bool = False,
    ) -> None:
        super().__init__(parameters, lr, weight_decay, maximize)
        self.lr_decay = at_least_0("lr_decay", lr_decay)
        self.eps = above_0("eps", eps)
        self.sums = [at_least_0("initial_accumulator_value", initial_accumulator_value)] * len(self.parameters)

    def step(self) -> None:
        size = self.lr / (1 + self.steps * self.lr_decay)
        self.steps += 1
        gradient = self.gradient()
        self.sums = [s + g * g for s, g in zip(self.sums, gradient)]
        for p, g, s in zip(self.parameters, gradient, self.sums):
            p.data -= size * g / (sqrt(s) + self.eps)
