"""gradcheck: what it finds, what it does not blame, and what it says."""

import math
import random

import pytest

import engine
from engine import GradcheckError, Value, gradcheck
from engine.op import TABLE, Op


@pytest.fixture
def row():
    """Makes rows that are gone from the table after the test."""
    names = []

    def make(name, *arguments, **options):
        names.append(name)
        return Op(name, *arguments, **options)

    yield make
    for name in names:
        TABLE.pop(name, None)


@pytest.mark.parametrize(
    ("function", "at"),
    [
        (lambda x, y: x * y.tanh() / (x + 2), (3.0, 0.5)),
        (lambda x: engine.sin(1000 * x), (0.3,)),
        (lambda x: x.log(), (1e-300,)),
        (lambda x: x.log(), (1e300,)),
        (lambda x: x.exp(), (-700.0,)),
        (lambda x: x**3, (1e-8,)),
        (lambda *xs: engine.logsumexp(xs), (1000.0, 1001.0, -5.0)),
        (lambda x: x.relu(), (1e-9,)),
        (lambda x: engine.maximum(x, 2 * x, 1.0), (0.500001,)),
        (lambda x, unused: x * 2, (1.0, 2.0)),
        (lambda x: x.sin(), (445874.8190944964,)),  # many periods between x - 0.1 x and x + 0.1 x
        (lambda x: 1 / x, (5e-9,)),  # a pole nearby
        (lambda x: engine.hypot(x, x), (5e-9,)),  # a kink nearby
        (lambda x: x**3, (8.53794396490635e-10,)),
    ],
)
def test_right_derivatives_pass(function, at):
    report = gradcheck(function, *at)
    assert report
    assert [check.verdict for check in report.checks] == ["ok"] * len(at)


@pytest.mark.parametrize("error", [1e-3, 1e-6])
def test_a_wrong_row_is_found_and_named(row, error):
    wrong = row("wrong", math.sin, (lambda x, out: (1 + error) * engine.cos(x),))
    with pytest.raises(GradcheckError) as raised:
        gradcheck(lambda a, b: (wrong(a * b) + b).exp(), Value(0.5, "a"), Value(0.25, "b"))
    lines = str(raised.value).splitlines()
    assert lines[0] == "a derivative is wrong"
    assert lines[2].startswith("a ")
    assert lines[2].endswith("WRONG")
    assert lines[-1].startswith("the first wrong partial: input 1 of wrong, in wrong(0.125), is ")


def test_the_wrong_operand_is_named(row):
    swapped = row("swapped", lambda x, y: x * y**2, (lambda x, y, out: y**2, lambda x, y, out: x * y))
    report = gradcheck(lambda x, y: swapped(x, y), 3.0, 2.0, raise_exception=False)
    assert not report
    assert "input 2 of swapped" in report.culprit
    assert "is 6.0; differences give 12" in report.culprit


def test_a_number_taken_out_of_the_graph_is_found():
    report = gradcheck(lambda x: x * x.data, 3.0, raise_exception=False)
    assert not report
    assert "look for a number taken out of it" in report.culprit


@pytest.mark.parametrize(
    ("function", "at", "verdict"),
    [
        (lambda x: x.relu(), 0.0, "not checked: right on the kink of relu"),
        (lambda x: abs(x - 1), 1.0, "not checked: right on the kink of abs"),
        (lambda x: engine.maximum(x, 2 * x), 0.0, "not checked: right on the kink of maximum"),
        (lambda x: engine.where(x > 0, x, 2 * x), 0.0, "not checked: right on the kink of where"),
        (lambda x: x * 2 if x > 1 else x.exp(), 1.0, "not checked: right on a branch"),
        (lambda x: x.sqrt(), 0.0, "not checked: not defined on both sides"),
    ],
)
def test_kinks_and_edges_are_named_and_not_blamed(function, at, verdict):
    report = gradcheck(function, at)
    assert report
    assert report.checks[0].verdict.startswith(verdict)


def test_what_differences_cannot_tell_is_said():
    [check] = gradcheck(lambda x: 1e6 + 1e-9 * x, 0.3).checks
    assert check.verdict.startswith("cannot tell: differences are good to ")


@pytest.mark.parametrize(
    ("function", "at", "where"),
    [
        (lambda x: (0 * x).relu().sqrt() + x, 0.5, "input 1 of sqrt, in sqrt(0.0): its partial is inf"),
        (lambda x: engine.asin(x / x), 0.5, "input 1 of asin, in asin(1.0): its partial is inf"),
        (lambda x: x ** (x - x), -2.0, "input 2 of power, in (-2.0) ** 0.0: its partial is nan"),
    ],
)
def test_where_the_chain_rule_cannot_pass_is_named_and_not_blamed(function, at, where):
    report = gradcheck(function, at)
    assert report
    assert report.checks[0].verdict == f"not checked: the chain rule cannot pass {where}"


def test_a_partial_that_is_nan_where_its_op_is_smooth_is_wrong(row):
    wrong = row("wrong", math.sin, (lambda x, out: x * math.nan,))
    report = gradcheck(lambda x: wrong(x) * 2, 0.5, raise_exception=False)
    assert not report
    assert report.culprit.startswith(
        "the first wrong partial: input 1 of wrong, in wrong(0.5), is nan; differences give "
    )


@pytest.mark.parametrize("bounds", [(2.0, 1.0), (0.75, 0.25), (1.0, 2.0), (-1.0, 0.25), (-1.0, 1.0), (0.25, -1.0)])
def test_the_row_of_clip_has_the_derivatives_of_what_it_computes_even_with_low_above_high(bounds):
    report = gradcheck(TABLE["clip"], 0.5, *bounds)
    assert [check.verdict for check in report.checks] == ["ok"] * 3


OF_ONE = ["sin", "tan", "tanh", "asin", "erf", "sqrt", "abs", "relu", "expm1", "sigmoid", "silu", "log1p"]
OF_TWO = ["sub", "mul", "div", "power", "hypot", "atan2", "maximum", "logsumexp"]


def random_function(rng, exchanged):
    """A function of two numbers, one of whose ops is the one in `exchanged`, if its name comes up."""
    names = rng.sample(OF_ONE, 3) + rng.sample(OF_TWO, 3)
    rng.shuffle(names)
    places = [[rng.randrange(2 + i) for _ in range(1 + (name in OF_TWO))] for i, name in enumerate(names)]

    def function(*xs):
        values = list(xs)
        for name, inputs in zip(names, places):
            values.append(exchanged.get(name, TABLE[name])(*[values[place] for place in inputs]))
        return values[-1]

    return names, function


@pytest.mark.parametrize("seed", range(200))
def test_verdicts_are_right_or_doubts(seed, row):
    rng = random.Random(seed)
    at = [rng.choice([rng.uniform(-3, 3), float(rng.randrange(-2, 3)), 10 ** rng.uniform(-3, 3)]) for _ in range(2)]
    exchanged = {}
    names, function = random_function(rng, exchanged)
    inputs = [Value(x) for x in at]
    try:
        function(*inputs).backward()
    except (ArithmeticError, ValueError):
        return
    right = [x.grad for x in inputs]
    assert gradcheck(function, *at)
    for name in set(names) & set(OF_ONE):
        op = TABLE[name]
        exchanged[name] = row(f"wrong_{name}", op.forward, (lambda x, out, op=op: 1.001 * op.partials[0](x, out),))
        report = gradcheck(function, *at, raise_exception=False)
        for check, derivative in zip(report.checks, right):
            if abs(check.analytic - derivative) > 5e-4 * abs(derivative) + 1e-13:
                assert check.verdict != "ok"
        del exchanged[name]


def test_second_order(row):
    assert gradcheck(lambda x, y: (x * y).sin() / y, 0.3, 0.7, second_order=True)
    half_right = row("half_right", math.sin, (lambda x, out: nearly_cos(x),))
    nearly_cos = row("nearly_cos", math.cos, (lambda x, out: -1.001 * engine.sin(x),))
    assert gradcheck(lambda x: half_right(x), 0.3)
    report = gradcheck(lambda x: half_right(x), 0.3, second_order=True, raise_exception=False)
    assert [(check.name, check.verdict) for check in report.checks] == [("x1", "ok"), ("x1, x1", "WRONG")]


def test_the_report_is_a_table():
    lines = str(gradcheck(lambda w: w * 3, Value(0.5, "w"))).splitlines()
    assert lines[0].split() == ["value", "analytic", "numeric", "rel.", "error", "verdict"]
    assert lines[1].split()[:4] == ["w", "0.5", "3", "3"]


def test_it_leaves_the_given_values_alone():
    w = Value(0.5, "w")
    gradcheck(lambda x: x * x, w)
    assert (w.data, w.grad) == (0.5, 0.0)


def test_a_function_that_returns_no_value():
    with pytest.raises(TypeError, match="the function must return a Value, got 3.0 of type float"):
        gradcheck(lambda x: 3.0, 1.0)
