"""Optimizers and schedules, against PyTorch's numbers (torch_reference.json) and a few worked out by hand."""

import json
import math

import pytest

import nn
from engine import Value
from nn import SGD
from tests.torch_reference import (
    EPOCHS,
    FILE,
    LOSSES_SEEN,
    OPTIMIZERS,
    PLATEAU,
    SCHEDULES,
    START,
    STEPS,
    gradient,
)


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


@pytest.mark.parametrize("lr", [-0.1, math.nan, math.inf, "0.1", None, True, 10**400])
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


@pytest.mark.parametrize(
    ("name", "option"),
    [("SGD", "nesterov"), ("SGD", "maximize"), ("Adam", "amsgrad"), ("AdamW", "amsgrad"), ("RMSprop", "centered")],
)
def test_what_is_on_or_off(name, option):
    for wrong in (1, math.nan, None, "no"):
        with pytest.raises(TypeError, match=f"{option} must be True or False, got"):
            getattr(nn, name)([Value(1.0)], **{option: wrong})


def test_a_generator_of_parameters_and_a_learning_rate_of_0():
    p = Value(1.0)
    p.grad = 1.0
    SGD((value for value in [p]), lr=0.0).step()
    assert p.data == 1.0


# --- PyTorch's numbers ------------------------------------------------------------------------------------------------

REFERENCE = json.loads(FILE.read_text())
RUNS = [(name, i, options) for name, several in OPTIMIZERS.items() for i, options in enumerate(several)]


@pytest.mark.parametrize(("name", "i", "options"), RUNS, ids=[f"{name}-{options}" for name, _, options in RUNS])
def test_100_steps_are_pytorchs(name, i, options):
    parameters = [Value(x) for x in START]
    optimizer = getattr(nn, name)((p for p in parameters), **options)
    seen = []
    for step in range(STEPS):
        for p, g in zip(parameters, gradient(step, [p.data for p in parameters])):
            p.grad = g
        optimizer.step()
        seen.append([p.data for p in parameters])
    for ours, theirs in zip(seen[9::10], REFERENCE["optimizers"][name][i]):
        assert ours == pytest.approx(theirs, rel=1e-12)


@pytest.mark.parametrize(("name", "i", "options"), RUNS, ids=[f"{name}-{options}" for name, _, options in RUNS])
def test_a_state_goes_on_bit_for_bit(name, i, options):
    def run(p, optimizer, steps):
        for step in steps:
            p.grad = gradient(step, [p.data])[0]
            optimizer.step()

    make = getattr(nn, name)
    whole, halves = Value(1.5), Value(1.5)
    run(whole, make([whole], **options), range(20))
    first = make([halves], **options)
    run(halves, first, range(10))
    state = json.loads(json.dumps(first.state_dict()))
    second = make([halves], **options)
    second.load_state_dict(state)
    run(halves, second, range(10, 20))
    assert halves.data == whole.data


def test_a_state_that_does_not_fit_changes_nothing():
    optimizer = nn.Adam([Value(1.0), Value(2.0)])
    before = optimizer.state_dict()
    for wrong in (
        {},
        {**before, "means": [1.0]},
        {**before, "extra": 1},
        {**before, "lr": "high"},
        {**before, "steps": None},
        {**before, "steps": 1.5},
        {**before, "lr": -1.0},
        {**before, "lr": math.inf},
        {**before, "means": [], "squares": [], "largest": []},
        {**before, "means": [0.0, "1"]},
        {**before, "means": [0.0, True]},
        nn.AdamW([Value(1.0), Value(2.0)]).state_dict(),
        nn.Adamax([Value(1.0), Value(2.0)]).state_dict(),
    ):
        with pytest.raises(ValueError, match="of this state does not fit: this is an optimizer Adam of 2 parameters"):
            optimizer.load_state_dict(wrong)
    for wrong in (None, ["lr"], "lr"):
        with pytest.raises(TypeError, match="a state is a dict of numbers by name, got"):
            optimizer.load_state_dict(wrong)
    assert optimizer.state_dict() == before


@pytest.mark.parametrize("name", ["Adam", "AdamW", "Adamax", "RMSprop", "Adagrad", "SGD"])
def test_wrong_options_of_every_optimizer(name):
    make = getattr(nn, name)
    for options in (
        {"lr": -1},
        {"lr": math.nan},
        {"weight_decay": -1},
        {"eps": -1},
        {"betas": (1.0, 0.9)},
        {"momentum": -1},
    ):
        with pytest.raises((ValueError, TypeError)):
            make([Value(1.0)], **options)
    with pytest.raises(ValueError, match="at least one parameter"):
        make([])
    with pytest.raises(TypeError, match="not computed from others"):
        make([Value(1.0) * 2])
    with pytest.raises(TypeError, match=r"such as model.parameters\(\)"):
        make(nn.MLP(2, [1]))
    make([Value(1.0)], lr=0.0).step()


# --- clipping ---------------------------------------------------------------------------------------------------------


def test_clipping_by_norm():
    p = [Value(0.0), Value(0.0)]
    p[0].grad, p[1].grad = 3.0, 4.0
    assert nn.clip_grad_norm(p, 10.0) == 5.0
    assert [x.grad for x in p] == [3.0, 4.0]
    assert nn.clip_grad_norm(iter(p), 1.0) == 5.0
    assert [x.grad for x in p] == pytest.approx([0.6, 0.8], rel=1e-6)
    p[0].grad = math.inf
    with pytest.raises(ValueError, match="the norm of the gradient is inf"):
        nn.clip_grad_norm(p, 1.0)


def test_clipping_by_value():
    p = [Value(0.0), Value(0.0)]
    p[0].grad, p[1].grad = -3.0, 0.5
    nn.clip_grad_value(p, 1.0)
    assert [x.grad for x in p] == [-1.0, 0.5]


# --- schedules --------------------------------------------------------------------------------------------------------

RATES = [(name, i, options) for name, several in SCHEDULES.items() for i, options in enumerate(several)]


@pytest.mark.parametrize(("name", "i", "options"), RATES)
def test_schedules_are_pytorchs(name, i, options):
    optimizer = SGD([Value(1.0)], lr=0.3)
    schedule = getattr(nn, name)(optimizer, **options)
    seen = [optimizer.lr]
    for _ in range(EPOCHS):
        schedule.step()
        seen.append(optimizer.lr)
    known = REFERENCE["schedules"][name][i]
    if name == "CosineAnnealingLR":  # PyTorch goes on from the rate before, which adds up rounding after T_max
        seen, known = seen[: options["T_max"] + 1], known[: options["T_max"] + 1]
    assert seen == pytest.approx(known, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("i", "options"), list(enumerate(PLATEAU)))
def test_the_plateau_is_pytorchs(i, options):
    optimizer = SGD([Value(1.0)], lr=0.3)
    schedule = nn.ReduceLROnPlateau(optimizer, **options)
    seen = [optimizer.lr]
    for loss in LOSSES_SEEN:
        schedule.step(loss)
        seen.append(optimizer.lr)
    assert seen == pytest.approx(REFERENCE["plateau"][i], rel=1e-12)
    with pytest.raises(ValueError, match="needs a loss"):
        schedule.step()


def test_a_warm_up_and_then_a_decay():
    optimizer = SGD([Value(1.0)], lr=1.0)
    warm_up = nn.LinearLR(optimizer, start_factor=0.25, total_iters=3)
    decay = nn.ExponentialLR(optimizer, gamma=0.5)
    schedule = nn.SequentialLR(optimizer, [warm_up, decay], [3])
    seen = [optimizer.lr]
    for _ in range(5):
        schedule.step()
        seen.append(optimizer.lr)
    assert seen == [0.25, 0.5, 0.75, 1.0, 0.5, 0.25]
    with pytest.raises(ValueError, match="2 schedules need 1 rising milestones"):
        nn.SequentialLR(optimizer, [warm_up, decay], [])
    with pytest.raises(ValueError, match="0 schedules need"):
        nn.SequentialLR(optimizer, [], [])
    for milestone in (-1, 0, 2.0, True):
        with pytest.raises(ValueError, match="milestone must be a whole number of at least 1"):
            nn.SequentialLR(optimizer, [warm_up, decay], [milestone])
    with pytest.raises(ValueError, match="ReduceLROnPlateau looks at losses"):
        nn.SequentialLR(optimizer, [warm_up, nn.ReduceLROnPlateau(optimizer)], [3])
    for other in (nn.StepLR(SGD([Value(1.0)]), 3), "decay"):
        with pytest.raises(ValueError, match="needs schedules of its own optimizer"):
            nn.SequentialLR(optimizer, [warm_up, other], [3])


def test_a_schedule_sets_the_rate_of_an_optimizer():
    for wrong in ("SGD", SGD, None):
        with pytest.raises(TypeError, match="a schedule sets the learning rate of an optimizer"):
            nn.StepLR(wrong, 3)


@pytest.mark.parametrize("wrong", [{"epoch": 1.5}, {"epoch": -1}, {"start": "1"}, {"gamma": math.nan}, {"start": True}])
def test_a_state_that_is_not_of_a_schedule_changes_nothing(wrong):
    schedule = nn.ExponentialLR(SGD([Value(1.0)], lr=0.3), gamma=0.5)
    before = schedule.state_dict()
    with pytest.raises(ValueError, match="in a state of ExponentialLR cannot be"):
        schedule.load_state_dict({**before, **wrong})
    with pytest.raises(ValueError, match="this is not the state of ExponentialLR"):
        schedule.load_state_dict({**before, "more": 1})
    assert schedule.state_dict() == before


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda o: nn.StepLR(o, 0), "step_size must be a whole number"),
        (lambda o: nn.ExponentialLR(o, -0.5), "gamma must be a finite number of at least 0"),
        (lambda o: nn.CosineAnnealingLR(o, 0), "T_max must be a whole number"),
        (lambda o: nn.LinearLR(o, total_iters=0), "total_iters must be a whole number"),
        (lambda o: nn.ReduceLROnPlateau(o, factor=1.0), "factor must be at least 0 and below 1, got 1.0"),
        (lambda o: nn.ReduceLROnPlateau(o, patience=-1), "patience must be a finite number of at least 0"),
    ],
)
def test_wrong_options_of_schedules(make, message):
    optimizer = SGD([Value(1.0)], lr=0.3)
    with pytest.raises(ValueError, match=message):
        make(optimizer)
    assert optimizer.lr == 0.3


def test_an_optimizer_shows_what_it_is():
    optimizer = nn.Adam(nn.MLP(2, [3, 1]).parameters(), lr=0.01)
    assert repr(optimizer) == "Adam | lr 0.01 | 13 parameters | 0 steps"
