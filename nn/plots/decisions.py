"""What a model says all over the plane, each of its neurons too; what they look for, look at, and remember."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, hypot, log
from typing import TYPE_CHECKING, Any

from engine import Value
from nn.checks import as_examples, as_sequence, whole
from nn.layers import MLP
from nn.module import Module
from nn.plots.figures import (
    BLUE,
    COLOURS,
    LARGE_LETTERS,
    MARKERS,
    ORANGE,
    SMALL_LETTERS,
    image_of,
    label,
    legend_below,
    luminance,
    new_figure,
    scale_of_shades,
    signed_colours,
    small_multiples,
    tint,
)
from nn.plots.training import draw_sizes, spread
from nn.training.evaluation import predict
from nn.xray import outputs_by_layer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHADES = 3  # of a region: the surer the model is, the darker
PALE = 0.88  # the lightest shade, as contrasts are counted: luminance + 0.05 (WCAG 2.2)
MIDDLE = 0.2  # luminance: the edge of a lighter point is black, of a darker one white, so that it is seen anywhere
APART = 1.6  # contrast of the shades of two classes, so that they are told apart in grey, too


def plot_decision_boundary(
    model: Module, inputs: Sequence[Sequence[float]], targets: Sequence[int], *, threshold: float = 0.0, steps: int = 60
) -> Figure:
    """What a model of two inputs says all over the plane, with the examples on top.

    The regions are the classes with the highest output, or, if there is one output, where it is above the threshold
    (blue) and where it is below (orange); a line is between them. A region has three shades: the darker, the further
    its output is ahead of the next one. The model is asked at `steps` by `steps` points. Targets are classes from 0;
    -1 and 1 will do for one output.
    """
    inputs, targets = on_the_plane(inputs, targets)
    across, up = plane(inputs, steps)
    leads = leads_of(predict(model, [[x, y] for y in up for x in across]), threshold)
    figure = new_figure(8, 6.5)
    axes = figure.subplots()
    draw_regions(axes, across, up, leads, [max(lead) for lead in leads])
    draw_examples(axes, inputs, targets, len(leads))
    label(axes, what_is_said(len(leads)), "input 0", "input 1")
    legend_below(axes)
    return figure


def on_the_plane(inputs: Any, targets: Any) -> tuple[Any, Any]:
    """Examples of two inputs each and their targets; ValueError if they are not."""
    inputs, targets = as_sequence("inputs", inputs), as_sequence("targets", targets)
    if any(len(x) != 2 for x in inputs) or not inputs or len(inputs) != len(targets):
        raise ValueError(
            f"a decision boundary needs examples of two inputs each, got {len(inputs)}, {len(targets)} targets"
        )
    return inputs, targets


def plane(inputs: Sequence[Sequence[float]], steps: int) -> tuple[list[float], list[float]]:
    """Numbers at equal distances across and up, from a little below the lowest input to a little above the highest."""
    if whole("steps", steps) < 2:
        raise ValueError(f"steps is at least 2, got {steps}")
    across, up = zip(*inputs)
    return grid(across, steps), grid(up, steps)


def grid(numbers: Sequence[float], steps: int) -> list[float]:
    """Numbers at equal distances, from a little below the lowest to a little above the highest."""
    return spread(numbers, 0.1 * (max(numbers) - min(numbers)) or 1.0, steps)


def leads_of(outputs: Sequence[Any], threshold: float) -> list[list[float]]:
    """For each class, how far its output is ahead of the best other one, point by point."""
    several = isinstance(outputs[0], (list, tuple))
    scores = outputs if several else [[threshold - output, output - threshold] for output in outputs]
    return [[row[i] - max(x for j, x in enumerate(row) if j != i) for row in scores] for i in range(len(scores[0]))]


def draw_regions(
    axes: Any, across: Sequence[float], up: Sequence[float], leads: Sequence[Sequence[float]], most: Sequence[float]
) -> None:
    """Colour where each class leads, in shades up to its largest lead, with a line around it."""
    for lead, largest, shades in zip(leads, most, shades_of(colours_of(len(leads)))):
        rows = [lead[k : k + len(across)] for k in range(0, len(lead), len(across))]
        if max(lead) > 0:
            levels = [largest * k / SHADES for k in range(SHADES + 1)]
            axes.contourf(across, up, rows, levels=levels, colors=shades)
            if min(lead) < 0:
                axes.contour(across, up, rows, levels=[0.0], colors="black", linewidths=1.5)


def what_is_said(classes: int) -> str:
    """What the regions are; the shades of more than five colours are not told apart."""
    return "what the model says" + (": the darker a colour, the surer" if classes < 6 else "")


def draw_examples(axes: Any, inputs: Sequence[Any], targets: Sequence[int], classes: int, size: float = 70) -> None:
    """Each example as a point in the colour of the region that it should be in."""
    colours = colours_of(classes)
    for one in sorted(set(targets)):
        i = int(one) if classes > 2 else int(one > 0)
        chosen = [x for x, target in zip(inputs, targets) if target == one]
        colour, marker = colours[i % len(colours)], MARKERS[i % len(MARKERS)]
        edge = {"edgecolors": "black" if luminance(colour) > MIDDLE else "white", "linewidths": size**0.5 / 6}
        axes.scatter(*zip(*chosen), s=size, color=colour, marker=marker, label=f"is {one}", **edge)


def colours_of(classes: int) -> list[str]:
    """A colour for each class; of two, orange and blue, as for the signs of a single output."""
    return [ORANGE, BLUE] if classes == 2 else [COLOURS[i % len(COLOURS)] for i in range(classes)]


def shades_of(colours: Sequence[str]) -> list[list[tuple[float, ...]]]:
    """For each colour its shades from light to dark; any shade of one is lighter than any shade of a darker colour.

    From pale down to a darkness that points are still seen on, there is a band of contrasts for each colour, and a gap
    of contrast `APART` between two, smaller only where there are more than five colours.
    """
    whole_range = log(PALE / max(0.09, 0.6 / len(colours)))
    gap = min(log(APART), whole_range / max(1, len(colours) - 1))
    band = (whole_range - gap * (len(colours) - 1)) / len(colours)
    by_light = sorted(colours, key=luminance, reverse=True)
    tops = {colour: rank * (band + gap) for rank, colour in enumerate(by_light)}
    return [
        [tint(c, PALE * exp(-tops[c] - band * k / (SHADES - 1)) - 0.05) for k in range(SHADES)] for c in colours
    ]  # fmt: skip


def plot_hidden_neurons(
    model: MLP, inputs: Sequence[Sequence[float]], targets: Sequence[int], *, layer: int = 0, steps: int = 40
) -> Figure:
    """What each neuron of a layer gives all over the plane: blue above 0, orange below, with the examples on top.

    It is for an MLP of two inputs; the line is where the neuron gives 0, except relu, which gives it in half the plane.
    """
    inputs, targets = on_the_plane(inputs, targets)
    if layer not in range(len(an_mlp(model).layers)):
        raise ValueError(f"the model has layers 0 to {len(model.layers) - 1}, got {layer!r}")
    across, up = plane(inputs, steps)
    points = as_examples("inputs", model, [[x, y] for y in up for x in across])
    columns = list(zip(*[row if isinstance(row, list) else [row] for row in outputs_by_layer(model, points)[layer]]))
    most = max(abs(x) for column in columns for x in column) or 1.0
    figure, several = small_multiples(len(columns), 4, 3.2, 2.9)
    levels = round_levels(most)
    for i, (axes, column) in enumerate(zip(several, columns)):
        rows = [column[k : k + steps] for k in range(0, len(column), steps)]
        shades = axes.contourf(across, up, rows, levels=levels, cmap=signed_colours())
        if min(column) < 0 < max(column):
            axes.contour(across, up, rows, levels=[0.0], colors="black", linewidths=1.5)
        draw_examples(axes, inputs, targets, max(2, int(max(targets)) + 1), 14)
        axes.set_title(f"neuron {i}", fontsize=LARGE_LETTERS)
        axes.tick_params(labelbottom=False, labelleft=False, length=0)
    figure.suptitle(f"what the neurons of layer {layer} give, all over the plane", fontsize=LARGE_LETTERS)
    scale_of_shades(figure, shades, "output of the neuron")
    return figure


def an_mlp(model: Any) -> MLP:
    """The model, if it has layers of neurons; TypeError if not."""
    if not isinstance(model, MLP):
        raise TypeError(f"this picture is of the layers of an MLP, got {type(model).__name__}")
    return model


def round_levels(most: float) -> list[float]:
    """Some twenty round numbers at equal distances, from below -most to above most."""
    from matplotlib.ticker import MaxNLocator

    return list(MaxNLocator(20, symmetric=True).tick_values(-most, most))


def plot_weights(model: Any, width: int | None = None, titles: Sequence[str] | None = None) -> Figure:
    """The weights of each neuron of the first layer as a small image: what it looks for, where blue, and where not.

    The image is `width` weights wide; without a width it is a square if that is possible, and else a single row. Titles
    are for the images, which have their numbers without them.
    """
    neurons = model.layers[0].neurons
    width = width if width is None else whole("width", width)
    images = [image_of([w.data for w in neuron.w], width, "weights") for neuron in neurons]
    names = [str(i) for i in range(len(neurons))] if titles is None else list(titles)
    if len(names) != len(neurons):
        raise ValueError(f"the first layer has {len(neurons)} neurons, there are {len(names)} titles")
    most = max(abs(w.data) for neuron in neurons for w in neuron.w) or 1.0
    longest = max(map(len, names))
    figure, several = small_multiples(len(neurons), 8 if longest < 8 else 4, max(1.4, 0.12 * longest), 1.9)
    for axes, image, name in zip(several, images, names):
        shades = axes.imshow(image, cmap=signed_colours(), vmin=-most, vmax=most)
        axes.set_axis_off()
        axes.set_title(name, fontsize=SMALL_LETTERS)
    figure.suptitle("the weights of the first layer, neuron by neuron", fontsize=LARGE_LETTERS)
    scale_of_shades(figure, shades, "weight")
    return figure


def plot_attention(layers: Sequence[Sequence[Sequence[Sequence[Any]]]], tokens: Sequence[str]) -> Figure:
    """Where each head of each layer looks: a row for each position, dark where it looks.

    `layers[i][j][k]` are the weights, numbers or Values that add up to 1, with which head j of layer i looks from
    position k at the positions from the first on; those after the last weight are not seen.

    Raises ValueError if a head has not a row for each token, or a row more weights than there are tokens.
    """
    count = len(tokens)
    heads = [len(heads) for heads in layers]
    if not heads or not min(heads) or len(set(heads)) > 1:
        raise ValueError(f"attention needs layers of as many heads each, got {heads}")
    figure = new_figure(max(6.0, 3.6 * heads[0] + 1), 3.9 * len(layers) + 1.2)
    for i, (line, several) in enumerate(zip(figure.subplots(len(layers), heads[0], squeeze=False), layers)):
        for j, (axes, head) in enumerate(zip(line, several)):
            rows = [[x.data if isinstance(x, Value) else float(x) for x in row] for row in head]
            if len(rows) != count or any(not 0 < len(row) <= count for row in rows):
                raise ValueError(f"head {j} of layer {i} needs a row of at most {count} weights for each token")
            full = [[*row, *[0.0] * (count - len(row))] for row in rows]
            shades = axes.imshow(full, cmap="Blues", vmin=0, vmax=1)
            axes.set_xticks(range(count), tokens)
            axes.set_yticks(range(count), tokens)
            name = f"head {j}" if len(layers) == 1 else f"layer {i}, head {j}"
            label(axes, name, "", "" if j else "at this position")
    figure.suptitle("attention: where it looks", fontsize=LARGE_LETTERS)
    figure.supxlabel("looks at", fontsize=LARGE_LETTERS)
    scale_of_shades(figure, shades, "weight (a row adds up to 1)")
    return figure


def plot_unrolled(memories: Sequence[Sequence[Any]], steps: Sequence[str], name: str = "the memory") -> Figure:
    """A recurrent network, unrolled: a column a step, above its memory, below the gradient that came back to it.

    `memories` are the Values after each step, of which a loss has been passed back; `steps` says what was read. The
    size of a gradient is its Euclidean norm; where it is 0 there is no point.

    Raises ValueError if there are not as many steps as memories.
    """
    if not memories or len(memories) != len(steps):
        raise ValueError(f"there are {len(memories)} memories and {len(steps)} steps; each step has one")
    numbers = [[x.data for x in memory] for memory in memories]
    most = max(abs(x) for row in numbers for x in row) or 1.0
    figure = new_figure(max(7.0, 0.8 * len(steps) + 3), 8)
    upper, lower = figure.subplots(2, 1, height_ratios=[3, 2], sharex=True)
    shades = upper.imshow(list(zip(*numbers)), cmap=signed_colours(), vmin=-most, vmax=most, aspect="auto")
    upper.locator_params(axis="y", integer=True)
    label(upper, f"{name}, step by step", "", "place in it")
    scale_of_shades(figure, shades, "number in it", upper)
    draw_sizes(lower, [hypot(*[x.grad for x in memory]) for memory in memories])
    lower.set_xticks(range(len(steps)), steps)
    label(lower, "the size of the gradient that comes back to it", "what it reads", "Euclidean norm")
    return figure
