"""What is learnt: a network, a loss and examples in batches, the same for all contestants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from random import Random

import nn
from demos import digits, penguins

ALPHA = 1e-4  # of micrograd's L2 penalty

Batch = tuple[list[list[float]], list[int]]  # inputs and targets


@dataclass(frozen=True)
class Task:
    """Training by `p.data -= rate * p.grad`, a step for each batch."""

    inputs: list[list[float]]
    targets: list[int]
    widths: Sequence[int]  # from the inputs to the outputs
    activation: str  # of the hidden layers: relu or tanh
    hinge: bool  # with a penalty, as in micrograd's demo; or else the cross entropy
    batch_size: int
    rate: float

    def batches(self) -> list[Batch]:
        """The examples in batches of the same size; some may be left over."""
        starts = range(0, len(self.inputs) - self.batch_size + 1, self.batch_size)
        slices = [slice(start, start + self.batch_size) for start in starts]
        return [(self.inputs[part], self.targets[part]) for part in slices]

    def weights(self) -> list[list[list[float]]]:
        """The first numbers of each neuron of each layer: its weights, and its bias."""
        rng = Random(0)
        shapes = list(zip(self.widths, self.widths[1:]))
        return [[[rng.uniform(-1, 1) / n**0.5 for _ in range(n + 1)] for _ in range(width)] for n, width in shapes]


def flat(weights: Sequence[Sequence[Sequence[float]]]) -> list[float]:
    """The numbers of all neurons in one list."""
    return [number for layer in weights for neuron in layer for number in neuron]


def moons(points: int, batch_size: int) -> Task:
    """Micrograd's demo: 337 parameters, points on two half circles that reach into each other."""
    rng = Random(1337)
    inputs, sides = [], []
    for i in range(points):
        side, angle = (-1, 1)[i % 2], rng.uniform(0, pi)
        x, y = (cos(angle), sin(angle)) if side < 0 else (1 - cos(angle), 0.5 - sin(angle))
        inputs.append([rng.gauss(x, 0.1), rng.gauss(y, 0.1)])
        sides.append(side)
    return Task(inputs, sides, (2, 16, 16, 1), "relu", True, batch_size, rate=0.1)


def classes(name: str) -> Task:
    """Penguins of three species, in the network of the demo; or handwritten digits, in one of 2,410 parameters."""
    if name == "penguins":
        training, _, _ = penguins.prepare(penguins.load()[0])
        return Task(*training, (4, 8, 3), "tanh", False, 16, rate=0.5)
    ((pixels, labels), _, _), _ = digits.parts("digits.csv", "digit")
    return Task(nn.Standardizer(pixels)(pixels), labels, (64, 32, 10), "relu", False, 32, rate=0.1)
