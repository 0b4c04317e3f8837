"""Training steps: the contestants, and the same clock for all."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from statistics import median
from time import perf_counter
from typing import Any

import engine
from benchmarks import arrays, by_hand, networks, scalars, symbols
from benchmarks.job import Measured
from benchmarks.tasks import Task, classes, moons

CONTESTANTS: dict[str, Callable[[Task], Any]] = {
    "micrograd": scalars.micrograd,
    "microgpt": scalars.like_microgpt,
    "scalars": scalars.ours,
    "eager": networks.eager,
    "compiled": networks.compiled,
    "in C": networks.in_c,
    "C by hand": by_hand.ByHand,
    "autograd": arrays.Autograd,
    "CasADi": symbols.OneByOne,
    "CasADi, mapped": symbols.Mapped,
    "CasADi, in C": symbols.InC,
    "JAX": arrays.Jax,
    "PyTorch": arrays.Torch,
    "PyTorch, compiled": arrays.TorchCompiled,
}


def demo(contestant: str, steps: int, seconds: float) -> Measured:
    """A step of micrograd's demo notebook: 100 points in one batch."""
    return measured(contestant, moons(100, 100), steps, seconds)


def epoch(contestant: str, name: str, most: int, seconds: float) -> Measured:
    """An epoch of a data set, as many steps as it has batches; of more than `most`, only those are made."""
    task = classes(name)
    batches = len(task.batches())
    found = measured(contestant, task, min(most, batches), seconds)
    return {**found, "epoch": found["step"] * batches}


def sizes(contestant: str, batch_sizes: list[int], steps: int, seconds: float) -> Measured:
    """A step of micrograd's network on batches of each of these sizes."""
    found = {size: measured(contestant, moons(10 * size, size), steps, seconds) for size in batch_sizes}
    weights = [number for one in found.values() for number in one["result"]]
    return {"result": weights, **{f"batch of {size}": one["step"] for size, one in found.items()}}


def in_mode(mode: str, steps: int, seconds: float) -> Measured:
    """The eager step of the demo while a mode of the engine is on."""
    with getattr(engine, mode)():
        return demo("eager", steps, seconds)


def making(contestant: str, name: str) -> Measured:
    """How long it takes to write down and compile what a step needs."""
    task = moons(100, 100) if name == "demo" else classes(name)
    CONTESTANTS[contestant](replace(task, widths=(task.widths[0], task.widths[-1])))  # imports what it needs
    start = perf_counter()
    CONTESTANTS[contestant](task)
    return {"making": perf_counter() - start}


def measured(contestant: str, task: Task, steps: int, seconds: float) -> Measured:
    """The median time of a step, and the parameters after the last.

    The same steps again and again, from the same first weights, until the seconds are over; the first ones warm up.
    """
    runner = CONTESTANTS[contestant](task)
    batches = len(task.batches())
    numbers = [i % batches for i in range(steps)]
    runner.start()
    make_steps(runner, numbers[:1])
    times: list[float] = []
    end = perf_counter() + seconds
    while not times or perf_counter() < end:
        runner.start()
        start = perf_counter()
        make_steps(runner, numbers)
        times.append((perf_counter() - start) / steps)
        if not gc.isenabled():
            gc.collect()  # off the clock, so that memory does not run out
    return {"step": median(times), "result": runner.weights()}


def make_steps(runner: Any, numbers: list[int]) -> None:
    """Make the steps of these batches, together if the contestant can."""
    if hasattr(runner, "steps"):
        runner.steps(numbers)
    else:
        for i in numbers:
            runner.step(i)


def predictions(mode: str, steps: int) -> Measured:
    """The outputs for 100 points, with the graph or, in the mode `no_grad`, without."""
    network = networks.eager(moons(100, 100))
    network.start()
    outputs, times = [0.0], []
    with getattr(engine, mode)() if mode else nullcontext():
        for _ in range(1 + steps):
            start = perf_counter()
            outputs = [network.run.model(point).data for point in network.task.inputs]
            times.append(perf_counter() - start)
    return {"step": median(times[1:]), "result": outputs}
