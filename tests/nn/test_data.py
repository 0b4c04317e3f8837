"""Tests of nn/data.py."""

import math
from collections import Counter

import pytest

import nn
from nn import (
    Normalizer,
    Standardizer,
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


def test_folds_take_each_sample_once():
    folds = nn.k_fold(range(11), 4, seed=3)
    assert sorted(x for _, validation in folds for x in validation) == list(range(11))
    assert all(sorted(training + validation) == list(range(11)) for training, validation in folds)
    for k in (1, 12, 2.0):
        with pytest.raises(ValueError, match="k must be a whole number from 2 to"):
            nn.k_fold(range(11), k)


def test_batches():
    assert sorted(x for batch in nn.batches(range(7), 3, seed=1) for x in batch) == list(range(7))
    assert [len(batch) for batch in nn.batches(range(7), 3)] == [3, 3, 1]
    with pytest.raises(ValueError, match="size must be a whole number of at least 1"):
        nn.batches(range(7), 0)


def test_a_stratified_split_cuts_every_class():
    classes = [0] * 60 + [1] * 30 + [2] * 10
    parts = nn.split(list(enumerate(classes)), 0.6, 0.2, stratify=classes, seed=2)
    assert [Counter(c for _, c in part) for part in parts] == [
        {0: 36, 1: 18, 2: 6},
        {0: 12, 1: 6, 2: 2},
        {0: 12, 1: 6, 2: 2},
    ]
    assert sorted(i for part in parts for i, _ in part) == list(range(100))
    with pytest.raises(ValueError, match="a class for each sample, got 1 for 2"):
        nn.split([1, 2], 0.5, stratify=[0])


def test_the_normalizer_knows_only_the_training_set():
    scale = nn.Normalizer([[0.0, 5.0], [4.0, 5.0]])
    assert scale([[2.0, 6.0], [-4.0, 5.0]]) == [[0.5, 1.0], [-1.0, 0.0]]
    with pytest.raises(ValueError, match="sample 0 has 1 features, not 2"):
        scale([[1.0]])


def test_one_hot():
    assert nn.one_hot(2, 3) == [0.0, 0.0, 1.0]
    for wrong in (3, -1, 1.0):
        with pytest.raises(ValueError, match="a class is an int from 0 to 2"):
            nn.one_hot(wrong, 3)


def test_a_constant_column_keeps_its_scale():
    for count in range(2, 40):
        assert nn.Standardizer([[0.1]] * count).deviations == [1.0]
