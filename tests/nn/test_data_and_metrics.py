"""Splitting, scaling and scoring."""

import math

import pytest

from nn import (
    Normalizer,
    Standardizer,
    accuracy,
    confusion_matrix,
    f1_score,
    log_loss,
    precision,
    r2_score,
    recall,
    split,
)


def test_a_split_cuts_everything_into_parts_that_do_not_overlap():
    parts = split(range(101), 0.6, 0.2, seed=1)
    assert [len(part) for part in parts] == [61, 20, 20]
    assert sorted(x for part in parts for x in part) == list(range(101))
    assert parts == split(range(101), 0.6, 0.2, seed=1)
    assert parts != split(range(101), 0.6, 0.2, seed=2)


@pytest.mark.parametrize("fractions", [("a",), (math.nan,), (True,), (1.0,), (0.5, 0.6), (-0.1,), (0.0,)])
def test_bad_fractions(fractions):
    with pytest.raises(ValueError, match="fractions must be above 0"):
        split(range(10), *fractions)


def test_too_few_samples():
    with pytest.raises(ValueError, match="2 samples are too few"):
        split(range(2), 0.5, 0.3)


def test_the_scale_is_that_of_the_training_set():
    scale = Standardizer([[1.0, 10.0, 5.0], [3.0, 30.0, 5.0]])
    rows = scale([[1.0, 10.0, 5.0], [3.0, 30.0, 5.0], [5.0, 20.0, 6.0]])
    assert rows == [[-1.0, -1.0, 0.0], [1.0, 1.0, 0.0], [3.0, 0.0, 1.0]]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "there are no samples"),
        ([[1.0], [1.0, 2.0]], "sample 1 has 2 features, not 1"),
        ([[1.0], [math.nan]], "feature 0 of sample 1 is nan"),
    ],
)
def test_bad_rows(rows, message):
    with pytest.raises(ValueError, match=message):
        Standardizer(rows)


def test_accuracy_and_confusion():
    outputs, targets = [[2.0, 1.0, 0.0], [0.0, 3.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]], [0, 1, 1, 2]
    assert accuracy(outputs, targets) == 0.75
    assert confusion_matrix(outputs, targets) == [[1, 0, 0], [1, 1, 0], [0, 0, 1]]
    with pytest.raises(ValueError, match="got 4 outputs, 3 targets"):
        accuracy(outputs, targets[:3])


# --- what cannot be scaled or scored ----------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [Standardizer, Normalizer])
def test_a_feature_that_cannot_be_scaled(make):
    with pytest.raises(ValueError, match="too large|too much or too little"):
        make([[1.0, 1.7e308], [2.0, -1.7e308]])
    for wrong, message in [
        ([1.0, 2.0], "sample 0 must be a list of features, got 1.0"),
        ([[1.0], "2"], "sample 1 must be a list of features, got '2'"),
        ([[1.0], [None]], "feature 0 of sample 1 is None, which is not a number"),
        ([[], []], "sample 0 has 0 features, not 1"),
        ([[10**400]], "feature 0 of sample 0 is 1000"),
        ([["1"]], "feature 0 of sample 0 is '1', which is not a number"),
    ]:
        with pytest.raises(ValueError, match=message):
            make(wrong)


def test_scales_at_the_ends_of_the_floats():
    """Squares that are lost in 0 leave nothing to divide by; a range can still be taken."""
    rows = [[1e-200], [3e-200]]
    with pytest.raises(ValueError, match=r"feature 0 spreads over 0\.0, which is too much or too little"):
        Standardizer(rows)
    assert Normalizer(rows)(rows) == [[0.0], [1.0]]


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
