"""Pictures of what a model says and looks for, read back from matplotlib."""

import math
from colorsys import rgb_to_hsv
from itertools import combinations
from random import Random

import pytest
from matplotlib.colors import to_rgb
from matplotlib.contour import QuadContourSet

import nn
from engine import Value, tanh
from nn import MLP
from nn.plots.decisions import colours_of, draw_examples, shades_of
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


def hue(colour):
    """Where a colour stands on the wheel, from 0 to 1."""
    return rgb_to_hsv(*to_rgb(colour))[0]


def light(colour):
    """The relative luminance of a colour, as WCAG 2.2 defines it."""
    r, g, b = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in to_rgb(colour))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def regions(axes):
    """The shades of all regions, each with its outline."""
    return [
        (colour, path)
        for shades in axes.collections
        if isinstance(shades, QuadContourSet) and shades.filled
        for colour, path in zip(shades.get_facecolor()[:, :3], shades.get_paths())
        if len(path.vertices)
    ]


def colour_at(axes, point):
    [colour] = [colour for colour, path in regions(axes) if path.contains_point(point)]
    return colour


def test_the_regions_of_a_linear_model_are_where_they_are_and_the_surer_the_darker():
    model, inputs, targets = linear()
    [axes] = nn.plot_decision_boundary(model, inputs, targets, steps=21).axes
    for sure, unsure, colour in (((0.85, -0.85), (0.1, -0.1), BLUE), ((-0.8, 0.8), (-0.1, 0.1), ORANGE)):
        for point in (sure, unsure):
            assert hue(colour_at(axes, point)) == pytest.approx(hue(colour), abs=0.02)  # as the signs of numbers
        assert light(colour_at(axes, sure)) < light(colour_at(axes, unsure))
    shown = [len(c.get_offsets()) for c in axes.collections if len(c.get_offsets()) > 1]
    assert shown == [targets.count(-1), targets.count(1)]


@pytest.mark.parametrize(("classes", "least"), [(2, 1.5), (3, 1.5), (4, 1.5), (5, 1.5), (6, 1.5), (7, 1.4)])
def test_regions_are_told_apart_in_grey(classes, least):
    """Whatever the shade: the contrast of any two shades of two classes is at least this."""
    lights = [[light(shade) + 0.05 for shade in shades] for shades in shades_of(colours_of(classes))]
    for one, other in combinations(lights, 2):
        assert max(min(one) / max(other), min(other) / max(one)) > least


@pytest.mark.parametrize("classes", range(2, 8))
def test_points_are_seen_in_every_region(classes):
    """By their colour or by their edge."""
    _, [axes] = nn.charts("points")
    draw_examples(axes, [[0.0, i] for i in range(classes)], list(range(classes)), classes)
    shades = [light(shade) + 0.05 for shades in shades_of(colours_of(classes)) for shade in shades]
    assert len(axes.collections) == classes
    for points in axes.collections:
        seen = [light(colour[:3]) + 0.05 for colour in (points.get_facecolor()[0], points.get_edgecolor()[0])]
        assert all(max(max(x, shade) / min(x, shade) for x in seen) > 2 for shade in shades)


def test_a_line_is_between_the_regions():
    model, inputs, targets = linear()
    [axes] = nn.plot_decision_boundary(model, inputs, targets, steps=21).axes
    lines = [c for c in axes.collections if isinstance(c, QuadContourSet) and not c.filled]
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
    titled = nn.plot_weights(model, titles=["a", "b", "c"]).axes
    assert [axes.get_title() for axes in titled[:3]] == ["a", "b", "c"]
    with pytest.raises(ValueError, match="the first layer has 3 neurons, there are 1 titles"):
        nn.plot_weights(model, titles=["a"])


def test_each_hidden_neuron_is_shown_over_the_plane():
    model = MLP(2, [3, 1], activation="tanh", seed=4)
    inputs, targets = [[-1.0, -1.0], [1.0, 1.0], [0.5, -0.5]], [0, 1, 1]
    *several, bar = nn.plot_hidden_neurons(model, inputs, targets, steps=9).axes
    assert [axes.get_title() for axes in several if axes.axison] == ["neuron 0", "neuron 1", "neuron 2"]
    assert bar.get_ylabel() == "output of the neuron"
    for axes, neuron in zip(several, model.layers[0].neurons):
        [shades] = [c for c in axes.collections if isinstance(c, QuadContourSet) and c.filled]
        for x in (-0.9, -0.3, 0.6):
            for y in (-0.6, 0.3, 0.9):  # points of the grid
                height = math.tanh(neuron.w[0].data * x + neuron.w[1].data * y + neuron.b.data)
                [band] = [i for i, path in enumerate(shades.get_paths()) if path.contains_point((x, y))]
                assert shades.levels[band] - 0.01 <= height <= shades.levels[band + 1] + 0.01
        assert sum(len(c.get_offsets()) for c in axes.collections if not isinstance(c, QuadContourSet)) == 3
    assert len([a for a in nn.plot_hidden_neurons(model, inputs, targets, layer=1, steps=5).axes if a.get_title()]) == 1
    with pytest.raises(ValueError, match="the model has layers 0 to 1, got 2"):
        nn.plot_hidden_neurons(model, inputs, targets, layer=2)
    with pytest.raises(ValueError, match="examples of two inputs each"):
        nn.plot_hidden_neurons(MLP(3, [1]), [[1.0, 2.0, 3.0]], [1])


def test_attention_has_a_row_for_each_position_and_a_picture_for_each_head():
    half = Value(0.5)
    layers = [[[[1.0], [0.25, 0.75]], [[1.0], [half, half]]], [[[1.0, 0.0], [0.0, 1.0]], [[1.0], [1.0]]]]
    *axes, bar = nn.plot_attention(layers, ["a", "b"]).axes
    shown = [one.images[0].get_array().tolist() for one in axes]
    assert shown == [[[1, 0], [0.25, 0.75]], [[1, 0], [0.5, 0.5]], [[1, 0], [0, 1]], [[1, 0], [1, 0]]]
    assert [one.get_title() for one in axes][1:3] == ["layer 0, head 1", "layer 1, head 0"]
    assert [tick.get_text() for tick in axes[0].get_xticklabels()] == ["a", "b"]
    assert bar.get_ylabel() == "weight (a row adds up to 1)"
    with pytest.raises(ValueError, match="head 0 of layer 0 needs a row of at most 2 weights for each token"):
        nn.plot_attention([[[[1.0]]]], ["a", "b"])
    for none in ([], [[]], [layers[0], layers[1][:1]]):
        with pytest.raises(ValueError, match="attention needs layers of as many heads each"):
            nn.plot_attention(none, ["a", "b"])


def test_the_unrolled_network_shows_memories_and_the_gradients_that_come_back():
    memory, memories = Value(0.0), []
    for x in (0.5, -1.0, 2.0):
        memory = tanh(0.5 * memory + x)
        memories.append([memory])
    memory.backward()
    upper, lower, bar = nn.plot_unrolled(memories, ["a", "b", "c"], "the memory").axes
    first = math.tanh(0.5)
    second = math.tanh(0.5 * first - 1.0)
    third = math.tanh(0.5 * second + 2.0)
    assert upper.images[0].get_array().tolist() == [pytest.approx([first, second, third])]
    back = [0.25 * (1 - third**2) * (1 - second**2), 0.5 * (1 - third**2), 1.0]  # by the chain rule
    assert list(lower.lines[0].get_ydata()) == pytest.approx(back)
    assert [tick.get_text() for tick in lower.get_xticklabels()] == ["a", "b", "c"]
    assert (upper.get_title(), bar.get_ylabel()) == ("the memory, step by step", "number in it")
    with pytest.raises(ValueError, match="there are 3 memories and 1 steps"):
        nn.plot_unrolled(memories, ["a"])
