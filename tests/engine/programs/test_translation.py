"""The same program in C and in JavaScript: its numbers are those of Python, and no label becomes code."""

import math
import re
import subprocess
import sys
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import engine
from engine import Value, to_source
from engine.op import TABLE, UNDEFINED
from engine.programs.to_c import to_c
from engine.programs.to_javascript import to_javascript
from tests.engine.programs.languages import javascript, needs, printed
from tests.engine.programs.test_to_source import LABELS, eager, loaded
from tests.golden_files import LECTURES, leaves_of
from tests.test_random_programs import INPUTS, PROGRAMS, run

WRITTEN = [pytest.param("c", marks=needs("c")), pytest.param("javascript", marks=needs("javascript"))]


def numbers(result):
    """A value and its gradient as one list."""
    return [result[0], *result[1]]


def close(found, expected, rel):
    """Whether numbers are equal, or nearly so."""
    return found == pytest.approx(expected, rel=rel, abs=rel * 1e-3, nan_ok=True)


@pytest.mark.parametrize("language", WRITTEN)
@pytest.mark.parametrize("name", ["lecture", "neuron", "diamond"])
def test_a_page_prints_the_example(language, name, tmp_path):
    output = LECTURES[name]()
    found = printed(language, to_source(output, leaves_of(output), language=language), tmp_path)
    expected = numbers(eager(output, leaves_of(output)))
    assert found == expected if language == "c" else close(found, expected, 1e-12)


def test_names_order_and_comments_are_those_of_the_python():
    output = LECTURES["lecture"]()
    python = to_source(output, leaves_of(output))
    for language in ("c", "javascript"):
        text = to_source(output, leaves_of(output), language=language)
        for line in re.findall(r"d_\w+ \+= .*#.*", python):
            code, _, comment = line.partition("#")
            assert f"{code.strip()};  //{comment}" in text


def all_ops(rng):
    """For every op, graphs at numbers where it is defined, without constants and with some."""
    graphs = []
    for op in TABLE.values():
        counts = [len(op.partials)] if op.partials else [2, 5]
        for count in counts * 9:
            inputs = [
                rng.choice([rng.uniform(0.05, 0.95), rng.uniform(0.5, 3), rng.uniform(-3, 3)]) for _ in range(count)
            ]
            inputs = [float(count - 2)] * (op.name == "softmax") + [Value(x) for x in inputs[op.name == "softmax" :]]
            try:
                output = op(*inputs)
            except UNDEFINED:
                continue
            if not math.isfinite(output.data) or not all(map(math.isfinite, filter(None, output.partials))):
                continue
            graphs.append((op, output, [x for x in inputs if isinstance(x, Value)]))
    return graphs


@needs("javascript")
def test_every_op_in_javascript():
    exact = {"add", "sub", "mul", "div", "neg", "relu", "step", "sign", "abs", "leaky_relu", "clip", "where", "same",
             "sum", "mean", "dot", "maximum", "minimum", "prod", "sqrt", "floor", "ceil", "round"}  # fmt: skip
    graphs = all_ops(Random(0))
    assert {op.name for op, _, _ in graphs} == TABLE.keys()
    texts = [to_source(output, leaves, language="javascript") for _, output, leaves in graphs]
    for (op, output, leaves), found in zip(graphs, javascript(texts)):
        expected = numbers(eager(output, leaves))
        assert found == expected if op.name in exact else close(found, expected, 1e-12), op


@needs("c")
def test_every_op_in_c_has_the_bits_of_the_engine():
    """One program that computes them all, as there is one call of the compiler for it."""
    graphs = all_ops(Random(1))[::3]
    graphs += [graph for graph in all_ops(Random(2)) if graph[0] not in [op for op, _, _ in graphs]]
    assert {op.name for op, _, _ in graphs} == TABLE.keys()
    at = [[x.data for x in leaves] for _, _, leaves in graphs]

    def total(*groups):
        outputs = [
            op(*[next(given) if isinstance(x, Value) else x for x in output.inputs])
            for (op, output, _), given in zip(graphs, map(iter, groups))
        ]
        return engine.dot(outputs, [float(i + 1) for i in range(len(outputs))])

    in_c = engine.compile(total, *at, language="c")
    assert in_c(*at) == engine.compile(total, *at)(*at)
    assert "python" not in vars(in_c.variants[-1].run)  # the Python program, which is made when it is needed


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLE)
@needs("c")
def test_an_op_has_the_bits_of_the_engine_at_thousands_of_numbers(name):
    rng, op = Random(name), TABLE[name]
    count = len(op.partials) or 3
    start = [1.0] * (name == "softmax")

    def function(*xs):
        return op(*start, *xs[len(start) :])

    def draw():
        return [rng.choice([rng.gauss(0, 1), rng.uniform(0, 1), 10 ** rng.uniform(-9, 9)]) for _ in range(count)]

    in_c, compared = engine.compile(function, *[0.5 + (name == "acosh")] * count, language="c"), 0
    for _ in range(3000):
        leaves = [Value(x, f"x{i + 1}") for i, x in enumerate(draw())]
        try:
            expected = eager(function(*leaves), leaves)
        except UNDEFINED as error:
            with pytest.raises(type(error), match=re.escape(str(error))):
                in_c(*[x.data for x in leaves])
            continue
        ran = vars(in_c.variants[0].run)
        ran.pop("python", None)  # the Python program, which is made when it is needed
        found = in_c(*[x.data for x in leaves])
        assert "python" not in ran or not all(map(math.isfinite, numbers(expected))), leaves
        assert numbers(found) == pytest.approx(numbers(expected), rel=0, abs=0, nan_ok=True), leaves
        compared += 1
    assert compared > 500


@pytest.mark.slow
@needs("c")
@needs("javascript")
@given(PROGRAMS, INPUTS)
@settings(max_examples=250, deadline=None, derandomize=True)
def test_random_programs_in_all_languages(program, at):
    leaves = [Value(x, f"x{i + 1}") for i, x in enumerate(at)]
    try:
        output = run(program, leaves)
    except UNDEFINED:
        assume(False)
    expected = numbers(eager(output, leaves))
    assume(all(map(math.isfinite, expected)))
    for language in ("python", "c"):
        assert numbers(engine.compile(lambda *xs: run(program, xs), *at, language=language)(*at)) == expected
    [found] = javascript([to_source(output, leaves, language="javascript")])
    largest = max(abs(value.data) for value in engine.topological_order(output))
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-11 * max(1.0, largest) ** 2)  # they can cancel


@needs("c")
@pytest.mark.parametrize(
    ("function", "at"),
    [
        (lambda x, y: x / y, (1.0, 0.0)), (lambda x, y: engine.log(x) * y, (-1.0, 2.0)),
        (lambda x, y: engine.exp(x) + y, (1000.0, 1.0)), (lambda x, y: x**y, (-8.0, 0.5)),
        (lambda x, y: x * 10.0 if x > y else y, (-1.0, 2.0)), (lambda x, y: engine.sqrt(x) * y, (0.0, 3.0)),
        (lambda x, y: x * y, (math.inf, 0.0)), (lambda x, y: engine.maximum(x, y), (math.nan, 1.0)),
    ],
)  # fmt: skip
def test_where_ieee_has_inf_or_nan_the_result_or_the_error_is_that_of_python(function, at):
    results = []
    for language in ("python", "c"):
        try:
            results.append(repr(engine.compile(function, 2.0, 1.5, language=language)(*at)))
        except UNDEFINED as error:
            results.append(repr(error))
    assert results[0] == results[1]


# --- labels never become code -----------------------------------------------------------------------------------------

HOSTILE = [
    '"; system("touch hacked"); "', "*/ int main() {", "// \\", "a\nb", "double", "int main", "function", "await",
    "NAN", "M_PI", "__LINE__", "j0", "é", "x²", "数", "\u2028", "??/", "%n", "${process.exit(1)}", "`", "printf",
    "list", "exp", "result", "console", "larger", "LIST", "I", "run", "value_and_grad", "let", "_Bool", "FE_INVALID",
]  # fmt: skip


@pytest.mark.parametrize("language", WRITTEN)
def test_hostile_labels_give_the_same_numbers(language, tmp_path):
    leaves = [Value(0.3 + i / 50, label) for i, label in enumerate([*HOSTILE, *LABELS])]
    output = engine.logsumexp(leaves) + engine.sum([x.sigmoid() * x for x in leaves])
    found = printed(language, to_source(output, leaves, language=language), tmp_path)
    expected = numbers(loaded(to_source(output, leaves))(*[x.data for x in leaves]))
    assert found == expected if language == "c" else close(found, expected, 1e-12)


@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=20)), min_size=2, max_size=4))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_a_label_is_nothing_but_a_name(labels):
    """Whatever the labels are, nothing is called and no text is quoted that is not with other labels."""
    for language in ("c", "javascript"):
        found, plain = [], []
        for kind, some in ((found, labels), (plain, ["first", "second", "third", "fourth"])):
            leaves = [Value(i + 0.5, label) for i, label in zip(range(len(labels)), some)]
            text = to_source(engine.logsumexp(leaves) * leaves[0], leaves, language=language)
            assert text.isascii()
            code = re.sub("//.*", "", text)
            kind += [set(re.findall(r"(\w+)\(", code)), re.findall("[\"`'].*", code), set(re.sub(r"\w", "", text))]
        assert found == plain


# --- what cannot be written -------------------------------------------------------------------------------------------


def test_unknown_languages_are_refused_by_name():
    x = Value(1.0, "x")
    with pytest.raises(ValueError, match="'fortran'.*python, c, javascript"):
        to_source(x * x, [x], language="fortran")
    with pytest.raises(ValueError, match="run in 'python' and 'c'"):
        engine.compile(lambda x: x * x, 1.0, language="javascript")


@pytest.mark.parametrize("translate", [to_c, to_javascript])
@pytest.mark.parametrize("line", ["while x: pass", "y = x @ x", "y = {x: 1}", "import os", "y = x if 0 < x < 1 else x"])
def test_what_is_not_in_the_language_of_programs_is_refused(translate, line):
    with pytest.raises(ValueError, match="has no words for this piece of a program"):
        translate(f"def f(x):\n    {line}\n    return x, (x,)\n")


def test_the_command_line_prints_programs():
    for language, start in (("c", "#include"), ("javascript", '"use strict"')):
        command = [sys.executable, "-m", "engine", "a*b", "a=2", "b=3", "--source", "--language", language]
        assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.startswith(start)
