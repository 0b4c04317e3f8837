"""A convolutional network: a small filter looks at every place of an image, so what it learns here it knows there.

An MLP has a weight for each pixel, and must learn the same stroke anew for every place. A convolution has a few filters
of 3 × 3 weights that slide over the image; wherever the stroke is, the filter answers. Pooling keeps the strongest
answer of each 2 × 2 places, so that a shift by a pixel changes little. One layer of scores reads what is left:

    10 × 10 pixels -> 4 filters, 8 × 8 answers each -> pooled to 4 × 4 each, relu -> 10 scores

The images are digits of 8 × 8 pixels, each put somewhere on a paper of 10 × 10: there are nine places for it. The
baseline is an MLP with as many parameters, which may go through the images five times as often.

python -m demos.cnn             trains both, and shows the filters and their answers
python -m demos.cnn --seeds 5   compares the two, from five other starts
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import engine
import nn
from demos.command_line import check_matplotlib, whole
from demos.data import Images, digit_images

FOLDER = Path("runs/cnn")
DIGIT, PAPER, PATCH, POOL = 8, 10, 3, 2  # sides in pixels: of a digit, of the image, of a filter, of what is pooled
PLACES = PAPER - PATCH + 1  # where a filter fits, in each direction
FILTERS, HIDDEN, CLASSES = 4, 6, 10
EPOCHS, BASELINE_EPOCHS, BATCH, LR = 6, 30, 16, 0.02

# --- the network ------------------------------------------------------------------------------------------------------


def patches(image: Sequence[Any]) -> list[list[Any]]:
    """The pixels under a filter at each place, line by line."""
    rows = [image[PAPER * i : PAPER * (i + 1)] for i in range(PAPER)]
    return [
        [pixel for row in rows[top : top + PATCH] for pixel in row[left : left + PATCH]]
        for top in range(PLACES)
        for left in range(PLACES)
    ]


def pooled(answers: Sequence[Any]) -> list[Any]:
    """The largest answer of each square of POOL × POOL places."""
    corners = range(0, PLACES, POOL)
    square = [PLACES * i + j for i in range(POOL) for j in range(POOL)]
    return [engine.maximum(*[answers[PLACES * top + left + k] for k in square]) for top in corners for left in corners]


class CNN(nn.Module):
    """A convolution, pooling, and a layer of scores. A filter is a neuron that is asked at every place."""

    def __init__(self, seed: int) -> None:
        rng = Random(seed)
        self.inputs = PAPER * PAPER
        self.filters = nn.Layer(PATCH * PATCH, FILTERS, None, rng, "kaiming_uniform")
        self.scores = nn.Layer(FILTERS * (PLACES // POOL) ** 2, CLASSES, None, rng)
        self.label_parameters()

    def answers(self, image: Sequence[Any]) -> list[list[Any]]:
        """What each filter says at each place."""
        at = patches(image)
        return [[neuron(patch) for patch in at] for neuron in self.filters.neurons]

    def __call__(self, image: Sequence[Any]) -> list[Any]:
        return self.scores([engine.relu(strongest) for one in self.answers(image) for strongest in pooled(one)])


def mlp(seed: int) -> nn.MLP:
    """The baseline, which does not know which pixels are neighbours."""
    return nn.MLP(PAPER * PAPER, [HIDDEN, CLASSES], "tanh", seed=seed)


# --- train and compare ------------------------------------------------------------------------------------------------


def put_somewhere(images: Images, rng: Random) -> Images:
    """Each digit at one of the places on the paper."""
    return [moved(x, rng.randint(0, PAPER - DIGIT), rng.randint(0, PAPER - DIGIT)) for x in images[0]], images[1]


def moved(digit: Sequence[float], top: int, left: int) -> list[float]:
    """The paper with a digit on it."""
    paper = [0.0] * (PAPER * PAPER)
    for i in range(DIGIT):
        start = PAPER * (top + i) + left
        paper[start : start + DIGIT] = digit[DIGIT * i : DIGIT * (i + 1)]
    return paper


def parts(count: int | None = None) -> tuple[Images, Images]:
    """The first `count` images to train on, or all 1,078, and the test images; the same for every seed."""
    training, test = digit_images()
    rng = Random(0)
    return put_somewhere((training[0][:count], training[1][:count]), rng), put_somewhere(test, rng)


def train(model: nn.Module, training: Images, epochs: int, seed: int) -> None:
    """Train a model, with a learning rate that falls to 0."""
    optimizer = nn.Adam(model.parameters(), lr=LR)
    schedule = nn.LinearLR(optimizer, 1.0, 0.0, epochs)
    nn.fit(
        model, *training, nn.cross_entropy, optimizer, epochs, BATCH, metrics=[nn.accuracy], seed=seed,
        schedule=schedule, compiled=True,
    )  # fmt: skip


def accuracy(model: nn.Module, part: Images) -> float:
    """The fraction of a part that a model gets right."""
    return nn.accuracy(nn.predict(model, part[0]), part[1])


# --- report -----------------------------------------------------------------------------------------------------------


def picture(model: CNN, image: Sequence[float]) -> Any:
    """The filters, and what each answers to an image: dark where the stroke that it looks for is."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(3 * (1 + FILTERS), 6.5), layout="constrained")
    upper, lower = figure.subplots(2, 1 + FILTERS)
    with engine.no_grad():
        answers = [[max(0.0, value.data) for value in one] for one in model.answers(image)]
    for i, (neuron, one) in enumerate(zip(model.filters.neurons, answers), 1):
        weights = [w.data for w in neuron.w]
        show(upper[i], weights, f"filter {i}", nn.signed_colours(), max(map(abs, weights)))
        show(lower[i], one, "where it answers", "Greys", max(max(map(max, answers)), 1e-9))
    show(lower[0], image, "image", "Greys", 1.0)
    upper[0].axis("off")
    upper[0].text(0.5, 0.5, "orange: paper\nblue: ink", fontsize=16, ha="center", va="center")
    return figure


def show(axes: Any, numbers: Sequence[float], title: str, colours: Any, largest: float) -> None:
    """A square of numbers as shades."""
    side = round(len(numbers) ** 0.5)
    rows = [numbers[side * i : side * (i + 1)] for i in range(side)]
    axes.imshow(rows, cmap=colours, vmin=0.0 if colours == "Greys" else -largest, vmax=largest)
    axes.set_title(title, fontsize=16)
    axes.set_xticks([])
    axes.set_yticks([])


def main() -> None:
    """Run the demo from the command line."""
    parser = argparse.ArgumentParser(description="Read digits with a convolution, wherever they are.")
    parser.add_argument("--epochs", type=whole, default=EPOCHS, help="of the CNN (%(default)s)")
    parser.add_argument("--images", type=whole, default=None, metavar="N", help="train on the first N (all)")
    parser.add_argument("--seed", type=int, default=0, help="for the first weights and the batches (%(default)s)")
    parser.add_argument("--seeds", type=whole, default=0, metavar="N", help="only compare the seeds below N")
    arguments = parser.parse_args()
    check_matplotlib()
    training, test = parts(arguments.images)
    better = []
    for seed in range(arguments.seeds) if arguments.seeds else [arguments.seed]:
        start = perf_counter()
        model, baseline = CNN(seed), mlp(seed)
        train(model, training, arguments.epochs, seed)
        train(baseline, training, arguments.epochs * BASELINE_EPOCHS // EPOCHS, seed)
        results = accuracy(model, test), accuracy(baseline, test)
        better.append(results[0] - results[1])
        sizes = len(model.parameters()), len(baseline.parameters())
        print(f"seed {seed}: test accuracy {results[0]:.1%} with {sizes[0]} parameters, MLP", end=" ")
        print(f"{results[1]:.1%} with {sizes[1]}; {perf_counter() - start:.1f} s")
    if arguments.seeds:
        print(f"better than the MLP: {sum(gain > 0 for gain in better)} of {len(better)}, by {min(better):.1%} or more")
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture(model, test[0][0]).savefig(FOLDER / "cnn.png")
    print(f"the picture is {FOLDER / 'cnn.png'}")


if __name__ == "__main__":
    main()
