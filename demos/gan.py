"""A GAN: two networks play a game, and one of them learns to make points like those it has never seen.

The generator turns noise into a point. The discriminator looks at a point and says how real it looks. In turns,

    the discriminator takes a step to tell real points from generated ones,
    the generator takes a step to make points that look real to it,

and all that the generator learns from is the gradient that comes back through the discriminator: which way each of its
points should have moved (Goodfellow et al., 2014, with the loss that they train with, -log of how real it looks).

The real points lie on a ring. The baseline is the normal distribution with the mean and the spread of the real points,
which is what one number and one width for each direction can say; there is no hole in it.

python -m demos.gan             plays the game, and draws the points as they find the ring
python -m demos.gan --seeds 5   compares with the baseline, from five other starts
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from math import cos, dist, pi, sin
from pathlib import Path
from random import Random
from statistics import fmean, stdev
from time import perf_counter
from typing import Any

import engine
import nn
from demos.command_line import check_matplotlib, watched, whole

FOLDER = Path("runs/gan")
BLUE, ORANGE, *_ = nn.COLOURS
RADIUS, WIDTH = 2.0, 0.15  # of the ring, and the standard deviation across it
NOISE, HIDDEN = 2, 16  # numbers of noise for a point, neurons of each network
STEPS, BATCH, LR, BETAS = 1500, 16, 0.01, (0.5, 0.99)
SEEN, DRAWN = 500, 400  # points to compare, and to draw

Point = Sequence[float]


# --- the real points, and the noise -----------------------------------------------------------------------------------


def real_points(count: int, rng: Random) -> list[Point]:
    """Points on the ring."""
    polar = [(rng.gauss(RADIUS, WIDTH), rng.uniform(0, 2 * pi)) for _ in range(count)]
    return [[r * cos(angle), r * sin(angle)] for r, angle in polar]


def noise(count: int, rng: Random) -> list[Point]:
    """What the generator makes its points of."""
    return [[rng.gauss(0, 1) for _ in range(NOISE)] for _ in range(count)]


# --- the game ---------------------------------------------------------------------------------------------------------


def leaky(x: Any) -> Any:
    """leaky_relu with a slope of 0.2 below 0, so that a gradient comes through everywhere."""
    return engine.leaky_relu(x, 0.2)


def players(seed: int) -> tuple[nn.MLP, nn.MLP]:
    """The generator, from noise to a point, and the discriminator, from a point to a score: above 0 is real."""
    rng = Random(seed)
    generator = nn.MLP(NOISE, [HIDDEN, 2], "tanh", seed=rng, init="xavier_uniform")
    return generator, nn.MLP(2, [HIDDEN, 1], leaky, seed=rng, init="xavier_uniform")


def cost(discriminator: nn.MLP, points: Sequence[Sequence[Any]], real: float) -> Any:
    """How wrong the discriminator is, if these points are real (1.0) or not (0.0)."""
    return engine.mean([nn.binary_cross_entropy_with_logits(discriminator(point), real) for point in points])


def play(generator: nn.MLP, discriminator: nn.MLP, steps: int, seed: int) -> Iterator[tuple[float, float]]:
    """The costs of the discriminator and of the generator after each pair of steps; both learning rates fall to 0."""
    rng = Random(seed)
    optimizers = [nn.Adam(player.parameters(), LR, BETAS) for player in (discriminator, generator)]
    for step in range(steps):
        for optimizer in optimizers:
            optimizer.lr = LR * (1 - step / steps)
        generated = nn.predict(generator, noise(BATCH, rng))  # plain numbers: nothing goes back to the generator
        told_apart = cost(discriminator, real_points(BATCH, rng), 1.0) + cost(discriminator, generated, 0.0)
        moved(optimizers[0], told_apart)
        believed = cost(discriminator, [generator(z) for z in noise(BATCH, rng)], 1.0)
        moved(optimizers[1], believed)
        yield told_apart.data, believed.data


def moved(optimizer: Any, cost: Any) -> None:
    """One step of one player; the other one's grads are filled in too, and not used."""
    optimizer.zero_grad()
    cost.backward()
    optimizer.step()


# --- compare ----------------------------------------------------------------------------------------------------------


def energy_distance(xs: Sequence[Point], ys: Sequence[Point]) -> float:
    """How far two distributions are from each other, estimated from points: near 0 if they are the same.

    Twice the mean distance between them, without those among the xs and among the ys (Székely and Rizzo, 2013).
    """
    return 2 * mean_distance(xs, ys) - sum(len(p) / (len(p) - 1) * mean_distance(p, p) for p in (xs, ys))


def mean_distance(xs: Sequence[Point], ys: Sequence[Point]) -> float:
    """The mean distance from a point of the one to a point of the other."""
    return fmean(dist(x, y) for x in watched(xs, "distances of point", len(xs)) for y in ys)


def normal_points(like: Sequence[Point], count: int, rng: Random) -> list[Point]:
    """Points of the normal distribution with the mean and the spread of the given points."""
    columns = list(zip(*like))
    return [[rng.gauss(fmean(column), stdev(column)) for column in columns] for _ in range(count)]


# --- report -----------------------------------------------------------------------------------------------------------


def picture(snapshots: dict[int, list[Point]], real: Sequence[Point], discriminator: nn.MLP) -> Any:
    """Real and generated points after some steps; behind the last, where it looks real to the discriminator."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.6 * len(snapshots), 5.2), layout="constrained")
    several = figure.subplots(1, len(snapshots), sharex=True, sharey=True, squeeze=False)[0]
    side = [-3.5 + 7 * i / 40 for i in range(41)]
    scores = nn.predict(discriminator, [[x, y] for y in side for x in side])
    rows = [[engine.sigmoid(score) for score in scores[41 * i : 41 * (i + 1)]] for i in range(41)]
    several[-1].contourf(side, side, rows, levels=9, cmap="Greys", alpha=0.35, vmin=0, vmax=1)
    for axes, (step, points) in zip(several, snapshots.items()):
        axes.scatter(*zip(*real), s=9, color=BLUE, label="real")
        axes.scatter(*zip(*points), s=9, color=ORANGE, label="generated")
        axes.set_title(f"after {step} steps", fontsize=16)
        axes.set_xlim(-3.5, 3.5)
        axes.set_ylim(-3.5, 3.5)
        axes.set_aspect("equal")
        axes.tick_params(labelsize=12)
    several[0].legend(fontsize=14, loc="upper right", markerscale=3)
    return figure


def main() -> None:
    """Run the demo from the command line."""
    parser = argparse.ArgumentParser(description="Learn a distribution by playing a game.")
    parser.add_argument("--steps", type=whole, default=STEPS, help="of each player (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="for the first weights and all points (%(default)s)")
    parser.add_argument("--seeds", type=whole, default=0, metavar="N", help="only compare the seeds below N")
    arguments = parser.parse_args()
    check_matplotlib()
    unseen, rng = real_points(SEEN, Random(1001)), Random(1002)
    baseline = energy_distance(normal_points(real_points(10 * SEEN, rng), SEEN, rng), unseen)
    drawn = {round(arguments.steps * part) for part in (0.03, 0.1, 0.3, 1.0)}
    snapshots: dict[int, list[Point]] = {}

    better = []
    for seed in range(arguments.seeds) if arguments.seeds else [arguments.seed]:
        start = perf_counter()
        generator, discriminator = players(seed)
        game = watched(
            play(generator, discriminator, arguments.steps, seed), "step", arguments.steps,
            lambda costs: f"cost of the discriminator {costs[0]:.3f}, of the generator {costs[1]:.3f}",
        )  # fmt: skip
        for step, _ in enumerate(game, 1):
            if not arguments.seeds and step in drawn:
                snapshots[step] = nn.predict(generator, noise(DRAWN, Random(1003)))
        distance = energy_distance(nn.predict(generator, noise(SEEN, Random(1003))), unseen)
        better.append(baseline - distance)
        spent = perf_counter() - start
        print(f"seed {seed}: energy distance {distance:.4f}, normal distribution {baseline:.4f}; {spent:.1f} s")
    if arguments.seeds:
        share = min(better) / baseline
        print(f"better than the normal: {sum(gain > 0 for gain in better)} of {len(better)}, by {share:.0%} or more")
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture(snapshots, unseen[:DRAWN], discriminator).savefig(FOLDER / "gan.png")
    print(f"the picture is {FOLDER / 'gan.png'}")


if __name__ == "__main__":
    main()
