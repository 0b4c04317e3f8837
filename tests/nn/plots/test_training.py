"""Pictures of a training: what is on them, read back from matplotlib."""

import math
import sys
import types

import pytest

import nn
from engine import Value
from nn import MLP, History
from nn.plots.training import HEALTHY, gradient_sizes


def test_the_history_has_a_panel_for_each_metric(tmp_path):
    history = History([1.0, 0.5, 0.25], [1.1, 0.6, 0.5], {"train_accuracy": [0.5, 0.7, 0.9]})
    figure = nn.plot_history(history)
    loss, accuracy = figure.axes
    assert (loss.get_title(), accuracy.get_title()) == ("loss, epoch by epoch", "accuracy, epoch by epoch")
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
    weights = tuple(model.parameters())
    with pytest.raises(TypeError, match="path is a list of pairs of numbers, as a callback notes them"):
        nn.plot_loss_landscape(model, [[1.0]], [1.0], nn.mse_loss, weights, path="history")
    with pytest.raises(ValueError, match=r"train with fit\(..., callbacks=\[record_parameters\(model\)\]\)"):
        nn.plot_loss_landscape(model, [[1.0]], [1.0], nn.mse_loss, weights, path=History([1.0]))
    other = MLP(2, [1])
    history = nn.fit(other, [[1.0, 2.0]], [1.0], epochs=1, progress=False, callbacks=[nn.record_parameters(other)])
    with pytest.raises(ValueError, match="of another model: layers.0.neurons.0.w.1 is a parameter of only one"):
        nn.plot_loss_landscape(model, [[1.0]], [1.0], nn.mse_loss, weights, path=history)
    with pytest.raises(ValueError, match="at least 2 steps and a span above 0, got 25 and 0"):
        nn.plot_loss_landscape(model, [[1.0]], [1.0], nn.mse_loss, tuple(model.parameters()), span=0)


def test_the_path_of_a_history_is_where_the_two_have_been():
    inputs, targets = nn.make_linear(12, seed=0)
    model = MLP(1, [2, 1], activation="tanh", seed=1)
    weights = model.layers[0].neurons[1].w[0], model.layers[1].neurons[0].b
    noted = [tuple(w.data for w in weights)]
    history = nn.fit(
        model, inputs, targets, epochs=4, progress=False,
        callbacks=[nn.record_parameters(model), lambda history: noted.append(tuple(w.data for w in weights))],
    )  # fmt: skip
    before = model.state_dict()
    axes, _ = nn.plot_loss_landscape(model, inputs, targets, nn.mse_loss, weights, path=history, steps=3).axes
    path, start, now = axes.lines
    assert [tuple(place) for place in path.get_xydata()] == noted
    assert len(set(noted)) == 5
    assert [tuple(line.get_xydata()[0]) for line in (start, now)] == [noted[0], noted[-1]]
    assert axes.get_title() == "the loss over two parameters,\nall others as they are now"
    assert model.state_dict() == before


def test_the_update_ratios_are_those_of_each_step():
    """A step of plain gradient descent is lr times the gradient: the ratio is lr |gradient| / |parameters|."""
    inputs, targets = nn.make_xor(6, seed=0)
    model, again = (MLP(2, [3, 1], activation="tanh", seed=2) for _ in range(2))
    optimizer = nn.SGD(model.parameters(), lr=0.05)
    steps = nn.train_steps(model, inputs, targets, nn.mse_loss, optimizer, epochs=3, batch_size=6)
    [axes] = nn.plot_update_ratios(model, steps).axes
    expected = {"layers.0": [], "layers.1": []}
    for _ in range(3):
        again.zero_grad()
        losses = [nn.mse_loss(again(x), target) for x, target in zip(inputs, targets)]
        for loss in losses:
            loss.backward()
        for i, layer in enumerate(again.layers):
            gradient, size = (math.hypot(*[getattr(p, of) for p in layer.parameters()]) for of in ("grad", "data"))
            expected[f"layers.{i}"].append(0.05 * gradient / len(inputs) / size)
        for p in again.parameters():
            p.data -= 0.05 * p.grad / len(inputs)
    *layers, rule = axes.lines
    for line, (name, ratios) in zip(layers, expected.items()):
        assert line.get_label() == name
        assert list(line.get_ydata()) == pytest.approx(ratios, rel=1e-9)
    assert (list(rule.get_ydata()), rule.get_label()) == ([HEALTHY] * 2, "rule of thumb: 0.001")
    assert axes.get_yscale() == "log"
    assert axes.get_ylim()[0] < HEALTHY < axes.get_ylim()[1]
    with pytest.raises(ValueError, match="there is no step to plot: give the steps of train_steps"):
        nn.plot_update_ratios(model, steps)


def test_a_layer_that_does_not_move_has_no_update_ratio():
    model = MLP(2, [2, 1], activation="tanh", seed=2)
    model.freeze("layers.0")
    optimizer = nn.SGD(model.parameters(), lr=0.1)
    still, moving, _ = nn.plot_update_ratios(
        model, nn.train_steps(model, *nn.make_xor(6), optimizer=optimizer, epochs=2)
    ).axes[0].lines  # fmt: skip
    assert all(map(math.isnan, still.get_ydata()))
    assert all(y > 0 for y in moving.get_ydata())
