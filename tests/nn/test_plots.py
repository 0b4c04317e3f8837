"""Plots: what is on them, read back from matplotlib."""

import math
import sys
import types
from random import Random

import pytest

import nn
from nn import MLP, History
from nn.plots import gradient_sizes


def test_the_history_has_a_panel_for_each_metric(tmp_path):
    history = History([1.0, 0.5, 0.25], [1.1, 0.6, 0.5], {"train_accuracy": [0.5, 0.7, 0.9]})
    figure = nn.plot_history(history)
    loss, accuracy = figure.axes
    assert (loss.get_title(), accuracy.get_title()) == ("loss", "accuracy")
    assert [list(line.get_ydata()) for line in loss.lines] == [[1.0, 0.5, 0.25], [1.1, 0.6, 0.5]]
    assert [line.get_label() for line in loss.lines] == ["train", "validation"]
    assert list(loss.lines[0].get_xdata()) == [1, 2, 3]
    figure.savefig(tmp_path / "history.png")


def test_an_empty_history_cannot_be_plotted():
    with pytest.raises(ValueError, match="this history is empty"):
        nn.plot_history(History())


def test_the_confusion_matrix_has_a_number_in_each_cell():
    figure = nn.plot_confusion_matrix([[5, 1], [0, 7]], ["cat", "dog"])
    [axes] = figure.axes
    assert {text.get_position(): text.get_text() for text in axes.texts} == {
        (0, 0): "5", (1, 0): "1", (0, 1): "0", (1, 1): "7",
    }  # fmt: skip
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["cat", "dog"]
    with pytest.raises(ValueError, match="the matrix has 0 rows"):
        nn.plot_confusion_matrix([])
    with pytest.raises(ValueError, match="the matrix has 2 rows, there are 1 names"):
        nn.plot_confusion_matrix([[5, 1], [0, 7]], ["cat"])


def test_the_decision_boundary_of_a_linear_model_is_where_it_is():
    model = MLP(2, [1])
    neuron = model.layers[0].neurons[0]
    for parameter, number in zip([*neuron.w, neuron.b], [1.0, -1.0, 0.0]):  # x > y
        parameter.data = number
    rng = Random(0)
    inputs = [[rng.uniform(-1, 1), rng.uniform(-1, 1)] for _ in range(30)]
    targets = [1 if x > y else -1 for x, y in inputs]
    figure = nn.plot_decision_boundary(model, inputs, targets, steps=21)
    [axes] = figure.axes
    above, below = axes.collections[0].get_paths()[1], axes.collections[0].get_paths()[0]
    assert above.contains_point((0.8, -0.8))
    assert below.contains_point((-0.8, 0.8))
    shown = [len(scatter.get_offsets()) for scatter in axes.collections[1:]]
    assert shown == [targets.count(-1), targets.count(1)]


def test_regions_of_several_classes():
    figure = nn.plot_decision_boundary(MLP(2, [4, 3]), [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 2], steps=5)
    assert len(figure.axes[0].collections) == 4


def test_examples_have_the_colour_of_their_region():
    figure = nn.plot_decision_boundary(MLP(2, [4, 3]), [[0.0, 1.0], [1.0, 0.0]], [0, 2], steps=5)
    regions, first, second = figure.axes[0].collections
    assert [tuple(first.get_facecolor()[0][:3]), tuple(second.get_facecolor()[0][:3])] == [
        tuple(regions.get_facecolor()[i][:3]) for i in (0, 2)
    ]
    figure = nn.plot_decision_boundary(MLP(2, [1]), [[0.0, 1.0]], [1], steps=5)
    regions, points = figure.axes[0].collections
    assert tuple(points.get_facecolor()[0][:3]) == tuple(regions.get_facecolor()[1][:3])
    with pytest.raises(ValueError, match="steps is at least 2"):
        nn.plot_decision_boundary(MLP(2, [1]), [[0.0, 1.0]], [1], steps=1)


def test_a_decision_boundary_needs_two_inputs():
    with pytest.raises(ValueError, match="examples of two inputs each, got 1, 1 targets"):
        nn.plot_decision_boundary(MLP(3, [1]), [[1.0, 2.0, 3.0]], [1])


def test_gradients_by_layer():
    model = MLP(2, [3, 1], activation="tanh")
    model([1.0, -2.0]).backward()
    for layer, (name, size) in zip(model.layers, gradient_sizes(model).items()):
        assert size == pytest.approx(math.sqrt(sum(p.grad**2 for p in layer.parameters())))
        assert name.startswith("layers.")
    figure = nn.plot_gradients(model)
    assert [bar.get_height() for bar in figure.axes[0].patches] == list(gradient_sizes(model).values())
    assert figure.axes[0].get_yscale() == "log"
    model.layers[0].neurons[0].b.grad = math.nan
    model.layers[1].neurons[0].b.grad = math.inf
    labels = [tick.get_text() for tick in nn.plot_gradients(model).axes[0].get_xticklabels()]
    assert labels == ["layers.0\nnan", "layers.1\ninf"]
    model.zero_grad()
    assert nn.plot_gradients(model).axes[0].get_yscale() == "linear"


def test_the_live_plot_draws_again_in_a_notebook(monkeypatch):
    shown = []
    display = types.ModuleType("IPython.display")
    display.clear_output = lambda wait: shown.append("cleared")
    display.display = shown.append
    monkeypatch.setitem(sys.modules, "IPython", types.ModuleType("IPython"))
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    nn.live_plot(History([1.0, 0.5]))
    assert shown[0] == "cleared"
    assert list(shown[1].axes[0].lines[0].get_ydata()) == [1.0, 0.5]
    assert History([1.0]).plot().axes
