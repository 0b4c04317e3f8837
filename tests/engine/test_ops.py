"""Every row of the table against mpmath: its value, its partials to the third order, its edges, and its errors."""

import copy
import math
import pickle
import random
from itertools import combinations_with_replacement
from math import inf, nan

import mpmath
import numpy
import pytest

import engine
from engine import Value, grad, jvp, ops
from engine.op import TABLE, Op
from tests.oracles import EXACT, exact, exact_derivative, points

ROWS = list(TABLE.values())
CASES = [pytest.param(op, at, id=f"{op.name}{at}") for op in ROWS for at in points(op.name, len(op.partials))]

CHOICES = {"softmax": 0, "where": 0}  # the input that chooses between the others is a constant
TINY = 5e-324  # the smallest float above 0


def wrong_by(got: float, true: mpmath.mpf, op: Op, order: int = 0, scale: float = 1.0) -> str:
    """How a derivative of this order is wrong, if it is: by more than a few units in the last place.

    Textbook rules that cancel (1 - out², out (1 - out)) are right to a few units in the last place of `scale`.
    """
    relative = 1e-13 if op.name == "gelu" else 1e-15 * 10**order  # erfc(x) magnifies the rounding of its argument
    if abs(got - true) <= relative * abs(true) + (2e-16 * 8**order * scale if order else TINY):
        return ""
    return f"{op.name}, order {order}: {got!r} instead of {mpmath.nstr(true, 20)}"


def as_inputs(op: Op, at: tuple[float, ...]) -> list[Value | float]:
    """Fresh Values at these numbers, and the choice as a plain number."""
    return [x if i == CHOICES.get(op.name) else Value(x) for i, x in enumerate(at)]


def wrong_partials(op: Op, at: tuple[float, ...]) -> list[str]:
    """What is wrong about the partials that a node records."""
    partials = op(*as_inputs(op, at)).partials
    found = [wrong_by(p, exact_derivative(op.name, at, [i]), op, 1) for i, p in enumerate(partials) if p is not None]
    return [line for line in found if line]


def wrong_derivatives(op: Op, at: tuple[float, ...], order: int) -> list[str]:
    """What is wrong about the derivatives of this order that `grad` builds."""
    inputs = as_inputs(op, at)
    scale = max([1.0, *[abs(x) ** (1 - order) for x in at if x]])
    found = []
    for chosen in combinations_with_replacement([i for i, x in enumerate(inputs) if isinstance(x, Value)], order):
        derivative = op(*inputs)
        for i in chosen:
            [derivative] = grad(derivative, [inputs[i]])
        found.append(wrong_by(derivative.data, exact_derivative(op.name, at, chosen), op, order, scale))
    return [line for line in found if line]


def test_every_row_has_an_oracle():
    assert TABLE.keys() == EXACT.keys()


@pytest.mark.parametrize(("op", "at"), CASES)
def test_values(op, at):
    exact_value = exact(op.name, at)
    size = sum(abs(x) for x in at) if op.name in ("sum", "mean") else math.prod(at) if op.name == "dot" else 0.0
    assert not wrong_by(op(*at) + 0.0, exact_value, op) or abs(op(*at) - exact_value) <= 2e-16 * abs(size)
    assert op(*as_inputs(op, at)).data == op(*at)
    assert isinstance(op(*at), float)


@pytest.mark.parametrize(("op", "at"), CASES)
def test_partials(op, at):
    if op.name == "power" and at[0] < 0:
        base, exponent = Value(at[0]), Value(at[1])
        assert math.isnan((base**exponent).partials[1])  # there is no real derivative with respect to the exponent
        assert not wrong_by((base ** at[1]).partials[0], exact_derivative("power", at, [0]), op, 1)
    else:
        assert wrong_partials(op, at) == []


@pytest.mark.parametrize("order", [2, 3])
@pytest.mark.parametrize(("op", "at"), [case for case in CASES if max(map(abs, case.values[1])) <= 1001])
def test_higher_orders(op, at, order):
    if op.name == "power" and at[0] < 0:
        at = (-at[0], at[1])
    if min([abs(x) for x in at if x]) > 1e-6 and len(at) < 5:
        assert wrong_derivatives(op, at, order) == []


@pytest.mark.parametrize(("op", "at"), CASES)
def test_plain_numbers_beside_values_are_constants(op, at):
    both = op(*as_inputs(op, at))
    for i, x in enumerate(at):
        if i != CHOICES.get(op.name):
            one = op(*[Value(x) if j == i else y for j, y in enumerate(at)])
            assert one.data == both.data
            assert [partial is None for partial in one.partials] == [j != i for j in range(len(at))]
            assert one.partials[i] == both.partials[i] or math.isnan(both.partials[i])


@pytest.mark.parametrize(("op", "at"), CASES)
def test_forward_mode_reads_the_same_partials(op, at):
    node = op(*as_inputs(op, at))
    for i, partial in enumerate(node.partials):
        if partial is not None and not math.isnan(partial):
            data, tangent = jvp(lambda x, i=i: op(*at[:i], x, *at[i + 1 :]), [at[i]], [1.0])
            assert (data, tangent) == (node.data, partial)


RANDOM = [op for op in ROWS if op.name not in {*CHOICES, "same", "step", "sign", "atan2", "gelu", "clip"}]


@pytest.mark.parametrize("op", RANDOM, ids=repr)
def test_random_points(op):
    rng = random.Random(op.name)
    inputs = len(op.partials) or 4
    for _ in range(20):
        at = tuple(rng.uniform(0.05, 0.95) + (op.name == "acosh") for _ in range(inputs))
        assert wrong_partials(op, at) == []
        assert wrong_derivatives(op, at, 2) == []


# fmt: off
EDGES = [  # an op at a point, its value there, and its partials
    (ops.relu,       (0.0,),            0.0,   (0.0,)),
    (ops.relu,       (nan,),            nan,   (1.0,)),
    (ops.abs,        (0.0,),            0.0,   (0.0,)),
    (ops.abs,        (nan,),            nan,   (nan,)),
    (ops.leaky_relu, (0.0, 0.01),       0.0,   (0.01, 0.0)),
    (ops.elu,        (0.0, 1.0),        0.0,   (1.0, 0.0)),
    (ops.clip,       (1.0, 0.0, 1.0),   1.0,   (1.0, 0.0, 0.0)),
    (ops.clip,       (nan, 0.0, 1.0),   nan,   (0.0, 1.0, 1.0)),
    (ops.maximum,    (2.0, 2.0),        2.0,   (0.5, 0.5)),
    (ops.maximum,    (1.0, 2.0, 2.0),   2.0,   (0.0, 0.5, 0.5)),
    (ops.maximum,    (1.0, nan),        nan,   (0.0, 1.0)),
    (ops.maximum,    (nan, 1.0),        nan,   (1.0, 0.0)),
    (ops.minimum,    (1.0, 1.0, 2.0),   1.0,   (0.5, 0.5, 0.0)),
    (ops.minimum,    (1.0, nan),        nan,   (0.0, 1.0)),
    (ops.power,      (3.0, 0.0),        1.0,   (0.0, math.log(3))),
    (ops.power,      (0.0, 0.0),        1.0,   (0.0, 0.0)),
    (ops.power,      (0.0, 2.0),        0.0,   (0.0, 0.0)),
    (ops.power,      (0.0, 1.0),        0.0,   (1.0, 0.0)),
    (ops.power,      (0.0, 0.5),        0.0,   (inf, 0.0)),
    (ops.power,      (-2.0, 3.0),       -8.0,  (12.0, nan)),
    (ops.power,      (-3.0, 2.0),       9.0,   (-6.0, nan)),
    (ops.div,        (49.0, 49.0),      1.0,   (1 / 49, -1 / 49)),
    (ops.div,        (1.0, 1e200),      1e-200, (1e-200, -0.0)),
    (ops.sqrt,       (0.0,),            0.0,   (inf,)),
    (ops.asin,       (1.0,),            math.pi / 2, (inf,)),
    (ops.acos,       (-1.0,),           math.pi, (-inf,)),
    (ops.hypot,      (0.0, 0.0),        0.0,   (0.0, 0.0)),
    (ops.sigmoid,    (1000.0,),         1.0,   (0.0,)),
    (ops.sigmoid,    (-1000.0,),        0.0,   (0.0,)),
    (ops.tanh,       (inf,),            1.0,   (0.0,)),
    (ops.softplus,   (25.0,),           25.000000000013888, (0.999999999986112,)),
    (ops.softplus,   (1000.0,),         1000.0, (1.0,)),
    (ops.softplus,   (-1000.0,),        0.0,   (0.0,)),
    (ops.logsumexp,  (1000.0, 1000.0),  1000.6931471805599, (0.5, 0.5)),
    (ops.logsumexp,  (-1000.0, -inf),   -1000.0, (1.0, 0.0)),
    (ops.logsumexp,  (inf, 0.0),        inf,   (nan, nan)),
    (ops.logsumexp,  (1.0, nan),        nan,   (nan, nan)),
    (ops.mul,        (inf, 0.0),        nan,   (0.0, inf)),
    (ops.exp,        (-inf,),           0.0,   (0.0,)),
    (ops.log,        (inf,),            inf,   (0.0,)),
    (ops.log1p,      (-0.0,),           0.0,   (1.0,)),
]
# fmt: on


@pytest.mark.parametrize(("op", "at", "value", "partials"), EDGES)
def test_conventions_at_the_edges(op, at, value, partials):
    node = op(*[Value(x) for x in at])
    assert node.data == pytest.approx(value, rel=1e-15, abs=0.0, nan_ok=True)
    assert node.partials == pytest.approx(partials, rel=1e-15, abs=0.0, nan_ok=True)


def test_the_maximum_of_a_value_with_itself_has_derivative_1():
    x = Value(3.0)
    engine.maximum(x, x).backward()
    assert x.grad == 1.0


@pytest.mark.parametrize("x", [0.0, 1.5, -1.5, inf])
def test_a_power_with_a_plain_exponent_never_asks_for_a_logarithm(x):
    assert (Value(x) ** 0).partials == (0.0, None)
    assert (Value(x) ** 2).partials == (2 * x, None)


# fmt: off
NEEDS = [
    ("log",   (-1.0,),     ValueError,        "log(-1.0) is undefined: log needs a number above 0"),
    ("log",   (0.0,),      ValueError,        "log(0.0) is undefined: log needs a number above 0"),
    ("log1p", (-1.0,),     ValueError,        "log1p(-1.0) is undefined: log1p needs a number above -1"),
    ("sqrt",  (-4.0,),     ValueError,        "sqrt(-4.0) is undefined: sqrt needs a number of at least 0"),
    ("sin",   (inf,),      ValueError,        "sin(inf) is undefined: sin needs a finite number"),
    ("cos",   (inf,),      ValueError,        "cos(inf) is undefined: cos needs a finite number"),
    ("tan",   (-inf,),     ValueError,        "tan(-inf) is undefined: tan needs a finite number"),
    ("asin",  (1.5,),      ValueError,        "asin(1.5) is undefined: asin needs a number from -1 to 1"),
    ("acos",  (-1.5,),     ValueError,        "acos(-1.5) is undefined: acos needs a number from -1 to 1"),
    ("log2",  (-1.0,),     ValueError,        "log2(-1.0) is undefined: log2 needs a number above 0"),
    ("log2",  (0.0,),      ValueError,        "log2(0.0) is undefined: log2 needs a number above 0"),
    ("log10", (0.0,),      ValueError,        "log10(0.0) is undefined: log10 needs a number above 0"),
    ("exp2",  (2000.0,),   OverflowError,     "exp2(2000.0) overflows: the result is too large for a float"),
    ("acosh", (0.5,),      ValueError,        "acosh(0.5) is undefined: acosh needs a number of at least 1"),
    ("atanh", (1.0,),      ValueError,        "atanh(1.0) is undefined: atanh needs a number between -1 and 1"),
    ("atanh", (-1.0,),     ValueError,        "atanh(-1.0) is undefined: atanh needs a number between -1 and 1"),
    ("atanh", (2.0,),      ValueError,        "atanh(2.0) is undefined: atanh needs a number between -1 and 1"),
    ("xlogy", (2.0, 0.0),  ValueError,        "xlogy(2.0, 0.0) is undefined: xlogy needs a second input above 0"),
    ("xlogy", (2.0, -1.0), ValueError,        "xlogy(2.0, -1.0) is undefined: xlogy needs a second input above 0"),
    ("div",   (1.0, 0.0),  ZeroDivisionError, "1.0 / 0.0 is undefined: division by zero"),
    ("div",   (-1.0, -0.0), ZeroDivisionError, "(-1.0) / (-0.0) is undefined: division by zero"),
    ("power", (0.0, -2.0), ZeroDivisionError, "0.0 ** (-2.0) is undefined: division by zero"),
    ("power", (-8.0, 0.5), ValueError,        "(-8.0) ** 0.5 is undefined: power needs a whole number as exponent when "
                                              "the base is negative"),
    ("power", (1e200, 2.0), OverflowError,    "1e+200 ** 2.0 overflows: the result is too large for a float"),
    ("exp",   (1000.0,),   OverflowError,     "exp(1000.0) overflows: the result is too large for a float"),
    ("expm1", (1000.0,),   OverflowError,     "expm1(1000.0) overflows: the result is too large for a float"),
    ("sinh",  (-1000.0,),  OverflowError,     "sinh(-1000.0) overflows: the result is too large for a float"),
    ("cosh",  (1000.0,),   OverflowError,     "cosh(1000.0) overflows: the result is too large for a float"),
]
# fmt: on


@pytest.mark.parametrize(("name", "at", "kind", "message"), NEEDS)
def test_what_is_undefined_says_why_word_for_word(name, at, kind, message):
    with pytest.raises(kind) as raised:
        TABLE[name](*at)
    assert str(raised.value) == message
    values = [Value(x, label) for x, label in zip(at, "ab")]
    with pytest.raises(kind) as raised:
        TABLE[name](*values)
    assert str(raised.value) == f"{message} ({'; '.join(f'{v.data} is {v.label}' for v in values)})"


def test_every_row_with_a_domain_is_among_them():
    assert {op.name for op in ROWS if op.domain} <= {name for name, *_ in NEEDS}


@pytest.mark.parametrize(("name", "at"), [case[:2] for case in NEEDS])
def test_ieee_arithmetic_beyond_the_domain_is_numpys(name, at):
    names = {"div": "divide", "asin": "arcsin", "acos": "arccos", "acosh": "arccosh", "atanh": "arctanh"}
    with numpy.errstate(all="ignore"):
        rule = getattr(numpy, names.get(name, name), lambda x, y: x * numpy.log(y))
        expected = float(rule(*at))
    assert TABLE[name].ieee(at) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    "op", [op for op in ROWS if op.piece(*points(op.name, len(op.partials))[0]) is not None], ids=repr
)
def test_pieces_change_where_the_derivative_jumps(op):
    pieces = {str(op.piece(*at)) for at in points(op.name, len(op.partials))}
    assert len(pieces) > 1 or op.name in ("same", "maximum", "minimum")


def test_a_copy_of_a_row_is_the_row():
    assert copy.deepcopy(ops.tanh) is pickle.loads(pickle.dumps(ops.tanh)) is ops.tanh


def test_no_two_rows_have_one_name():
    with pytest.raises(ValueError, match="there is an op named 'tanh' already"):
        Op("tanh", math.tanh)


@pytest.mark.parametrize("error", [1e-3, 1e-9])
@pytest.mark.parametrize("name", ["exp", "sqrt", "tanh", "mul", "div", "dot", "logsumexp"])
def test_the_tests_catch_a_partial_that_is_slightly_wrong(name, error):
    right = TABLE.pop(name)
    off = 1 + error
    try:
        wrong = Op(
            name,
            right.forward,
            tuple([lambda *at, rule=rule: rule(*at) * off for rule in right.partials]),
            right.all_partials and (lambda at, out: [partial * off for partial in right.all_partials(at, out)]),
        )
        assert any(wrong_partials(wrong, at) for at in points(name, len(right.partials)))
    finally:
        TABLE[name] = right
