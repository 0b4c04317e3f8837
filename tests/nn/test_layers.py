"""Neurons, layers, perceptrons."""

import math
import random

import pytest

import engine
import nn
from engine import Value
from nn import MLP, Layer, Neuron


def test_a_neuron_is_one_dot_and_one_activation():
    neuron = Neuron(2, "tanh")
    neuron.w[0].data, neuron.w[1].data, neuron.b.data = -3.0, 1.0, 6.8813735870195432
    output = neuron([Value(2.0), Value(0.0)])
    assert [node.op.name for node in engine.topological_order(output) if node.op] == ["dot", "tanh"]
    output.backward()
    assert output.data == pytest.approx(math.sqrt(0.5), rel=1e-15)
    assert [p.grad for p in neuron.parameters()] == pytest.approx([1.0, 0.0, 0.5], rel=1e-14)


def test_an_mlp_ends_linear_and_gives_a_value_or_a_list():
    assert MLP(2, [16, 16, 1])([1.0, 2.0]).op.name == "dot"
    outputs = MLP(2, [4, 3], output_activation="sigmoid")([1.0, 2.0])
    assert [output.op.name for output in outputs] == ["sigmoid"] * 3
    assert len(MLP(2, [16, 16, 1]).parameters()) == 337


def test_a_seed_gives_the_same_model_and_neurons_differ():
    one, same, other = (MLP(2, [4, 1], seed=seed).state_dict() for seed in (1, 1, 2))
    assert one == same
    assert one != other
    layer = Layer(2, 2)
    assert layer.neurons[0].w[0].data != layer.neurons[1].w[0].data
    rng = random.Random(1)
    assert MLP(2, [4, 1], seed=rng).state_dict() == one


def test_the_first_weights_lie_within_pytorch_s_bound():
    bound = 1 / math.sqrt(9)
    data = [p.data for p in MLP(9, [50]).parameters()]
    assert max(map(abs, data)) <= bound
    assert min(data) < -0.9 * bound
    assert max(data) > 0.9 * bound


def test_an_activation_can_be_any_function_of_a_value():
    assert Neuron(1, lambda z: z * z)([2.0]).op.name == "mul"
    assert Neuron(1, None)([2.0]).op.name == "dot"


@pytest.mark.parametrize("x", [[], [1.0], [1.0, 2.0, 3.0]])
def test_a_wrong_input_width_is_an_error(x):
    with pytest.raises(ValueError, match=f"a neuron with 2 inputs got {len(x)}"):
        MLP(2, [4, 1])(x)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: MLP(2, [4, 1], activation="rleu"),
            "unknown activation 'rleu'; choose from 'relu', ",
        ),
        (lambda: MLP(2, []), r"needs a list of widths, one for each layer, got \[\]"),
        (lambda: MLP(2, 16), "needs a list of widths, one for each layer, got 16"),
        (lambda: MLP(0, [1]), "inputs must be a whole number of at least 1, got 0"),
        (lambda: MLP(2, [0]), "width must be a whole number of at least 1, got 0"),
        (lambda: MLP(2, [2.5]), "got 2.5"),
        (lambda: Neuron(True), "got True"),
    ],
)
def test_bad_shapes_and_names(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_seed_must_be_a_seed():
    with pytest.raises(TypeError, match=r"a seed is an int or a random.Random, got 'x'"):
        MLP(2, [1], seed="x")


def test_dropout_keeps_the_mean():
    layer = nn.Dropout(0.25, seed=1)
    kept = [x for _ in range(4_000) for x in layer([1.0])]
    assert set(kept) == {0.0, 1 / 0.75}
    assert sum(kept) / len(kept) == pytest.approx(1.0, abs=0.03)
    for p in (1.0, -0.1):
        with pytest.raises(ValueError, match="p must be at least 0 and below 1"):
            nn.Dropout(p)
