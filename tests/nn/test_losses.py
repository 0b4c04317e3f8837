"""Losses, against PyTorch's numbers (torch_reference.json) and against gradcheck."""

import json
import math

import pytest

import engine
import nn
from engine import Value, gradcheck
from nn import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    hinge_loss,
    huber_loss,
    kl_div,
    l1_loss,
    log_softmax,
    mse_loss,
)
from tests.torch_reference import FILE, OUTPUTS, PROBABILITIES, TARGETS, WEIGHT

REFERENCE = json.loads(FILE.read_text())["losses"]
OF_LISTS = {
    "mse_loss": lambda x: mse_loss(x, TARGETS),
    "l1_loss": lambda x: l1_loss(x, TARGETS),
    "huber_loss": lambda x: huber_loss(x, TARGETS),
    "huber_loss delta": lambda x: huber_loss(x, TARGETS, delta=0.3),
    "hinge_loss": lambda x: hinge_loss(x, 2),
    "hinge_loss margin": lambda x: hinge_loss(x, 1, margin=2.5),
    "cross_entropy": lambda x: cross_entropy(x, 1),
    "cross_entropy smooth": lambda x: cross_entropy(x, 1, label_smoothing=0.2),
    "cross_entropy soft": lambda x: cross_entropy(x, PROBABILITIES),
    "cross_entropy soft smooth": lambda x: cross_entropy(x, PROBABILITIES, label_smoothing=0.2),
    "cross_entropy weight hard 0.0": lambda x: cross_entropy(x, 1, weight=WEIGHT),
    "cross_entropy weight hard 0.2": lambda x: cross_entropy(x, 1, label_smoothing=0.2, weight=WEIGHT),
    "cross_entropy weight soft 0.0": lambda x: cross_entropy(x, PROBABILITIES, weight=WEIGHT),
    "cross_entropy weight soft 0.2": lambda x: cross_entropy(x, PROBABILITIES, label_smoothing=0.2, weight=WEIGHT),
    "hinge_loss weight": lambda x: hinge_loss(x, 3, weight=WEIGHT),
    "cross_entropy far": lambda x: cross_entropy(x, 0),
    "kl_div": lambda x: kl_div(log_softmax(x), PROBABILITIES),
}


@pytest.mark.parametrize("name", OF_LISTS)
def test_losses_of_lists_have_pytorchs_numbers(name):
    value, gradient = REFERENCE[name]
    outputs = [Value(x) for x in ([-1000.0, 1000.0, 3.0, 0.0] if "far" in name else OUTPUTS)]
    loss = OF_LISTS[name](outputs)
    loss.backward()
    assert loss.data == pytest.approx(value, rel=1e-12, abs=1e-15)
    assert [x.grad for x in outputs] == pytest.approx(gradient, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("name", [name for name in REFERENCE if name.startswith("binary")])
def test_binary_cross_entropies_have_pytorchs_numbers(name):
    function, x, target, weights = (*name.split(maxsplit=3), "{}")[:4]
    output = Value(float(x))
    loss = getattr(nn, function)(output, float(target), **json.loads(weights))
    loss.backward()
    assert loss.data == pytest.approx(REFERENCE[name][0], rel=1e-12, abs=1e-15)
    assert output.grad == pytest.approx(REFERENCE[name][1], rel=1e-9, abs=1e-12)


def test_every_reference_is_compared():
    assert {name for name in REFERENCE if not name.startswith("binary")} == OF_LISTS.keys()


@pytest.mark.parametrize("name", [name for name in OF_LISTS if "far" not in name])
def test_gradients_against_differences(name):
    report = gradcheck(lambda *x: OF_LISTS[name](list(x)), *[Value(x) for x in [0.45, -1.3, 2.1, 0.1]])
    assert "WRONG" not in str(report)


def test_the_ends_of_probabilities_are_finite():
    """As in PyTorch, a logarithm is not below -100."""
    assert binary_cross_entropy(Value(0.0), 1.0).data == pytest.approx(100.0, rel=1e-12)
    assert binary_cross_entropy(Value(1.0), 0.0).data == pytest.approx(100.0, rel=1e-12)
    assert binary_cross_entropy(Value(0.0), 0.0).data == 0.0


def test_a_single_output():
    assert mse_loss(Value(3.0), 1.0).data == 4.0
    assert l1_loss(Value(3.0), 1.0).data == 2.0
    assert huber_loss(Value(3.0), 0.0).data == 2.5
    assert [hinge_loss(Value(0.25), target).data for target in (-1, 1)] == [1.25, 0.75]


@pytest.mark.parametrize("margin", [-1.0, math.nan, math.inf, "1"])
def test_a_margin_is_a_finite_distance(margin):
    for output in (Value(0.25), [Value(0.25), Value(1.0)]):
        with pytest.raises(ValueError, match="margin must be a finite number of at least 0"):
            hinge_loss(output, 1, margin=margin)


def test_a_probability_that_is_nan_gives_a_loss_that_is():
    assert math.isnan(binary_cross_entropy(Value(math.nan), 1.0).data)


def test_an_output_of_no_values():
    for loss in (mse_loss, l1_loss, huber_loss):
        with pytest.raises(ValueError, match="an output of no values has no loss"):
            loss([], [])


def test_penalties():
    w = [Value(2.0), Value(-3.0)]
    l1, l2 = nn.l1_penalty(w, 0.5), nn.l2_penalty(w, 0.5)
    assert (l1.data, l2.data) == (2.5, 6.5)
    (l1 + l2).backward()
    assert [p.grad for p in w] == [0.5 + 2.0, -0.5 - 3.0]
    with pytest.raises(ValueError, match="factor must be a finite number of at least 0"):
        nn.l2_penalty(w, -1.0)


def test_the_cost_is_the_mean_of_the_losses():
    outputs, targets = [Value(1.0), Value(4.0)], [0.0, 2.0]
    cost = engine.mean([mse_loss(o, t) for o, t in zip(outputs, targets)])
    assert cost.data == 2.5


BAD = [
    (mse_loss, Value(1.0), [1.0], "does not fit an output of 1"),
    (l1_loss, [Value(1.0)], 1.0, "does not fit an output of 1"),
    (huber_loss, [Value(1.0), Value(2.0)], [1.0], "does not fit an output of 2"),
    (hinge_loss, Value(1.0), 0, "must be -1 or 1, got 0"),
    (hinge_loss, [Value(1.0), Value(2.0)], 2, "a class, an int from 0 to 1, got 2"),
    (cross_entropy, [Value(1.0), Value(2.0)], -1, "a class, an int from 0 to 1, got -1"),
    (cross_entropy, [Value(1.0), Value(2.0)], 1.0, "got 1.0 of type float"),
    (cross_entropy, [Value(1.0), Value(2.0)], [0.5, 0.6], "must add up to 1"),
    (cross_entropy, [Value(1.0), Value(2.0)], [1.5, -0.5], "a probability for each class"),
    (cross_entropy, Value(1.0), 0, "needs a list of logits"),
    (kl_div, [Value(-1.0)], [0.5], "must add up to 1"),
    (kl_div, Value(-1.0), 1.0, "a probability for each class"),
    (binary_cross_entropy, Value(0.5), 2.0, "must be from 0 to 1, got 2.0"),
    (binary_cross_entropy, Value(1.5), 1.0, "a probability from 0 to 1, got 1.5; is a sigmoid missing"),
    (binary_cross_entropy, [Value(0.5)], 1.0, "needs one output, got a list of 1"),
    (binary_cross_entropy_with_logits, Value(0.5), math.nan, "must be from 0 to 1, got nan"),
]


@pytest.mark.parametrize(("loss", "output", "target", "message"), BAD)
def test_what_does_not_fit_is_refused(loss, output, target, message):
    with pytest.raises(ValueError, match=message):
        loss(output, target)


def test_wrong_options():
    with pytest.raises(ValueError, match="label_smoothing must be from 0 to 1, got 2"):
        cross_entropy([Value(1.0), Value(2.0)], 0, label_smoothing=2)
    with pytest.raises(ValueError, match="delta must be above 0"):
        huber_loss(Value(1.0), 0.0, delta=0)


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
