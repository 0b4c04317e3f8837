"""The picture of a model."""

import pytest

import engine
from engine import Value
from engine.pictures.model_scene import WIDEST, network
from nn import MLP, Layer, Module, Neuron


def test_a_line_for_each_weight_and_a_circle_for_each_unit():
    model = MLP(3, [5, 4, 2])
    scene = network(model)
    assert len(scene.nodes) == 3 + 5 + 4 + 2
    assert [edge.weight for edge in scene.edges] == [
        w.data for layer in model.layers for n in layer.neurons for w in n.w
    ]
    assert "A network of 3 - 5 - 4 - 2 units." in scene.description
    assert "the lines are the weights" in scene.notes[-1]


def test_after_backward_the_lines_are_the_gradients():
    model = MLP(2, [3, 1])
    model([1.0, -2.0]).backward()
    scene = network(model)
    assert [edge.weight for edge in scene.edges] == [
        w.grad for layer in model.layers for n in layer.neurons for w in n.w
    ]
    assert "the lines are the gradients" in scene.notes[-1]


def test_wide_layers_are_cut_and_say_so():
    scene = network(MLP(100, [3, 1]))
    assert f"inputs: {WIDEST} of 100 are drawn" in scene.notes
    assert len(scene.edges) == WIDEST * 3 + 3


def test_of_many_lines_the_largest_have_a_colour():
    scene = network(MLP(64, [24, 10]))
    coloured = {abs(edge.weight) for edge in scene.edges if not edge.faded}
    assert len(coloured) == 100
    assert min(coloured) > max(abs(edge.weight) for edge in scene.edges if edge.faded)
    assert scene.notes[-1] == f"of {len(scene.edges)} lines, the 100 largest have a colour"
    assert f"the widest is {max(coloured):.4g} in size" in scene.notes[-2]


def test_layers_and_neurons_are_models_too():
    assert len(network(Layer(3, 4)).nodes) == 7
    assert len(network(Neuron(3)).nodes) == 4


def test_other_models_are_drawn_through_their_output():
    class Odd(Module):
        def __init__(self):
            self.scale = Value(1.0)

    with pytest.raises(
        ValueError, match=r"Odd \| 1 parameters of type Odd is made in another way; draw what it computes"
    ):
        engine.draw(Odd())
    with pytest.raises(ValueError, match="made in another way"):
        engine.draw(Module())
