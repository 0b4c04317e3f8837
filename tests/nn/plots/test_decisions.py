"""Pictures of what a model says and looks for, read back from matplotlib."""

from random import Random

import pytest
from matplotlib.colors import to_rgb

import nn
from nn import MLP
from nn.plots.figures import BLUE, COLOURS, ORANGE


def linear():
    """A model that says whether x > y, and examples."""
    model = MLP(2, [1])
    [neuron] = model.layers[0].neurons
    for parameter, number in zip([*neuron.w, neuron.b], [1.0, -1.0, 0.0]):
        parameter.data = number
    rng = Random(0)
    inputs = [[rng.uniform(-1, 1), rng.uniform(-1, 1)] for _ in range(30)]
    return model, inputs, [1 if x > y else -1 for x, y in inputs]


def regions_at(axes, point):
    """The colours of the regions that a point is in, and how dark they are."""
    return [
        (tuple(shade.get_facecolor()[0][:3]), shade.get_alpha())
        for shade in axes.collections
        if shade.get_alpha() is not None and any(path.contains_point(point) for path in shade.get_paths())
    ]


def test_the_regions_of_a_linear_model_are_where_they_are_and_the_surer_the_darker():
    model, inputs, targets = linear()
    [axes] = nn.plot_decision_boundary(model, inputs, targets, steps=21).axes
    [(above, sure)], [(below, _)] = regions_at(axes, (0.85, -0.85)), regions_at(axes, (-0.8, 0.8))
    assert (above, below) == (to_rgb(BLUE), to_rgb(ORANGE))  # as the signs of numbers everywhere
    [(above, unsure)] = regions_at(axes, (0.1, -0.1))
    assert (above, unsure < sure) == (to_rgb(BLUE), True)
    shown = [len(c.get_offsets()) for c in axes.collections if len(c.get_offsets()) > 1]
    assert shown == [targets.count(-1), targets.count(1)]


def test_a_line_is_between_the_regions():
    model, inputs, targets = linear()
    [axes] = nn.plot_decision_boundary(model, inputs, targets, steps=21).axes
    lines = [
        c for c in axes.collections if len(c.get_edgecolor()) and c.get_alpha() is None and len(c.get_offsets()) < 2
    ]
    places = [place for line in lines for path in line.get_paths() for place in path.vertices]
    assert places
    assert all(x == pytest.approx(y, abs=1e-9) for x, y in places)


def test_examples_have_the_colour_of_their_region():
    figure = nn.plot_decision_boundary(MLP(2, [4, 3]), [[0.0, 1.0], [1.0, 0.0]], [0, 2], steps=5)
    points = figure.axes[0].collections[-2:]
    assert [tuple(p.get_facecolor()[0][:3]) for p in points] == [to_rgb(COLOURS[0]), to_rgb(COLOURS[2])]
    figure = nn.plot_decision_boundary(MLP(2, [1]), [[0.0, 1.0]], [1], steps=5)
    assert tuple(figure.axes[0].collections[-1].get_facecolor()[0][:3]) == to_rgb(BLUE)
    with pytest.raises(ValueError, match="steps is at least 2"):
        nn.plot_decision_boundary(MLP(2, [1]), [[0.0, 1.0]], [1], steps=1)


def test_a_decision_boundary_needs_two_inputs():
    with pytest.raises(ValueError, match="examples of two inputs each, got 1, 1 targets"):
        nn.plot_decision_boundary(MLP(3, [1]), [[1.0, 2.0, 3.0]], [1])


def test_the_weights_of_each_neuron_are_an_image():
    model = MLP(6, [3, 1], seed=1)
    figure = nn.plot_weights(model, width=3)
    images = [axes.images[0] for axes in figure.axes if axes.images]
    for image, neuron in zip(images, model.layers[0].neurons):
        assert [x for row in image.get_array().tolist() for x in row] == [w.data for w in neuron.w]
        assert image.get_array().shape == (2, 3)
        low, high = image.get_clim()
        assert -low == high == max(abs(w.data) for n in model.layers[0].neurons for w in n.w)
    assert nn.plot_weights(MLP(9, [1])).axes[0].images[0].get_array().shape == (3, 3)
    assert nn.plot_weights(model).axes[0].images[0].get_array().shape == (1, 6)
    with pytest.raises(ValueError, match="6 weights do not fill rows of 4"):
        nn.plot_weights(model, width=4)
