"""`explain`, formulas, the ledger: against the numbers of the engine, and against Python's own reading of a formula."""

import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine import Value, backward_steps, explain, forward_steps, ledger, ops
from engine.op import TABLE
from engine.steps.formula import Symbol, computation, partial_formulas
from engine.steps.notation import LaTeX, MathML, Notation
from tests import graphs
from tests.engine.pictures.test_draw import HOSTILE

POINTS = {1: (0.7,), 2: (0.7, 1.3), 3: (0.7, 0.2, 1.3)}


class Exactly(Notation):
    """Python with all digits, to be evaluated."""

    forms = {}  # noqa: RUF012

    def number(self, x):
        return repr(x)


def evaluated(text, names):
    functions = {name: op for name, op in TABLE.items() if name.isidentifier()}
    return eval(text, {"__builtins__": {}, **functions, **names})  # the text is ours


@pytest.mark.parametrize("op", TABLE.values(), ids=lambda op: op.name)
def test_every_rule_read_as_text_gives_the_numbers_of_the_rule(op):
    """The formula of each op and each partial, evaluated by Python, is the op and the partial, bit for bit."""
    at = POINTS.get(len(op.partials), (0.7, 0.2, 1.3, -0.4))
    at = (1.0, *at) if op.name == "softmax" else at
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


@pytest.mark.parametrize(
    "graph", [graphs.lecture, graphs.neuron, graphs.diamond, graphs.twice, lambda: graphs.batch(2)]
)
def test_every_number_of_every_step_is_told(graph):
    output = graph()
    text = explain(output)
    results = [line.rsplit(" = ", 1)[1] for line in text.splitlines() if " += " in line]
    assert results == [f"{step.contribution:.4g}" for step in backward_steps(output)]
    forward = text.split("\n\n")[0].splitlines()[1:]
    assert [line.rsplit(" = ", 1)[1] for line in forward] == [f"{node.data:.4g}" for node in forward_steps(output)]


def test_gradients_are_the_sums_of_what_arrived():
    assert explain(graphs.twice()).endswith("gradients\n  a.grad = 1 + 1 = 2")


def test_wrt_tells_only_what_leads_there():
    output = graphs.lecture()
    a = output.inputs[0].inputs[0].inputs[0]
    assert explain(output, wrt=a) == (
        "forward pass\n  e = a * b = 2 * (-3) = -6\n  d = e + c = -6 + 10 = 4\n  L = d * f = 4 * (-2) = -8\n\n"
        "backward pass, from L.grad = 1\n"
        "  L = d * f\n    d.grad += L.grad * f = 1 * (-2) = -2\n"
        "  d = e + c\n    e.grad += d.grad * 1 = -2 * 1 = -2\n"
        "  e = a * b\n    a.grad += e.grad * b = -2 * (-3) = 6\n\n"
        "gradients\n  a.grad = 6"
    )
    with pytest.raises(ValueError, match="there is no path"):
        explain(output, wrt=Value(1.0))


def test_a_leaf_and_a_graph_that_has_changed():
    x = Value(2.0, "x")
    assert explain(x) == "forward pass\n\nbackward pass, from x.grad = 1\n\ngradients"
    y = x * x
    x.data = 5.0
    with pytest.raises(ValueError, match="changed after the forward pass"):
        explain(y)


def test_wrong_arguments():
    with pytest.raises(ValueError, match="unknown format 'pdf'; choose from 'text', 'markdown', 'latex', 'html'"):
        explain(graphs.lecture(), "pdf")
    with pytest.raises(TypeError, match="explain takes a Value"):
        explain([1.0])


def test_nan_and_inf_are_told():
    output = Value(math.inf, "x") * Value(0.0, "y")
    assert "inf * 0 = nan" in explain(output)
    for format in ("markdown", "latex", "html"):
        assert explain(output, format)


@pytest.mark.parametrize("label", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_labels_are_text_in_every_format(label):
    output = Value(2.0, label) * Value(3.0, "y")
    output.label = label + "2"
    page = explain(output, "html")
    page.encode()
    body = page.split("</style>")[1].replace("</html>", "")
    tags = {element.tag for element in ElementTree.fromstring(f"<div>{body}</div>").iter()}
    assert not tags & {"script", "img", "b"}
    for line in explain(output, "markdown").splitlines():
        if line.startswith("| "):
            assert len(re.findall(r"(?<!\\)\|", line)) in (4, 5, 6)
    latex = explain(output, "latex")
    assert latex.count("{") - latex.count(r"\{") == latex.count("}") - latex.count(r"\}")


def test_mathml_escapes_names():
    assert MathML().name("<b>") == "<mi>&lt;b&gt;</mi>"


# --- the ledger -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("graph", [graphs.lecture, graphs.neuron, graphs.diamond, graphs.twice])
def test_the_ledger_adds_up_to_the_grad(graph):
    output = graph()
    output.backward()
    for value in engine.topological_order(output):
        found = ledger(value, output)
        assert found.total == value.grad
        assert found.paths.total == pytest.approx(value.grad, rel=1e-12)


def test_the_ledger_in_words():
    x, w = Value(3.0, "x"), Value(4.0, "w")
    y = x * w + x * 3.0
    y.label = "y"
    assert repr(x.why(y)) == (
        "x | data 3.0\n"
        "x.grad = 3.0 + 4.0 = 7.0\n"
        "  3.0 = 1.0 * 3.0, which is v2.grad * d(v2)/d(x), of x * 3.0\n"
        "  4.0 = 1.0 * 4.0, which is v1.grad * d(v1)/d(x), of x * w\n"
        "paths to y: 2\n"
        "  x -> v1 -> y: 4.0 * 1.0 = 4.0\n"
        "  x -> v2 -> y: 3.0 * 1.0 = 3.0"
    )


def test_why_without_an_output_tells_where_a_value_came_from():
    with engine.record_origins():
        h = engine.tanh(Value(0.5, "n"))
    text = repr(h.why())
    assert text.startswith("tanh(n) | data 0.46")
    assert "at test_explain.py:" in text or "test_explain.py" in text
    assert "  from n | data 0.5" in text
    assert ".why(output)" in text


def test_the_why_of_a_stranger():
    with pytest.raises(ValueError, match="there is no path"):
        Value(1.0).why(graphs.lecture())
