"""Metrics: how good the outputs for a set are, in numbers that people understand."""

from __future__ import annotations

from collections.abc import Sequence

from nn.checks import check_class


def predicted_class(scores: Sequence[float]) -> int:
    """The class with the highest score; the first one of equals."""
    return max(range(len(scores)), key=scores.__getitem__)


def accuracy(outputs: Sequence[Sequence[float]], targets: Sequence[int]) -> float:
    """The fraction of examples whose highest score is that of the target class.

    >>> accuracy([[2.0, 1.0], [0.0, 3.0], [1.0, 0.0]], [0, 1, 1])
    0.6666666666666666
    """
    check_targets(outputs, targets)
    right = [scores for scores, target in zip(outputs, targets) if predicted_class(scores) == target]
    return len(right) / len(targets)


def confusion_matrix(outputs: Sequence[Sequence[float]], targets: Sequence[int]) -> list[list[int]]:
    """How often each class (row) was taken for each class (column): the right ones are on the diagonal.

    >>> confusion_matrix([[2.0, 1.0], [0.0, 3.0], [1.0, 0.0]], [0, 1, 1])
    [[1, 0], [1, 1]]
    """
    check_targets(outputs, targets)
    classes = len(outputs[0])
    counts = [[0] * classes for _ in range(classes)]
    for scores, target in zip(outputs, targets):
        counts[target][predicted_class(scores)] += 1
    return counts


def check_targets(outputs: Sequence[object], targets: Sequence[object]) -> None:
    """Raise ValueError unless there is one target for each output, at least one, and all are classes."""
    if len(outputs) != len(targets) or not len(targets):
        raise ValueError(f"a metric needs a target for each output, got {len(outputs)} outputs, {len(targets)} targets")
    for scores, target in zip(outputs, targets):
        check_class(scores, target)
