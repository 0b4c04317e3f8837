"""Tests of nn/xray.py."""

import math

import pytest

import nn
from nn import MLP


def test_an_xray_names_dead_and_saturated_neurons():
    model = MLP(2, [3, 2, 1], activation=["relu", "tanh"])
    for p in model.layers[0].neurons[1].parameters():
        p.data = -1.0
    model.layers[1].neurons[0].b.data = 50.0
    inputs = [[0.5, 1.0], [1.0, 0.2]]
    model(inputs[0]).backward()
    first, second, third = nn.xray(model, inputs, lr=0.1)
    assert "layers.0.neurons.1" in first.dead
    assert second.saturated == ["layers.1.neurons.0"]
    assert "  dead: layers.0.neurons.1" in str(first)
    gradient = math.hypot(*[p.grad for p in model.layers[2].parameters()])
    weights = math.hypot(*[p.data for p in model.layers[2].parameters()])
    assert third.gradient == pytest.approx(gradient)
    assert third.update_ratio == pytest.approx(0.1 * gradient / weights)
    with pytest.raises(ValueError, match="lr must be a finite number of at least 0"):
        nn.xray(model, inputs, lr=math.nan)
    with pytest.raises(TypeError, match="xray looks at an MLP"):
        nn.xray(nn.Layer(2, 1), inputs)


def test_with_targets_it_computes_the_gradient_and_leaves_the_grads_alone():
    model = MLP(2, [4, 1], activation="tanh", dropout=0.5, seed=0)
    inputs, labels = nn.make_moons(20, seed=0)
    nn.fit(model, inputs, labels, epochs=1, progress=False)
    assert [layer.gradient for layer in nn.xray(model, inputs)] == [0.0, 0.0]  # fit has set them back
    found = nn.xray(model, inputs, targets=labels, lr=0.1)
    assert all(p.grad == 0.0 for p in model.parameters())
    cost = sum((model(x) - label) ** 2 for x, label in zip(inputs, labels)) / 20
    cost.backward()
    for layer, part in zip(found, model.layers):
        assert layer.gradient == pytest.approx(math.hypot(*[p.grad for p in part.parameters()]), rel=1e-12)
        assert layer.update_ratio > 0
    with pytest.raises(ValueError, match="xray needs a target for each input, got 20 inputs and 1 targets"):
        nn.xray(model, inputs, targets=[1.0])
