"""What a model has learnt: what it says all over the plane, and what the neurons of its first layer look for."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

from nn.checks import as_sequence, whole
from nn.module import Module
from nn.plots.figures import (
    BLUE,
    COLOURS,
    LARGE_LETTERS,
    MARKERS,
    ORANGE,
    label,
    legend_below,
    new_figure,
    scale_of_shades,
)
from nn.plots.training import spread
from nn.training.evaluation import predict

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHADES = (0.15, 0.3, 0.45)  # of a region: the surer the model is, the darker


def plot_decision_boundary(
    model: Module, inputs: Sequence[Sequence[float]], targets: Sequence[int], *, threshold: float = 0.0, steps: int = 60
) -> Figure:
    """What a model of two inputs says all over the plane, with the examples on top.

    The regions are the classes with the highest output, or, if there is one output, where it is above the threshold
    (blue) and where it is below (orange); a line is between them. A region has three shades: the darker, the further
    its output is ahead of the next one. The model is asked at `steps` by `steps` points. Targets are classes from 0;
    -1 and 1 will do for one output.
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
    several = isinstance(outputs[0], (list, tuple))
    scores = outputs if several else [[threshold - output, output - threshold] for output in outputs]
    colours = COLOURS if several else [ORANGE, BLUE]
    figure = new_figure(8, 6.5)
    axes = figure.subplots()
    for i in range(len(scores[0])):
        leads = [row[i] - max(x for j, x in enumerate(row) if j != i) for row in scores]
        if (most := max(leads)) > 0:
            rows = [leads[k : k + steps] for k in range(0, len(leads), steps)]
            colour = colours[i % len(colours)]
            levels = [most * k / len(SHADES) for k in range(len(SHADES) + 1)]
            for start, end, alpha in zip(levels, levels[1:], SHADES):
                axes.contourf(across, up, rows, levels=[start, end], colors=[colour], alpha=alpha)
            if min(leads) < 0:
                axes.contour(across, up, rows, levels=[0.0], colors="black", linewidths=1.5)
    for one in sorted(set(targets)):
        i = int(one) if len(scores[0]) > 2 else int(one > 0)  # the region that an example should be in
        chosen = [x for x, target in zip(inputs, targets) if target == one]
        look: dict[str, Any] = {
            "color": colours[i % len(colours)], "marker": MARKERS[i % len(MARKERS)], "edgecolors": "black"
        }  # fmt: skip
        axes.scatter([x for x, _ in chosen], [y for _, y in chosen], s=45, label=f"is {one}", **look)
    label(axes, "what the model says: the darker, the surer", "input 0", "input 1")
    legend_below(axes)
    return figure


def grid(numbers: Sequence[float], steps: int) -> list[float]:
    """Numbers at equal distances, from a little below the lowest to a little above the highest."""
    return spread(numbers, 0.1 * (max(numbers) - min(numbers)) or 1.0, steps)


def plot_weights(model: Any, width: int | None = None) -> Figure:
    """The weights of each neuron of the first layer as a small image: what it looks for, where blue, and where not.

    The image is `width` weights wide; without a width it is a square if that is possible, and else a single row.
    """
    neurons = model.layers[0].neurons
    count = len(neurons[0].w)
    side = (
        whole("width", width)
        if width is not None
        else round(sqrt(count))
        if round(sqrt(count)) ** 2 == count
        else count
    )
    if count % side:
        raise ValueError(f"{count} weights do not fill rows of {side}; give a width that divides {count}")
    most = max(abs(w.data) for neuron in neurons for w in neuron.w) or 1.0
    columns = min(len(neurons), 8)
    rows = ceil(len(neurons) / columns)
    figure = new_figure(1.4 * columns + 1.5, 1.6 * rows + 1)
    several = figure.subplots(rows, columns, squeeze=False).flat
    for i, axes in enumerate(several):
        axes.set_axis_off()
        if i < len(neurons):
            weights = [w.data for w in neurons[i].w]
            image = [weights[k : k + side] for k in range(0, count, side)]
            shades = axes.imshow(image, cmap=signed(), vmin=-most, vmax=most)
            axes.set_title(str(i))
    figure.suptitle("the weights of the first layer, neuron by neuron", fontsize=LARGE_LETTERS)
    scale_of_shades(figure, shades, "weight")
    return figure


def signed() -> Any:
    """The colours of numbers with a sign: orange below 0, white at it, blue above."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("signed", [ORANGE, "white", BLUE])
