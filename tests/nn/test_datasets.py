"""Made data sets, folds, batches, scales and metrics."""

import math
from collections import Counter

import pytest

import nn

MAKERS = [nn.make_xor, nn.make_moons, nn.make_circles, nn.make_spiral, nn.make_blobs, nn.make_linear, nn.make_sine]


@pytest.mark.parametrize("make", MAKERS)
def test_a_seed_decides_everything(make):
    assert make(50, seed=1) == make(50, seed=1)
    assert make(50, seed=1) != make(50, seed=2)
    inputs, targets = make(50)
    assert len(inputs) == len(targets) == 50
    for wrong in ({"samples": 0}, {"noise": -1}, {"noise": math.nan}):
        with pytest.raises(ValueError, match="must be a"):
            make(**wrong)


@pytest.mark.parametrize(
    ("make", "name"),
    [(nn.make_circles, "factor"), (nn.make_spiral, "turns"), (nn.make_linear, "slope"), (nn.make_linear, "bias"),
     (nn.make_blobs, "classes"), (nn.make_sine, "noise"), (nn.make_xor, "samples")],
)  # fmt: skip
def test_what_makes_data_needs_finite_numbers(make, name):
    for wrong in (math.nan, math.inf, "2"):
        with pytest.raises(ValueError, match=f"{name} must be a"):
            make(**{name: wrong})


def test_shapes_without_noise():
    inputs, targets = nn.make_circles(40, noise=0, factor=0.5)
    assert {round(math.hypot(*x), 9) for x, t in zip(inputs, targets) if t} == {0.5}
    inputs, targets = nn.make_xor(8, noise=0)
    assert all(t == (round(a) ^ round(b)) for (a, b), t in zip(inputs, targets))
    inputs, targets = nn.make_linear(20, slope=3, bias=1, noise=0)
    assert all(y == pytest.approx(3 * x + 1) for [x], y in zip(inputs, targets))
    inputs, targets = nn.make_sine(20, noise=0)
    assert all(y == math.sin(x) for [x], y in zip(inputs, targets))
    inputs, targets = nn.make_moons(40, noise=0)
    assert all(
        math.hypot(x - (1 if t else 0), y - (0.5 if t else 0)) == pytest.approx(1) for (x, y), t in zip(inputs, targets)
    )
    assert Counter(nn.make_blobs(9, classes=3)[1]) == {0: 3, 1: 3, 2: 3}


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


def test_a_constant_column_keeps_its_scale():
    for count in range(2, 40):
        assert nn.Standardizer([[0.1]] * count).deviations == [1.0]
