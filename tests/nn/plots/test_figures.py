"""What all plots have in common: words that are seen whole, legends that cover nothing, colours for every eye."""

from functools import cache

import pytest
from matplotlib.colors import to_rgb

import nn
from engine.pictures import palette
from nn.plots.figures import BLUE, COLOURS, GREY, ORANGE, image_of, luminance, tint
from tests.pictures import FIGURES

MORE = {  # what is too long, too many or not there
    "long names": lambda: nn.plot_confusion_matrix([[5, 1], [0, 7]], ["a very long name of a class"] * 2),
    "many names": lambda: nn.plot_confusion_matrix([[1] * 30] * 30, [f"the class number {i}" for i in range(30)]),
    "a shared name": lambda: nn.plot_confusion_matrix([[1] * 10] * 10, list("abcdefghij")),
    "long titles": lambda: nn.plot_weights(nn.MLP(4, [5]), titles=["a title that is rather long"] * 5),
    "one neuron": lambda: nn.plot_weights(nn.MLP(4, [1])),
    "no mistake": lambda: nn.plot_mistakes([[0.0] * 4], [[1.0, 0.0]], [0]),
    "one mistake": lambda: nn.plot_mistakes([[0.0, 1.0] * 2], [[1.0, 0.0]], [1], ["a very long name of a class", "x"]),
    "one head": lambda: nn.plot_attention([[[[1.0]]]], ["a long word"]),
    "many gradients": lambda: nn.plot_gradients(nn.MLP(2, [2] * 9)),
    "one neuron on the plane": lambda: nn.plot_hidden_neurons(nn.MLP(2, [1]), [[0.0, 1.0]], [1], steps=5),
}
EVERY = FIGURES | MORE
made = cache(lambda name: EVERY[name]())
every_figure = pytest.mark.parametrize("name", EVERY)


@every_figure
def test_all_is_within_the_figure(name):
    figure = made(name)
    figure.draw_without_rendering()
    drawn, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert min(drawn.x0, drawn.y0) > -0.02  # inches
    assert drawn.x1 < width + 0.02
    assert drawn.y1 < height + 0.02


def test_words_beyond_the_figure_are_found():
    """So that the test above can fail."""
    figure, _ = nn.charts("a title that is much too long for the figure that it is on", size=(3, 2))
    assert figure.get_tightbbox().x0 < -0.02


@every_figure
def test_a_title_says_what_is_seen(name):
    figure = made(name)
    titles = [axes.get_title() for axes in figure.axes] + [figure.get_suptitle()]
    assert max(map(len, titles)) > 10


@every_figure
def test_a_legend_covers_nothing(name):
    figure = made(name)
    figure.draw_without_rendering()
    for axes in figure.axes:
        if legend := axes.get_legend():
            assert legend.get_window_extent().y1 < axes.get_window_extent().y0


def test_blue_and_orange_mean_the_same_in_plots_and_in_drawings():
    assert (BLUE, ORANGE) == (palette.POSITIVE, palette.NEGATIVE)
    colours = nn.signed_colours()
    assert [colours(x)[:3] for x in (0.0, 1.0)] == [pytest.approx(to_rgb(c)) for c in (ORANGE, BLUE)]
    assert min(colours(0.5)) > 0.98


def test_a_tint_has_its_luminance():
    assert (luminance("black"), luminance("white")) == pytest.approx((0.0, 1.0))
    assert luminance("#777777") == pytest.approx(((0x77 / 255 + 0.055) / 1.055) ** 2.4)
    for colour in COLOURS:
        for light in (0.02, 0.3, 0.9):
            assert luminance(tint(colour, light)) == pytest.approx(light, abs=1e-6)


def test_numbers_become_an_image():
    assert image_of([1.0, 2.0, 3.0, 4.0]) == [[1.0, 2.0], [3.0, 4.0]]
    assert image_of([1.0, 2.0, 3.0]) == [[1.0, 2.0, 3.0]]
    assert image_of([1.0, 2.0, 3.0, 4.0], 1) == [[1.0], [2.0], [3.0], [4.0]]
    with pytest.raises(ValueError, match="3 pixels do not fill rows of 2; give a width that divides 3"):
        image_of([1.0, 2.0, 3.0], 2)


def test_charts_have_a_title_each():
    figure, (left, right) = nn.charts("one", "two", x="a", y="b", size=(3, 2))
    assert (left.get_title(), right.get_title(), left.get_xlabel(), right.get_ylabel()) == ("one", "two", "a", "b")
    assert tuple(figure.get_size_inches()) == (6, 2)
    [solid] = nn.charts("three", z="c")[1]
    assert (solid.name, solid.get_zlabel()) == ("3d", "c")
    assert (nn.COLOURS[-1], nn.LETTERS[0] > nn.LETTERS[1]) == (GREY, True)
