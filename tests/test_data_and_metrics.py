"""Splitting, scaling and scoring."""

import math

import pytest

from nn import Standardizer, accuracy, confusion_matrix, split


def test_a_split_cuts_everything_into_parts_that_do_not_overlap():
    parts = split(range(101), 0.6, 0.2, seed=1)
    assert [len(part) for part in parts] == [61, 20, 20]
    assert sorted(x for part in parts for x in part) == list(range(101))
    assert parts == split(range(101), 0.6, 0.2, seed=1)
    assert parts != split(range(101), 0.6, 0.2, seed=2)


@pytest.mark.parametrize("fractions", [(1.0,), (0.5, 0.6), (-0.1,), (0.0,)])
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
