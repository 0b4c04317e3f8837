"""Dropout: outputs switched off at random while a model is trained."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import engine
from engine import Value
from nn.checks import fraction, generator
from nn.module import Module


class Dropout(Module):
    """Sets each number to 0 with probability p, and scales the others by 1 / (1 - p), while training; else nothing.

    After Srivastava et al., 2014, scaled as torch.nn.Dropout does.
    """

    def __init__(self, p: float = 0.5, seed: int | Random = 0) -> None:
        """Dropout with this probability; the seed decides which numbers, and a shared random.Random goes on."""
        self.p = fraction("p", p)
        self.rng = generator(seed)

    def __call__(self, x: Sequence[Value | float]) -> list[Any]:
        if not self.training or not self.p:
            return list(x)
        return [number * engine.drawn(self.draw) for number in x]

    def draw(self) -> float:
        """What the next number is multiplied by."""
        return 1 / (1 - self.p) if self.rng.random() >= self.p else 0.0

    def described(self) -> str:
        return f"Dropout(p={self.p})"
