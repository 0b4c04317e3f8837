"""Data as samples and features: splitting a set, and putting its features on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, isfinite, sqrt
from random import Random
from typing import TypeVar

from nn.checks import generator

T = TypeVar("T")


def split(samples: Sequence[T], *fractions: float, seed: int | Random = 0) -> list[list[T]]:
    """The samples in random order, cut into parts of these fractions; a last part takes the rest.

    >>> [len(part) for part in split(range(10), 0.6, 0.2)]
    [6, 2, 2]
    """
    if not all(0 < fraction < 1 for fraction in fractions) or fsum(fractions) >= 1:
        raise ValueError(f"fractions must be above 0 and add up to less than 1, got {fractions}")
    shuffled = list(samples)
    generator(seed).shuffle(shuffled)
    parts, start, share = [], 0, 0.0
    for fraction in fractions:
        share += fraction
        stop = round(share * len(shuffled))
        parts.append(shuffled[start:stop])
        start = stop
    parts.append(shuffled[start:])
    if not all(parts):
        raise ValueError(f"{len(shuffled)} samples are too few for parts of {fractions} and a rest")
    return parts


class Standardizer:
    """Puts each feature on a scale with mean 0 and standard deviation 1, as measured on the training set.

    >>> scale = Standardizer([[1.0, 10.0], [3.0, 30.0]])
    >>> scale([[2.0, 40.0]])
    [[0.0, 2.0]]
    """

    def __init__(self, training_rows: Sequence[Sequence[float]]) -> None:
        """Measure the mean and the standard deviation of each column; a constant column keeps its scale."""
        columns = list(zip(*checked_rows(training_rows)))
        self.means = [mean(column) for column in columns]
        self.deviations = [
            sqrt(mean([(x - center) ** 2 for x in column])) or 1.0 for column, center in zip(columns, self.means)
        ]

    def __call__(self, rows: Sequence[Sequence[float]]) -> list[list[float]]:
        """The rows on the scale of the training set."""
        checked_rows(rows, len(self.means))
        return [[(x - mean) / d for x, mean, d in zip(row, self.means, self.deviations)] for row in rows]


def mean(numbers: Sequence[float]) -> float:
    """The mean of some plain numbers."""
    return fsum(numbers) / len(numbers)  # not the builtin sum, which rounds differently since Python 3.12


def checked_rows(rows: Sequence[Sequence[float]], width: int | None = None) -> Sequence[Sequence[float]]:
    """The rows, if there are some, all of one width, and all of finite numbers."""
    if not len(rows):
        raise ValueError("there are no samples")
    width = len(rows[0]) if width is None else width
    for i, row in enumerate(rows):
        if len(row) != width:
            raise ValueError(f"sample {i} has {len(row)} features, not {width}")
        for j, x in enumerate(row):
            if not isfinite(x):
                raise ValueError(f"feature {j} of sample {i} is {x!r}; drop the sample or fill in a number")
    return rows
