"""Losses of one example."""

import math

import pytest

from engine import Value
from nn import cross_entropy, mse_loss


def test_mse_of_a_number_and_of_a_list():
    prediction = Value(3.0)
    loss = mse_loss(prediction, 1)
    loss.backward()
    assert (loss.data, prediction.grad) == (4.0, 4.0)
    assert mse_loss([Value(3.0), Value(0.0)], [1.0, 1.0]).data == 2.5


def test_cross_entropy_and_its_gradient_softmax_minus_one_hot():
    logits = [Value(1.0), Value(2.0), Value(0.5)]
    loss = cross_entropy(logits, 1)
    loss.backward()
    total = sum(math.exp(z.data) for z in logits)
    p = [math.exp(z.data) / total for z in logits]
    assert loss.data == pytest.approx(-math.log(p[1]), rel=1e-14)
    assert [z.grad for z in logits] == pytest.approx([p[0], p[1] - 1, p[2]], rel=1e-14)


def test_cross_entropy_of_huge_logits_is_finite():
    logits = [Value(1000.0), Value(-1000.0)]
    loss = cross_entropy(logits, 1)
    loss.backward()
    assert loss.data == 2000.0
    assert [z.grad for z in logits] == [1.0, -1.0]


@pytest.mark.parametrize("target", [-1, 2, 1.0, True, "1", None])
def test_a_target_outside_the_classes(target):
    with pytest.raises(ValueError, match="the target must be a class, an int from 0 to 1, got"):
        cross_entropy([Value(0.0), Value(0.0)], target)


def test_shapes_that_do_not_fit():
    with pytest.raises(ValueError, match="needs a list of logits"):
        cross_entropy(Value(0.0), 0)
    with pytest.raises(ValueError, match="does not fit an output of 2 value"):
        mse_loss([Value(0.0), Value(0.0)], [1.0])
    with pytest.raises(ValueError, match="does not fit an output of 2 value"):
        mse_loss([Value(0.0), Value(0.0)], 1.0)
