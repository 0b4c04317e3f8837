"""An autoencoder: 64 pixels through a door of two numbers, and out again as the same picture, as far as they will go.

The encoder turns an image into its code, two numbers; the decoder turns the code into an image. They are trained
together to give back what came in, and nobody tells them which digit it is. What can be said in two numbers must be
what matters most: digits of a kind find themselves side by side.

    64 pixels -> 20 neurons -> a code of 2 -> 20 neurons -> 64 pixels

The baseline is the best that a straight line can do: the two principal components (PCA), of all linear codes of two
numbers the one with the smallest squared error.

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
from demos.data import digit_images

FOLDER = Path("runs/autoencoder")
PIXELS, HIDDEN, CODE = 64, 20, 2
EPOCHS = 10

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


def principal_components(images: Sequence[Image], count: int = CODE, rounds: int = 50) -> tuple[Image, list[Image]]:
    """The mean image, and the directions of unit length in which the images differ most, by power iteration."""
    middle = [fmean(pixels) for pixels in zip(*images)]
    rest = [[x - m for x, m in zip(image, middle)] for image in images]
    directions: list[Image] = []
    for _ in range(count):
        direction = [1.0 / sqrt(PIXELS)] * PIXELS
        for _ in range(rounds):
            amounts = [engine.dot(direction, image) for image in rest]
            total = [engine.dot(amounts, pixels) for pixels in zip(*rest)]
            length = sqrt(engine.dot(total, total))
            direction = [x / length for x in total]
        directions.append(direction)
        rest = [without(direction, image) for image in rest]
    return middle, directions


def without(direction: Image, image: Image) -> Image:
    """What is left of an image without its part in a direction of unit length."""
    amount = engine.dot(direction, image)
    return [x - amount * d for x, d in zip(image, direction)]


def linear_code(images: Sequence[Image]) -> Callable[[Image], Image]:
    """The function that gives an image back from its two principal components, which are those of `images`."""
    middle, directions = principal_components(images)

    def again(image: Image) -> Image:
        rest = [x - m for x, m in zip(image, middle)]
        for direction in directions:
            rest = without(direction, rest)
        return [x - r for x, r in zip(image, rest)]

    return again


# --- both -------------------------------------------------------------------------------------------------------------


def error(again: Sequence[Image], images: Sequence[Image]) -> float:
    """The mean squared error of a pixel."""
    return fmean(nn.mse_loss(output, image) for output, image in zip(again, images))
