"""Data as samples and features: splitting a set, and putting its features on one scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import fsum, inf, sqrt
from numbers import Real
from random import Random
from typing import Any, TypeVar

from engine import as_lists
from nn.checks import as_sequence, generator, is_finite, is_number, whole
from nn.other_names import answers_other_names

T = TypeVar("T")


@answers_other_names
def split(
    samples: Sequence[T], *fractions: float, seed: int | Random = 0, stratify: Sequence[Any] | None = None
) -> list[list[T]]:
    """The samples in random order, cut into parts of these fractions; a last part takes the rest.

    With `stratify`, the class of each sample, every class is cut in these fractions.

    >>> [len(part) for part in split(range(10), 0.6, 0.2)]
    [6, 2, 2]
    """
    samples = as_sequence("samples", samples)
    if stratify is not None:
        stratify = as_sequence("stratify", stratify)
        if len(stratify) != len(samples):
            raise ValueError(f"stratify needs a class for each sample, got {len(stratify)} for {len(samples)}")
        rng = generator(seed)
        strata: dict[Any, list[T]] = {}
        for sample, stratum in zip(samples, stratify):
            strata.setdefault(stratum, []).append(sample)
        cut = [split(members, *fractions, seed=rng) for members in strata.values()]
        merged = [[sample for parts in cut for sample in parts[i]] for i in range(len(fractions) + 1)]
        for part in merged:
            rng.shuffle(part)
        return merged
    if not all(is_number(fraction) and 0 < fraction < 1 for fraction in fractions) or fsum(fractions) >= 1:
        if any(hasattr(fraction, "__len__") and not isinstance(fraction, str) for fraction in fractions):
            raise ValueError("a fraction is a number; inputs go with targets in split(list(zip(inputs, targets)), 0.8)")
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
        try:
            self.means = [mean_of(column) for column in columns]
            self.deviations = [
                sqrt(mean_of([(x - center) ** 2 for x in column])) if min(column) < max(column) else 1.0
                for column, center in zip(columns, self.means)
            ]
        except OverflowError:
            raise ValueError("a feature holds numbers too large to be squared; divide it by a large number") from None
        check_scale(self.deviations)

    def __repr__(self) -> str:
        return f"Standardizer | {len(self.means)} features"

    def __call__(self, rows: Sequence[Sequence[float]]) -> list[list[float]]:
        """The rows on the scale of the training set."""
        rows = checked_rows(rows, len(self.means))
        return [[(x - mean) / d for x, mean, d in zip(row, self.means, self.deviations)] for row in rows]

    def inverse(self, rows: Sequence[Sequence[float]]) -> list[list[float]]:
        """Rows on the scale of the training set as they were, such as the outputs of a model for scaled targets."""
        rows = checked_rows(rows, len(self.means))
        return [[x * d + mean for x, mean, d in zip(row, self.means, self.deviations)] for row in rows]


class Normalizer:
    """Puts each feature on a scale from 0 to 1, as measured on the training set.

    >>> scale = Normalizer([[1.0, 10.0], [3.0, 30.0]])
    >>> scale([[2.0, 40.0]])
    [[0.5, 1.5]]
    """

    def __init__(self, training_rows: Sequence[Sequence[float]]) -> None:
        """Measure the range of each column; a constant column keeps its scale."""
        columns = list(zip(*checked_rows(training_rows)))
        self.lows = [min(column) for column in columns]
        self.ranges = [max(column) - low or 1.0 for column, low in zip(columns, self.lows)]
        check_scale(self.ranges)

    def __repr__(self) -> str:
        return f"Normalizer | {len(self.lows)} features"

    def __call__(self, rows: Sequence[Sequence[float]]) -> list[list[float]]:
        """The rows on the scale of the training set."""
        rows = checked_rows(rows, len(self.lows))
        return [[(x - low) / size for x, low, size in zip(row, self.lows, self.ranges)] for row in rows]

    def inverse(self, rows: Sequence[Sequence[float]]) -> list[list[float]]:
        """Rows on the scale from 0 to 1 as they were, such as the outputs of a model for scaled targets."""
        rows = checked_rows(rows, len(self.lows))
        return [[x * size + low for x, low, size in zip(row, self.lows, self.ranges)] for row in rows]


@answers_other_names
def one_hot(index: int, classes: int) -> list[float]:
    """1.0 in the place of a class, 0.0 elsewhere.

    >>> one_hot(1, 3)
    [0.0, 1.0, 0.0]
    """
    whole("classes", classes)
    index = as_lists(index)
    if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < classes:
        raise ValueError(f"a class is an int from 0 to {classes - 1}, got {index!r}")
    return [float(i == index) for i in range(classes)]


@answers_other_names
def batches(samples: Sequence[T], size: int, seed: int | Random | None = None) -> Iterator[list[T]]:
    """The samples in groups of a size, the last one perhaps smaller; with a seed, in random order.

    >>> list(batches([1, 2, 3, 4, 5], 2))
    [[1, 2], [3, 4], [5]]
    """
    whole("size", size)
    order = list(as_sequence("samples", samples))
    if seed is not None:
        generator(seed).shuffle(order)
    return (order[start : start + size] for start in range(0, len(order), size))


@answers_other_names
def k_fold(samples: Sequence[T], k: int = 5, seed: int | Random = 0) -> list[tuple[list[T], list[T]]]:
    """k pairs of a training and a validation set: each sample is in one of the validation sets.

    >>> [(len(training), len(validation)) for training, validation in k_fold(range(10), 3)]
    [(6, 4), (7, 3), (7, 3)]
    """
    samples, k = as_sequence("samples", samples), as_lists(k)
    if not isinstance(k, int) or not 2 <= k <= len(samples):
        raise ValueError(f"k must be a whole number from 2 to the number of samples, {len(samples)}, got {k!r}")
    shuffled = list(samples)
    generator(seed).shuffle(shuffled)
    folds = [shuffled[i::k] for i in range(k)]
    return [([x for other in folds[:i] + folds[i + 1 :] for x in other], fold) for i, fold in enumerate(folds)]


def mean_of(numbers: Sequence[float]) -> float:
    """The mean of some plain numbers."""
    return fsum(numbers) / len(numbers)  # not the builtin sum, which rounds differently since Python 3.12


def checked_rows(rows: Sequence[Sequence[float]], width: int | None = None) -> Sequence[Sequence[float]]:
    """The rows, if there are some, all of one width, and all of finite numbers."""
    rows = as_sequence("samples", rows)
    if not len(rows):
        raise ValueError("there are no samples")
    for i, row in enumerate(rows):
        if not hasattr(row, "__len__") or isinstance(row, str):
            raise ValueError(f"sample {i} must be a list of features, got {row!r}")
        width = len(row) or 1 if width is None else width
        if len(row) != width:
            raise ValueError(f"sample {i} has {len(row)} features, not {width}")
        for j, x in enumerate(row):
            if not isinstance(x, Real):
                raise ValueError(f"feature {j} of sample {i} is {x!r}, which is not a number")
            if not is_finite(x):
                raise ValueError(f"feature {j} of sample {i} is {x!r}; drop the sample or fill in a number")
    return rows


def check_scale(sizes: Sequence[float]) -> None:
    """Raise ValueError unless every feature can be divided by its size."""
    for j, size in enumerate(sizes):
        if not 0 < size < inf:
            raise ValueError(f"feature {j} spreads over {size}, which is too much or too little; bring it near 1 first")
