"""Pictures of a training: what is on them, read back from matplotlib."""

import math
import sys
import types

import pytest

import nn
from engine import Value
from nn import MLP, History
from nn.plots.training import gradient_sizes


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


def test_the_live_plot_draws_again_in_a_notebook(monkeypatch):
    shown = []

    class Place:
        """Where something is on display; what is drawn there takes the place of what was."""

        def update(self, figure):
            shown[-1] = figure

    def show(figure, display_id):
        shown.append(figure)
        return Place() if display_id else None

    display = types.ModuleType("IPython.display")
    display.display = show
    monkeypatch.setitem(sys.modules, "IPython", types.ModuleType("IPython"))
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    history = History([1.0])
    nn.live_plot(history)
    history.train_loss.append(0.5)
    nn.live_plot(history)
    nn.live_plot(History([3.0, 4.0]))  # another run has a place of its own
    assert [list(figure.axes[0].lines[0].get_ydata()) for figure in shown] == [[1.0, 0.5], [3.0, 4.0]]
    assert History([1.0]).plot().axes


def test_patience_marks_the_epoch_that_was_put_back():
    history = History([1.0, 0.5, 0.25, 0.2], [1.1, 0.6, 0.7, 0.8])
    assert len(nn.plot_history(history).axes[0].lines) == 2
    history.stop_if_stuck(2)
    assert list(nn.plot_history(history).axes[0].lines[2].get_xdata()) == [2, 2]


def test_gradients_by_layer():
    model = MLP(2, [3, 1], activation="tanh")
    model([1.0, -2.0]).backward()
    for layer, (name, size) in zip(model.layers, gradient_sizes(model).items()):
        assert size == pytest.approx(math.sqrt(sum(p.grad**2 for p in layer.parameters())))
        assert name.startswith("layers.")
    [axes] = nn.plot_gradients(model).axes
    assert list(axes.lines[0].get_ydata()) == list(gradient_sizes(model).values())
    assert axes.get_yscale() == "log"
    model.layers[0].neurons[0].b.grad = math.nan
    model.layers[1].neurons[0].b.grad = math.inf
    labels = [tick.get_text() for tick in nn.plot_gradients(model).axes[0].get_xticklabels()]
    assert labels == ["layers.0\nnan", "layers.1\ninf"]
    model.zero_grad()
    assert nn.plot_gradients(model).axes[0].get_yscale() == "linear"


@pytest.mark.parametrize("sizes", [(0.22, 0.13), (1.0, 1.0), (3e-9, 0.5), (10.0, 100.0), (1e-30, 1e30)])
def test_the_axis_of_gradients_has_whole_decades_around_all_of_them(sizes):
    model = MLP(1, [1, 1])
    for layer, size in zip(model.layers, sizes):
        layer.neurons[0].b.grad = size
    low, high = nn.plot_gradients(model).axes[0].get_ylim()
    assert low <= min(sizes)
    assert high >= max(sizes)
    assert all(math.log10(end) == pytest.approx(round(math.log10(end))) for end in (low, high))
    assert math.log10(high) - math.log10(low) > 0.99


def test_the_landscape_is_the_loss_at_each_place():
    model = MLP(1, [1], seed=1)
    [neuron] = model.layers[0].neurons
    w, b = neuron.w[0], neuron.b
    w.data, b.data = 1.0, 2.0
    inputs, targets = [[0.0], [1.0], [2.0]], [1.0, 0.0, 3.0]
    figure = nn.plot_loss_landscape(
        model, inputs, targets, nn.mse_loss, (w, b), path=[(-1.0, 0.0), (0.0, 1.0)], span=0.5, steps=5
    )
    axes, bar = figure.axes
    heights = {
        (a, c): sum((a * x + c - target) ** 2 for [x], target in zip(inputs, targets)) / 3
        for a in (-1.5, -0.75, 0.0, 0.75, 1.5)
        for c in (-0.5, 0.25, 1.0, 1.75, 2.5)
    }
    shades = axes.collections[0]
    assert (shades.zmin, shades.zmax) == pytest.approx((min(heights.values()), max(heights.values())))
    inside = {place: height for place, height in heights.items() if abs(place[0]) < 1.5 and 0 < place[1] < 2}
    for place, height in inside.items():
        [band] = [i for i, path in enumerate(shades.get_paths()) if path.contains_point(place)]
        assert shades.levels[band] <= height <= shades.levels[band + 1]
    assert (w.data, b.data) == (1.0, 2.0)
    assert [tuple(point) for point in axes.lines[0].get_xydata()] == [(-1.0, 0.0), (0.0, 1.0)]
    assert (axes.get_xlabel(), axes.get_ylabel()) == (w.label, b.label)
    assert bar.get_ylabel() == "mean loss"


def test_what_is_no_landscape():
    model = MLP(1, [1])
    w = model.parameters()[0]
    for weights in ((w, w), (w, Value(1.0))):
        with pytest.raises(ValueError, match="a landscape is over two parameters of the model"):
            nn.plot_loss_landscape(model, [[1.0]], [1.0], nn.mse_loss, weights)
    with pytest.raises(TypeError, match="path is a list of pairs of numbers, as a callback notes them"):
        nn.plot_loss_landscape(model, [[1.0]], [1.0], nn.mse_loss, tuple(model.parameters()), path=History([1.0]))
    with pytest.raises(ValueError, match="at least 2 steps and a span above 0, got 25 and 0"):
        nn.plot_loss_landscape(model, [[1.0]], [1.0], nn.mse_loss, tuple(model.parameters()), span=0)
