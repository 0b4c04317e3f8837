"""How good the outputs of a model are: confusions, mistakes, thresholds of a score, predicted against true numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import inf
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from engine import softmax
from nn.checks import as_sequence, whole
from nn.metrics import check_lengths, check_targets, predicted_class, r2_score
from nn.plots.figures import (
    BLUE,
    GREY,
    LARGE_LETTERS,
    SMALL_LETTERS,
    image_of,
    label,
    legend_below,
    new_figure,
    scale_of_shades,
    small_multiples,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_confusion_matrix(
    matrix: Sequence[Sequence[int]], classes: Sequence[str] | None = None, *, percent: bool = False
) -> Figure:
    """A `confusion_matrix` as a table of shades: a row for what an example is, a column for what the model says.

    In percent, each number is a share of its row, that is of the examples of one class.
    """
    matrix = as_sequence("the matrix", matrix)
    names = [str(i) for i in range(len(matrix))] if classes is None else list(classes)
    if not matrix or len(names) != len(matrix) or any(len(row) != len(matrix) for row in matrix):
        raise ValueError(f"the matrix has {len(matrix)} rows, there are {len(names)} names of classes")
    right, total = sum(row[i] for i, row in enumerate(matrix)), sum(map(sum, matrix))
    cells: Sequence[Sequence[float]] = matrix
    if percent:
        cells = [[100 * count / (sum(row) or 1) for count in row] for row in matrix]
    cell, longest = max(0.7, 4.8 / len(names)), 0.13 * max(map(len, names))  # inches
    upright = longest > cell  # names side by side would touch
    side = cell * len(names) + 2.5 + longest
    figure = new_figure(side + 0.7, side - 1 if upright else side - longest)
    axes = figure.subplots()
    most = 100 if percent else max(map(max, cells)) or 1
    shades = axes.imshow(cells, cmap="Blues", vmin=0, vmax=most)
    for i, numbers in enumerate(cells):
        for j, number in enumerate(numbers):
            color = "white" if number > most / 2 else "black"
            text = f"{number:.0f}%" if percent else str(number)
            axes.text(j, i, text, ha="center", va="center", fontsize=22 if len(names) < 8 else 12, color=color)
    axes.set_xticks(range(len(names)), names, rotation=90 if upright else 0)
    axes.set_yticks(range(len(names)), names)
    label(axes, f"what it is, and what the model says:\n{right} of {total} are right", "the model says", "it is")
    scale_of_shades(figure, shades, "percent of the row" if percent else "examples")
    return figure


def plot_mistakes(
    images: Sequence[Sequence[float]],
    outputs: Sequence[Sequence[float]],
    targets: Sequence[int],
    classes: Sequence[str] | None = None,
    *,
    count: int = 12,
    width: int | None = None,
) -> Figure:
    """The worst mistakes with their images: first those for which the true class has the lowest probability.

    Outputs are logits, as `cross_entropy` takes them, and images numbers in lines of `width`, squares without one; the
    highest number is black. Each says what it is, what the model says, and with which probability.
    """
    images, (outputs, targets) = as_sequence("images", images), check_targets(outputs, targets)
    names = [str(i) for i in range(len(outputs[0]))] if classes is None else list(classes)
    if len(images) != len(targets) or len(names) != len(outputs[0]) or whole("count", count) < 1:
        raise ValueError(
            f"mistakes need an image for each output, a name for each class and a count of at least 1, got "
            f"{len(images)} images, {len(outputs)} outputs, {len(names)} names for {len(outputs[0])} classes, {count=}"
        )
    chances = [softmax(list(row)) for row in outputs]
    says = [predicted_class(row) for row in outputs]
    wrong = [i for i, target in enumerate(targets) if says[i] != target]
    worst = sorted(wrong, key=lambda i: chances[i][targets[i]])[:count]
    titles = [f"is {names[targets[i]]},\nsays {names[says[i]]}: {chances[i][says[i]]:.0%}" for i in worst]
    wide = 0.13 * max([len(line) for title in titles for line in title.split("\n")], default=0)
    figure, several = small_multiples(max(1, len(worst)), 6, max(1.7, wide), 2.3)
    for axes in several:
        axes.set_axis_off()
    for axes, i, title in zip(several, worst, titles):
        picture = image_of(list(images[i]), width)
        axes.imshow(picture, cmap="Greys", vmin=min(map(min, picture)), vmax=max(map(max, picture)))
        axes.set_title(title, fontsize=SMALL_LETTERS)
    found = f"the worst {len(worst)} of {len(wrong)} mistakes" if len(worst) < len(wrong) else "all mistakes"
    figure.suptitle(f"{found if wrong else 'no mistake'}\nin {len(targets)} examples", fontsize=LARGE_LETTERS)
    return figure


def plot_roc(scores: Sequence[float], targets: Sequence[int]) -> Figure:
    """For every threshold of a score: how many of the positive examples are above it, and how many of the others.

    The area below the curve is the chance that a positive example has a higher score than another one: 0.5 is a guess.
    Scores are one number for each example, such as a logit; targets are 0 (or -1) and 1.
    """
    points = threshold_counts(scores, targets)
    _, positives, negatives = points[-1]
    wrong, right = [n / negatives for _, _, n in points], [p / positives for _, p, _ in points]
    area = sum((b - a) * (u + v) / 2 for a, b, u, v in zip(wrong, wrong[1:], right, right[1:]))
    figure = new_figure(7, 6.5)
    axes = figure.subplots()
    axes.plot(wrong, right, color=BLUE, linewidth=2.5, label=f"the model: area {area:.3f}")
    axes.plot([0, 1], [0, 1], color=GREY, linestyle=":", label="a guess: area 0.5")
    axes.set_aspect("equal")
    label(axes, "ROC: every threshold", "false positives, of all negatives", "true positives, of all positives")
    legend_below(axes)
    return figure


def plot_precision_recall(scores: Sequence[float], targets: Sequence[int]) -> Figure:
    """For every threshold of a score: how many of those above it are positive, and how many positives are above it.

    The average precision is the mean of the precisions, each weighted by the positives that its threshold adds
    (scikit-learn's average_precision_score). Scores and targets are those of `plot_roc`.
    """
    points = threshold_counts(scores, targets)
    _, positives, negatives = points[-1]
    precisions = [p / (p + n) for _, p, n in points[1:]]
    recalls = [p / positives for _, p, _ in points]
    average = sum((b - a) * precision for a, b, precision in zip(recalls, recalls[1:], precisions))
    share = positives / (positives + negatives)
    figure = new_figure(7, 6.5)
    axes = figure.subplots()
    label_text = f"the model: average precision {average:.3f}"
    axes.step(recalls, [precisions[0], *precisions], where="pre", color=BLUE, linewidth=2.5, label=label_text)
    axes.axhline(share, color=GREY, linestyle=":", label=f"a guess: {share:.3f}")
    axes.set_ylim(0, 1.05)
    label(axes, "precision and recall: every threshold", "recall", "precision")
    legend_below(axes)
    return figure


def threshold_counts(scores: Sequence[float], targets: Sequence[int]) -> list[tuple[float, int, int]]:
    """From above all scores down to the lowest: a threshold, and how many positives and negatives are not below it."""
    scores, targets = check_lengths(scores, targets)
    if any(target not in (-1, 0, 1) for target in targets) or {-1, 0} <= set(targets):
        raise ValueError("the targets of a score are 0 and 1, or -1 and 1, for the negative and the positive class")
    if not all(isinstance(score, (int, float)) and score == score for score in scores):
        raise ValueError("a score is one number for each example: of two outputs a and b, give b - a")
    if len(set(targets)) < 2:
        raise ValueError(f"a curve needs examples of both classes, got only targets of {targets[0]}")
    points, positives, negatives = [(inf, 0, 0)], 0, 0
    for score, equals in groupby(sorted(zip(scores, targets), reverse=True), key=itemgetter(0)):
        found = [target for _, target in equals]
        positives += found.count(1)
        negatives += len(found) - found.count(1)
        points.append((score, positives, negatives))
    return points


def plot_predicted(outputs: Sequence[Any], targets: Sequence[float]) -> Figure:
    """What a model of one output predicts, against what is true: on the line they are equal."""
    outputs, targets = check_lengths(outputs, targets)
    score = r2_score(outputs, targets)
    ends = [min(*outputs, *targets), max(*outputs, *targets)]
    figure = new_figure(7, 6.5)
    axes = figure.subplots()
    axes.plot(ends, ends, color=GREY, linestyle=":", linewidth=2, label="predicted = true")
    axes.scatter(targets, outputs, s=45, color=BLUE, edgecolors="black", alpha=0.7, label="an example")
    axes.set_aspect("equal")
    label(axes, f"predicted against true: R² = {score:.3f}", "true", "predicted")
    legend_below(axes)
    return figure
