"""`to_source`: programs that are run, stepped through and compared with the engine, bit for bit."""

import itertools
import math
import subprocess
import sys
from random import Random

import pytest
from hypothesis import assume, given, settings

import engine
from engine import Value, to_source, topological_order
from engine.op import TABLE, UNDEFINED
from tests.golden_files import FOLDER, LECTURES, leaves_of, source
from tests.test_random_programs import INPUTS, PROGRAMS, run

GOLDEN = ["lecture", "neuron", "diamond", "twice"]


def loaded(text, name="value_and_grad"):
    """The function of a program."""
    names = {"__name__": "program"}
    exec(compile(text, "<program>", "exec"), names)
    return names[name]


def eager(output, leaves):
    """What the engine computes."""
    for leaf in leaves:
        leaf.grad = 0.0
    output.backward()
    return output.data, tuple(leaf.grad for leaf in leaves)


def same(found, expected):
    """Whether two pairs of a value and a gradient are equal; nan equals nan, and zeros of either sign are equal."""
    pairs = zip([found[0], *found[1]], [expected[0], *expected[1]])
    return len(found[1]) == len(expected[1]) and all(x == y or (x != x and y != y) for x, y in pairs)


def check(output, leaves):
    """Compare the program of a graph with the engine, and give its text."""
    text = to_source(output, leaves)
    assert same(loaded(text)(*[leaf.data for leaf in leaves]), eager(output, leaves)), text
    return text


# --- the lecture graphs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GOLDEN)
def test_a_golden_source_runs_alone_and_gives_the_bits_of_the_engine(name, tmp_path):
    path = tmp_path / "program.py"
    path.write_text((FOLDER / f"{name}_source.txt").read_text(encoding="utf-8"), encoding="utf-8")
    printed = subprocess.run([sys.executable, "-I", str(path)], capture_output=True, text=True, cwd=tmp_path)
    output = LECTURES[name]()
    assert printed.stderr == ""
    assert printed.stdout == f"{eager(output, leaves_of(output))}\n"


@pytest.mark.parametrize("name", GOLDEN)
def test_a_program_gives_the_bits_of_the_engine_at_other_numbers(name):
    output = LECTURES[name]()
    function = loaded(source(LECTURES[name]))
    rng = Random(1)
    for _ in range(20):
        numbers = [rng.gauss(0, 1) for _ in leaves_of(output)]
        again = to_numbers(output, numbers)
        assert function(*numbers) == eager(again, leaves_of(again))


def to_numbers(output, numbers):
    """The same graph at other numbers."""
    at = dict(zip(leaves_of(output), map(Value, numbers)))
    for value in topological_order(output):
        if value.op is not None:
            at[value] = value.op(*[x if type(x) is float else at[x] for x in value.inputs])
    return at[output]


def test_a_program_is_stepped_through_in_pdb(tmp_path):
    pexpect = pytest.importorskip("pexpect", reason="it needs a terminal of Unix")
    path = tmp_path / "program.py"
    path.write_text(source(LECTURES["lecture"]), encoding="utf-8")
    child = pexpect.spawn(sys.executable, ["-m", "pdb", str(path)], encoding="utf-8", timeout=30)
    child.setecho(False)

    def tell(command):
        child.expect(r"\(Pdb\) ")
        child.sendline(command)

    output = LECTURES["lecture"]()
    output.backward()
    grads = {f"d_{v.label}": v.grad for v in topological_order(output)}
    try:
        tell("b value_and_grad")
        tell("c")
        stops = 0
        while True:
            tell("n")
            child.expect(r"program\.py\(\d+\)value_and_grad\(\).*?\r\n-> ([^\r\n]*)")
            stops += 1
            if "return" in child.match[1]:
                break
        assert stops == 3 + 2 + 6  # a stop for each value, two lines that set derivatives, one for each product
        for name, grad in grads.items():
            tell(f"p {name}")
            child.expect_exact(f"{grad}\r\n")
    finally:
        child.close(force=True)


# --- every op, and random graphs --------------------------------------------------------------------------------------

NUMBERS = [0.0, -0.0, 1.0, -1.0, 0.5, -0.25, -2.7, 3.0, 40.0, -800.0, 800.0, 5e-324, 1e200, -1e308,
           math.inf, -math.inf, math.nan]  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_an_op_of_values_and_constants(name):
    op, rng = TABLE[name], Random(name)
    compared = 0
    for count in [len(op.partials)] if op.partials else [2, 3, 5]:
        for variable in itertools.product([True, False], repeat=count):
            if not any(variable) or (name == "softmax" and variable[0]):
                continue
            for _ in range({1: 0, 2: 25, 3: 12}.get(count, 2)):
                compared += compare(op, variable, [rng.choice(NUMBERS) for _ in range(count)])
            if count == 1:
                compared += sum(compare(op, variable, [x]) for x in NUMBERS)
    assert compared > 5


def compare(op, variable, at):
    """Compare an op at these numbers, where some are constants; False where it is not defined there."""
    if op.name == "softmax":
        at[0] = float(len(at) - 2)
    if op.name == "scaled_power":  # it stands in the derivative of a power, which is defined
        at[1] = abs(at[1])
    inputs = [Value(x) if v else x for x, v in zip(at, variable)]
    try:
        output = op(*inputs)
    except UNDEFINED:
        return False
    leaves = [x for x in inputs if isinstance(x, Value)]
    expected = eager(output, leaves)
    try:
        found = loaded(to_source(output, leaves))(*[x.data for x in leaves])
    except UNDEFINED:
        assert not all(map(math.isfinite, [*expected[1], *[p for p in output.partials if p is not None]])), (op, at)
    else:
        assert same(found, expected), (op, at, found, expected)
    compiled = engine.compile(lambda *xs: op(*placed(xs, at, variable)), *[x.data for x in leaves])
    value, gradient = compiled(*[x.data for x in leaves])
    assert same((value, gradient), expected), (op, at)
    return True


def placed(values, at, variable):
    """Values where they are variable, and constants."""
    values = iter(values)
    return [next(values) if v else x for x, v in zip(at, variable)]


def test_a_power_whose_partial_is_defined_by_a_choice_does_not_raise():
    x, y = Value(0.0, "x"), Value(0.0, "y")
    check(x**y, [x, y])


@given(PROGRAMS, INPUTS)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_random_programs(program, at):
    leaves = [Value(x) for x in at]
    try:
        output = run(program, leaves)
        expected = eager(output, leaves)
    except UNDEFINED:
        assume(False)
    assume(all(map(math.isfinite, expected[1])))
    assert same(loaded(to_source(output, leaves))(*at), expected)
    assert same(engine.compile(lambda *xs: run(program, xs), *at)(*at), expected)


# --- names ------------------------------------------------------------------------------------------------------------

LABELS = [
    "lambda", "sum", "print", "math", "x", "d_x", "d_d_x", "x", "", '"); import os', "a\nb", "é", "ﬁ", "Ⅷ", "x²", "_",
    "__", "a_", "v", "v1", "d_v1", "value_and_grad", "value_and_grad_1", "None", "match", "softmax", "softmax1", "t1",
    "sigmoid1", "relu", "total", "x" * 500, "0", "1x", "数", "🙂", "#c", '"""', "\\", "{x}", "{0}", "\x00", "\u2028",
    "\ud800", "loss", "rows", "kind", "w", "g_w", "__debug__", "‿", "℘", "\x01", "\x02",
]  # fmt: skip


def much_of(leaves):
    """A graph that needs helpers and statements in between."""
    output = engine.logsumexp(leaves) + engine.maximum(*leaves)
    for share, x in zip(engine.softmax(leaves), leaves):
        output = output + share * x + engine.gelu(x).sigmoid() * engine.silu(x) / engine.softplus(x) ** 2.0
    return output


@pytest.mark.parametrize("labels", [LABELS, *[[label, f"d_{label}", label] for label in LABELS]], ids=ascii)
def test_any_label_gives_a_program_with_the_same_bits(labels):
    leaves = [Value(0.3 + 0.1 * i, label) for i, label in enumerate(labels)]
    output = much_of(leaves)
    for i, value in enumerate(topological_order(output)):
        if value.op:
            value.label = labels[i % len(labels)]
    text = check(output, leaves)
    assert "import os" not in text
    batch = engine.compile_batch(lambda x: much_of(leaves) * x, lambda output, target: output, leaves, [1.0], [0.0])
    assert same((batch([1.0], [0.0])[0][0], batch([1.0], [0.0])[2]), eager(much_of(leaves) * 1.0, leaves))


@pytest.mark.parametrize("name", ["sum", "print", "math", "softmax", "class", "a b", "", "x; import os"])
def test_a_function_name_that_is_taken_is_refused(name):
    x = Value(1.0, "x")
    with pytest.raises(ValueError, match="cannot be named"):
        to_source(engine.softmax([x, x * 2.0])[0], [x], name=name)


def test_inputs_that_are_unused_or_the_output_itself():
    x, unused, constant = Value(2.0, "x"), Value(5.0, "unused"), Value(7.0, "c")
    check(x * constant, [unused, x])
    check(x, [x])
    check(x, [unused])
    assert loaded(to_source(x * constant, [x]))(3.0) == (21.0, (7.0,))
    with pytest.raises(ValueError, match="is given twice"):
        to_source(x * x, [x, x])
    with pytest.raises(ValueError, match="must be leaves"):
        to_source(x * x, [x * x])


@pytest.mark.parametrize("constant", [math.nan, math.inf, -math.inf, -0.0, 1e308, 5e-324])
def test_constants_keep_their_bits(constant):
    x = Value(1.0, "x")
    fixed = Value(constant, "fixed")
    value, gradient = loaded(to_source(x * constant + fixed, [x]))(1.0)
    assert same((value, gradient), (constant + constant, (constant,)))
    assert repr(loaded(to_source(fixed * 1.0, [x]))(1.0)) == repr((constant, (0.0,)))


# --- size -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "function",
    [
        lambda x, y: engine.sum([x * float(i) + y for i in range(1_500)]),
        lambda x, y: engine.mean([x] * 5_000 + [float(i) for i in range(5_000)]) * y,
        lambda x, y: engine.dot([x] * 5_000, [y] * 5_000, x),
        lambda x, y: engine.maximum(*[x * float(i) + y for i in range(300)]),
    ],
    ids=["sum", "mean", "dot", "maximum"],
)
def test_thousands_of_terms_do_not_nest_too_deeply_for_the_compiler_of_python(function):
    x, y = Value(0.5, "x"), Value(0.3, "y")
    output = function(x, y)
    text = check(output, [x, y])
    assert max(map(len, text.splitlines())) < 200
    assert same(engine.compile(function, 0.5, 0.3)(0.5, 0.3), eager(output, [x, y]))


@pytest.mark.slow
def test_a_chain_of_100_000_values():
    x = y = Value(0.5, "x")
    for _ in range(50_000):
        y = y * 0.99999 + 0.00001
    check(y, [x])


def test_long_sums_of_calls_are_not_taken_for_one_call():
    xs = [Value(0.1 * i, "a" * 35 + str(i)) for i in range(5)]
    check(engine.elu(xs[0]) + engine.where(xs[1], xs[2].sigmoid(), xs[3].sigmoid()) + much_of(xs), xs)
