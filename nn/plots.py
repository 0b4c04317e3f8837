"""Pictures of a training run, and of what a model has learnt; they need matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, inf, isfinite
from typing import TYPE_CHECKING, Any

from nn.checks import as_sequence, whole
from nn.metrics import predicted_class
from nn.module import Module
from nn.training.evaluation import predict
from nn.xray import parameters_by_layer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555"]  # Okabe and Ito's
MARKERS = "os^Dv*X"
LARGE_LETTERS, SMALL_LETTERS = 16, 12  # letters, to be read from the last row


def plot_history(history: Any) -> Figure:
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
        axes.legend(fontsize=LARGE_LETTERS)
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
    axes.set_title(title, fontsize=LARGE_LETTERS)
    axes.set_xlabel(x, fontsize=LARGE_LETTERS)
    axes.set_ylabel(y, fontsize=LARGE_LETTERS)
    axes.tick_params(labelsize=SMALL_LETTERS)


def live_plot(history: Any) -> None:
    """The curves so far, drawn again after each epoch in a notebook: `fit(..., callbacks=[live_plot])`."""
    from IPython.display import clear_output, display  # a notebook has it

    clear_output(wait=True)
    display(plot_history(history))


def plot_confusion_matrix(matrix: Sequence[Sequence[int]], classes: Sequence[str] | None = None) -> Figure:
    """A `confusion_matrix` as a table of shades: a row for what an example is, a column for what the model says."""
    matrix = as_sequence("the matrix", matrix)
    names = [str(i) for i in range(len(matrix))] if classes is None else list(classes)
    if not matrix or len(names) != len(matrix) or any(len(row) != len(matrix) for row in matrix):
        raise ValueError(f"the matrix has {len(matrix)} rows, there are {len(names)} names of classes")
    side = max(7.0, 0.7 * len(names) + 3)
    figure = new_figure(side, side - 1)
    axes = figure.subplots()
    axes.imshow(matrix, cmap="Blues")
    most = max(map(max, matrix))
    for i, counts in enumerate(matrix):
        for j, count in enumerate(counts):
            color = "white" if count > most / 2 else "black"
            axes.text(j, i, str(count), ha="center", va="center", fontsize=24 if len(names) < 8 else 14, color=color)
    axes.set_xticks(range(len(names)), names, rotation=0 if len(names) < 8 else 90)
    axes.set_yticks(range(len(names)), names)
    label(axes, "", "the model says", "it is")
    return figure


def plot_decision_boundary(
    model: Module, inputs: Sequence[Sequence[float]], targets: Sequence[int], *, threshold: float = 0.0, steps: int = 60
) -> Figure:
    """What a model of two inputs says all over the plane, with the examples on top.

    The regions are the classes with the highest output, or, if there is one output, where it is above the threshold.
    The model is asked at `steps` by `steps` points. Targets are classes from 0; -1 and 1 will do for one output.
    """
    inputs, targets = as_sequence("inputs", inputs), as_sequence("targets", targets)
    if any(len(x) != 2 for x in inputs) or not inputs or len(inputs) != len(targets):
        raise ValueError(
            f"a decision boundary needs examples of two inputs each, got {len(inputs)}, {len(targets)} targets"
        )
    if whole("steps", steps) < 2:
        raise ValueError(f"steps is at least 2, got {steps}")
    across, up = (grid([x[k] for x in inputs], steps) for k in (0, 1))
    outputs = predict(model, [[x, y] for y in up for x in across])
    verdicts = [
        float(predicted_class(output)) if isinstance(output, (list, tuple)) else float(output > threshold)
        for output in outputs
    ]
    rows = [verdicts[i : i + steps] for i in range(0, len(verdicts), steps)]
    figure = new_figure(7, 6)
    axes = figure.subplots()
    regions = len(outputs[0]) if isinstance(outputs[0], (list, tuple)) else 2
    levels = [i - 0.5 for i in range(regions + 1)]
    axes.contourf(across, up, rows, levels=levels, colors=(COLOURS * regions)[:regions], alpha=0.25)
    for one in sorted(set(targets)):
        i = int(one) if regions > 2 else int(one > 0)  # the region that an example should be in
        chosen = [x for x, target in zip(inputs, targets) if target == one]
        look: dict[str, Any] = {
            "color": COLOURS[i % len(COLOURS)],
            "marker": MARKERS[i % len(MARKERS)],
            "edgecolors": "black",
        }
        axes.scatter([x for x, _ in chosen], [y for _, y in chosen], s=45, label=str(one), **look)
    label(axes, "", "input 0", "input 1")
    axes.legend(fontsize=LARGE_LETTERS)
    return figure


def plot_gradients(model: Module) -> Figure:
    """The size of the gradient by layer, on a logarithmic scale: where it vanishes or explodes."""
    sizes = gradient_sizes(model)
    figure = new_figure(1.5 + 1.5 * len(sizes), 5)
    axes = figure.subplots()
    axes.bar(range(len(sizes)), [size if isfinite(size) else 0.0 for size in sizes.values()], color=COLOURS[0])
    axes.set_xticks(range(len(sizes)), [f"{name}\n{size:.3g}" for name, size in sizes.items()])
    if any(0 < size < inf for size in sizes.values()):
        axes.set_yscale("log")
    label(axes, "size of the gradient", "", "")
    return figure


def gradient_sizes(model: Module) -> dict[str, float]:
    """The Euclidean norm of the gradient of each layer's parameters.

    >>> from nn import MLP
    >>> model = MLP(2, [3, 1])
    >>> model([1.0, 2.0]).backward()
    >>> list(gradient_sizes(model))
    ['layers.0', 'layers.1']
    """
    return {layer: hypot(*[p.grad for p in parameters]) for layer, parameters in parameters_by_layer(model).items()}


def grid(numbers: Sequence[float], steps: int) -> list[float]:
    """Numbers at equal distances, from a little below the lowest to a little above the highest."""
    low, high = min(numbers), max(numbers)
    margin = 0.1 * (high - low) or 1.0
    return [low - margin + (high - low + 2 * margin) * i / (steps - 1) for i in range(steps)]
