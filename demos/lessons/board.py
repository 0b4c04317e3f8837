"""The board of the classroom: where lessons show pictures, and where the data is; charts look as the plots of `nn`."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from engine import Drawing
from nn import COLOURS, LETTERS, charts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["BLUE", "DATA", "FOLDER", "GREEN", "GREY", "LARGE", "ORANGE", "PINK", "SMALL", "charts", "show"]
DATA = Path(__file__).parents[1] / "data"
FOLDER = Path("runs/lessons")
BLUE, ORANGE, GREEN, PINK, *_, GREY = COLOURS
LARGE, SMALL = LETTERS


def show(picture: Drawing | Figure, name: str) -> None:
    """Save a picture as runs/lessons/<name>, a drawing as .svg and a chart as .png; in a notebook, display it too."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if isinstance(picture, Drawing):
        path = picture.save(FOLDER / f"{name}.svg")
    else:
        path = FOLDER / f"{name}.png"
        save_small(picture, path)
    print("picture:", path.as_posix())
    if "ipykernel" in sys.modules:  # this is a notebook
        from IPython.display import Image, display

        display(picture if isinstance(picture, Drawing) else Image(path))


def save_small(figure: Figure, path: Path) -> None:
    """Save a figure as a .png of 256 colours, which is a third of the size."""
    from PIL import Image  # comes with matplotlib

    pixels = BytesIO()
    figure.savefig(pixels, dpi=110)
    Image.open(pixels).convert("RGB").quantize(256).save(path, optimize=True)
