"""What a right program does, known from elsewhere: differences, closed forms, exact decimals, `nn`.

Each oracle takes the names that a program defines, and raises Wrong, which says what it found, unless all is right.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from itertools import pairwise
from random import Random
from typing import Any

import nn
from engine import Value

Names = dict[str, Any]
Oracle = Callable[[Names], None]


class Wrong(Exception):
    """What a program got, and what is right."""


def expect(what: str, got: float, right: float, tolerance: float = 1e-9) -> None:
    """Raise Wrong unless a number is the right one; the tolerance is relative, and absolute below 1."""
    if not abs(got - right) <= tolerance * max(1.0, abs(right)):
        raise Wrong(f"{what} is {got:.9g}; right is {right:.9g}")


def named(names: Names, name: str) -> Any:
    """Something that the program must define."""
    if name not in names:
        raise Wrong(f"the program defines no {name}: keep its name, and mend what is inside")
    return names[name]


# --- engines: 01, 03, 05, 08 ------------------------------------------------------------------------------------------


def repeated(x: Any, y: Any) -> Any:
    """x with its y-fold added, three times."""
    for _ in range(3):
        x = x + x * y
    return x


GRAPHS: dict[str, Callable[[Any, Any], Any]] = {
    "x * y": lambda x, y: x * y,
    "x * x": lambda x, y: x * x,
    "(x + y) * x * y + x": lambda x, y: (x + y) * x * y + x,
    "three times x = x + x * y": repeated,
}
SQUASHED: dict[str, Callable[[Any, Any], Any]] = {
    "tanh(x * y)": lambda x, y: tanh(x * y),
    "tanh(x) * tanh(x + y)": lambda x, y: tanh(x) * tanh(x + y),
}


def tanh(x: Any) -> Any:
    """tanh of a plain number or of a value of the engine."""
    return math.tanh(x) if isinstance(x, float) else x.tanh()


def engine_is_right(names: Names) -> None:
    """The engine computes the graphs, and its grads are those that central differences give, in two passes alike."""
    kind = named(names, "Value")
    graphs = {**GRAPHS, **(SQUASHED if hasattr(kind, "tanh") else {})}
    for text, graph in graphs.items():
        for at in ((1.5, -0.7), (2.0, 5.0), (0.5, 0.5)):
            leaves = [kind(x) for x in at]
            output = graph(*leaves)
            where = f"{text} at x = {at[0]}, y = {at[1]}"
            expect(f"{where}: the data", output.data, graph(*at))
            for which in ("the grad", "after a second pass, the grad"):
                for leaf in leaves:
                    leaf.grad = 0.0
                output.backward()
                for i, (name, leaf) in enumerate(zip("xy", leaves)):
                    expect(f"{where}: {which} in {name}", leaf.grad, difference(graph, at, i), 1e-6)


def difference(graph: Callable[..., float], at: Sequence[float], i: int, h: float = 1e-5) -> float:
    """The derivative with respect to one number, by central differences of plain floats."""
    above, below = list(at), list(at)
    above[i] += h
    below[i] -= h
    return (graph(*above) - graph(*below)) / (2 * h)


# --- training loops ---------------------------------------------------------------------------------------------------


def falls(costs: Sequence[float]) -> None:
    """Each cost is smaller than the one before it, until rounding is all that is left."""
    for epoch, (before, after) in enumerate(pairwise(costs), start=2):
        if not (after < before or after < 1e-12):
            raise Wrong(f"the cost goes from {before:.6g} to {after:.6g} in epoch {epoch}; it should fall")


def fahrenheit(names: Names) -> None:
    """Ten degrees Celsius are 18 degrees Fahrenheit, and zero is 32: the definition."""
    slope, offset, costs = named(names, "learn")()
    falls(costs)
    expect("the slope for ten degrees", slope, 18.0, 1e-6)
    expect("the offset", offset, 32.0, 1e-6)


def springs(names: Names) -> None:
    """The cost of a set is the mean of its losses, and its gradient the mean of theirs."""
    for count in (1, 10, 100):
        samples = named(names, "readings")(count)
        stiffness = Value(1.0)
        cost = named(names, "cost_of")(stiffness, samples)
        cost.backward()
        errors = [x - force for x, force in samples]
        mean = math.fsum(e * e for e in errors) / count
        slope = math.fsum(2 * e * x for e, (x, _) in zip(errors, samples)) / count
        expect(f"the cost of {count} readings", cost.data, mean)
        expect(f"its gradient for {count} readings", stiffness.grad, slope)
    learnt, costs = named(names, "learn")(named(names, "readings")(100), epochs=300)
    falls(costs)
    expect("the stiffness learnt from 100 readings", learnt, 3.0, 1e-6)


def frost(names: Names) -> None:
    """The prediction for each week is within 1.5 degrees of what the readings were made with."""
    model = named(names, "learn")()
    for week in range(52):
        [predicted] = nn.predict(model, [[week / 52 * 2 - 1]])
        right = 0.6 - 1.2 * math.cos(2 * math.pi * week / 52)
        if not abs(predicted - right) <= 0.15:
            raise Wrong(f"week {week}: {10 * predicted:.1f} degrees predicted; right is {10 * right:.1f}")


def votes(names: Names) -> None:
    """The shares are those of exact decimals; the gradient of the loss is the shares, less 1 at the winner."""
    for height in (0.0, 10.0, 1000.0, -1000.0):
        scores = [height + distance for distance in (0.0, 1.0, -2.5)]
        with localcontext() as context:
            context.prec = 40
            powers = [Decimal(score).exp() for score in scores]
            right = [float(power / (powers[0] + powers[1] + powers[2])) for power in powers]
        leaves = [Value(score) for score in scores]
        try:
            got = [share.data for share in named(names, "shares")(leaves)]
            named(names, "surprise")(leaves, 1).backward()
        except ArithmeticError as error:
            raise Wrong(f"scores from {height:.0f}: {error}") from None
        for i, (share, leaf) in enumerate(zip(got, leaves)):
            expect(f"scores from {height:.0f}: share {i}", share, right[i])
            expect(f"scores from {height:.0f}: grad {i}", leaf.grad, right[i] - (i == 1))


def pendulum(names: Names) -> None:
    """The cost falls from epoch to epoch, towards g / (4 pi²)."""
    factor, costs = named(names, "learn")(epochs=500)
    falls(costs)
    expect("the factor", factor, 9.81 / (4 * math.pi**2), 1e-6)


def exam(names: Names) -> None:
    """The training rows have mean 0 and deviation 1, whatever the test rows are; both are put on one scale."""
    prepare = named(names, "prepare")
    rng = Random(0)
    rows = [[rng.uniform(0.0, 10.0), rng.uniform(4.0, 9.0)] for _ in range(40)]
    training, test = prepare([*rows, rows[3], [900.0, -900.0]], 40)
    for name, column in zip(("first", "second"), zip(*training)):
        expect(f"the mean of the {name} training column", math.fsum(column) / 40, 0.0)
        expect(f"the mean square of the {name} training column", math.fsum(x * x for x in column) / 40, 1.0)
    for x, y in zip(test[0], training[3]):
        expect("a test row that is equal to a training row", x, y)


def valley(names: Names) -> None:
    """The steps are those of nn.Adam, which has PyTorch's numbers."""
    ours, theirs = [Value(4.0), Value(-2.0)], [Value(4.0), Value(-2.0)]
    optimizers = named(names, "Adam")(ours, lr=0.1), nn.Adam(theirs, lr=0.1)
    rng = Random(0)
    for step in range(1, 201):
        for x, y in zip(ours, theirs):
            x.grad = y.grad = rng.gauss(0.0, 10.0)
        for optimizer in optimizers:
            optimizer.step()
        for x, y in zip(ours, theirs):
            expect(f"a parameter after step {step}", x.data, y.data)


def moons(names: Names) -> None:
    """Each point keeps its label in the new order, and the moons are learnt."""
    points, labels = nn.make_moons(50, seed=3)
    examples = named(names, "arranged")(points, labels, Random(0))
    for point, label in examples:
        right = labels[points.index(point)]
        if label != right:
            raise Wrong(f"the point {point} comes with the label {label}; right is {right}")
    if sorted(map(repr, examples)) != sorted(map(repr, zip(points, labels))):
        raise Wrong(f"{len(examples)} examples are not the {len(points)} that were given")
    if [point for point, _ in examples] == points:
        raise Wrong("the examples are in the old order")
    _, history = named(names, "learn")()
    if not history[-1] < 0.3:
        raise Wrong(f"the loss of the last epoch is {history[-1]:.3f}; right is below 0.3")


ORACLES: dict[str, Oracle] = {
    "01": engine_is_right, "02": fahrenheit, "03": engine_is_right, "04": springs, "05": engine_is_right, "06": frost,
    "07": votes, "08": engine_is_right, "09": pendulum, "10": exam, "11": valley, "12": moons,
}  # fmt: skip
