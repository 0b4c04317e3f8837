"""Initializers: the first numbers of weights. Names and formulas are PyTorch's (torch.nn.init)."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from random import Random

Initializer = Callable[[int, int, Random], float]  # one weight, of its layer's number of inputs and of outputs


def linear(inputs: int, outputs: int, rng: Random) -> float:
    """Evenly from -1 / sqrt(inputs) to 1 / sqrt(inputs), as torch.nn.Linear does."""
    return rng.uniform(-1 / sqrt(inputs), 1 / sqrt(inputs))


def uniform(inputs: int, outputs: int, rng: Random) -> float:
    """Evenly from 0 to 1."""
    return rng.uniform(0.0, 1.0)


def normal(inputs: int, outputs: int, rng: Random) -> float:
    """Normal, with mean 0 and standard deviation 1."""
    return rng.gauss(0.0, 1.0)


def xavier_uniform(inputs: int, outputs: int, rng: Random) -> float:
    """Evenly, with variance 2 / (inputs + outputs) (Glorot and Bengio, 2010): for tanh and sigmoid."""
    bound = sqrt(6 / (inputs + outputs))
    return rng.uniform(-bound, bound)


def xavier_normal(inputs: int, outputs: int, rng: Random) -> float:
    """Normal, with variance 2 / (inputs + outputs)."""
    return rng.gauss(0.0, sqrt(2 / (inputs + outputs)))


def kaiming_uniform(inputs: int, outputs: int, rng: Random) -> float:
    """Evenly, with variance 2 / inputs (He et al., 2015): for relu."""
    bound = sqrt(6 / inputs)
    return rng.uniform(-bound, bound)


def kaiming_normal(inputs: int, outputs: int, rng: Random) -> float:
    """Normal, with variance 2 / inputs."""
    return rng.gauss(0.0, sqrt(2 / inputs))


def zeros(inputs: int, outputs: int, rng: Random) -> float:
    """0: all neurons of a layer stay alike for ever."""
    return 0.0


INITIALIZERS: dict[str, Initializer] = {
    "linear": linear, "uniform": uniform, "normal": normal, "xavier_uniform": xavier_uniform,
    "xavier_normal": xavier_normal, "kaiming_uniform": kaiming_uniform, "kaiming_normal": kaiming_normal,
    "zeros": zeros,
}  # fmt: skip


def find_initializer(init: str | Initializer) -> Initializer:
    """The initializer of this name; a function stays as it is."""
    if callable(init):
        return init
    if not isinstance(init, str) or init not in INITIALIZERS:
        known = ", ".join(map(repr, INITIALIZERS))
        raise ValueError(f"unknown initializer {init!r}; choose from {known}, or a function (inputs, outputs, rng)")
    return INITIALIZERS[init]
