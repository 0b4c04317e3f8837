"""Tests of nn/training/requirements.py."""

import functools
import math

import pytest

import nn
from engine import Value
from nn import MLP, SGD, cross_entropy, fit, mse_loss
from tests.nn.runs import DATA, made


def squared(outputs, targets):
    return sum((o - t) ** 2 for o, t in zip(outputs, targets))


def test_what_watches_a_run_is_checked_before_it_starts(tmp_path):
    model, optimizer = made()
    before = model.state_dict()
    other = made()[1]
    for options, error in [
        ({"metrics": None}, TypeError), ({"callbacks": [lambda: True]}, TypeError), ({"loss": lambda o: o}, TypeError),
        ({"metrics": [lambda outputs: 1.0]}, TypeError), ({"metrics": [nn.accuracy]}, ValueError),
        ({"schedule": nn.StepLR, "optimizer": None}, ValueError),
        ({"metrics": ["accuracy"]}, TypeError), ({"metrics": squared}, TypeError), ({"callbacks": [None]}, TypeError),
        ({"metrics": [squared, squared]}, ValueError), ({"schedule": "cosine"}, ValueError),
        ({"schedule": nn.StepLR(other, 3)}, ValueError), ({"checkpoint": tmp_path / "no" / "c"}, FileNotFoundError),
        ({"optimizer": other}, ValueError),
    ]:  # fmt: skip
        with pytest.raises(error):
            fit(model, *DATA, **{"loss": mse_loss, "optimizer": optimizer, "progress": False, **options})
    assert model.state_dict() == before


def test_an_optimizer_with_frozen_parameters_is_refused():
    model, optimizer = made()
    model.layers[0].freeze()
    assert len(model.parameters()) == 6
    with pytest.raises(ValueError, match="the optimizer holds frozen parameters"):
        fit(model, *DATA, mse_loss, optimizer, progress=False)


@pytest.mark.parametrize(
    ("penalty", "message"),
    [
        (0.1, "penalty must be a function of the model"),
        (nn.l2_penalty, "penalty must be a function of the model.*missing a required argument: 'factor'"),
        (lambda model: 0.1, "the penalty is no graph to differentiate: 0.1"),
        (lambda model: None, "the penalty is no graph to differentiate: None"),
        (lambda model: model.parameters()[0], "the penalty is no graph"),
    ],
)
def test_a_penalty_that_is_none(penalty, message):
    model, optimizer = made()
    before = model.state_dict()
    with pytest.raises(TypeError, match=message):
        fit(model, *DATA, mse_loss, optimizer, 2, penalty=penalty, progress=False)
    assert model.state_dict() == before


class Rule:
    """An optimizer made by hand, without a state."""

    def __init__(self, model):
        self.model, self.lr = model, 0.1

    def step(self):
        for p in self.model.parameters():
            p.data -= self.lr * p.grad


def test_an_optimizer_made_by_hand(tmp_path):
    model, twin = made()[0], made()[0]
    history = fit(model, *DATA, mse_loss, Rule(model), 2, progress=False)
    assert history == fit(twin, *DATA, mse_loss, SGD(twin.parameters(), lr=0.1), 2, progress=False)
    assert model.state_dict() == twin.state_dict()
    with pytest.raises(TypeError, match="optimizer must be one such as .* with step, lr, state_dict"):
        fit(model, *DATA, mse_loss, Rule(model), 2, progress=False, checkpoint=tmp_path / "run.json")


XOR = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]


CLASSES = [0, 1, 1, 0]


BAD_DATA = [
    (dict(inputs=[], targets=[]), "the training set needs one target for each input, got 0 and 0"),
    (dict(targets=[0, 1]), "got 4 and 2"),
    (dict(inputs=[*XOR[:3], [1.0]]), "training input 3 must be a list of 2 numbers for this model, got"),
    (dict(inputs=[*XOR[:3], [1.0, math.nan]]), "training input 3, feature 1 is nan"),
    (dict(inputs=[*XOR[:3], [math.inf, 0.0]]), "training input 3, feature 0 is inf"),
    (dict(targets=[0, 1, 1, 2]), "training target 3: the target must be a class, an int from 0 to 1, got 2"),
    (dict(targets=[0, 1, 1, -1]), "got -1"),
    (dict(validation=(XOR, [0, 1, 1, 5])), "validation target 3: the target must be a class"),
    (dict(validation=([], [])), "the validation set needs"),
    ({"validation": XOR}, "validation must be a pair"),
    ({"inputs": [0.0, 1.0, 0.0, 1.0]}, "training input 0 must be a list of 2 numbers for this model, got 0.0"),
    ({"inputs": [*XOR[:3], ["a", 1.0]]}, "training input 3 holds 'a', which is not a number"),
    ({"inputs": [*XOR[:3], [Value(math.nan), 1.0]]}, "training input 3, feature 0 is"),
    ({"inputs": [*XOR[:3], [10**400, 1.0]]}, "training input 3, feature 0 is 1000"),
    ({"targets": [0, 1, 1, None]}, "training target 3"),
    ({"targets": list("abba"), "loss": mse_loss}, "training target 0: the target 'a' does not fit"),
    ({"targets": [0, 1, 1, 2], "loss": functools.partial(cross_entropy, label_smoothing=0.1)}, "training target 3"),
    (dict(epochs=0), "epochs must be a whole number of at least 1, got 0"),
    (dict(batch_size=0), "batch_size must be a whole number of at least 1, got 0"),
]


@pytest.mark.parametrize("bad", [{"loss": "mse"}, {"optimizer": SGD}, {"optimizer": 0.1}])
def test_a_loss_and_an_optimizer_must_be_such(bad):
    with pytest.raises(TypeError, match=f"{next(iter(bad))} must be"):
        fit(MLP(2, [1]), XOR, [0.0, 1.0, 1.0, 0.0], progress=False, **bad)


@pytest.mark.parametrize("bad", [{"inputs": (x for x in XOR)}, {"targets": 1}, {"validation": (set(), set())}])
def test_data_must_be_lists(bad):
    with pytest.raises(TypeError, match="set must be a list, got"):
        fit(MLP(2, [1]), **{"inputs": XOR, "targets": [0.0, 1.0, 1.0, 0.0], "progress": False, **bad})


@pytest.mark.parametrize("wrong", ["model", None, MLP, lambda x: x])
def test_a_model_must_be_a_module(wrong):
    with pytest.raises(TypeError, match="the model must be a Module"):
        fit(wrong, XOR, [0.0, 1.0, 1.0, 0.0], progress=False)


def test_a_model_that_is_spoiled_already():
    model = MLP(2, [1])
    model.layers[0].neurons[0].b.data = math.nan
    with pytest.raises(ValueError, match=r"layers\.0\.neurons\.0\.b is nan before training"):
        fit(model, XOR, [0.0, 1.0, 1.0, 0.0], progress=False)


@pytest.mark.parametrize(("bad", "message"), BAD_DATA)
def test_bad_data_is_refused_before_anything_changes(bad, message):
    model = MLP(2, [4, 2])
    before = model.state_dict()
    arguments = {"inputs": XOR, "targets": CLASSES, "loss": cross_entropy, "progress": False, **bad}
    with pytest.raises(ValueError, match=message):
        fit(model, **arguments)
    assert model.state_dict() == before


@pytest.mark.parametrize("cut", [lambda v: math.tanh(v.data), lambda v: Value(math.tanh(v.data))])
def test_layers_that_get_no_gradient_are_named(cut):
    model = MLP(2, [4, 1], activation=cut)
    with pytest.warns(UserWarning, match=r"^12 of the 17 parameters get no gradient, those of layers.0: .*engine.tanh"):
        fit(model, *nn.make_moons(8), epochs=1, progress=False)


def test_nothing_is_said_of_layers_that_are_reached_or_frozen(recwarn):
    for model in (MLP(2, [4, 1]), MLP(2, [4, 1], dropout=0.5), MLP(2, [4, 2])):
        fit(
            model,
            *nn.make_moons(8),
            mse_loss if len(model.layers[-1].neurons) == 1 else cross_entropy,
            epochs=1,
            progress=False,
        )
    frozen = MLP(2, [4, 1], activation=lambda v: math.tanh(v.data))
    frozen.freeze("layers.0")
    fit(frozen, *nn.make_moons(8), epochs=1, progress=False)
    assert not recwarn.list
