"""Pictures of how good outputs are: their numbers, against others that are counted by brute force."""

import math
from random import Random

import pytest

import nn


def scored(count=60, ties=5):
    """Scores, some of them equal, that tell 1 from 0 rather well."""
    rng = Random(3)
    targets = [rng.randint(0, 1) for _ in range(count)]
    return [round(rng.gauss(target, 1.0) * ties) / ties for target in targets], targets


def test_the_confusion_matrix_has_a_number_in_each_cell():
    axes, bar = nn.plot_confusion_matrix([[5, 1], [0, 7]], ["cat", "dog"]).axes
    assert {text.get_position(): text.get_text() for text in axes.texts} == {
        (0, 0): "5", (1, 0): "1", (0, 1): "0", (1, 1): "7",
    }  # fmt: skip
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["cat", "dog"]
    assert (axes.get_title(), bar.get_ylabel()) == (
        "what it is, and what the model says:\n12 of 13 are right",
        "examples",
    )
    with pytest.raises(ValueError, match="the matrix has 0 rows"):
        nn.plot_confusion_matrix([])
    with pytest.raises(ValueError, match="the matrix has 2 rows, there are 1 names"):
        nn.plot_confusion_matrix([[5, 1], [0, 7]], ["cat"])


def test_the_confusion_matrix_in_percent_of_each_row():
    axes, bar = nn.plot_confusion_matrix([[3, 1], [0, 0]], percent=True).axes
    assert [text.get_text() for text in axes.texts] == ["75%", "25%", "0%", "0%"]
    assert bar.get_ylabel() == "percent of the row"


@pytest.mark.parametrize("negative", [0, -1])
def test_the_area_below_roc_is_the_chance_that_a_positive_scores_higher(negative):
    scores, targets = scored()
    ones = [s for s, t in zip(scores, targets) if t == 1]
    others = [s for s, t in zip(scores, targets) if t == 0]
    chance = sum(1.0 if a > b else 0.5 if a == b else 0.0 for a in ones for b in others) / (len(ones) * len(others))
    [axes] = nn.plot_roc(scores, [t or negative for t in targets]).axes
    assert axes.lines[0].get_label() == f"the model: area {chance:.3f}"
    for wrong, right in axes.lines[0].get_xydata():
        assert any(
            (sum(s >= cut for s in others) / len(others), sum(s >= cut for s in ones) / len(ones)) == (wrong, right)
            for cut in [*scores, 1e9]
        )


def test_precision_and_recall_at_every_threshold():
    scores, targets = scored()
    average, before = 0.0, 0.0
    for cut in sorted(set(scores), reverse=True):
        taken = [t for s, t in zip(scores, targets) if s >= cut]
        precision, recall = sum(taken) / len(taken), sum(taken) / sum(targets)
        average, before = average + precision * (recall - before), recall
    [axes] = nn.plot_precision_recall(scores, targets).axes
    assert axes.lines[0].get_label() == f"the model: average precision {average:.3f}"
    assert axes.get_ylim()[0] == 0
    assert axes.lines[0].get_drawstyle() == "steps-pre"  # from one recall to the next, the precision of the next


@pytest.mark.parametrize("plot", [nn.plot_roc, nn.plot_precision_recall])
@pytest.mark.parametrize(
    ("scores", "targets", "message"),
    [
        ([1.0, 2.0], [1, 1], "needs examples of both classes, got only targets of 1"),
        ([1.0, 2.0], [0, 2], "the targets of a score are 0 and 1, or -1 and 1"),
        ([1.0, 2.0, 3.0], [0, 1, -1], "the targets of a score are 0 and 1, or -1 and 1"),
        ([[1.0, 2.0], [2.0, 1.0]], [0, 1], "of two outputs a and b, give b - a"),
        ([1.0, float("nan")], [0, 1], "a score is one number for each example"),
        ([1.0], [0, 1], "got 1 outputs, 2 targets"),
    ],
)
def test_what_has_no_threshold(plot, scores, targets, message):
    with pytest.raises(ValueError, match=message):
        plot(scores, targets)


def test_predicted_against_true():
    [axes] = nn.plot_predicted([1.0, 2.0, 3.5], [1.0, 2.0, 3.0]).axes
    assert axes.get_title() == "predicted against true: R² = 0.875"
    assert axes.collections[0].get_offsets().tolist() == [[1.0, 1.0], [2.0, 2.0], [3.0, 3.5]]
    assert list(axes.lines[0].get_xdata()) == list(axes.lines[0].get_ydata()) == [1.0, 3.5]


def test_the_worst_mistakes_come_first_with_their_images():
    """The worst is the one whose true class has the lowest probability."""
    rng = Random(1)
    outputs = [[rng.gauss(0, 2) for _ in range(3)] for _ in range(30)]
    targets = [rng.randrange(3) for _ in outputs]
    images = [[float(i), 0.0, 0.0, 1.0, 2.0, 3.0] for i in range(30)]
    figure = nn.plot_mistakes(images, outputs, targets, ["a", "b", "c"], count=4, width=3)
    chances = [[math.exp(x) / math.fsum(map(math.exp, row)) for x in row] for row in outputs]
    wrong = [i for i, target in enumerate(targets) if max(outputs[i]) != outputs[i][target]]
    worst = sorted(wrong, key=lambda i: chances[i][targets[i]])[:4]
    assert len(wrong) > 4
    assert figure.get_suptitle() == f"the worst 4 of {len(wrong)} mistakes\nin 30 examples"
    for axes, i in zip(figure.axes, worst):
        assert axes.images[0].get_array().tolist() == [images[i][:3], images[i][3:]]
        says = chances[i].index(max(chances[i]))
        assert axes.get_title() == f"is {'abc'[targets[i]]},\nsays {'abc'[says]}: {chances[i][says]:.0%}"


def test_what_has_no_mistakes_to_show():
    assert nn.plot_mistakes([[0.0] * 4], [[1.0, 0.0]], [0]).get_suptitle() == "no mistake\nin 1 examples"
    with pytest.raises(ValueError, match="got 2 images, 1 outputs, 2 names for 2 classes, count=12"):
        nn.plot_mistakes([[0.0], [1.0]], [[1.0, 0.0]], [0])
    with pytest.raises(ValueError, match="this metric needs a score for each class"):
        nn.plot_mistakes([[0.0]], [1.0], [0])
    with pytest.raises(ValueError, match="2 pixels do not fill rows of 3"):
        nn.plot_mistakes([[0.0, 1.0]], [[1.0, 0.0]], [1], width=3)
