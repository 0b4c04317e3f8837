"""Small data sets made by a seed: points to classify, and curves to fit. Each gives the inputs and the targets."""

from __future__ import annotations

from math import cos, pi, sin
from random import Random

from nn.checks import at_least_0, finite, generator, whole
from nn.other_names import answers_other_names

Classified = tuple[list[list[float]], list[int]]
Measured = tuple[list[list[float]], list[float]]


@answers_other_names
def make_xor(samples: int = 100, noise: float = 0.1, seed: int | Random = 0) -> Classified:
    """Four clouds at the corners of a square; opposite corners are of one class."""
    rng = started(samples, noise, seed)
    inputs, targets = [], []
    for i in range(samples):
        a, b = i % 2, i // 2 % 2
        inputs.append([a + rng.gauss(0, noise), b + rng.gauss(0, noise)])
        targets.append(a ^ b)
    return inputs, targets


@answers_other_names
def make_moons(samples: int = 100, noise: float = 0.1, seed: int | Random = 0) -> Classified:
    """Two half circles that reach into each other."""
    rng = started(samples, noise, seed)
    inputs, targets = [], []
    for i in range(samples):
        angle = rng.uniform(0, pi)
        x, y = (cos(angle), sin(angle)) if i % 2 == 0 else (1 - cos(angle), 0.5 - sin(angle))
        inputs.append([x + rng.gauss(0, noise), y + rng.gauss(0, noise)])
        targets.append(i % 2)
    return inputs, targets


@answers_other_names
def make_circles(samples: int = 100, noise: float = 0.05, factor: float = 0.5, seed: int | Random = 0) -> Classified:
    """A circle, and one around it."""
    at_least_0("factor", factor)
    rng = started(samples, noise, seed)
    inputs, targets = [], []
    for i in range(samples):
        angle, radius = rng.uniform(0, 2 * pi), 1.0 if i % 2 == 0 else factor
        inputs.append([radius * cos(angle) + rng.gauss(0, noise), radius * sin(angle) + rng.gauss(0, noise)])
        targets.append(i % 2)
    return inputs, targets


@answers_other_names
def make_spiral(samples: int = 100, noise: float = 0.02, turns: float = 1.5, seed: int | Random = 0) -> Classified:
    """Two arms of a spiral around each other."""
    finite("turns", turns)
    rng = started(samples, noise, seed)
    inputs, targets = [], []
    for i in range(samples):
        along = (i // 2 + 1) / (samples // 2 + 1)
        angle = 2 * pi * turns * along + pi * (i % 2)
        inputs.append([along * cos(angle) + rng.gauss(0, noise), along * sin(angle) + rng.gauss(0, noise)])
        targets.append(i % 2)
    return inputs, targets


@answers_other_names
def make_blobs(samples: int = 100, classes: int = 3, noise: float = 0.5, seed: int | Random = 0) -> Classified:
    """A cloud for each class, around a center drawn from a square."""
    rng = started(samples, noise, seed)
    centers = [[rng.uniform(-4, 4), rng.uniform(-4, 4)] for _ in range(whole("classes", classes))]
    targets = [i % classes for i in range(samples)]
    return [[x + rng.gauss(0, noise) for x in centers[target]] for target in targets], targets


@answers_other_names
def make_linear(samples: int = 100, slope: float = 2.0, bias: float = -1.0, noise: float = 0.1,
                seed: int | Random = 0) -> Measured:  # fmt: skip
    """Points near a line, for a regression."""
    finite("slope", slope)
    finite("bias", bias)
    rng = started(samples, noise, seed)
    xs = [rng.uniform(-1, 1) for _ in range(samples)]
    return [[x] for x in xs], [slope * x + bias + rng.gauss(0, noise) for x in xs]


@answers_other_names
def make_sine(samples: int = 100, noise: float = 0.1, seed: int | Random = 0) -> Measured:
    """Points near a wave of a sine, from -pi to pi."""
    rng = started(samples, noise, seed)
    xs = [rng.uniform(-pi, pi) for _ in range(samples)]
    return [[x] for x in xs], [sin(x) + rng.gauss(0, noise) for x in xs]


def started(samples: int, noise: float, seed: int | Random) -> Random:
    """The source of random numbers, if the arguments are right."""
    whole("samples", samples)
    at_least_0("noise", noise)
    return generator(seed)
