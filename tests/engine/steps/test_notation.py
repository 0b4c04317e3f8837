"""Formulas as text, LaTeX, MathML: right numbers, and parentheses where they are needed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine import Value, explain, ops
from engine.op import TABLE
from engine.steps.formula import Symbol, computation, partial_formulas
from engine.steps.notation import LaTeX, MathML, Notation

POINTS = {1: (0.7,), 2: (0.7, 1.3), 3: (0.7, 0.2, 1.3)}


class Exactly(Notation):
    """Python with all digits, to be evaluated."""

    forms = {}  # noqa: RUF012

    def number(self, x):
        return repr(x)


def evaluated(text, names):
    functions = {name: op for name, op in TABLE.items() if name.isidentifier()}
    return eval(text, {"__builtins__": {}, **functions, **names})  # the text is ours


@st.composite
def formulas(draw, depth=3):
    """A formula of + - * / ** and negation, and what it is worth."""
    if depth == 0 or draw(st.booleans()):
        if draw(st.booleans()):
            return draw(st.sampled_from([2.0, -3.0, 0.5])), None
        return Symbol(Value(draw(st.sampled_from([1.5, -2.0])), "x")), None
    op = draw(st.sampled_from([ops.add, ops.sub, ops.mul, ops.div, ops.neg, ops.power]))
    left = draw(formulas(depth=depth - 1))[0]
    if op is ops.neg:
        return Symbol(op=op, inputs=(left,)), None
    right = 2.0 if op is ops.power else draw(formulas(depth=depth - 1))[0]
    return Symbol(op=op, inputs=(left, right)), None


def worth(term):
    if not isinstance(term, Symbol):
        return term
    if term.op is None:
        return term.data.data
    return term.op(*map(worth, term.inputs))


@pytest.mark.parametrize("op", TABLE.values(), ids=lambda op: op.name)
def test_every_rule_read_as_text_gives_the_numbers_of_the_rule(op):
    """The formula of each op and each partial, evaluated by Python, is the op and the partial, bit for bit."""
    at = POINTS.get(len(op.partials), (0.7, 0.2, 1.3, -0.4))
    at = (1.0, *at) if op.name == "softmax" else (1.7,) if op.name == "acosh" else at
    inputs = [Value(x, f"x{i}") for i, x in enumerate(at)]
    if op.name == "softmax":
        inputs[0] = 1.0
    node = op(*inputs)
    names = {x.label: x.data for x in inputs if type(x) is not float} | {"out": node.data}

    def name(value):
        return value.label or "out"

    assert evaluated(Exactly().write(computation(node), name), names) == node.data
    for formula, partial in zip(partial_formulas(node), node.partials):
        if partial is not None:
            assert evaluated(Exactly().write(formula, name), names) == partial


@given(formulas())
def test_parentheses_are_where_python_needs_them(drawn):
    formula = drawn[0]
    try:
        expected = worth(formula)
    except (ZeroDivisionError, OverflowError, ValueError):
        return
    text = Exactly().write(formula, lambda value: value.data)
    assert eval(text, {"__builtins__": {}}) == expected, text


def test_branches_are_written_with_brackets_and_explained():
    x, y = Value(2.0, "x"), Value(-1.0, "y")
    text = explain(engine.relu(x) + engine.maximum(x, y))
    assert "x.grad += v1.grad * [x > 0] = 1 * [2 > 0] = 1 * 1 = 1" in text
    assert "[x = v2] / ([x = v2] + [y = v2])" in text
    for format in ("text", "markdown", "html"):
        assert "[a condition] is 1 where it holds, and 0 elsewhere" in explain(engine.relu(x), format)
        assert "[a condition]" not in explain(x * y, format)


def test_negative_numbers_have_parentheses_on_the_right():
    x = Symbol(Value(-3.0, "x"))
    number, name = (lambda value: value.data), (lambda value: value.label)
    write = Notation().write
    assert write(2.0 * x, number) == "2 * (-3)"
    assert write(x + 2.0, number) == "-3 + 2"
    assert write(x**2.0, number) == "(-3) ** 2"
    assert write(-(x + 1.0), name) == "-(x + 1)"
    assert write(ops.neg(ops.neg(x)), name) == "-(-x)"
    assert write(2.0 ** (x**3.0), name) == "2 ** x ** 3"
    assert write((2.0**x) ** 3.0, name) == "(2 ** x) ** 3"


def test_long_sums_are_cut():
    xs = [Value(float(i), f"x{i}") for i in range(20)]
    assert Notation().write(computation(engine.sum(xs)), lambda v: v.label) == "sum(x0, x1, x2, …, x19)"
    assert (
        Notation().write(computation(engine.dot(xs[:2], xs[2:4], 0.5)), lambda v: v.label) == "x0 * x2 + x1 * x3 + 0.5"
    )


def test_latex():
    write, x, y = LaTeX().write, Symbol(Value(1.0, "x1")), Symbol(Value(2.0, "a_b%"))
    name = lambda value: value.label  # noqa: E731
    assert write(x / (y + 1.0), name) == r"\frac{x_{1}}{\text{a\_b\%} + 1}"
    assert write((x + y) ** 2.0, name) == r"\left(x_{1} + \text{a\_b\%}\right)^{2}"
    assert write(ops.exp(-x) * ops.sqrt(x), name) == r"e^{-x_{1}} \cdot \sqrt{x_{1}}"
    assert LaTeX().number(1.5e-7) == r"1.5 \cdot 10^{-7}"
    assert [LaTeX().number(x) for x in (math.inf, -math.inf)] == [r"\infty", r"-\infty"]


def test_mathml_escapes_names():
    assert MathML().name("<b>") == "<mi>&lt;b&gt;</mi>"
