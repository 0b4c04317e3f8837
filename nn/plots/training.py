"""How a training went: the losses by epoch, the gradients by layer, and the landscape that it has gone down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, floor, hypot, inf, log10
from typing import TYPE_CHECKING, Any

from engine import Value
from nn.checks import as_examples, as_sequence, at_least_0, whole
from nn.data import mean_of
from nn.module import Module
from nn.plots.figures import (
    BLUE,
    COLOURS,
    GREY,
    MARKERS,
    ORANGE,
    label,
    legend_below,
    new_figure,
    scale_of_shades,
)
from nn.training.evaluation import evaluate
from nn.xray import parameters_by_layer

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_history(history: Any) -> Figure:
    """The loss by epoch, and each metric, of the training and of the validation set.

    Where patience ended a training, a line marks the epoch whose parameters were put back.
    """
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
        if "no better validation loss" in history.stopped:
            best = history.validation_loss.index(min(history.validation_loss)) + 1
            axes.axvline(best, color=GREY, linestyle=":", linewidth=2, label=f"put back: epoch {best}")
        label(axes, what, "epoch", "")
        axes.locator_params(axis="x", integer=True)
        axes.grid(alpha=0.3)
        legend_below(axes)
    return figure


def live_plot(history: Any) -> None:
    """The curves so far, drawn again in a notebook after each epoch, in place: `fit(..., callbacks=[live_plot])`."""
    from IPython.display import display  # a notebook has it

    if history.on_display is None:
        history.on_display = display(plot_history(history), display_id=True)
    else:
        history.on_display.update(plot_history(history))


def plot_gradients(model: Module) -> Figure:
    """The size of the gradient by layer, on a logarithmic scale: where it vanishes or explodes.

    They are points, for a bar from nowhere would have no length. A size of 0, inf or nan stands in its name alone.
    """
    sizes = gradient_sizes(model)
    figure = new_figure(2 + 1.5 * len(sizes), 5)
    axes = figure.subplots()
    shown = {i: size for i, size in enumerate(sizes.values()) if 0 < size < inf}
    axes.plot(list(shown), list(shown.values()), color=BLUE, marker="o", markersize=12, linestyle=":", linewidth=1.5)
    if shown:
        axes.set_yscale("log")
        axes.set_ylim(10.0 ** floor(log10(min(shown.values()))), 10.0 ** max(decades(shown.values())))
        axes.grid(axis="y", alpha=0.3)
    axes.set_xlim(-0.6, len(sizes) - 0.4)
    axes.set_xticks(range(len(sizes)), [f"{name}\n{size:.3g}" for name, size in sizes.items()])
    label(axes, "size of the gradient, layer by layer", "", "Euclidean norm")
    return figure


def decades(numbers: Any) -> list[int]:
    """The powers of ten above these numbers; above the lowest one there are two, so that an axis has a whole decade."""
    return [floor(log10(min(numbers))) + 1, *[ceil(log10(number)) for number in numbers]]


def gradient_sizes(model: Module) -> dict[str, float]:
    """The Euclidean norm of the gradient of each layer's parameters.

    >>> from nn import MLP
    >>> model = MLP(2, [3, 1])
    >>> model([1.0, 2.0]).backward()
    >>> list(gradient_sizes(model))
    ['layers.0', 'layers.1']
    """
    return {layer: hypot(*[p.grad for p in parameters]) for layer, parameters in parameters_by_layer(model).items()}


def plot_loss_landscape(
    model: Module,
    inputs: Sequence[Any],
    targets: Sequence[Any],
    loss: Callable[[Any, Any], Value],
    weights: tuple[Value, Value],
    *,
    path: Sequence[tuple[float, float]] = (),
    span: float = 1.0,
    steps: int = 25,
) -> Figure:
    """The mean loss over two of the model's parameters, all others as they are, as a map with lines of equal height.

    The map reaches `span` beyond where they are now and beyond the path, at `steps` by `steps` points. The path is
    where the two have been, such as `path.append((w.data, b.data))` in a callback notes after each epoch.

    Raises ValueError unless both are parameters of the model, which is as it was in the end.
    """
    across, up = weights
    if across is up or not {across, up} <= {p for _, p in model.named_parameters()}:
        raise ValueError(f"a landscape is over two parameters of the model, got {across!r} and {up!r}")
    if whole("steps", steps) < 2 or not at_least_0("span", span):
        raise ValueError(f"a map needs at least 2 steps and a span above 0, got {steps} and {span}")
    if not isinstance(path, (list, tuple)):
        raise TypeError(f"path is a list of pairs of numbers, as a callback notes them, got {path!r}")
    inputs, targets = as_examples("inputs", model, inputs), as_sequence("targets", targets)
    here, places = (across.data, up.data), [(float(a), float(b)) for a, b in path]
    columns, rows = (
        spread([place[k] for place in [*places, here]], span, steps) for k in (0, 1)
    )  # fmt: skip
    try:
        heights = [[cost_at(model, inputs, targets, loss, weights, (a, b)) for a in columns] for b in rows]
    finally:
        across.data, up.data = here
    figure = new_figure(8, 6)
    axes = figure.subplots()
    shades = axes.contourf(columns, rows, heights, levels=20, cmap="Greys")
    axes.contour(columns, rows, heights, levels=20, colors=GREY, linewidths=0.5)
    if places:
        axes.plot(*zip(*places), color=BLUE, marker="o", markersize=4, linewidth=2, label="the path")
    axes.plot(*here, color=ORANGE, marker="*", markersize=18, linestyle="", label="now")
    label(axes, "the loss over two parameters", across.label or "the first", up.label or "the second")
    legend_below(axes)
    scale_of_shades(figure, shades, "mean loss")
    return figure


def cost_at(
    model: Module, inputs: Any, targets: Any, loss: Any, weights: tuple[Value, Value], place: tuple[float, float]
) -> float:
    """The mean loss with the two parameters at a place."""
    weights[0].data, weights[1].data = place
    return mean_of(evaluate(model, loss, inputs, targets)[0])


def spread(numbers: Sequence[float], margin: float, steps: int) -> list[float]:
    """Numbers at equal distances, from a margin below the lowest to a margin above the highest."""
    low, high = min(numbers) - margin, max(numbers) + margin
    return [low + (high - low) * i / (steps - 1) for i in range(steps)]
