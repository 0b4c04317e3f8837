"""Optimizers. The trajectory is that of torch.optim.SGD, spelled out by hand from its documentation."""

import math

import pytest

from engine import Value
from nn import SGD


def test_plain_gradient_descent():
    p = Value(1.0)
    p.grad = 4.0
    SGD([p], lr=0.25).step()
    assert p.data == 0.0


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        # g = 2 p, from p = 1, lr = 0.1, three steps by hand
        ({}, [0.8, 0.64, 0.512]),
        ({"momentum": 0.5}, [0.8, 0.54, 0.302]),
        ({"momentum": 0.5, "dampening": 0.5}, [0.8, 0.62, 0.468]),
        ({"momentum": 0.5, "nesterov": True}, [0.7, 0.44, 0.248]),
        ({"weight_decay": 1.0}, [0.7, 0.49, 0.343]),
    ],
)
def test_trajectories(options, expected):
    p = Value(1.0)
    optimizer = SGD([p], lr=0.1, **options)
    seen = []
    for _ in range(3):
        optimizer.zero_grad()
        (p * p).backward()
        optimizer.step()
        seen.append(p.data)
    assert seen == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("lr", [-0.1, math.nan, math.inf, "0.1", None])
def test_a_bad_learning_rate(lr):
    with pytest.raises(ValueError, match="lr must be a finite number of at least 0, got"):
        SGD([Value(1.0)], lr=lr)


def test_what_cannot_be_trained():
    with pytest.raises(ValueError, match="at least one parameter, got none"):
        SGD([])
    with pytest.raises(TypeError, match="not computed from others"):
        SGD([Value(1.0) * 2])
    with pytest.raises(TypeError, match="a parameter is a Value"):
        SGD([1.0])
    with pytest.raises(ValueError, match="nesterov needs a momentum"):
        SGD([Value(1.0)], nesterov=True)


def test_a_generator_of_parameters_and_a_learning_rate_of_0():
    p = Value(1.0)
    p.grad = 1.0
    SGD((value for value in [p]), lr=0.0).step()
    assert p.data == 1.0
