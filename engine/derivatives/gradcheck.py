"""Derivatives against differences: `gradcheck`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import fsum, inf, isfinite, nan
from typing import Any

from engine.derivatives.grad import grad
from engine.graph import topological_order
from engine.op import UNDEFINED, Op
from engine.operands import real
from engine.text import described, name_of
from engine.value import Value

TOLERANCE = 1e-7  # relative; the differences themselves are usually good to 1e-10
SHRINK = 1.9  # from one step size to the next
Piece = tuple[str, Any]  # an op, and which smooth piece of it the numbers are on
Varied = Callable[[float], tuple[float, list[Piece]]]  # a function of one number, and the pieces it went through


class GradcheckError(AssertionError):
    """A derivative is wrong; the message is the whole report."""


@dataclass(frozen=True, slots=True)
class Check:
    """One derivative, by the backward pass and by finite differences."""

    name: str  # of what it is the derivative with respect to
    at: float
    analytic: float
    numeric: float
    error_bar: float  # how far off the numeric one may be
    kink: str  # why differences cannot tell, in words, if they cannot

    @property
    def relative_error(self) -> float:
        """The difference between the two, in units of the larger one."""
        scale = max(abs(self.analytic), abs(self.numeric))
        return abs(self.analytic - self.numeric) / scale if scale else 0.0

    @property
    def is_wrong(self) -> bool:
        """Whether the two differ by more than differences may be off."""
        slack = TOLERANCE * max(abs(self.analytic), abs(self.numeric)) + 10 * self.error_bar
        known = isfinite(self.numeric) and not self.kink
        return known and not abs(self.analytic - self.numeric) <= slack

    @property
    def verdict(self) -> str:
        """What there is to say, in words."""
        if self.kink:
            return f"not checked: {self.kink}"
        if not isfinite(self.numeric):
            return "not checked: not defined on both sides"
        if self.is_wrong:
            return "WRONG"
        if self.relative_error <= TOLERANCE:
            return "ok"
        return f"cannot tell: differences are good to {self.error_bar:.0e}"


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
    of 1e-6 relative is found. Where differences cannot tell, the report says why: an op has a kink right at the inputs,
    the function is not defined on both sides, the chain rule meets 0 times inf, or rounding hides it. With
    `second_order`, the derivatives of the gradient are checked as well.

    Raises GradcheckError with the report if a derivative is wrong, unless `raise_exception` is off. The report then
    names the first op whose own partial is wrong.

    >>> print(gradcheck(lambda x, y: x * y, 3.0, 0.5))
               value             analytic              numeric  rel. error  verdict
    x1             3                  0.5                  0.5       ...  ok
    x2           0.5                    3                    3       ...  ok
    """
    names = [x.label if isinstance(x, Value) and x.label else f"x{i}" for i, x in enumerate(inputs, start=1)]
    at = [x.data if isinstance(x, Value) else real(x) for x in inputs]
    checks = compare_derivatives(function, names, at)
    if second_order:
        for i, name in enumerate(names):

            def slope(*xs: Value, i: int = i) -> Value:
                return grad(function(*xs), xs)[i]

            checks += compare_derivatives(slope, [f"{name}, {other}" for other in names], at)
    report = Report(checks)
    if not report:
        report = Report(checks, culprit_in(run(function, at)[1]))
        if raise_exception:
            raise GradcheckError(f"a derivative is wrong\n{report}")
    return report


def compare_derivatives(function: Callable[..., Value], names: Sequence[str], at: Sequence[float]) -> list[Check]:
    """The derivative with respect to each input, by the backward pass and by differences."""
    leaves, output = run(function, at)
    output.backward()
    noise = rounding([(value.grad, value.data) for value in topological_order(output)])
    checks = []
    for i, (name, leaf) in enumerate(zip(names, leaves)):

        def varied(x: float, i: int = i) -> tuple[float, list[Piece]]:
            output = run(function, [*at[:i], x, *at[i + 1 :]])[1]
            return output.data, [piece_of(node.op, numbers_into(node)) for node in nodes_of(output)]

        numeric, error_bar, kink = difference(varied, at[i], noise)
        if not isfinite(leaf.grad) and isfinite(numeric):
            kink = impasse_in(output)
        checks.append(Check(name, at[i], leaf.grad, numeric, error_bar, kink))
    return checks


def run(function: Callable[..., Value], at: Sequence[float]) -> tuple[list[Value], Value]:
    """The leaves that the function was given at these numbers, and its output."""
    leaves = [Value(x) for x in at]
    output = function(*leaves)
    if not isinstance(output, Value):
        raise TypeError(f"the function must return a Value, got {described(output)}")
    return leaves, output


def culprit_in(output: Value) -> str:
    """The first op whose own partial is wrong, and with respect to which input, in words."""
    for node, i, check in partial_checks(output):
        if check.is_wrong:
            return (
                f"the first wrong partial: input {i} of {node.op.name}, in {name_of(node)}, is {check.analytic!r}; "
                f"differences give {check.numeric:.12g}"
            )
    return (
        "the partial of every single op is right, so the graph is not the whole function: look for a number taken out "
        "of it, as x.data is"
    )


def impasse_in(output: Value) -> str:
    """The first op whose partial is rightly inf or nan, which may become nan in the chain rule, in words; or ""."""
    for node, i, check in partial_checks(output):
        if not isfinite(check.analytic):
            where = f"input {i} of {node.op.name}, in {name_of(node)}: its partial is {check.analytic!r}"
            return "" if check.is_wrong else f"the chain rule cannot pass {where}"
    return ""


def partial_checks(output: Value) -> Iterator[tuple[Any, int, Check]]:
    """For each node and the number of each of its inputs, counted from 1, its partial against differences."""
    for node in nodes_of(output):
        at = numbers_into(node)
        for i, (x, partial) in enumerate(zip(at, node.partials)):
            if partial is None:
                continue

            def varied(x: float, node: Any = node, at: list[float] = at, i: int = i) -> tuple[float, list[Piece]]:
                moved = [*at[:i], x, *at[i + 1 :]]
                return node.op.forward(*moved), [piece_of(node.op, moved)]

            noise = rounding([(1.0, node.data), (partial, x)])
            yield node, i + 1, Check("", x, partial, *difference(varied, x, noise))


def rounding(numbers: Sequence[tuple[float, float]]) -> float:
    """How far rounding may move a function, given the derivative with respect to each number, and the number."""
    moves = [abs(derivative * number) for derivative, number in numbers]
    return 2**-51 * fsum(move for move in moves if isfinite(move))


def nodes_of(output: Value) -> list[Any]:
    """The values that ops made, inputs first."""
    return [value for value in topological_order(output) if value.op]


def numbers_into(node: Value) -> list[float]:
    """The data of a node's inputs."""
    return [x if type(x) is float else x.data for x in node.inputs]


def piece_of(op: Op, at: Sequence[float]) -> Piece:
    """The op, and which smooth piece of it the numbers are on."""
    return op.name, op.piece(*at)


def difference(function: Varied, x: float, noise: float) -> tuple[float, float, str]:
    """The derivative at x by central differences, how far off it may be, and in words what keeps it from being known.

    The noise is how far rounding may move the function.
    """
    h, obstacle = smooth_step(function, x)
    if not obstacle and h > 0 and noise > max(abs(function(x + h)[0]), abs(function(x - h)[0])):
        obstacle = "rounding alone may move the function from one end to the other"
    if obstacle or h == 0:
        return nan, inf, obstacle
    rows = extrapolated(function, x, h, noise)
    for error_bar, estimate, step in sorted(rows):
        finer = [row for row in rows if step > row[2] > 1e-3 * h]
        if all(abs(estimate - other) <= 10 * (error_bar + error) + 1e-5 * abs(other) for error, other, _ in finer):
            # the most exact one that no finer one contradicts
            return (nan, inf, "right on a kink") if has_kink(function, x, step, noise) else (estimate, error_bar, "")
    return nan, inf, "the differences do not settle"


def smooth_step(function: Varied, x: float) -> tuple[float, str]:
    """A step such that the function is defined at x - h and x + h with no kink in between, or 0 and the kink."""
    h = 0.1 * max(abs(x), 1.0)
    kink = ""
    while h > 1e-10 * (abs(x) or 1.0):
        kink = ""
        try:
            (above, pieces_above), (below, pieces_below) = function(x + h), function(x - h)
            kink = first_other(pieces_above, pieces_below)
            if not kink and isfinite(above) and isfinite(below):
                return h, ""
        except UNDEFINED:
            pass
        h /= 4
    return 0.0, kink


def extrapolated(function: Varied, x: float, h: float, noise: float) -> list[tuple[float, float, float]]:
    """For each step from h down where they settle: how far off the derivative may be, its best estimate, and the step.

    Estimates for several steps are extrapolated to a step of 0 (C. Ridders, "Accurate computation of F'(x) and
    F'(x) F''(x)", Advances in Engineering Software 4, 1982).
    """
    rows: list[tuple[float, float, float]] = []
    estimates: list[float] = []  # for one step, each extrapolated by one order more than the one before it
    for _ in range(40):
        if not x + h > x > x - h:
            break
        try:
            above, below = function(x + h)[0], function(x - h)[0]
        except UNDEFINED:
            break
        rounding_error = (noise + 2**-51 * max(abs(above), abs(below))) / h
        coarser, estimates = estimates, [(above - below) / ((x + h) - (x - h))]
        best, error_bar = estimates[0], inf
        for order, coarse in enumerate(coarser[:8], start=1):
            fine, gain = estimates[-1], SHRINK ** (2 * order)
            estimates.append((gain * fine - coarse) / (gain - 1))
            error = max(abs(estimates[-1] - fine), abs(estimates[-1] - coarse)) + rounding_error
            if error < error_bar:
                best, error_bar = estimates[-1], error
        if error_bar <= 0.01 * abs(best) + 100 * rounding_error:
            rows.append((error_bar, best, h))
        h /= SHRINK
    return rows


def has_kink(function: Varied, x: float, h: float, noise: float) -> bool:
    """Whether the slopes on the two sides of x stay apart however small the step, which is h to begin with."""
    here = function(x)[0]

    def apart(h: float) -> float:
        above, below = function(x + h)[0], function(x - h)[0]
        return abs((above - here) / h - (here - below) / h)

    finer = h / 1000
    return apart(finer) > max(0.5 * apart(h), 100 * (noise + 2**-51 * abs(here)) / finer)


def first_other(some: Sequence[Piece], others: Sequence[Piece]) -> str:
    """Where two runs of a function first took different pieces, in words; empty if they did not."""
    for one, other in zip(some, others):
        if one[0] != other[0]:
            break
        if one != other:
            return f"right on the kink of {one[0]}"
    else:
        if len(some) == len(others):
            return ""
    return "right on a branch: the function does something else on either side"
