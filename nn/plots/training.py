"""How a training went: losses by epoch, gradients and steps by layer, and the landscape that it has gone down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import ceil, floor, hypot, inf, log10, nan
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

HEALTHY = 0.001  # of a step beside what it moves, as a rule of thumb


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
        label(axes, f"{what}, epoch by epoch", "epoch", "")
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
    draw_sizes(axes, sizes.values())
    axes.set_xlim(-0.6, len(sizes) - 0.4)
    axes.set_xticks(range(len(sizes)), [f"{name}\n{size:.3g}" for name, size in sizes.items()])
    label(axes, "size of the gradient, layer by layer", "", "Euclidean norm")
    return figure


def draw_sizes(axes: Any, sizes: Iterable[float]) -> None:
    """Points side by side on a logarithmic axis of whole decades; 0, inf and nan have none."""
    shown = {i: size for i, size in enumerate(sizes) if 0 < size < inf}
    if shown:
        look: dict[str, Any] = {"marker": "o", "markersize": 12, "linestyle": ":", "linewidth": 1.5, "clip_on": False}
        axes.plot(list(shown), list(shown.values()), color=BLUE, **look)
        axes.set_yscale("log")
        axes.set_ylim(*decades_around(shown.values()))
        axes.grid(axis="y", alpha=0.3)


def decades_around(numbers: Iterable[float]) -> tuple[float, float]:
    """The powers of ten around some numbers above 0, at least one decade apart."""
    low, high = floor(log10(min(numbers := list(numbers)))), ceil(log10(max(numbers)))
    return 10.0**low, 10.0 ** max(high, low + 1)


def gradient_sizes(model: Module) -> dict[str, float]:
    """The Euclidean norm of the gradient of each layer's parameters.

    >>> from nn import MLP
    >>> model = MLP(2, [3, 1])
    >>> model([1.0, 2.0]).backward()
    >>> list(gradient_sizes(model))
    ['layers.0', 'layers.1']
    """
    return {layer: hypot(*[p.grad for p in parameters]) for layer, parameters in parameters_by_layer(model).items()}


def plot_update_ratios(model: Module, steps: Iterable[Any]) -> Figure:
    """How far each step of a training moves each layer, beside the size of what it moves, on a logarithmic scale.

    `steps` are those of `train_steps(model, ...)`; they are run to their end here, and the model is trained after it.
    The ratio is |change| / |parameters| of a layer, both Euclidean norms. A rule of thumb says that about 0.001, the
    dotted line, is healthy: far below it a layer hardly learns, far above it jumps. It is Andrej Karpathy's, who takes
    standard deviations of the weights ("Building makemore Part 3", 2022, https://youtu.be/P6sfmUTpUmc).
    """
    layers = parameters_by_layer(model)
    ratios: dict[str, list[float]] = {name: [] for name in layers}
    before = {name: [p.data for p in parameters] for name, parameters in layers.items()}
    for _ in steps:
        for name, parameters in layers.items():
            after = [p.data for p in parameters]
            change, size = hypot(*[b - a for a, b in zip(before[name], after)]), hypot(*before[name])
            ratios[name].append(change / size if change and size else nan)  # what is nan is left out
            before[name] = after
    if not any(ratios.values()):
        raise ValueError("there is no step to plot: give the steps of train_steps(model, ...), before they are run")
    figure = new_figure(9, 6)
    axes = figure.subplots()
    for i, (name, numbers) in enumerate(ratios.items()):
        look: dict[str, Any] = {"color": COLOURS[i % len(COLOURS)], "linestyle": ["-", "--", "-."][i % 3]}
        axes.plot(range(1, len(numbers) + 1), numbers, linewidth=1.8, label=name, **look)
    axes.axhline(HEALTHY, color="black", linestyle=":", linewidth=2, label=f"rule of thumb: {HEALTHY}")
    axes.set_yscale("log")
    axes.set_ylim(*decades_around([HEALTHY / 2, *[x for numbers in ratios.values() for x in numbers if x == x]]))
    axes.grid(axis="y", alpha=0.3)
    label(axes, "how far each step moves each layer", "step", "|change| / |parameters|")
    legend_below(axes)
    return figure


def plot_loss_landscape(
    model: Module,
    inputs: Sequence[Any],
    targets: Sequence[Any],
    loss: Callable[[Any, Any], Value],
    weights: tuple[Value, Value],
    *,
    path: Any = (),
    span: float = 1.0,
    steps: int = 25,
) -> Figure:
    """The mean loss over two of the model's parameters, all others as they are, as a map with lines of equal height.

    The map reaches `span` beyond where they are now and beyond the path, at `steps` by `steps` points. The path is
    where the two have been: a History with recorded parameters, `fit(..., callbacks=[record_parameters(model)])`, or a
    list of pairs of numbers. If other parameters have moved too, the map is that of the end, seen from there.

    Raises ValueError unless both are parameters of the model, which is as it was in the end.
    """
    across, up = weights
    if across is up or not {across, up} <= {p for _, p in model.named_parameters()}:
        raise ValueError(f"a landscape is over two parameters of the model, got {across!r} and {up!r}")
    if whole("steps", steps) < 2 or not at_least_0("span", span):
        raise ValueError(f"a map needs at least 2 steps and a span above 0, got {steps} and {span}")
    inputs, targets = as_examples("inputs", model, inputs), as_sequence("targets", targets)
    here, places = (across.data, up.data), places_on(path, model, weights)
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
        look: dict[str, Any] = {"color": BLUE, "markeredgecolor": "white", "marker": "o", "linewidth": 2.5}
        axes.plot(*zip(*places), markersize=7, label="the path", **look)
        axes.plot(*places[0], **{**look, "marker": "s", "linestyle": "", "label": "its start"}, markersize=11)
    axes.plot(*here, color=ORANGE, markeredgecolor="white", marker="*", markersize=20, linestyle="", label="now")
    others = ",\nall others as they are now" if len(list(model.named_parameters())) > 2 else ""
    label(axes, f"the loss over two parameters{others}", across.label or "the first", up.label or "the second")
    legend_below(axes)
    scale_of_shades(figure, shades, "mean loss")
    return figure


def places_on(path: Any, model: Module, weights: tuple[Value, Value]) -> list[tuple[float, float]]:
    """The pairs of numbers on a path, which may be a history that has recorded all parameters of the model."""
    if hasattr(path, "parameters"):
        names = {p: place for place, p in model.named_parameters()}
        return [(then[names[weights[0]]], then[names[weights[1]]]) for then in recorded(model, path).values()]
    if not isinstance(path, (list, tuple)):
        raise TypeError(f"path is a list of pairs of numbers, as a callback notes them, or a History, got {path!r}")
    return [(float(a), float(b)) for a, b in path]


def recorded(model: Module, history: Any) -> dict[int, dict[str, float]]:
    """The parameters of the model after each epoch, as the history has them.

    Raises ValueError if it has none, or those of another model.
    """
    if not history.parameters:
        raise ValueError(
            "this history has not recorded where the parameters were; train with "
            "fit(..., callbacks=[record_parameters(model)])"
        )
    names = {place for place, _ in model.named_parameters()}
    if odd := names ^ set().union(*history.parameters.values()):
        raise ValueError(f"the history is of another model: {min(odd)} is a parameter of only one of the two")
    return dict(sorted(history.parameters.items()))


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
