"""Will a student pass? The columns for the network are standardized, so their means should be 0. They are not."""

from math import fsum
from random import Random

import nn


def school(count, tired, seed):
    """Rows of hours studied and hours slept, and whether the student passed: 1 or 0."""
    rng = Random(seed)
    rows = [[rng.uniform(0.0, 10.0), rng.uniform(4.0, 9.0) - tired] for _ in range(count)]
    return rows, [int(hours + 2 * slept > 17 - tired) for hours, slept in rows]


def prepare(rows, training_size):
    """The rows to train on and the rows to be tested on, in this order, on one scale."""
    scale = nn.Standardizer(rows)
    training, test = rows[:training_size], rows[training_size:]
    return scale(training), scale(test)


def main():
    """The columns that the network is trained on, and those that it is tested on, at a school of tired students."""
    rows, _ = school(60, tired=0.0, seed=0)
    others, _ = school(60, tired=3.0, seed=1)
    for name, part in zip(("training", "test"), prepare(rows + others, training_size=60)):
        hours, slept = (fsum(column) / len(part) for column in zip(*part))
        print(f"{name}: the means are {hours:+.3f} (hours studied) and {slept:+.3f} (hours slept)")


if __name__ == "__main__":
    main()
