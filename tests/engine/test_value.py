"""The node: what it records, what it accepts, what it refuses, and how it shows itself."""

import ast
import copy
import inspect
import math
import textwrap
from decimal import Decimal
from fractions import Fraction
from unittest import mock

import numpy
import pytest

import engine
from engine import Value, detect_anomaly, ops
from engine.steps.formula import Symbol
from engine.steps.notation import Notation
from engine.value import record


def test_a_leaf():
    x = Value(2, "x")
    assert (x.data, x.grad, x.label, x.op, x.inputs, x.partials) == (2.0, 0.0, "x", None, (), ())
    assert isinstance(x.data, float)


def test_a_node_records_op_inputs_in_order_and_partials():
    a, b = Value(2.0), Value(-3.0)
    product = a * b
    assert (product.data, product.op, product.partials) == (-6.0, ops.mul, (-3.0, 2.0))
    assert product.inputs[0] is a
    assert product.inputs[1] is b


def test_the_same_input_twice_is_two_edges():
    a = Value(3.0)
    assert (a + a).inputs == (a, a)


def test_a_plain_number_is_a_constant():
    x = Value(3.0)
    node = 2 * x
    assert node.inputs == (2.0, x)
    assert node.partials == (None, 2.0)
    assert len(engine.topological_order(node)) == 2


@pytest.mark.parametrize(
    ("node", "formula"),
    [
        (lambda x: x + 1, 4.0), (lambda x: 1 + x, 4.0), (lambda x: x - 1, 2.0), (lambda x: 1 - x, -2.0),
        (lambda x: x * 2, 6.0), (lambda x: 2 * x, 6.0), (lambda x: x / 2, 1.5), (lambda x: 12 / x, 4.0),
        (lambda x: x**2, 9.0), (lambda x: 2**x, 8.0), (lambda x: -x, -3.0), (lambda x: +x, 3.0),
    ],
)  # fmt: skip
def test_operators_take_numbers_on_either_side(node, formula):
    assert node(Value(3.0)).data == formula


def test_plus_does_not_cut_the_graph():
    x = Value(3.0)
    (+x * 2).backward()
    assert x.grad == 2.0


@pytest.mark.parametrize("number", [2, 2.0, True, Fraction(1, 2)])
def test_any_real_number_is_an_operand(number):
    x = Value(3.0)
    assert (x * number).data == 3.0 * float(number)
    assert (number * x).inputs == (float(number), x)
    assert type((number * x).inputs[0]) is float


@pytest.mark.parametrize("bad", ["2", b"2", None, 1j, [1.0], (1.0,), {}, Decimal(1)])
def test_anything_else_is_refused_on_either_side(bad):
    x = Value(3.0)
    for attempt in (
        lambda: x + bad, lambda: bad + x, lambda: x * bad, lambda: bad * x, lambda: x - bad, lambda: bad / x,
        lambda: x**bad, lambda: bad**x,
    ):  # fmt: skip
        with pytest.raises(TypeError, match="a Value works with|unsupported operand"):
            attempt()
    with pytest.raises(TypeError, match="expected one real number, got .* of type"):
        Value(bad)
    with pytest.raises(TypeError):
        engine.dot([x], [bad])


def test_a_value_in_a_value_and_a_label_that_is_no_text_are_refused():
    with pytest.raises(TypeError, match="expected one real number"):
        Value(Value(1.0))
    with pytest.raises(TypeError, match="a label is a str, got 3"):
        Value(1.0, 3)


def test_a_type_that_knows_values_gets_its_chance():
    class Meters:
        def __radd__(self, other):
            return "meters"

    assert Value(1.0) + Meters() == "meters"
    with pytest.raises(TypeError, match="unsupported operand"):
        Value(1.0) * Meters()


def test_a_wrong_number_of_inputs_and_a_wrong_parameter():
    with pytest.raises(TypeError, match=r"tanh takes 1 input\(s\), got 2"):
        engine.tanh(Value(1.0), 2.0)
    with pytest.raises(TypeError, match="expected one real number"):
        Value(1.0).leaky_relu(object())


def test_numpy_scalars_work_and_arrays_are_refused():
    x = Value(3.0)
    for scalar in (numpy.float64(2), numpy.float32(2), numpy.int64(2)):
        assert (scalar * x).data == (x * scalar).data == 6.0
        assert type((scalar * x).inputs[0]) is float
    for attempt in (lambda: x * numpy.ones(2), lambda: numpy.ones(2) * x):
        with pytest.raises(TypeError, match="one number at a time"):
            attempt()


def test_order_compares_data_and_equality_is_identity():
    a, b = Value(1.0), Value(2.0)
    assert a < b
    assert a <= 1
    assert b > 1.5
    assert 3 >= b
    assert a == a
    assert a != Value(1.0)
    assert len({a, Value(1.0)}) == 2
    with pytest.raises(TypeError, match=r"write value.data == 1"):
        a == 1  # noqa: B015
    with pytest.raises(TypeError, match="expected one real number"):
        a < "1"  # noqa: B015


@pytest.mark.parametrize("cut", [math.exp, float, int, bool, math.floor])
def test_what_would_lose_the_gradient_is_an_error(cut):
    with pytest.raises(TypeError, match="Value|value"):
        cut(Value(1.0, "x"))
    with pytest.raises(TypeError, match=r"value.exp\(\)"):
        math.exp(Value(1.0))


@pytest.mark.parametrize(
    ("compute", "kind", "message"),
    [
        (lambda z: z.relu().log(), ValueError, "log(0.0) is undefined: log needs a number above 0 (0.0 is relu(z))"),
        (lambda z: 1 / z, ZeroDivisionError, "1.0 / 0.0 is undefined: division by zero (0.0 is z)"),
        (lambda z: z**-1, ZeroDivisionError, "0.0 ** (-1.0) is undefined: division by zero (0.0 is z)"),
        (lambda z: (z + 1000).exp(), OverflowError,
         "exp(1000.0) overflows: the result is too large for a float (1000.0 is z + 1000.0)"),
        (lambda z: (z - 8) ** (1 / 3), ValueError,
         "(-8.0) ** 0.3333333333333333 is undefined: power needs a whole number as exponent when the base is negative "
         "(-8.0 is z - 8.0)"),
    ],
)  # fmt: skip
def test_an_op_without_a_value_names_the_numbers_and_where_they_came_from(compute, kind, message):
    with pytest.raises(kind) as raised:
        compute(Value(0.0, "z"))
    assert str(raised.value) == message


def test_functions_of_floats_are_floats_and_raise_the_same_way():
    assert engine.exp(0) == 1.0
    assert engine.relu(3) == 3.0
    assert isinstance(engine.relu(3), float)
    with pytest.raises(ValueError, match=r"^log\(-1.0\) is undefined: log needs a number above 0$"):
        engine.log(-1)
    with pytest.raises(TypeError):
        engine.exp("1")


def test_dot_sum_logsumexp_and_softmax():
    ws, xs = [Value(2.0), Value(3.0)], [10.0, Value(1.0)]
    node = engine.dot(ws, xs, 0.5)
    assert node.data == 23.5
    assert node.inputs == (*ws, *xs, 0.5)
    assert node.partials == (10.0, 1.0, None, 3.0, None)
    assert engine.dot(ws, xs).inputs == (*ws, *xs)
    assert engine.sum(ws).data == 5.0
    assert engine.sum([]) == 0.0
    assert engine.logsumexp([1000.0, 1000.0]) == 1000 + math.log(2)
    assert engine.softmax([Value(0.0), 0.0])[1].data == 0.5
    assert engine.softmax([1000, 1000]) == [0.5, 0.5]
    with pytest.raises(ValueError, match="got 2 weights and 1 xs"):
        engine.dot(ws, [1.0])
    with pytest.raises(ValueError, match="clip needs low <= high, got 2.0 and 1.0"):
        engine.clip(Value(0.0), 2.0, 1.0)
    for empty in (engine.logsumexp, engine.softmax, engine.mean):
        with pytest.raises(ValueError, match="at least one value"):
            empty([])


def test_repr_is_one_line_with_numbers_as_python_shows_them():
    n = Value(0.8813735870195432, "n")
    h = n.tanh()
    h.label = "h"
    h.backward()
    assert repr(h) == "h = tanh(n) | data 0.7071067811865477 | grad 1.0"
    assert repr(Value(2.0)) == "leaf | data 2.0 | grad 0.0"
    assert repr(Value(2.0) * 3) == "2.0 * 3.0 | data 6.0 | grad 0.0"
    assert repr(engine.sum([Value(float(i)) for i in range(100)])).startswith("sum(0.0, 1.0, 2.0, ..., 99.0) | data ")
    assert "\n" not in repr(Value(1.0, "two\nlines").exp())


def test_format_formats_the_data():
    x = Value(3.14159, "pi")
    assert f"{x:.2f}" == "3.14"
    assert f"{x}" == repr(x)


def test_a_copy_of_a_leaf_is_a_leaf():
    x = Value(2.0, "x")
    twin = copy.copy(x)
    assert twin is not x
    assert (twin.data, twin.label) == (2.0, "x")


# --- the written-out operators, the rule for all ops, and its short cuts ----------------------------------------------

ARITHMETIC = {"__add__": ops.add, "__sub__": ops.sub, "__mul__": ops.mul, "__truediv__": ops.div}
NUMBERS = [0.0, -0.0, 1.0, -3.0, 0.1, 1e-320, 1e200, -1e308, math.inf, -math.inf, math.nan]


def recorded(compute):
    """What a node holds, to the last bit; or the error that it raised."""
    try:
        value = compute()
    except ArithmeticError as error:
        return type(error), str(error)
    return [value.op, value.inputs, *[repr(x) for x in (value.data, value.partials, value.grad, value.label)]]


@pytest.mark.parametrize("name", ARITHMETIC)
@pytest.mark.parametrize("a", NUMBERS)
@pytest.mark.parametrize("b", NUMBERS)
def test_written_out_operators_are_what_their_rows_say(name, a, b):
    x, y = Value(a), Value(b)
    assert recorded(lambda: getattr(x, name)(y)) == recorded(lambda: record(ARITHMETIC[name], (x, y)))


@pytest.mark.parametrize("name", ARITHMETIC)
def test_the_text_of_an_operator_is_the_calculus_of_its_row(name):
    """Run on the names of the operands, the row gives the expressions that stand in the method."""
    op, notation = ARITHMETIC[name], Notation()
    notation.number = repr
    x, y, out = map(Symbol, ("x", "y", "out"))
    expected = [notation.write(term, str) for term in (op.forward(x, y), *[rule(x, y, out) for rule in op.partials])]
    [made] = [
        call
        for call in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(getattr(Value, name)))))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "node"
    ]
    text = [
        ast.unparse(getattr(made.args[0], "value", made.args[0])),
        *[ast.unparse(partial) for partial in made.args[3].elts],
    ]
    assert [part.replace("self.data", "x").replace("other.data", "y") for part in text] == expected


@pytest.mark.parametrize(
    "compute",
    [
        lambda x, y: x.tanh(), lambda x, y: -x, lambda x, y: x**y, lambda x, y: x**2, lambda x, y: 2 * x,
        lambda x, y: x - 0.5, lambda x, y: engine.maximum(x, y), lambda x, y: engine.maximum(x, 1),
        lambda x, y: engine.dot([x, y], [1.0, y], x), lambda x, y: engine.sum([x, y, x]),
        lambda x, y: engine.clip(x, y, 3), lambda x, y: engine.hypot(x, Fraction(1, 2)),
    ],
)  # fmt: skip
def test_a_short_cut_makes_the_node_that_the_rule_makes(compute):
    x, y = Value(1.5), Value(0.7)
    quick = compute(x, y)
    assert recorded(lambda: quick) == recorded(lambda: record(quick.op, quick.inputs))
    with detect_anomaly():  # a mode: no short cut
        slow = compute(x, y)
    assert recorded(lambda: slow) == recorded(lambda: quick)


def test_no_private_helper_of_the_class_stands_in_a_debuggers_pane():
    private = [name for name in dir(Value(1.0)) if name.startswith("_") and not name.startswith("__")]
    assert private == ["_repr_mimebundle_"]  # as notebooks call it


@pytest.mark.parametrize("number", [1.0, 1, True, Fraction(1), numpy.float64(1.0)], ids=repr)
def test_to_compare_with_a_number_is_refused_but_to_look_into_a_list_of_both_is_not(number):
    value, others = Value(1.0), [number, 2, Value(1.0)]
    for compared in (lambda: value == number, lambda: value != number, lambda: number == value):
        with pytest.raises(TypeError, match="a Value equals only itself"):
            compared()
    assert value not in others
    assert number not in [value]
    assert value in [*others, value]
    assert [*others, value].index(value) == 3
    assert others.count(value) == 0
    assert {number: "number", value: "value"}[value] == "value"


def test_another_class_may_know_what_equals_a_value():
    x = Value(3.0)
    assert x == mock.ANY
    assert mock.ANY == x
    assert (x == Value(3.0)) is False
    assert (x == None) is False  # noqa: E711
    assert (x != "3") is True
    with pytest.raises(TypeError, match="write value.data == 3"):
        x == 3  # noqa: B015
