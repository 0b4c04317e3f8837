"""Derivatives against differences: `gradcheck`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isfinite, nan
from typing import Any

from engine.derivatives import grad
from engine.graph import topological_order
from engine.op import UNDEFINED, Op, real
from engine.text import described, name_of
from engine.value import Value

TOLERANCE = 1e-7  # relative; the differences themselves are usually good to 1e-10
SHRINK = 1.9  # from one step size to the next
Piece = tuple[str, Any]  # an op, and which smooth piece of it the numbers are on


class GradcheckError(AssertionError):
    """A derivative is wrong; the message is the whole report."""


@dataclass(frozen=True, slots=True)
class Check:
    """One derivative, in two ways."""

    name: str  # what it is the derivative in
    at: float
    analytic: float
    numeric: float
    error_bar: float  # how far off the numeric one may be
    kink: str  # the op that has a kink right here, if one has

    @property
    def relative_error(self) -> float:
        """The difference between the two, in units of the larger one."""
        scale = max(abs(self.analytic), abs(self.numeric))
        return abs(self.analytic - self.numeric) / scale if scale else 0.0

    @property
    def is_wrong(self) -> bool:
        """Whether the two differ by more than differences may be off."""
        slack = TOLERANCE * max(abs(self.analytic), abs(self.numeric)) + 10 * self.error_bar
        return isfinite(self.numeric) and not abs(self.analytic - self.numeric) <= slack

    @property
    def verdict(self) -> str:
        """What there is to say, in words."""
        if self.kink:
            return f"not checked: right on {self.kink}"
        if not isfinite(self.numeric):
            return "not checked: not defined on both sides"
        if self.is_wrong:
            return "WRONG"
        return "ok" if self.relative_error <= TOLERANCE else f"ok, as far as differences can tell: {self.error_bar:.0e}"


@dataclass(frozen=True, slots=True)
class Report:
    """What `gradcheck` found; true if no derivative is wrong."""

    checks: list[Check]
    culprit: str = ""  # where the error is, if there is one

    def __bool__(self) -> bool:
        return not any(check.is_wrong for check in self.checks)

    def __str__(self) -> str:
        width = max([len(check.name) for check in self.checks], default=0)
        lines = [f"{'':{width}}  {'value':>12}  {'analytic':>19}  {'numeric':>19}  rel. error  verdict"]
        lines += [
            f"{check.name:{width}}  {check.at:12.6g}  {check.analytic:19.12g}  {check.numeric:19.12g}  "
            f"{check.relative_error:10.0e}  {check.verdict}"
            for check in self.checks
        ]
        return "\n".join([*lines, self.culprit] if self.culprit else lines)


def gradcheck(
    function: Callable[..., Value],
    *inputs: Value | float,
    second_order: bool = False,
    raise_exception: bool = True,
) -> Report:
    """A report that compares the gradient of the function at the inputs with central differences.

    The inputs are numbers, or Values, which lend their labels; the function gets fresh Values and returns one. An error
    of 1e-6 relative is found. Where an op has a kink right at the inputs, or the function is not defined on both sides,
    the report says so. With `second_order`, the derivatives of the gradient are checked as well.

    Raises GradcheckError with the report if a derivative is wrong, unless `raise_exception` is off. The report then
    names the first op whose own partial is wrong.

    >>> print(gradcheck(lambda x, y: x * y, 3.0, 0.5))
               value             analytic              numeric  rel. error  verdict
    x1             3                  0.5                  0.5       ...  ok
    x2           0.5                    3                    3       ...  ok
    """
    names = [x.label if isinstance(x, Value) and x.label else f"x{i}" for i, x in enumerate(inputs, start=1)]
    at = [x.data if isinstance(x, Value) else real(x) for x in inputs]
    checks = compared(function, names, at)
    if second_order:
        for i, name in enumerate(names):

            def slope(*xs: Value, i: int = i) -> Value:
                return grad(function(*xs), xs)[i]

            checks += compared(slope, [f"{name}, {other}" for other in names], at)
    report = Report(checks)
    if not report:
        report = Report(checks, culprit_in(run(function, at)[1]))
        if raise_exception:
            raise GradcheckError(f"a derivative is wrong\n{report}")
    return report


def compared(function: Callable[..., Value], names: Sequence[str], at: Sequence[float]) -> list[Check]:
    """The derivative in each input, by the backward pass and by differences."""
    leaves, output = run(function, at)
    output.backward()
    checks = []
    for i, (name, leaf) in enumerate(zip(names, leaves)):

        def varied(x: float, i: int = i) -> tuple[float, list[Piece]]:
            output = run(function, [*at[:i], x, *at[i + 1 :]])[1]
            return output.data, [piece_of(node.op, numbers_into(node)) for node in nodes_of(output)]

        checks.append(Check(name, at[i], leaf.grad, *difference(varied, at[i])))
    return checks


def run(function: Callable[..., Value], at: Sequence[float]) -> tuple[list[Value], Value]:
    """The leaves that the function was given at these numbers, and its output."""
    leaves = [Value(x) for x in at]
    output = function(*leaves)
    if not isinstance(output, Value):
        raise TypeError(f"the function must return a Value, got {described(output)}")
    return leaves, output


def culprit_in(output: Value) -> str:
    """The first op whose own partial is wrong, and in which input, in words."""
    for node in nodes_of(output):
        at = numbers_into(node)
        for i, (x, partial) in enumerate(zip(at, node.partials)):
            if partial is None:
                continue

            def varied(x: float, node: Any = node, at: list[float] = at, i: int = i) -> tuple[float, list[Piece]]:
                moved = [*at[:i], x, *at[i + 1 :]]
                return node.op.forward(*moved), [piece_of(node.op, moved)]

            check = Check("", x, partial, *difference(varied, x))
            if check.is_wrong:
                return (
                    f"the first wrong partial: input {i + 1} of {node.op.name}, in {name_of(node)}, is {partial!r}; "
                    f"differences give {check.numeric:.12g}"
                )
    return (
        "the partial of every single op is right, so the graph is not the whole function: look for a number taken out "
        "of it, as x.data is"
    )


def nodes_of(output: Value) -> list[Any]:
    """The values that ops made, inputs first."""
    return [value for value in topological_order(output) if value.op]


def numbers_into(node: Value) -> list[float]:
    """The data of a node's inputs."""
    return [x if type(x) is float else x.data for x in node.inputs]


def piece_of(op: Op, at: Sequence[float]) -> Piece:
    """The op, and which smooth piece of it the numbers are on."""
    return op.name, op.piece(*at)


def difference(function: Callable[[float], tuple[float, list[Piece]]], x: float) -> tuple[float, float, str]:
    """The derivative at x by central differences, how far off it may be, and the kink that x is on, if it is on one.

    The step shrinks until the function is defined and without a kink from x - h to x + h. From there on the differences
    for smaller and smaller steps are extrapolated to a step of 0, and the best agreement is taken (C. Ridders,
    "Accurate computation of F'(x) and F'(x) F''(x)", Advances in Engineering Software 4, 1982).
    """
    h = 0.1 * max(abs(x), 1.0)
    while True:
        kink = ""
        try:
            (above, pieces_above), (below, pieces_below) = function(x + h), function(x - h)
            kink = first_other(pieces_above, pieces_below)
            if not kink and isfinite(above) and isfinite(below):
                break
        except UNDEFINED:
            pass
        h /= 4
        if h < 1e-10 * (abs(x) or 1.0):
            return nan, inf, kink
    best, error_bar = nan, inf
    estimates: list[float] = []  # for one step size, each extrapolated by one order more than the one before it
    for _ in range(16):
        above, below = function(x + h)[0], function(x - h)[0]
        rounding = 2**-51 * max(abs(above), abs(below)) / h
        coarser, estimates = estimates, [(above - below) / ((x + h) - (x - h))]
        for order, coarse in enumerate(coarser, start=1):
            fine, gain = estimates[-1], SHRINK ** (2 * order)
            estimates.append((gain * fine - coarse) / (gain - 1))
            error = max(abs(estimates[-1] - fine), abs(estimates[-1] - coarse)) + rounding
            if error < error_bar:
                best, error_bar = estimates[-1], error
        h /= SHRINK
    return best, error_bar, ""


def first_other(some: Sequence[Piece], others: Sequence[Piece]) -> str:
    """Where two runs of a function first took different pieces, in words; empty if they did not."""
    for one, other in zip(some, others):
        if one[0] != other[0]:
            break
        if one != other:
            return f"the kink of {one[0]}"
    else:
        if len(some) == len(others):
            return ""
    return "a branch: the function does something else on either side"
