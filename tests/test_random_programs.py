"""Random programs, with shared nodes, chains and n-ary ops: six ways to the same gradient."""

import math
from types import SimpleNamespace

import mpmath
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import engine
from engine import Value, gradcheck, jvp

UNARY = ["tanh", "sin", "cos", "sigmoid", "softplus", "relu", "gelu", "atan", "exp"]
N_ARY = ["sum", "mean", "logsumexp", "maximum", "dot", "softmax"]
PLACE = st.integers(0, 99)  # which of the numbers so far, counted around
INSTRUCTION = st.one_of(
    st.tuples(st.sampled_from(["add", "sub", "mul", "div"]), PLACE, PLACE),
    st.tuples(st.sampled_from(["scale", "shift", "power"]), PLACE, st.integers(-3, 3)),
    st.tuples(st.sampled_from(UNARY), PLACE),
    st.tuples(st.sampled_from(N_ARY), st.lists(PLACE, min_size=2, max_size=6)),
)
PROGRAMS = st.lists(INSTRUCTION, min_size=1, max_size=15)
INPUTS = st.lists(st.floats(-2, 2).map(lambda x: round(x, 3)), min_size=3, max_size=3)

mpmath.mp.dps = 60
EXACT = SimpleNamespace(
    tanh=mpmath.tanh, sin=mpmath.sin, cos=mpmath.cos, atan=mpmath.atan, exp=mpmath.exp,
    sigmoid=lambda x: 1 / (1 + mpmath.exp(-x)),
    softplus=lambda x: mpmath.log1p(mpmath.exp(x)),
    relu=lambda x: max(x, 0),
    gelu=lambda x: x * mpmath.ncdf(x),
    sum=mpmath.fsum,
    mean=lambda xs: mpmath.fsum(xs) / len(xs),
    logsumexp=lambda xs: mpmath.log(mpmath.fsum(mpmath.exp(x) for x in xs)),
    softmax=lambda xs: [mpmath.exp(x) / mpmath.fsum(mpmath.exp(x) for x in xs) for x in xs],
    maximum=max,
    dot=lambda ws, xs: mpmath.fdot(ws, xs),
)  # fmt: skip


def run(program, inputs, library=engine):
    """The sum of all the numbers that the program computes from the inputs."""
    numbers = list(inputs)
    for name, first, *second in program:
        x, *xs = [numbers[place % len(numbers)] for place in (first if isinstance(first, list) else [first])]
        y = numbers[second[0] % len(numbers)] if second else None
        if name in ("add", "sub", "mul"):
            numbers.append({"add": x + y, "sub": x - y, "mul": x * y}[name])
        elif name == "div":
            numbers.append(x / (1 + y * y))
        elif name == "scale":
            numbers.append(second[0] * x)
        elif name == "shift":
            numbers.append(second[0] - x)
        elif name == "power":
            numbers.append(x ** abs(second[0]))
        elif name == "dot":
            numbers.append(library.dot([x, *xs], [*xs, x]))
        elif name == "softmax":
            numbers.append(library.softmax([x, *xs])[0])
        elif name == "maximum":
            numbers.append(library.maximum(x, *xs))
        else:
            numbers.append(getattr(library, name)([x, *xs] if name in N_ARY else x))
    return library.sum(numbers[3:])


def exact_gradient(program, at):
    """The gradient by differences so fine that they are exact; the test is off where left and right do not agree."""
    gradient = []
    h = mpmath.mpf(10) ** -25
    for i in range(len(at)):
        left, here, right = (
            run(program, [mpmath.mpf(x) + d * (i == j) for j, x in enumerate(at)], EXACT) for d in (-h, 0, h)
        )
        assume(abs((right - here) - (here - left)) <= h * mpmath.mpf(10) ** -10)  # no kink
        gradient.append((right - left) / (2 * h))
    return gradient


def output_of(program, leaves):
    try:
        output = run(program, leaves)
    except OverflowError:
        assume(False)
    order = engine.topological_order(output)
    scale = max([1.0, *[abs(v.data) for v in order], *[abs(p) for v in order for p in v.partials if p is not None]])
    assume(scale < 1e4)
    return output, scale


@given(PROGRAMS, INPUTS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_backward_steps_grad_jvp_expand_and_mpmath_agree(program, at):
    leaves = [Value(x) for x in at]
    output, scale = output_of(program, leaves)
    replayed = {}
    for step in engine.backward_steps(output):
        replayed[step.input] = step.after
    output.backward()
    gradient = [leaf.grad for leaf in leaves]
    assert [replayed.get(leaf, 0.0) for leaf in leaves] == gradient
    close = {"rel": 1e-9, "abs": 1e-11 * scale**2}  # what rounding can do where large numbers cancel
    assert gradient == pytest.approx([float(g) for g in exact_gradient(program, at)], **close)
    assert [slope.data for slope in engine.grad(output, leaves)] == pytest.approx(gradient, **close)
    assert engine.expand(output).data == output.data
    assert [s.data for s in engine.grad(engine.expand(output), leaves)] == pytest.approx(gradient, **close)
    for i in range(3):
        data, tangent = jvp(lambda *xs: run(program, xs), at, [float(i == j) for j in range(3)])
        assert data == output.data
        assert tangent == pytest.approx(gradient[i], **close)


@given(PROGRAMS, INPUTS)
@settings(max_examples=30, deadline=None, derandomize=True)
def test_differences_agree(program, at):
    output_of(program, [Value(x) for x in at])
    report = gradcheck(lambda *xs: run(program, xs), *at)
    assert report, f"\n{report}"


@given(PROGRAMS, INPUTS)
@settings(max_examples=30, deadline=None, derandomize=True)
def test_second_derivatives_are_symmetric_and_are_the_derivatives_of_the_first(program, at):
    leaves = [Value(x) for x in at]
    output, scale = output_of(program, leaves)
    exact_gradient(program, at)  # no kink here
    hessian = [[entry.data for entry in row] for row in engine.hessian(output, leaves)]
    assume(all(math.isfinite(entry) and abs(entry) < 1e6 for row in hessian for entry in row))
    for i in range(3):
        for j in range(3):
            assert hessian[i][j] == pytest.approx(hessian[j][i], rel=1e-8, abs=1e-8 * scale**2)
    report = gradcheck(lambda *xs: run(program, xs), *at, second_order=True)
    assert report, f"\n{report}"
    products = [entry.data for entry in engine.hvp(output, leaves, [1.0, -2.0, 0.5])]
    expected = [row[0] - 2 * row[1] + 0.5 * row[2] for row in hessian]
    assert products == pytest.approx(expected, rel=1e-8, abs=1e-8 * scale**2)
