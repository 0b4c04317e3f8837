"""The partials of an engine against the page of calculus, and the slip behind a wrong one: what `diagnose` compares.

A slip is a wrong rule. Like a right one, it is run on numbers to be compared, and on symbols to be written down.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from typing import Any

from engine import ops
from engine.classroom.diagnosis.subject import Build, Outcome, Subject, said, same_number
from engine.op import UNDEFINED, Op, Rule
from engine.steps.formula import Symbol
from engine.steps.notation import Notation

LEAVES = "ab"


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake in an engine, with the numbers that prove it."""

    name: str
    computed: str
    got: str
    right: str
    look_for: str

    def __str__(self) -> str:
        return (
            f"{self.name}\n     computed  {self.computed}\n     got       {self.got}\n"
            f"     right     {self.right}\n     look for  {self.look_for}"
        )


@dataclass(frozen=True, slots=True)
class Probe:
    """One way to write an op, and the numbers at which its partials are looked at."""

    text: str  # as it is written with the leaves a and b
    op: Op
    build: Build
    points: tuple[tuple[float, ...], ...]  # of the leaves
    left: float | None = None  # a plain number as the first input
    right: float | None = None  # or as the second
    method: str = ""  # without it, the op is not there

    def inputs(self, leaves: Sequence[Any]) -> list[Any]:
        """The inputs of the op, the plain number among them."""
        return [x for x in (self.left, *leaves, self.right) if x is not None]

    @property
    def reflected(self) -> str:
        """The method that Python calls for a plain number on the left."""
        return self.method.replace("__", "__r", 1) if self.left is not None else ""


# fmt: off
TWO = ((2.0, -3.0), (1.5, 0.7))
ONE = ((1.5,), (-0.7,))
ABOVE_0 = ((2.0, 3.0), (1.5, -0.7))
PROBED_OPERATORS = [
    Probe("a + b",    ops.add,    operator.add,       TWO,     method="__add__"),
    Probe("a * b",    ops.mul,    operator.mul,       TWO,     method="__mul__"),
    Probe("a + 2",    ops.add,    lambda a: a + 2,    ONE,     right=2.0, method="__add__"),
    Probe("2 + a",    ops.add,    lambda a: 2 + a,    ONE,     left=2.0, method="__add__"),
    Probe("a * 2",    ops.mul,    lambda a: a * 2,    ONE,     right=2.0, method="__mul__"),
    Probe("2 * a",    ops.mul,    lambda a: 2 * a,    ONE,     left=2.0, method="__mul__"),
    Probe("-a",       ops.neg,    operator.neg,       ONE,     method="__neg__"),
    Probe("a - b",    ops.sub,    operator.sub,       TWO,     method="__sub__"),
    Probe("a - 2",    ops.sub,    lambda a: a - 2,    ONE,     right=2.0, method="__sub__"),
    Probe("2 - a",    ops.sub,    lambda a: 2 - a,    ONE,     left=2.0, method="__sub__"),
    Probe("a ** 3",   ops.power,  lambda a: a ** 3,   ONE,     right=3.0, method="__pow__"),
    Probe("a ** -1",  ops.power,  lambda a: a ** -1,  ONE,     right=-1.0, method="__pow__"),
    Probe("a / b",    ops.div,    operator.truediv,   TWO,     method="__truediv__"),
    Probe("a / 2",    ops.div,    lambda a: a / 2,    ONE,     right=2.0, method="__truediv__"),
    Probe("2 / a",    ops.div,    lambda a: 2 / a,    ONE,     left=2.0, method="__truediv__"),
    Probe("a ** b",   ops.power,  operator.pow,       ABOVE_0, method="__pow__"),
    Probe("2 ** a",   ops.power,  lambda a: 2 ** a,   ONE,     left=2.0, method="__pow__"),
    Probe("abs(a)",   ops.abs,    abs,                ONE,     method="__abs__"),
]
PROBED = [ops.exp, ops.log, ops.sqrt, ops.sin, ops.cos, ops.tanh, ops.sigmoid, ops.relu, ops.softplus, ops.silu]

SLIPS: dict[tuple[str, int], tuple[Rule, ...]] = {  # wrong partials that people write, by op and input
    ("div", 0):     (lambda x, y, out: x / y, lambda x, y, out: y),
    ("div", 1):     (lambda x, y, out: -1.0 / y ** 2.0, lambda x, y, out: 1.0 / y ** 2.0, lambda x, y, out: -x / y),
    ("power", 0):   (lambda x, y, out: x ** (y - 1.0), lambda x, y, out: y * x ** y, lambda x, y, out: y * x,
                     lambda x, y, out: (y - 1.0) * x ** (y - 1.0)),
    ("power", 1):   (lambda x, y, out: out, lambda x, y, out: y * x ** (y - 1.0), lambda x, y, out: ops.log(x)),
    ("exp", 0):     (lambda x, out: x * ops.exp(x - 1.0),),
    ("log", 0):     (lambda x, out: x,),
    ("sqrt", 0):    (lambda x, out: 1.0 / out, lambda x, out: 0.5 * out, lambda x, out: 0.5 / x),
    ("sin", 0):     (lambda x, out: -ops.cos(x),),
    ("cos", 0):     (lambda x, out: ops.sin(x),),
    ("tanh", 0):    (lambda x, out: 1.0 - out, lambda x, out: 1.0 + out * out, lambda x, out: out * out),
    ("sigmoid", 0): (lambda x, out: 1.0 - out, lambda x, out: out, lambda x, out: out * (1.0 + out),
                     lambda x, out: 1.0 - out * out),
    ("relu", 0):    (lambda x, out: x, lambda x, out: out, lambda x, out: ops.step(-x)),
}
# fmt: on


def probes(subject: Subject) -> Iterator[Probe]:
    """What may be written with the values of an engine, each way with the numbers to look at."""
    yield from PROBED_OPERATORS
    for op in PROBED:
        build = subject.function(op.name)
        points = ((2.0,), (0.7,)) if op.domain.endswith("0") else ONE
        method = "" if build else op.name
        yield Probe(f"{op.name}(a)", op, build or operator.methodcaller(op.name), points, method=method)


def lift(subject: Subject) -> tuple[float, Build]:
    """A gradient other than 1 to come from upstream, and the way to make it, if the engine has a right one."""
    ways: list[tuple[float, Build]] = [(3.0, lambda y: y * subject.leaf(3.0)), (2.0, lambda y: y + y)]
    for upstream, way in ways:
        measured = subject.passed(way, (1.7,))
        if not isinstance(measured, Exception) and same_number(measured[1][0], upstream):
            return upstream, way
    return 1.0, lambda y: y


def examined(subject: Subject, probe: Probe) -> Finding | None:
    """What is wrong with an op, if something is."""
    upstream, way = lift(subject)
    for at in probe.points:
        plain = subject.passed(probe.build, at)
        if isinstance(plain, Exception):
            return raised(probe, at, plain)
        truth = probe.op.forward(*probe.inputs(at))
        if not same_number(plain[0], truth):
            return wrong_number(probe, at, plain[0], truth)
    results = [subject.passed(lambda *leaves: way(probe.build(*leaves)), at) for at in probe.points]
    for index in range(len(probe.points[0])):
        finding = wrong_partial(probe, index, upstream, results)
        if finding:
            return finding
    return None


def raised(probe: Probe, at: Sequence[float], error: Exception) -> Finding:
    """An op that cannot be computed, or not be differentiated."""
    return Finding(
        f"{probe.text} raises {type(error).__name__}",
        f"y = {probe.text} at {numbers(at)}, y.backward()",
        said(error),
        f"y.data = {probe.op.forward(*probe.inputs(at))!r}",
        place_to_look(probe),
    )


def place_to_look(probe: Probe) -> str:
    """Which method to look at where an op raises."""
    if probe.reflected:
        return f"{probe.reflected}: Python calls it for a plain number on the left"
    if probe.right is not None:
        return f"{probe.method}: it must turn a plain number into a value, or keep it as a constant"
    return f"{probe.method or probe.op.name}, and its backward"


def wrong_number(probe: Probe, at: Sequence[float], got: float, truth: float) -> Finding:
    """An op that computes something else."""
    inputs = probe.inputs(at)
    look_for = f"the number that {probe.method or probe.op.name} computes"
    if len(inputs) == 2 and same_number(probe.op.ieee(inputs[::-1]), got):
        look_for = f"the operands the wrong way round, in {probe.reflected or probe.method}"
    name = f"{probe.text} computes another number"
    return Finding(name, f"y = {probe.text} at {numbers(at)}", f"y.data = {got!r}", f"y.data = {truth!r}", look_for)


def wrong_partial(probe: Probe, index: int, upstream: float, results: Sequence[Outcome]) -> Finding | None:
    """What is wrong with the partial in a leaf, if something is; the results are of the op under this upstream grad."""
    place = index + (probe.left is not None)  # of the leaf among the inputs
    name = LEAVES[index]
    inputs = [probe.inputs(at) for at in probe.points]
    rule = probe.op.partials[place]
    right = [upstream * rule(*at, probe.op.forward(*at)) for at in inputs]
    for at, result in zip(probe.points, results):
        if isinstance(result, Exception):
            return raised(probe, at, result)
    got = [result[1][index] for result in results if not isinstance(result, Exception)]
    if all(map(same_number, got, right)):
        return None
    [first, *_] = [i for i, (x, y) in enumerate(zip(got, right)) if not same_number(x, y)]
    what, line = slip_behind(probe, place, got, upstream)
    context = "" if upstream == 1 else f", with y.grad = {upstream:g}"
    return Finding(
        f"the partial of {probe.text} in {name}: {what}",
        f"y = {probe.text} at {numbers(probe.points[first])}{context}",
        f"{name}.grad = {got[first]!r}",
        f"{name}.grad = {right[first]!r} ({name}.grad += {product_in_words(probe, 'y.grad', rule)})",
        f"{name}.grad += {line}" if line else f"the backward of {probe.text}",
    )


def slip_behind(probe: Probe, place: int, got: Sequence[float], upstream: float) -> tuple[str, str]:
    """The known slip that gives these grads at all points, and what its line of code adds to the grad."""
    inputs = [probe.inputs(at) for at in probe.points]
    right = probe.op.partials[place]

    def gives(factor: float, rule: Rule) -> bool:
        """Whether a rule gives these grads: not if it is undefined somewhere."""
        try:
            return all(same_number(factor * rule(*at, probe.op.forward(*at)), x) for at, x in zip(inputs, got))
        except UNDEFINED:
            return False

    for name, rule in slips(probe, place):
        if gives(upstream, rule):
            return name, product_in_words(probe, "y.grad", rule)
    if gives(1.0, right):
        return "forgot the upstream", product_in_words(probe, "", right)
    [ratio, *others] = [x / (upstream * right(*at, probe.op.forward(*at)) or nan) for at, x in zip(inputs, got)]
    if all(same_number(ratio, other) for other in others) and isfinite(ratio):
        return f"{ratio:.12g} times the right one", ""
    return "another rule", ""


def slips(probe: Probe, place: int) -> Iterator[tuple[str, Rule]]:
    """The wrong rules that people write for a partial, and what they are called."""
    partials = probe.op.partials
    right = partials[place]
    left_out = 0 if probe.left is not None else 1 if probe.right is not None else None  # the plain number
    yield "nothing arrives", lambda *at: 0.0
    yield "wrong sign", lambda *at: -right(*at)
    if len(partials) == 2:
        yield "swapped the operands", partials[1 - place]
    yield "input instead of output", lambda *at: right(*at[:-1], at[place])
    for i in range(len(partials)):
        if i != left_out:
            yield "output instead of input", lambda *at, i=i: right(*at[:i], at[-1], *at[i + 1 :])
    for rule in SLIPS.get((probe.op.name, place), ()):
        yield "a wrong rule", rule
    yield "forgot the local derivative", lambda *at: 1.0


def product_in_words(probe: Probe, upstream: str, rule: Rule) -> str:
    """The upstream times a rule, or the rule alone, in the names of the leaves and y."""
    symbols = [Symbol(x) if isinstance(x, str) else x for x in probe.inputs(LEAVES[: len(probe.points[0])])]
    term = rule(*symbols, Symbol("y"))
    if not upstream:
        return Notation().write(term, str)
    return upstream if type(term) is float and term == 1 else Notation().times(upstream, term, str)


def numbers(at: Sequence[float]) -> str:
    """The leaves and their numbers: `a = 2.0, b = -3.0`."""
    return ", ".join(f"{name} = {x!r}" for name, x in zip(LEAVES, at))
