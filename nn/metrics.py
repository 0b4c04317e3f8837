"""Metrics: how good the outputs for a set are, in numbers that people understand. Names are scikit-learn's."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, inf, isfinite, log
from numbers import Real
from typing import Any

from nn.checks import as_sequence


def predicted_class(scores: Sequence[float]) -> int:
    """The class with the highest score; the first one of equals."""
    return max(range(len(scores)), key=scores.__getitem__)


def accuracy(outputs: Sequence[Sequence[float]], targets: Sequence[int]) -> float:
    """The fraction of examples whose highest score is that of the target class.

    >>> accuracy([[2.0, 1.0], [0.0, 3.0], [1.0, 0.0]], [0, 1, 1])
    0.6666666666666666
    """
    outputs, targets = check_targets(outputs, targets)
    right = [scores for scores, target in zip(outputs, targets) if predicted_class(scores) == target]
    return len(right) / len(targets)


def confusion_matrix(outputs: Sequence[Sequence[float]], targets: Sequence[int]) -> list[list[int]]:
    """How often each class (row) was taken for each class (column): the right ones are on the diagonal.

    >>> confusion_matrix([[2.0, 1.0], [0.0, 3.0], [1.0, 0.0]], [0, 1, 1])
    [[1, 0], [1, 1]]
    """
    outputs, targets = check_targets(outputs, targets)
    classes = len(outputs[0])
    counts = [[0] * classes for _ in range(classes)]
    for scores, target in zip(outputs, targets):
        counts[target][predicted_class(scores)] += 1
    return counts


def precision(matrix: Sequence[Sequence[int]]) -> list[float]:
    """Of the examples that were taken for each class, the fraction that are of it; 0 if none were.

    >>> precision([[1, 0], [1, 1]])
    [0.5, 1.0]
    """
    matrix = check_matrix(matrix)
    return [ratio(row[i], sum(other[i] for other in matrix)) for i, row in enumerate(matrix)]


def recall(matrix: Sequence[Sequence[int]]) -> list[float]:
    """Of the examples of each class, the fraction that were taken for it; 0 if there are none.

    >>> recall([[1, 0], [1, 1]])
    [1.0, 0.5]
    """
    matrix = check_matrix(matrix)
    return [ratio(row[i], sum(row)) for i, row in enumerate(matrix)]


def f1_score(matrix: Sequence[Sequence[int]]) -> list[float]:
    """The harmonic mean of precision and recall of each class; 0 if both are.

    >>> f1_score([[1, 0], [1, 1]])
    [0.6666666666666666, 0.6666666666666666]
    """
    return [ratio(2 * p * r, p + r) for p, r in zip(precision(matrix), recall(matrix))]


def r2_score(outputs: Sequence[float], targets: Sequence[float]) -> float:
    """The part of the targets' variance that the outputs explain: 1 is perfect, 0 is as good as their mean.

    Raises ValueError if all targets are the same.

    >>> r2_score([1.0, 2.0, 3.5], [1.0, 2.0, 3.0])
    0.875
    """
    outputs, targets = check_lengths(outputs, targets)
    for name, numbers in (("output", outputs), ("target", targets)):
        for i, number in enumerate(numbers):
            if not isinstance(number, Real) or not isfinite(number):
                raise ValueError(f"r2_score compares finite numbers, got {number!r} as {name} {i}")
    center = fsum(targets) / len(targets)
    spread = fsum((t - center) ** 2 for t in targets)
    if spread == 0:
        raise ValueError(f"r2_score needs targets that differ, got {len(targets)} times {targets[0]!r}")
    return 1 - fsum((o - t) ** 2 for o, t in zip(outputs, targets)) / spread


def log_loss(probabilities: Sequence[Sequence[float]], targets: Sequence[int]) -> float:
    """The mean of -log(probability of the target class); infinite if one of those is 0.

    >>> log_loss([[0.5, 0.5], [0.5, 0.5]], [0, 1])
    0.6931471805599453
    """
    probabilities, targets = check_targets(probabilities, targets)
    for i, row in enumerate(probabilities):
        if not all(0 <= p <= 1 for p in row) or abs(fsum(row) - 1) > 1e-6:
            raise ValueError(
                f"log_loss needs probabilities that add up to 1, got {row!r} as output {i}; is a softmax missing?"
            )
    chosen = [scores[target] for scores, target in zip(probabilities, targets)]
    return fsum(-log(p) if p > 0 else inf for p in chosen) / len(chosen)


def ratio(part: float, whole: float) -> float:
    """A part of a whole; 0 of nothing."""
    return part / whole if whole else 0.0


def check_lengths(outputs: Sequence[Any], targets: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any]]:
    """Both as lists; ValueError unless there is one target for each output, and at least one."""
    outputs, targets = as_sequence("outputs", outputs), as_sequence("targets", targets)
    if len(outputs) != len(targets) or not len(targets):
        raise ValueError(f"a metric needs a target for each output, got {len(outputs)} outputs, {len(targets)} targets")
    return outputs, targets


def check_targets(outputs: Sequence[Any], targets: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any]]:
    """Both as lists; ValueError unless outputs are lists of as many scores, none of them nan, and targets classes."""
    outputs, targets = check_lengths(outputs, targets)
    for i, (scores, target) in enumerate(zip(outputs, targets)):
        if not hasattr(scores, "__len__"):
            write = (
                "for the class x as an output, give it one_hot(x, classes)"
                if isinstance(scores, int)
                else "for two classes and a model with one output x, give it [0.0, x] if x is a logit, or [1 - x, x] "
                "if x is a probability; as a metric of fit: def accuracy_of_logits(outputs, targets): "
                "return accuracy([[0.0, x] for x in outputs], targets)"
            )
            raise ValueError(f"this metric needs a score for each class, got {scores!r} as output {i}; {write}")
        if len(scores) != len(outputs[0]):
            raise ValueError(f"output {i} has {len(scores)} scores, output 0 has {len(outputs[0])}")
        if not all(score <= inf for score in scores):
            raise ValueError(f"a score of output {i} is nan: {scores!r}; has training diverged?")
        if not hasattr(target, "__index__") or isinstance(target, bool) or not 0 <= target < len(scores):
            raise ValueError(f"target {i} must be a class, an int from 0 to {len(scores) - 1}, got {target!r}")
    return outputs, targets


def check_matrix(matrix: Sequence[Sequence[int]]) -> Sequence[Sequence[int]]:
    """The matrix as lists; ValueError unless it has as many columns as rows, at least one, and numbers are counts."""
    matrix = as_sequence("a confusion matrix", matrix)
    if not len(matrix) or any(not hasattr(row, "__len__") or len(row) != len(matrix) for row in matrix):
        raise ValueError(f"a confusion matrix has a row and a column for each class, got {matrix!r}")
    if not all(hasattr(count, "__index__") and count >= 0 for row in matrix for count in row):
        raise ValueError(f"a confusion matrix holds counts, got {matrix!r}")
    return matrix
