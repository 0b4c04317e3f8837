"""A figure that a notebook shows."""

from io import BytesIO

from PIL import Image

import nn
from nn import History


def test_a_plot_and_a_history_show_themselves_as_png():
    history = History([1.0, 0.5])
    for shown in (nn.plot_history(history), history):
        pixels = Image.open(BytesIO(shown._repr_png_()))
        assert pixels.format == "PNG"
        assert pixels.size == (600, 500)
    assert History()._repr_png_() is None
