"""The board of the classroom: where lessons show pictures, what charts look like, and where the data is."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine import Drawing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DATA = Path(__file__).parents[1] / "data"
FOLDER = Path("runs/lessons")
BLUE, ORANGE, GREEN, PINK, GREY = COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#555555"]  # Okabe and Ito's
LARGE, SMALL = 16, 13  # letters, to be read from the last row


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


def charts(
    *titles: str, x: str = "", y: str = "", z: str = "", size: tuple[float, float] = (8.0, 5.0)
) -> tuple[Figure, list[Any]]:
    """A figure, and its axes side by side: one for each title, each of this width and height in inches.

    With a label for z they are in three dimensions.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise ImportError('charts need matplotlib: python -m pip install -e ".[demos]"') from None
    width, height = size
    figure = Figure(figsize=(width * len(titles), height), layout="constrained")
    several = figure.subplots(1, len(titles), squeeze=False, subplot_kw={"projection": "3d" if z else None})[0]
    for axes, title in zip(several, titles):
        axes.set_title(title, fontsize=LARGE)
        axes.set_xlabel(x, fontsize=LARGE)
        axes.set_ylabel(y, fontsize=LARGE)
        if z:
            axes.set_zlabel(z, fontsize=LARGE)
            axes.xaxis.labelpad, axes.yaxis.labelpad, axes.zaxis.labelpad = 8, 8, 20  # clear of the numbers
        axes.tick_params(labelsize=SMALL)
        axes.spines[["top", "right"]].set_visible(False)
    return figure, list(several)
