"""An empty figure, and how all of them look: large letters, colours for every eye, legends that cover nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nn.plots.picture import Picture

# Blue and orange are those of drawings, and mean a sign there and here; the others are Okabe and Ito's.
COLOURS = ["#0068ad", "#c04d00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555"]
BLUE, ORANGE, *_, GREY = COLOURS  # of numbers with a sign: positive, negative, neither
MARKERS = "os^Dv*X"
LETTERS = LARGE_LETTERS, SMALL_LETTERS = 16, 13  # to be read from the last row


def new_figure(width: float, height: float) -> Picture:
    """An empty figure, as wide and as high in inches."""
    try:
        from nn.plots.picture import Picture
    except ImportError:
        raise ImportError("plots need matplotlib: python -m pip install matplotlib") from None
    return Picture(figsize=(width, height), layout="constrained")


def charts(
    *titles: str, x: str = "", y: str = "", z: str = "", size: tuple[float, float] = (8.0, 5.0)
) -> tuple[Picture, list[Any]]:
    """A figure for charts of your own, and its axes side by side: one for each title, each of this size in inches.

    With a label for z they are in three dimensions. `COLOURS` and `LETTERS` (large, small) are those of all plots.

    >>> figure, [axes] = charts("a parabola", x="x", y="x²")
    >>> curve = axes.plot([-1, 0, 1], [1, 0, 1], color=COLOURS[0])
    """
    figure = new_figure(size[0] * len(titles), size[1])
    several = figure.subplots(1, len(titles), squeeze=False, subplot_kw={"projection": "3d" if z else None})[0]
    for axes, title in zip(several, titles):
        label(axes, title, x, y)
        if z:
            axes.set_zlabel(z, fontsize=LARGE_LETTERS)
            axes.xaxis.labelpad, axes.yaxis.labelpad, axes.zaxis.labelpad = 8, 8, 20  # clear of the numbers
    return figure, list(several)


def small_multiples(count: int, columns: int, width: float, height: float) -> tuple[Picture, list[Any]]:
    """A figure of small axes in rows, each so wide and so high in inches, and room for a title above and a bar."""
    columns = min(count, columns)
    rows = -(-count // columns)
    figure = new_figure(max(7.0, width * columns + 1.5), height * rows + 1)
    several = list(figure.subplots(rows, columns, squeeze=False).flat)
    for axes in several[count:]:
        axes.set_axis_off()
    return figure, several[:count]


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


def scale_of_shades(figure: Any, shades: Any, what: str, axes: Any = None) -> None:
    """A bar beside the axes, or beside all axes, that says what the shades mean."""
    bar = figure.colorbar(shades, ax=axes or figure.axes, shrink=0.8)
    bar.set_label(what, fontsize=SMALL_LETTERS)
    bar.ax.tick_params(labelsize=SMALL_LETTERS)


def signed_colours() -> Any:
    """The colours of numbers with a sign, a `cmap` for matplotlib: orange below 0, white at it, blue above."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("signed", [ORANGE, "white", BLUE])


def image_of(numbers: Any, width: int | None = None, what: str = "pixels") -> list[list[float]]:
    """Numbers in lines of this width; without one, as a square if that is possible, and else in a single line.

    Raises ValueError if the lines are not full.
    """
    count = len(numbers)
    side = width or (round(count**0.5) if round(count**0.5) ** 2 == count else count)
    if count % side:
        raise ValueError(f"{count} {what} do not fill rows of {side}; give a width that divides {count}")
    return [list(numbers[k : k + side]) for k in range(0, count, side)]


# --- how light a colour is --------------------------------------------------------------------------------------------


def luminance(colour: Any) -> float:
    """The relative luminance of a colour, from 0 for black to 1 for white (WCAG 2.2)."""
    from matplotlib.colors import to_rgb

    parts = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in to_rgb(colour)]
    return sum(part * weight for part, weight in zip(parts, (0.2126, 0.7152, 0.0722)))


def tint(colour: str, light: float) -> tuple[float, ...]:
    """The colour, mixed with as much white or black as gives it this luminance."""
    from matplotlib.colors import to_rgb

    end = 1.0 if light > luminance(colour) else 0.0
    low, high = 0.0, 1.0  # of white or black
    for _ in range(30):
        share = (low + high) / 2
        mixed = tuple(x + (end - x) * share for x in to_rgb(colour))
        if (luminance(mixed) < light) == (end == 1.0):
            low = share
        else:
            high = share
    return mixed
