"""Tests of nn/datasets.py."""

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
