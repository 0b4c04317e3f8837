"""Tests of nn/metrics.py."""

import math

import pytest

import nn
from nn import (
    accuracy,
    confusion_matrix,
    f1_score,
    log_loss,
    precision,
    r2_score,
    recall,
)


def test_accuracy_and_confusion():
    outputs, targets = [[2.0, 1.0, 0.0], [0.0, 3.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]], [0, 1, 1, 2]
    assert accuracy(outputs, targets) == 0.75
    assert confusion_matrix(outputs, targets) == [[1, 0, 0], [1, 1, 0], [0, 0, 1]]
    with pytest.raises(ValueError, match="got 4 outputs, 3 targets"):
        accuracy(outputs, targets[:3])


SCORED = [accuracy, confusion_matrix, log_loss]


@pytest.mark.parametrize("metric", SCORED)
@pytest.mark.parametrize(
    ("outputs", "targets", "message"),
    [
        ([[math.nan, 1.0]], [1], "a score of output 0 is nan"),
        ([[0.5, 0.5], [1.0, math.nan]], [0, 0], "a score of output 1 is nan"),
        ([0.3], [0], r"needs a score for each class, got 0\.3 as output 0; for two classes and a model with one"),
        ([[0.5, 0.5], [1.0]], [0, 0], "output 1 has 1 scores, output 0 has 2"),
        ([[0.5, 0.5], [0.2, 0.3, 0.5]], [0, 2], "output 1 has 3 scores, output 0 has 2"),
        ([[0.5, 0.5]], [2], "target 0 must be a class, an int from 0 to 1, got 2"),
        ([[0.5, 0.5]], [-1], "an int from 0 to 1, got -1"),
        ([[0.5, 0.5]], [0.0], "an int from 0 to 1, got 0.0"),
        ([[0.5, 0.5]], [True], "an int from 0 to 1, got True"),
        ([[0.5, 0.5]], [[0.0, 1.0]], "an int from 0 to 1, got"),
        ([], [], "got 0 outputs, 0 targets"),
    ],
)  # fmt: skip
def test_what_cannot_be_scored(metric, outputs, targets, message):
    with pytest.raises(ValueError, match=message):
        metric(outputs, targets)


@pytest.mark.parametrize("metric", [precision, recall, f1_score])
@pytest.mark.parametrize("matrix", [[], [[1, 2]], [[1, 2], [3]], [1, 2], [[1, -1], [0, 1]], [[1.5, 0], [0, 1]]])
def test_what_is_no_confusion_matrix(metric, matrix):
    with pytest.raises(ValueError, match="a confusion matrix h"):
        metric(matrix)


def test_r2_needs_numbers():
    for outputs in ([math.nan, 1.0], [math.inf, 1.0], [[1.0], [2.0]], ["1", 2.0]):
        with pytest.raises(ValueError, match="r2_score compares finite numbers, got .* as output 0"):
            r2_score(outputs, [1.0, 2.0])
    with pytest.raises(ValueError, match="as target 1"):
        r2_score([1.0, 2.0], [1.0, None])


def test_probabilities_add_up_to_1():
    with pytest.raises(ValueError, match="as output 1; is a softmax missing"):
        log_loss([[0.5, 0.5], [0.5, 0.9]], [0, 0])


def test_precision_recall_and_f1_by_hand():
    matrix = [[8, 2, 0], [1, 5, 0], [0, 0, 0]]  # scikit-learn gives 0 where there is nothing to divide
    assert nn.precision(matrix) == [8 / 9, 5 / 7, 0.0]
    assert nn.recall(matrix) == [0.8, 5 / 6, 0.0]
    assert nn.f1_score(matrix) == pytest.approx([16 / 19, 10 / 13, 0.0])


def test_r2_and_log_loss():
    assert nn.r2_score([2.0, 2.0, 2.0], [1.0, 2.0, 3.0]) == 0.0
    assert nn.r2_score([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]) == 1.0
    with pytest.raises(ValueError, match="needs targets that differ"):
        nn.r2_score([1.0], [1.0])
    assert nn.log_loss([[0.9, 0.1], [0.2, 0.8]], [0, 1]) == pytest.approx(-(math.log(0.9) + math.log(0.8)) / 2)
    assert nn.log_loss([[1.0, 0.0]], [1]) == math.inf
    with pytest.raises(ValueError, match="is a softmax missing"):
        nn.log_loss([[2.0, -1.0]], [0])
