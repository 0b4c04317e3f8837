"""A convolutional network: one small filter looks at every place of an image, so what it learns here it knows there.

An MLP has a weight for each pixel, and learns the same stroke anew in each place. A convolution has a few filters of
3 × 3 weights, which slide over the image; wherever the stroke is, the filter answers. Pooling then keeps the strongest
answer of each 2 × 2 places, so that a shift by a pixel changes little. One layer of scores reads what is left:

    8 × 8 pixels -> 8 filters, 6 × 6 answers each -> pooled to 3 × 3 each -> 10 scores

python -m demos.cnn             trains the CNN and an MLP with as many parameters, and shows the filters
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
from demos.data import digit_images

FOLDER = Path("runs/cnn")
SIDE, PATCH, POOL = 8, 3, 2  # of the image, of a filter, of what is pooled, in pixels
PLACES = SIDE - PATCH + 1  # where a filter fits, in each direction
FILTERS, CLASSES = 4, 10
EPOCHS, IMAGES = 6, 600  # with fewer images than there are, what a network knows beforehand counts


# --- the network ------------------------------------------------------------------------------------------------------


def patches(image: Sequence[Any]) -> list[list[Any]]:
    """The pixels under a filter at each place, line by line."""
    rows = [image[SIDE * i : SIDE * (i + 1)] for i in range(SIDE)]
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
        self.inputs = SIDE * SIDE
        self.filters = nn.Layer(PATCH * PATCH, FILTERS, None, rng, "kaiming_uniform")
        self.scores = nn.Layer(FILTERS * (PLACES // POOL) ** 2, CLASSES, None, rng)
        self.label_parameters()

    def __call__(self, image: Sequence[Any]) -> list[Any]:
        at = patches(image)
        answers = [[neuron(patch) for patch in at] for neuron in self.filters.neurons]
        return self.scores([engine.relu(strongest) for one in answers for strongest in pooled(one)])


def mlp(seed: int) -> nn.MLP:
    """The baseline: as many parameters as the CNN has, and no knowledge of which pixels are neighbours."""
    return nn.MLP(SIDE * SIDE, [5, CLASSES], "relu", seed=seed, init="kaiming_uniform")
