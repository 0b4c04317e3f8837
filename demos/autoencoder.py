"""An autoencoder: 64 pixels squeezed through a bottleneck of two numbers, and restored as well as that allows.

The encoder turns an image into its code, two numbers; the decoder turns the code into an image. They are trained
together to give back what came in, and nobody tells them which digit it is. What can be said in two numbers must be
what matters most: images of one digit end up side by side.

    64 pixels -> 20 neurons -> a code of 2 -> 20 neurons -> 64 pixels

The baseline is the best that a linear code can do: the first two principal components (PCA) have the smallest squared
error of all linear codes of two numbers.

python -m demos.autoencoder             trains, and draws the codes and some digits as they went in and came out
python -m demos.autoencoder --seeds 5   compares with PCA, from five other starts
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from math import sqrt
from pathlib import Path
from random import Random
from statistics import fmean
from time import perf_counter
from typing import Any

import engine
import nn
from demos.command_line import check_matplotlib, whole
from demos.data import Images, digit_images

FOLDER = Path("runs/autoencoder")
PIXELS, HIDDEN, CODE = 64, 20, 2
EPOCHS, BATCH, LR = 15, 16, 0.02

Image = Sequence[float]


# --- the network ------------------------------------------------------------------------------------------------------


class Autoencoder(nn.Module):
    """decoder(encoder(image)): the image again, out of the two numbers in between."""

    def __init__(self, seed: int) -> None:
        rng = Random(seed)
        self.inputs = PIXELS
        self.encoder = nn.MLP(PIXELS, [HIDDEN, CODE], "tanh", seed=rng, init="xavier_uniform")
        self.decoder = nn.MLP(CODE, [HIDDEN, PIXELS], "tanh", "sigmoid", rng, "xavier_uniform")
        self.label_parameters()

    def __call__(self, image: Sequence[Any]) -> list[Any]:
        return self.decoder(self.encoder(image))


# --- the baseline -----------------------------------------------------------------------------------------------------


def principal_components(images: Sequence[Image], count: int = CODE, rounds: int = 100) -> tuple[Image, list[Image]]:
    """The mean image, and the directions of unit length in which the images differ most, by power iteration.

    The directions are those in which the covariances of the pixels stretch most: what is stretched again and again
    turns into them. What is found is taken out before the next is looked for.
    """
    columns = list(zip(*images))
    middle = [fmean(column) for column in columns]
    columns = [[x - m for x in column] for column, m in zip(columns, middle)]
    covariances = [[engine.dot(a, b) / len(images) for b in columns] for a in columns]
    directions: list[Image] = []
    for _ in range(count):
        direction = [1.0 / sqrt(len(columns))] * len(columns)
        for _ in range(rounds):
            stretched = [engine.dot(row, direction) for row in covariances]
            for known in directions:
                stretched = without(known, stretched)
            length = sqrt(engine.dot(stretched, stretched))
            direction = [x / length for x in stretched]
        directions.append(direction)
    return middle, directions


def without(direction: Image, image: Image) -> list[float]:
    """What is left of an image without its part in a direction of unit length."""
    amount = engine.dot(direction, image)
    return [x - amount * d for x, d in zip(image, direction)]


def linear_autoencoder(images: Sequence[Image]) -> Callable[[Image], list[float]]:
    """The function that gives an image back from two numbers, the amounts of the principal components of `images`."""
    middle, directions = principal_components(images)

    def again(image: Image) -> list[float]:
        lost = [x - m for x, m in zip(image, middle)]
        for direction in directions:
            lost = without(direction, lost)
        return [x - r for x, r in zip(image, lost)]

    return again


# --- train and compare ------------------------------------------------------------------------------------------------


def train(model: Autoencoder, images: Sequence[Image], epochs: int, seed: int) -> None:
    """Train the model to give back what comes in: each image is its own target."""
    optimizer = nn.Adam(model.parameters(), lr=LR)
    schedule = nn.LinearLR(optimizer, 1.0, 0.0, epochs)
    nn.fit(
        model, images, images, nn.mse_loss, optimizer, epochs, BATCH,
        seed=seed, schedule=schedule, compiled=True,
    )  # fmt: skip


def error(again: Sequence[Image], images: Sequence[Image]) -> float:
    """The mean squared error of a pixel."""
    return fmean((a - b) ** 2 for output, image in zip(again, images) for a, b in zip(output, image))


# --- report -----------------------------------------------------------------------------------------------------------


def pictures(model: Autoencoder, baseline: Callable[[Image], Image], test: Images) -> dict[str, Any]:
    """The codes of the test images in the plane, and some of these images as they went in and came out."""
    return {"codes.png": codes(model, test), "reconstructions.png": reconstructions(model, baseline, test)}


def codes(model: Autoencoder, test: Images) -> Any:
    """Each test image at its code, as the digit that it is; and what the decoder makes of codes all over the plane."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(14, 7), layout="constrained")
    plane, sheet = figure.subplots(1, 2)
    points = nn.predict(model.encoder, test[0])
    for (x, y), digit in zip(points, test[1]):
        plane.text(x, y, str(digit), color=f"C{digit}", fontsize=12, ha="center", va="center")
    spans = [(min(numbers), max(numbers)) for numbers in zip(*points)]
    ends = [(low - 0.06 * (high - low), high + 0.06 * (high - low)) for low, high in spans]  # room for whole digits
    plane.set_xlim(*ends[0])
    plane.set_ylim(*ends[1])
    plane.set_title("the codes of the test images", fontsize=16)
    plane.tick_params(labelsize=12)
    steps = 12
    sizes = [(high - low) / steps for low, high in ends]
    cells = {tuple(min(steps - 1, int((c - end[0]) / size)) for c, end, size in zip(p, ends, sizes)) for p in points}
    for cell in cells:  # where there are codes
        middle = [end[0] + (k + 0.5) * size for k, end, size in zip(cell, ends, sizes)]
        [image] = nn.predict(model.decoder, [middle])
        (i, j), gap = cell, 0.05
        place = (i + gap, i + 1 - gap, j + gap, j + 1 - gap)
        sheet.imshow(rows(image), cmap="Greys", vmin=0, vmax=1, extent=place)
    sheet.set_xlim(0, steps)
    sheet.set_ylim(0, steps)
    sheet.set_xticks([])
    sheet.set_yticks([])
    sheet.set_title("what the decoder makes of codes there", fontsize=16)
    return figure


def rows(image: Image) -> list[Image]:
    """The pixels line by line."""
    return [image[8 * i : 8 * (i + 1)] for i in range(8)]


def reconstructions(model: Autoencoder, baseline: Callable[[Image], Image], test: Images, count: int = 10) -> Any:
    """One image of each digit, and what the network and the principal components make of it."""
    from matplotlib.figure import Figure

    chosen = [test[0][test[1].index(digit)] for digit in range(count)]
    several = {"image": chosen, "network": nn.predict(model, chosen), "PCA": [baseline(image) for image in chosen]}
    figure = Figure(figsize=(1.3 * count + 1, 4.5), layout="constrained")
    for line, (name, images) in zip(figure.subplots(len(several), count), several.items()):
        for axes, image in zip(line, images):
            axes.imshow(rows(image), cmap="Greys", vmin=0, vmax=1)
            axes.set_xticks([])
            axes.set_yticks([])
        line[0].set_ylabel(name, fontsize=16)
    return figure


def main() -> None:
    """Run the demo from the command line."""
    parser = argparse.ArgumentParser(description="Squeeze digits through two numbers.")
    parser.add_argument("--epochs", type=whole, default=EPOCHS, help="how often to go through the images (%(default)s)")
    parser.add_argument("--images", type=whole, default=None, metavar="N", help="train on the first N (all 1,078)")
    parser.add_argument("--seed", type=int, default=0, help="for the first weights and the batches (%(default)s)")
    parser.add_argument("--seeds", type=whole, default=0, metavar="N", help="only compare the seeds below N")
    arguments = parser.parse_args()
    check_matplotlib()
    training, test = digit_images()
    images = training[0][: arguments.images]
    baseline = linear_autoencoder(images)
    linear = error([baseline(image) for image in test[0]], test[0])
    better = []
    for seed in range(arguments.seeds) if arguments.seeds else [arguments.seed]:
        start = perf_counter()
        model = Autoencoder(seed)
        train(model, images, arguments.epochs, seed)
        result = error(nn.predict(model, test[0]), test[0])
        better.append(1 - result / linear)
        print(f"seed {seed}: test error {result:.4f}, PCA {linear:.4f}; {perf_counter() - start:.1f} s")
    if arguments.seeds:
        print(f"better than PCA: {sum(gain > 0 for gain in better)} of {len(better)}, by {min(better):.1%} or more")
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, figure in pictures(model, baseline, test).items():
        figure.savefig(FOLDER / name)
        print(f"a picture is {FOLDER / name}")


if __name__ == "__main__":
    main()
