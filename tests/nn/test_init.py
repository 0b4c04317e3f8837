"""Initializers: their ranges and variances, and that one seed decides everything."""

import math
from random import Random
from statistics import fmean, pstdev

import pytest

import nn
from nn.init import INITIALIZERS

INPUTS, OUTPUTS = 30, 20
SPREAD = {  # the standard deviation of each, and the bound if there is one
    "linear": (1 / math.sqrt(3 * INPUTS), 1 / math.sqrt(INPUTS)),
    "uniform": (1 / math.sqrt(12), 1.0),
    "normal": (1.0, None),
    "xavier_uniform": (math.sqrt(2 / (INPUTS + OUTPUTS)), math.sqrt(6 / (INPUTS + OUTPUTS))),
    "xavier_normal": (math.sqrt(2 / (INPUTS + OUTPUTS)), None),
    "kaiming_uniform": (math.sqrt(2 / INPUTS), math.sqrt(6 / INPUTS)),
    "kaiming_normal": (math.sqrt(2 / INPUTS), None),
    "zeros": (0.0, 0.0),
}


def test_every_initializer_is_tested():
    assert SPREAD.keys() == INITIALIZERS.keys()


@pytest.mark.parametrize("name", SPREAD)
def test_ranges_and_variances(name):
    rng = Random(1)
    numbers = [INITIALIZERS[name](INPUTS, OUTPUTS, rng) for _ in range(20_000)]
    deviation, bound = SPREAD[name]
    assert pstdev(numbers) == pytest.approx(deviation, rel=0.02)
    assert fmean(numbers) == pytest.approx(0.5 if name == "uniform" else 0.0, abs=0.03)
    if bound is not None:
        assert max(map(abs, numbers)) <= bound


@pytest.mark.parametrize("name", SPREAD)
def test_one_seed_decides_everything(name):
    one, same, other = (nn.MLP(3, [4, 2], init=name, seed=seed).state_dict() for seed in (1, 1, 2))
    assert one == same
    assert (one == other) == (name == "zeros")


def test_biases_are_0_but_for_the_default():
    layer = nn.MLP(3, [4], init="kaiming_normal").layers[0]
    assert {neuron.b.data for neuron in layer.neurons} == {0.0}
    assert all(neuron.b.data for neuron in nn.MLP(3, [4]).layers[0].neurons)


def test_zeros_keep_neurons_alike():
    model = nn.MLP(2, [3, 1], activation="tanh", init="zeros")
    inputs, targets = [[0.0, 1.0], [1.0, 1.0], [1.0, 0.0]], [1.0, 0.0, 1.0]
    nn.fit(model, inputs, targets, nn.mse_loss, nn.SGD(model.parameters(), lr=0.5), epochs=20, progress=False)
    first, *others = [[p.data for p in neuron.parameters()] for neuron in model.layers[0].neurons]
    assert all(other == first for other in others)


def test_a_function_of_ones_own_and_an_unknown_name():
    model = nn.MLP(2, [3], init=lambda inputs, outputs, rng: inputs + outputs / 10)
    assert model.state_dict()["layers.0.weight"] == [[2.3, 2.3]] * 3
    with pytest.raises(ValueError, match="unknown initializer 'he'; choose from 'linear', 'uniform'"):
        nn.MLP(2, [3], init="he")
