"""How long a picture takes: one with every value, and folded ones."""

from __future__ import annotations

from random import Random
from statistics import median
from time import perf_counter

import engine
import nn
from benchmarks.job import Measured
from engine import Value, draw
from engine.pictures.svg import svg_text


def unfolded(hidden: int, times: int) -> Measured:
    """Every multiplication of a network of 8 inputs and two hidden layers: how many values, and seconds to SVG."""
    rng = Random(0)
    model = nn.MLP(8, [hidden, hidden, 4], seed=rng)
    loss = nn.cross_entropy(model([Value(rng.uniform(-1, 1)) for _ in range(8)]), 1)
    loss.backward()
    return seconds(engine.expand(loss), "nothing", times)


def batch(examples: int, times: int) -> Measured:
    """The cost of micrograd's demo network over a number of examples, every multiplication a node; folded by size."""
    rng = Random(0)
    model = nn.MLP(2, [16, 16, 1], seed=rng)
    losses = [nn.mse_loss(model([rng.uniform(-1, 1), rng.uniform(-1, 1)]), 1.0) for _ in range(examples)]
    cost = engine.mean(losses)
    cost.backward()
    return seconds(engine.expand(cost), "auto", times)


def seconds(output: Value, fold: str, times: int) -> Measured:
    """The seconds from a graph to its SVG, with `dot` and with the built-in layout."""
    numbers: dict[str, list[float]] = {"dot": [], "built-in": []}
    for _ in range(times):
        start = perf_counter()
        drawing = draw(output, fold=fold)
        composed = perf_counter()
        drawing.svg()
        finished = perf_counter()
        svg_text(drawing.scene)
        numbers["dot"].append(finished - start)
        numbers["built-in"].append(composed - start + perf_counter() - finished)
    values = float(len(engine.topological_order(output)))
    return {"values": values, **{name: median(column) for name, column in numbers.items()}}
