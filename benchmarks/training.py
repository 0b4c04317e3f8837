"""The training step of micrograd's demo notebook: an MLP of 337 parameters, 100 points of two moons, hinge loss."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from math import cos, pi, sin
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import engine
import nn
from benchmarks.job import Measured

POINTS, SHAPE, PARAMETERS = 100, (2, [16, 16, 1]), 337
ALPHA = 1e-4  # of the L2 penalty


# --- the contestants --------------------------------------------------------------------------------------------------


def micrograd(steps: int) -> Measured:
    """The notebook's step on micrograd."""
    from micrograd.engine import Value
    from micrograd.nn import MLP

    return notebook(Value, MLP(*SHAPE), steps)


def plain(steps: int) -> Measured:
    """The same lines on our Value."""
    return notebook(engine.Value, MLP(*SHAPE), steps)


def notebook(Value: Callable[[float], Any], model: Any, steps: int) -> Measured:
    """The notebook's step, written with nothing but `+`, `*` and `relu`."""
    points, sides = moons()

    def step(learning_rate: float) -> float:
        inputs = [list(map(Value, point)) for point in points]
        scores = list(map(model, inputs))
        losses = [(1 + -side * score).relu() for side, score in zip(sides, scores)]
        data_loss = sum(losses) * (1.0 / len(losses))
        reg_loss = ALPHA * sum(p * p for p in model.parameters())
        total_loss = data_loss + reg_loss
        model.zero_grad()
        total_loss.backward()
        for p in model.parameters():
            p.data -= learning_rate * p.grad
        return total_loss.data

    return timed(step, model.parameters(), steps)


def through_nn(steps: int) -> Measured:
    """The same step as one writes it here: neurons, sums and dot products are nodes, and points are plain numbers."""
    points, sides = moons()
    model = nn.MLP(*SHAPE)
    parameters = model.parameters()
    optimizer = nn.SGD(parameters)

    def step(learning_rate: float) -> float:
        optimizer.lr = learning_rate
        losses = [engine.relu(1 - side * model(point)) for side, point in zip(sides, points)]
        cost = engine.sum(losses) / len(losses) + ALPHA * engine.dot(parameters, parameters)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        return cost.data

    return timed(step, parameters, steps)


def through_nn_in(mode: str, steps: int) -> Measured:
    """The step through `nn` while a mode of the engine is on."""
    with getattr(engine, mode)():
        return through_nn(steps)


def predictions(mode: str, steps: int) -> Measured:
    """The outputs for all points, with the graph or, in the mode `no_grad`, without."""
    points, _ = moons()
    model = nn.MLP(*SHAPE)

    def step(learning_rate: float) -> float:
        return sum(model(point).data for point in points)

    with getattr(engine, mode)() if mode else nullcontext():
        return timed(step, model.parameters(), steps)


# --- micrograd's neural network, on our Value -------------------------------------------------------------------------


class Neuron:
    """relu(w1 * x1 + w2 * x2 + ... + b), in single additions and multiplications."""

    def __init__(self, inputs: int, nonlinear: bool) -> None:
        self.w = [engine.Value(0.0) for _ in range(inputs)]
        self.b = engine.Value(0.0)
        self.nonlinear = nonlinear

    def __call__(self, x: Sequence[Any]) -> Any:
        z = sum((w * x for w, x in zip(self.w, x)), self.b)
        return z.relu() if self.nonlinear else z


class MLP:
    """Layers of neurons, as lists."""

    def __init__(self, inputs: int, widths: Sequence[int]) -> None:
        shapes = zip([inputs, *widths], widths)
        self.layers = [[Neuron(n, i < len(widths)) for _ in range(width)] for i, (n, width) in enumerate(shapes, 1)]

    def __call__(self, x: Sequence[Any]) -> Any:
        for layer in self.layers:
            x = [neuron(x) for neuron in layer]
        return x[0] if len(x) == 1 else x

    def parameters(self) -> list[engine.Value]:
        return [p for layer in self.layers for neuron in layer for p in [*neuron.w, neuron.b]]

    def zero_grad(self) -> None:
        for p in self.parameters():
            p.grad = 0.0


# --- the same task and the same clock for all -------------------------------------------------------------------------


def moons() -> tuple[list[list[float]], list[int]]:
    """Points on two half circles that reach into each other, with some noise, and the side of each: 1 or -1."""
    rng = Random(1337)
    points, sides = [], []
    for i in range(POINTS):
        side, angle = (-1, 1)[i % 2], rng.uniform(0, pi)
        x, y = (cos(angle), sin(angle)) if side < 0 else (1 - cos(angle), 0.5 - sin(angle))
        points.append([rng.gauss(x, 0.1), rng.gauss(y, 0.1)])
        sides.append(side)
    return points, sides


def timed(step: Callable[[float], float], parameters: Iterable[Any], steps: int) -> Measured:
    """The median time of a step, after one to warm up, and the loss in the last, from the same weights for all."""
    rng = Random(0)
    for p in parameters:
        p.data = rng.uniform(-1, 1)
    times = []
    for k in range(1 + steps):
        start = perf_counter()
        loss = step(1.0 - 0.9 * k / 100)
        times.append(perf_counter() - start)
        if not gc.isenabled():
            gc.collect()  # off the clock, so that memory does not run out
    return {"step": median(times[1:]), "result": loss}
