"""An empty figure, and how all of them look: large letters, colours for every eye, legends that cover nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nn.plots.picture import Picture

COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555"]  # Okabe and Ito's
BLUE, ORANGE, *_, GREY = COLOURS  # of numbers with a sign: positive, negative, neither
MARKERS = "os^Dv*X"
LARGE_LETTERS, SMALL_LETTERS = 16, 12  # letters, to be read from the last row


def new_figure(width: float, height: float) -> Picture:
    """An empty figure, as wide and as high in inches."""
    try:
        from nn.plots.picture import Picture
    except ImportError:
        raise ImportError("plots need matplotlib: python -m pip install matplotlib") from None
    return Picture(figsize=(width, height), layout="constrained")


def label(axes: Any, title: str, x: str, y: str) -> None:
    """Write what is seen, and what the axes are, in large letters."""
    axes.set_title(title, fontsize=LARGE_LETTERS)
    axes.set_xlabel(x, fontsize=LARGE_LETTERS)
    axes.set_ylabel(y, fontsize=LARGE_LETTERS)
    axes.tick_params(labelsize=SMALL_LETTERS)
    axes.spines[["top", "right"]].set_visible(False)


def legend_below(axes: Any) -> None:
    """The legend below the axes, where it covers no curve and no point."""
    axes.legend(
        fontsize=SMALL_LETTERS, loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=3, frameon=False,
    )  # fmt: skip


def scale_of_shades(figure: Any, shades: Any, what: str) -> None:
    """A bar beside the axes that says what the shades mean."""
    bar = figure.colorbar(shades, ax=figure.axes, shrink=0.8)
    bar.set_label(what, fontsize=SMALL_LETTERS)
    bar.ax.tick_params(labelsize=SMALL_LETTERS)
