"""The curves of a training run; they need matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nn.history import History

COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555"]  # Okabe and Ito's
MARKERS = "os^Dv*X"
LARGE, SMALL = 16, 12  # letters, to be read from the last row


def plot_history(history: History) -> Figure:
    """The loss by epoch, and each metric, of the training and of the validation set."""
    curves: dict[str, dict[str, list[float]]] = {}
    for name, numbers in history.columns().items():
        part, _, what = name.partition("_")
        curves.setdefault(what, {})[part] = numbers
    if not curves:
        raise ValueError("this history is empty: there is nothing to plot")
    figure = new_figure(6 * len(curves), 5)
    for axes, (what, parts) in zip(figure.subplots(1, len(curves), squeeze=False)[0], curves.items()):
        for i, (part, numbers) in enumerate(parts.items()):
            look = {"color": COLOURS[i], "marker": MARKERS[i], "linestyle": ["-", "--"][i % 2], "markersize": 4}
            axes.plot(range(1, len(numbers) + 1), numbers, linewidth=2.5, label=part, **look)
        label(axes, what, "epoch", "")
        axes.locator_params(axis="x", integer=True)
        axes.grid(alpha=0.3)
        axes.legend(fontsize=LARGE)
    return figure


def new_figure(width: float, height: float) -> Figure:
    """An empty figure that no global state knows of."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise ImportError("plots need matplotlib: python -m pip install matplotlib") from None
    return Figure(figsize=(width, height), layout="constrained")


def label(axes: Any, title: str, x: str, y: str) -> None:
    """Write what the axes are, in large letters."""
    axes.set_title(title, fontsize=LARGE)
    axes.set_xlabel(x, fontsize=LARGE)
    axes.set_ylabel(y, fontsize=LARGE)
    axes.tick_params(labelsize=SMALL)


def live_plot(history: History) -> None:
    """The curves so far, drawn again after each epoch in a notebook: `fit(..., callbacks=[live_plot])`."""
    from IPython.display import clear_output, display  # a notebook has it

    clear_output(wait=True)
    display(plot_history(history))
