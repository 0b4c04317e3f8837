"""Graphs that several tests draw and step through."""

from __future__ import annotations

from random import Random

import engine
from engine import Value
from nn import MLP


def lecture() -> Value:
    """(a * b + c) * f, with all the grads of Karpathy's lecture: 6, -4, -2 and 4."""
    a, b, c, f = Value(2.0, "a"), Value(-3.0, "b"), Value(10.0, "c"), Value(-2.0, "f")
    e = a * b
    e.label = "e"
    d = e + c
    d.label = "d"
    output = d * f
    output.label = "L"
    return output


def neuron() -> Value:
    """The tanh neuron of the same lecture: o = 0.7071, and grads -1.5, 0.5, 1 and 0."""
    x1, x2 = Value(2.0, "x1"), Value(0.0, "x2")
    w1, w2 = Value(-3.0, "w1"), Value(1.0, "w2")
    n = x1 * w1 + x2 * w2 + Value(6.8813735870195432, "b")
    n.label = "n"
    o = n.tanh()
    o.label = "o"
    return o


def diamond() -> Value:
    """Two ways from x to the output."""
    x = Value(3.0, "x")
    u, v = x * 2.0, engine.exp(-x)
    u.label, v.label = "u", "v"
    output = u * v
    output.label = "y"
    return output


def twice() -> Value:
    """a + a."""
    a = Value(3.0, "a")
    output = a + a
    output.label = "y"
    return output


def batch(examples: int = 20) -> Value:
    """The cost of a small MLP over a batch, with a penalty."""
    rng = Random(1)
    model = MLP(2, [6, 5, 1], activation="tanh", seed=rng)
    points = [[rng.uniform(-1, 1), rng.uniform(-1, 1)] for _ in range(examples)]
    losses = [(model(x) - (1.0 if x[0] > x[1] else -1.0)) ** 2 for x in points]
    cost = engine.mean(losses) + 0.01 * engine.sum([p * p for p in model.parameters()])
    cost.label = "cost"
    return cost
