"""Build and backward of a random graph of additions and multiplications, as wide as it has leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import engine
from benchmarks import microgpt
from benchmarks.chain import deep
from benchmarks.job import Measured

Program = list[tuple[bool, int, int]]  # whether to add or to multiply, and the places of the two numbers

LEAVES = 500


def program(nodes: int) -> tuple[list[float], Program]:
    """The leaves, and steps that each put a result in the place of one of their numbers, all from -1 to 1."""
    rng = Random(0)
    leaves = [rng.uniform(-1, 1) for _ in range(LEAVES)]
    numbers, steps = list(leaves), []
    for _ in range(nodes - LEAVES):
        i, j = rng.randrange(LEAVES), rng.randrange(LEAVES)
        adds = abs(numbers[i] + numbers[j]) <= 1
        numbers[i] = numbers[i] + numbers[j] if adds else numbers[i] * numbers[j]
        steps.append((adds, i, j))
    return leaves, steps


def build(leaves: Iterable[Any], steps: Program) -> Any:
    """The sum of the numbers at the end."""
    numbers = list(leaves)
    for adds, i, j in steps:
        numbers[i] = numbers[i] + numbers[j] if adds else numbers[i] * numbers[j]
    output = numbers[0]
    for number in numbers[1:]:
        output = output + number
    return output


def ours(nodes: int, times: int) -> Measured:
    """Our Value."""
    return values(engine.Value, nodes, times)


def like_microgpt(nodes: int, times: int) -> Measured:
    """A Value as in microgpt."""
    return deep(nodes, values, microgpt.Value, nodes, times)


def micrograd(nodes: int, times: int) -> Measured:
    """Micrograd."""
    from micrograd.engine import Value

    return deep(nodes, values, Value, nodes, times)


def values(Value: Callable[[float], Any], nodes: int, times: int) -> Measured:
    """With some kind of Value."""

    def gradient(numbers: list[float], steps: Program) -> list[float]:
        leaves = list(map(Value, numbers))
        build(leaves, steps).backward()
        return [leaf.grad for leaf in leaves]

    return timed(gradient, nodes, times)


def torch(nodes: int, times: int) -> Measured:
    """PyTorch, with a tensor for each number."""
    import torch

    torch.set_num_threads(1)

    def gradient(numbers: list[float], steps: Program) -> list[float]:
        leaves = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in numbers]
        build(leaves, steps).backward()
        return [leaf.grad.item() for leaf in leaves]

    return timed(gradient, nodes, times)


def autograd(nodes: int, times: int) -> Measured:
    """HIPS autograd, with `grad` of a function of single numbers."""
    from autograd import grad

    def gradient(numbers: list[float], steps: Program) -> list[float]:
        return list(map(float, grad(lambda leaves: build(leaves, steps))(numbers)))

    return timed(gradient, nodes, times)


def casadi(nodes: int, times: int) -> Measured:
    """CasADi, which writes the graph and its gradient down, and then runs them."""
    import casadi

    def gradient(numbers: list[float], steps: Program) -> list[float]:
        x = casadi.SX.sym("x", LEAVES)
        output = build(casadi.vertsplit(x), steps)
        return casadi.Function("f", [x], [casadi.gradient(output, x)])(numbers).nonzeros()

    return timed(gradient, nodes, times)


def timed(gradient: Callable[[list[float], Program], list[float]], nodes: int, times: int) -> Measured:
    """The median of several, and the gradient."""
    numbers, steps = program(nodes)
    seconds, result = [], []
    for _ in range(times):
        start = perf_counter()
        result = gradient(numbers, steps)
        seconds.append(perf_counter() - start)
    return {"graph": median(seconds), "result": result}
