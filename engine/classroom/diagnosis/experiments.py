"""Small graphs that tell a right backward pass from a wrong one: what `diagnose` runs besides single ops.

Each experiment takes an engine whose sums and products are right, and gives what it found wrong, or None.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from math import isinf, isnan, nan
from typing import Any

from engine import ops
from engine.classroom.diagnosis.slips import LEAVES, Finding, Probe, numbers
from engine.classroom.diagnosis.subject import Build, Subject, float_in, said, same_number
from engine.op import Op

DEPTH = 10_000  # ops in a row
DOUBLINGS = 12  # of a value: 2 to the power of it is the number of paths
LARGE_NUMBER = 1000.0  # exp(LARGE) is too large for a float


def start(subject: Subject, probe: Probe) -> Finding | None:
    """Whether a backward pass begins at all, and goes further than one op."""
    at = (2.0, 5.0)
    right = [1.0, 1.0] if probe.op is ops.add else [5.0, 2.0]
    one = subject.passed(probe.build, at)
    two = subject.passed(lambda a, b: probe.build(probe.build(a, b), b), at)
    computed = f"y = {probe.text} at {numbers(at)}, y.backward()"
    if isinstance(one, Exception):
        return Finding("backward() raises", computed, said(one), f"a.grad = {right[0]}", "what the error names")
    if one[1] == [0.0, 0.0]:
        return Finding(
            "backward() begins with nothing",
            computed,
            "a.grad = 0.0, b.grad = 0.0",
            f"a.grad = {right[0]}, b.grad = {right[1]}",
            "self.grad = 1.0 at the beginning of backward(), and the loop after it",
        )
    if not isinstance(two, Exception) and two[1][0] == 0 != one[1][0]:
        return Finding(
            "backward() stops after one op",
            f"h = {probe.text}; y = {probe.text.replace('a', 'h')} at {numbers(at)}, y.backward()",
            "a.grad = 0.0",
            f"a.grad = {right[0] * (1.0 if probe.op is ops.add else 5.0)}",
            "the loop over all values behind the output, not its inputs alone",
        )
    return None


# --- what happens where a value is used more than once ----------------------------------------------------------------


def overwriting(subject: Subject, probes: Sequence[Probe]) -> Finding | None:
    """The ops whose backward overwrites a grad."""
    lost = []
    for probe in probes:
        at = probe.points[0]
        _, once = subject.measured(probe.build, at)
        _, twice = subject.measured(lambda *leaves, f=probe.build: f(*leaves) + f(*leaves), at)
        for name, x, grad in zip(LEAVES, once, twice):
            if not same_number(grad, 2 * x):
                lost.append((probe, name, grad, 2 * x))
    if not lost:
        return None
    probe, name, grad, right = lost[0]
    ops_lost = list(dict.fromkeys(probe.text for probe, *_ in lost))
    places = "all ops" if len(probes) == len(ops_lost) > 1 else ", ".join(ops_lost)
    return Finding(
        "= instead of +=: a grad is overwritten where a value is used twice",
        f"y = ({probe.text}) + ({probe.text}) at {numbers(probe.points[0])}, y.backward()",
        f"{name}.grad = {grad!r}",
        f"{name}.grad = {right!r}",
        f"{name}.grad = ... where {name}.grad += ... is meant, in the backward of {places}",
    )


def same_input_twice(subject: Subject) -> Finding | None:
    """Whether an op counts both of its inputs if they are one and the same value."""
    cases: list[tuple[str, Build, float]] = [("a + a", lambda a: a + a, 2.0), ("a * a", lambda a: a * a, 6.0)]
    return first_wrong(
        subject,
        "an input that is used twice by one op counts once",
        [(f"y = {text} at a = 3.0", build, (3.0,), right) for text, build, right in cases],
        "inputs kept in a set or as keys of a dict, where a tuple keeps both",
    )


def order(subject: Subject) -> Finding | None:
    """Whether a value passes its grad on once, when all of it has arrived."""

    def ladder(h: Any, two: Any, three: Any) -> Any:
        for _ in range(10):
            h = h + h * three
        return h

    graphs: list[tuple[str, Build, float]] = [
        ("h = a * 2; y = h + h * 3", lambda a, two, three: on(a * two, lambda h: h + h * three), 8.0),
        ("h = a * 2; y = h * 3 + h", lambda a, two, three: on(a * two, lambda h: h * three + h), 8.0),
        ("h = a * 2; y = h + (h * 3) * 3", lambda a, two, three: on(a * two, lambda h: h + h * three * three), 20.0),
        ("h = a * 2; y = (h * 3) * 3 + h", lambda a, two, three: on(a * two, lambda h: h * three * three + h), 20.0),
        ("h = a; ten times h = h + h * 3; y = h", ladder, 4.0**10),
    ]
    for text, build, right in graphs:
        _, [got, *_] = subject.measured(build, (5.0, 2.0, 3.0))
        if not same_number(got, right):
            return misordered(f"{text} at a = 5.0, y.backward()", got, right)
    return None


def misordered(computed: str, got: float, right: float) -> Finding:
    """What a grad that is too small or too large says of the order of the values."""
    if got > right:
        name = "a value passes its grad on more than once"
        look_for = "a recursion that comes to h once for each use: visit each value once, in topological order"
    else:
        name = "the order is not topological: a value passes its grad on before all of it has arrived"
        look_for = "how the order is built: a value joins it after all of its inputs (order.append comes last)"
    return Finding(name, computed, f"a.grad = {got!r}", f"a.grad = {right!r}", look_for)


def on(h: Any, build: Build) -> Any:
    """What is built on a value."""
    return build(h)


def equal_data(subject: Subject) -> Finding | None:
    """Whether two values with the same number are two values."""
    return first_wrong(
        subject,
        "values with equal data are taken for one value",
        [("y = a * 3 + b * 3 at a = 2.0, b = 2.0", lambda a, b, three: a * three + b * three, (2.0, 2.0, 3.0), 3.0),
         ("y = b * 3 + a * 3 at a = 2.0, b = 2.0", lambda a, b, three: b * three + a * three, (2.0, 2.0, 3.0), 3.0)],
        "__eq__ and __hash__ that compare data (a dataclass has them): nodes are the same if `is` says so",
    )  # fmt: skip


def first_wrong(
    subject: Subject, name: str, cases: Sequence[tuple[str, Build, Sequence[float], float]], look_for: str
) -> Finding | None:
    """The first of some graphs whose first leaf, a, gets the wrong grad."""
    for text, build, at, right in cases:
        computed, expected = f"{text}, y.backward()", f"a.grad = {right!r}"
        result = subject.passed(build, at)
        if isinstance(result, Exception):
            return Finding(f"{name or 'backward()'}: it raises", computed, said(result), expected, look_for)
        if not same_number(result[1][0], right):
            return Finding(name, computed, f"a.grad = {result[1][0]!r}", expected, look_for)
    return None


def every_path(subject: Subject) -> Finding | None:
    """Whether the backward pass takes time in proportion to the number of paths, not of values."""
    a = subject.leaf(1.0)
    y = a
    for _ in range(DOUBLINGS):
        y = y + y
    calls = calls_in(y.backward)
    if calls < 2**DOUBLINGS:
        return None
    return Finding(
        "the backward pass walks along every path",
        f"y = a; {DOUBLINGS} times y = y + y; y.backward()",
        f"{calls:,} function calls for {DOUBLINGS} ops",
        "work in proportion to the number of ops",
        "a recursion without a set of visited values: each doubling doubles the time",
    )


def calls_in(function: Callable[[], Any]) -> int:
    """How many calls a function makes, those of built-in functions among them."""
    count = 0

    def counted(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call") and argument is not sys.setprofile

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        function()
    finally:
        sys.setprofile(before)
    return count


# --- more than one pass -----------------------------------------------------------------------------------------------


def second_pass(subject: Subject) -> Finding | None:
    """Whether a second pass over one graph gives the same gradient again; an engine may also refuse it."""
    a = subject.leaf(3.0)
    y = a * a * a
    try:
        y.backward()
        first = float_in(a.grad)
        a.grad = 0.0
        y.backward()
    except Exception:
        return None
    again = float_in(a.grad)
    if same_number(first, again):
        return None
    name, look_for = (
        ("a second pass gives nothing", "a mark on the values, such as visited, that stays after the pass")
        if again == 0
        else (
            "interior grads are kept from one pass to the next",
            "set the grad of each value that an op made to 0 before a pass; only leaves add up over passes",
        )
    )
    return Finding(
        name,
        "y = a * a * a at a = 3.0, y.backward(); a.grad = 0; y.backward()",
        f"a.grad = {first!r} the first time, {again!r} the second time",
        "a.grad = 27.0 the first time, 27.0 the second time",
        look_for,
    )


def two_outputs(subject: Subject) -> Finding | None:
    """Whether the grad of a leaf adds up over passes from several outputs."""
    a = subject.leaf(5.0)
    for factor in (2.0, 3.0):
        (a * subject.leaf(factor)).backward()
    if same_number(float_in(a.grad), 5.0):
        return None
    return Finding(
        "the grad of a leaf does not add up over passes",
        "(a * 2).backward(); (a * 3).backward()",
        f"a.grad = {float_in(a.grad)!r}",
        "a.grad = 5.0",
        "a backward() that sets the grads of leaves to 0: that is for zero_grad(), when the user asks for it",
    )


# --- data that changes ------------------------------------------------------------------------------------------------


def inputs_changed(subject: Subject, probes: Sequence[Probe]) -> Finding | None:
    """Whether an op, or `+=` on another name, changes the data of its inputs."""
    cases = [(probe.text, probe.build, probe.points[0]) for probe in probes]
    cases += [("c = a; c += b", lambda a, b: augmented(a, b), (2.0, -3.0))]
    for text, build, at in cases:
        leaves = subject.leaves(at)
        build(*leaves).backward()
        after = [float_in(leaf.data) for leaf in leaves]
        if after != list(at):
            return Finding(
                f"{text} changes the data of its inputs",
                f"y = {text} at {numbers(at)}, y.backward()",
                numbers(after),
                numbers(at),
                "an assignment to self.data or other.data: an op makes a new value and leaves its inputs alone",
            )
    return None


def augmented(c: Any, b: Any) -> Any:
    """The sum as `+=` makes it."""
    c += b
    return c


def later_data(subject: Subject) -> Finding | None:
    """Whether a pass is about the numbers of the forward pass; an engine may also refuse a changed one."""
    a = subject.leaf(3.0)
    y = a * a
    try:
        a.data = 10.0
        y.backward()
    except Exception:
        return None
    if same_number(float_in(a.grad), 6.0):
        return None
    return Finding(
        "partials are read after the forward pass",
        "y = a * a at a = 3.0; a.data = 10.0; y.backward()",
        f"a.grad = {float_in(a.grad)!r}",
        "a.grad = 6.0, for y.data is still 9.0",
        "self.data inside _backward: work the partials out when the value is made",
    )


# --- the edges --------------------------------------------------------------------------------------------------------


def depth(subject: Subject) -> Finding | None:
    """Whether a long chain can be built and differentiated."""

    def chain(a: Any, one: Any) -> Any:
        for _ in range(DEPTH):
            a = a + one
        return a

    result = subject.passed(chain, (1.0, 1.0))
    if not isinstance(result, Exception) and same_number(result[1][0], 1.0):
        return None
    got = said(result) if isinstance(result, Exception) else f"a.grad = {result[1][0]!r}"
    return Finding(
        "a long chain is too deep" if isinstance(result, RecursionError) else "a long chain goes wrong",
        f"y = a; {DEPTH:,} times y = y + 1; y.backward()",
        got,
        "a.grad = 1.0",
        "a function that calls itself for each input: keep the values to visit in a list instead",
    )


def power_of_zero(subject: Subject) -> Finding | None:
    """Whether x ** 0, which is 1 everywhere, has the derivative 0 at 0 too."""
    return first_wrong(
        subject, "a ** 0 at 0", [("y = a ** 0 at a = 0.0", lambda a: a**0, (0.0,), 0.0)],
        "exponent * a ** (exponent - 1), which divides by zero: the derivative is 0 where the exponent is 0",
    )  # fmt: skip


def fractional_power(subject: Subject) -> Finding | None:
    """Whether a root of a negative number is refused, or nan, but not complex."""
    try:
        data = (subject.leaf(-8.0) ** (1 / 3)).data
    except Exception:
        return None
    if not isinstance(data, complex):
        return None
    return Finding(
        "a power of a negative number turns complex",
        "y = a ** (1/3) at a = -8.0",
        f"y.data = {data!r}",
        "a ValueError, as math.pow(-8.0, 1/3) gives",
        "self.data ** other: check for a negative base with a fractional exponent",
    )


def large(subject: Subject, op: Op) -> Finding | None:
    """Whether a function with a finite value far from 0 is computed and differentiated there."""
    build = subject.function(op.name)
    assert build is not None
    for x in (LARGE_NUMBER, -LARGE_NUMBER):
        truth = op.forward(x)
        right = op.partials[0](x, truth)
        result = subject.passed(build, (x,))
        if not isinstance(result, Exception) and same_number(result[0], truth) and same_number(result[1][0], right):
            continue
        got = said(result) if isinstance(result, Exception) else f"y.data = {result[0]!r}, a.grad = {result[1][0]!r}"
        return Finding(
            f"{op.name} overflows",
            f"y = {op.name}(a) at a = {x}, y.backward()",
            got,
            f"y.data = {truth!r}, a.grad = {right!r}",
            "exp of a large number: choose the form whose exponent is negative (1 / (1 + e) or e / (1 + e))",
        )
    return None


def exp_of_large(subject: Subject) -> Finding | None:
    """Whether exp says that it overflows: by an error, or by inf."""
    build = subject.function("exp")
    assert build is not None
    result = subject.passed(build, (LARGE_NUMBER,))
    if isinstance(result, Exception) or isinf(result[0]):
        return None
    return Finding(
        "exp hides that it overflows",
        f"y = exp(a) at a = {LARGE_NUMBER}",
        f"y.data = {result[0]!r}",
        "an OverflowError, or inf",
        "a limit put on the input: the gradient beyond it is not that of exp",
    )


def relu_at_0(subject: Subject) -> Finding | None:
    """Whether the partial of relu is 0 at 0, as everywhere in the field."""
    build = subject.function("relu")
    assert build is not None
    return first_wrong(
        subject, "relu has a slope at 0", [("y = relu(a) at a = 0.0", build, (0.0,), 0.0)],
        "a >= where > is meant, in the backward of relu (PyTorch takes 0 at 0)",
    )  # fmt: skip


def relu_of_nan(subject: Subject) -> Finding | None:
    """Whether relu lets nan through, which says that something went wrong before it."""
    build = subject.function("relu")
    assert build is not None
    result = subject.passed(build, (nan,))
    if isinstance(result, Exception) or isnan(result[0]):
        return None
    return Finding(
        "relu hides nan",
        "y = relu(a) at a = nan",
        f"y.data = {result[0]!r}",
        "y.data = nan",
        "max(0, x), or x if x > 0 else 0: 0 if x <= 0 else x lets nan through",
    )
