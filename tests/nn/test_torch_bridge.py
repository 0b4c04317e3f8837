"""Tests of nn/torch_bridge.py."""

import pytest

import nn
from nn import MLP
from nn.layers import ACTIVATIONS
from nn.torch_bridge import MODULES


def test_from_torch_takes_lists_of_the_same_shapes():
    model = MLP(3, [4, 2], activation="tanh", seed=2)
    state = {name.replace("layers.", ""): x for name, x in model.state_dict().items()}
    assert nn.from_torch(state, "tanh").state_dict() == model.state_dict()
    with pytest.raises(TypeError, match="from_torch takes a state_dict, got None"):
        nn.from_torch(None)
    for wrong in ({}, {"0.weight": [[1.0]]}, {**state, "x": [1.0]}):
        with pytest.raises(ValueError, match="from_torch takes weights and biases of Linear layers"):
            nn.from_torch(wrong)
    for wrong in ({"0.weight": [1.0, 2.0], "0.bias": [0.0, 0.0]}, {"0.weight": 1.0, "0.bias": [1.0]},
                  {"0.weight": [[1.0]], "0.bias": 0.0}, {"0.weight": [], "0.bias": []}):  # fmt: skip
        with pytest.raises(ValueError, match="takes Linear layers, and 0 is none"):
            nn.from_torch(wrong)
    for wrong in (
        {"0.weight": [[1.0], [1.0, 2.0]], "0.bias": [0.0, 0.0]},
        {"0.weight": [[1.0, 2.0], 3.0], "0.bias": [0.0, 0.0]},
        {**{f"0.{k.split('.')[1]}": x for k, x in state.items() if k[0] == "0"}, "1.weight": [[1.0]], "1.bias": [0.0]},
    ):
        with pytest.raises(ValueError, match=r"layers\.\d\.weight"):
            nn.from_torch(wrong)


def test_pytorch_has_every_activation():
    assert MODULES.keys() == ACTIVATIONS.keys()
