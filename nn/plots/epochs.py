"""What changes from epoch to epoch, of a history with recorded parameters: the decisions, and the numbers in layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import log10
from typing import TYPE_CHECKING, Any

from engine import Value
from nn.checks import as_examples, as_sequence, whole
from nn.layers import MLP
from nn.losses import mse_loss
from nn.module import Module
from nn.plots.decisions import an_mlp, draw_examples, draw_regions, leads_of, on_the_plane, plane, what_is_said
from nn.plots.figures import BLUE, LARGE_LETTERS, SMALL_LETTERS, label, legend_below, new_figure
from nn.plots.training import recorded
from nn.training.evaluation import predict
from nn.xray import mean_gradient, outputs_by_layer, parameters_by_layer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nn.plots.picture import Film

BINS = 30  # of a histogram


@contextmanager
def in_the_past(model: Module, history: Any) -> Iterator[Callable[[int], None]]:
    """A block with a function that puts the parameters back to an epoch; in the end they are as they were before."""
    parameters, then = dict(model.named_parameters()), recorded(model, history)
    now = {place: p.data for place, p in parameters.items()}

    def put(numbers: dict[str, float]) -> None:
        for place, number in numbers.items():
            parameters[place].data = number

    try:
        yield lambda epoch: put(then[epoch])
    finally:
        put(now)


def some_of(epochs: Sequence[int], count: int) -> list[int]:
    """So many of the epochs at most, at equal distances, the first and the last among them."""
    count = min(count, len(epochs))
    return [epochs[round(k * (len(epochs) - 1) / max(1, count - 1))] for k in range(count)]


# --- the decisions ----------------------------------------------------------------------------------------------------


def animate_training(
    model: Module,
    history: Any,
    inputs: Sequence[Sequence[float]],
    targets: Sequence[int],
    *,
    threshold: float = 0.0,
    steps: int = 40,
    frames: int = 40,
    frames_per_second: int = 8,
    compiled: bool | str = True,
) -> Film:
    """The decision boundary as it was after each epoch: `.save("training.gif")` or `.html`; in a notebook it plays.

    Train with `fit(..., callbacks=[record_parameters(model)])`; there are at most so many `frames`. The picture is that
    of `plot_decision_boundary`; its shades mean the same in all frames. The title has the training loss of the epoch
    and the fraction of these examples that are in the region of their class. The model is compiled, as in `predict`;
    one that cannot be takes longer, with compiled=False.

    Raises ValueError if the history has no recorded parameters, and leaves the model as it is.
    """
    inputs, targets = on_the_plane(inputs, targets)
    if whole("frames", frames) < 2 or whole("frames_per_second", frames_per_second) < 1:
        raise ValueError(f"a film has 2 frames or more, 1 or more a second, got {frames} and {frames_per_second}")
    across, up = plane(inputs, steps)
    places = [*inputs, *[[x, y] for y in up for x in across]]
    epochs = some_of(list(recorded(model, history)), frames)
    seen = []
    with in_the_past(model, history) as put:
        for epoch in epochs:
            put(epoch)
            seen.append(leads_of(predict(model, places, compiled), threshold))
    largest = [max(max(lead) for lead in several) for several in zip(*seen)]
    figure = new_figure(8, 6.5)
    axes = figure.subplots()

    def draw(frame: int) -> None:
        axes.clear()
        leads = seen[frame]
        draw_regions(axes, across, up, [lead[len(inputs) :] for lead in leads], largest)
        draw_examples(axes, inputs, targets, len(leads))
        axes.set(xlim=(across[0], across[-1]), ylim=(up[0], up[-1]))
        title = f"{what_is_said(len(leads))}\n{headline(epochs[frame], history, leads, targets)}"
        label(axes, title, "input 0", "input 1")
        legend_below(axes)

    draw(0)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # the axes stay where they are
    from nn.plots.picture import Film

    return Film(figure, draw, len(epochs), frames_per_second)


def headline(epoch: int, history: Any, leads: Sequence[Sequence[float]], targets: Sequence[int]) -> str:
    """The epoch, its loss, and the fraction of the examples that are in the region of their class."""
    classes = [int(t) if len(leads) > 2 else int(t > 0) for t in targets]
    right = sum(leads[one][i] > 0 for i, one in enumerate(classes)) / len(classes)
    loss = f"loss {history.train_loss[epoch - 1]:.3f}" if epoch else "before training"
    return f"epoch {epoch}: {loss}, accuracy {right:.0%}"


# --- the numbers in layers --------------------------------------------------------------------------------------------


def plot_activations(model: MLP, history: Any, inputs: Sequence[Any], *, epochs: int = 5) -> Figure:
    """The outputs of each layer for some inputs, as a histogram for each layer and each of at most so many epochs.

    Train with `fit(..., callbacks=[record_parameters(model)])`. Outputs that pile up at the ends of tanh or sigmoid are
    saturated, and those of relu at 0 are off.
    """
    inputs = as_examples("inputs", an_mlp(model), inputs)

    def numbers() -> list[list[float]]:
        return [[x for row in rows for x in as_row(row)] for rows in outputs_by_layer(model, inputs)]

    names = [f"layers.{i}" for i in range(len(model.layers))]
    rows = numbers_by_epoch(model, history, epochs, numbers)
    return histograms(rows, names, "the outputs of each layer, by epoch", "output", "outputs")


def plot_gradient_histograms(
    model: MLP,
    history: Any,
    inputs: Sequence[Any],
    targets: Sequence[Any],
    loss: Callable[[Any, Any], Value] = mse_loss,
    *,
    epochs: int = 5,
) -> Figure:
    """The gradient of the mean loss in each layer, as a histogram for each layer and each of at most so many epochs.

    It is that of each parameter, as its size in powers of ten; how many are 0, and so have none, is written there.
    Train with `fit(..., callbacks=[record_parameters(model)])`.
    """
    inputs, targets = as_examples("inputs", an_mlp(model), inputs), as_sequence("targets", targets)
    if not len(inputs) or len(inputs) != len(targets):
        raise ValueError(f"gradients need a target for each input, got {len(inputs)} inputs and {len(targets)} targets")
    layers = parameters_by_layer(model)

    def numbers() -> list[list[float]]:
        grads = mean_gradient(model, inputs, targets, loss)
        return [[abs(grads.get(p, 0.0)) for p in parameters] for parameters in layers.values()]

    rows = {
        epoch: [[log10(x) if x else None for x in sizes] for sizes in found]
        for epoch, found in numbers_by_epoch(model, history, epochs, numbers).items()
    }
    title = "the gradient of each parameter, by epoch"
    return histograms(rows, list(layers), title, "log10 |gradient|", "parameters")


def as_row(outputs: Any) -> list[float]:
    """The outputs of a layer as a list, of one neuron too."""
    return outputs if isinstance(outputs, list) else [outputs]


def numbers_by_epoch(model: MLP, history: Any, epochs: int, numbers: Callable[[], Any]) -> dict[int, Any]:
    """What the function gives with the parameters of some epochs."""
    if whole("epochs", epochs) < 1:
        raise ValueError(f"there is at least 1 epoch to show, got {epochs}")
    found = {}
    with in_the_past(model, history) as put:
        for epoch in some_of(list(recorded(model, history)), epochs):
            put(epoch)
            found[epoch] = numbers()
    return found


def histograms(rows: dict[int, Any], names: Sequence[str], title: str, x: str, what: str) -> Figure:
    """A row of histograms for each epoch, and in it one for each layer; None is not counted, but named as 0.

    Those of a layer have one axis; all have one height.
    """
    figure = new_figure(3.2 * len(names) + 1.2, 1.3 * len(rows) + 2)
    several = figure.subplots(len(rows), len(names), squeeze=False, sharex="col", sharey=True)
    for j, name in enumerate(names):
        known = [number for row in rows.values() for number in row[j] if number is not None]
        low, high = (min(known), max(known)) if known else (0.0, 1.0)
        margin = 0.02 * (high - low) or 0.5
        for i, (epoch, row) in enumerate(rows.items()):
            axes, counted = several[i][j], [number for number in row[j] if number is not None]
            shares = [100 / len(row[j])] * len(counted)
            axes.hist(counted, BINS, range=(low - margin, high + margin), weights=shares, color=BLUE)
            if len(counted) < len(row[j]):
                note = f"{1 - len(counted) / len(row[j]):.0%} are 0"
                axes.text(0.03, 0.9, note, transform=axes.transAxes, va="top", fontsize=SMALL_LETTERS)
            axes.locator_params(axis="x", nbins=5)
            bottom = i == len(rows) - 1
            label(axes, "" if i else name, x if bottom else "", "" if j else f"epoch {epoch}")
    figure.suptitle(f"{title}\n(bars: percent of the {what})", fontsize=LARGE_LETTERS)
    return figure
