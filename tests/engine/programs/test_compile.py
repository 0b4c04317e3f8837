"""`compile`: functions of many kinds against the engine, what it refuses, and the programs in debuggers and files."""

import ast
import copy
import inspect
import linecache
import math
import pickle
import subprocess
import sys
import threading
from random import Random

import pytest

import engine
from engine import Value


def eager(function, *numbers):
    """The value and the gradient as the engine computes them."""
    leaves = [Value(x) for x in numbers]
    output = function(*leaves)
    output.backward()
    return output.data, tuple(leaf.grad for leaf in leaves)


def power_by_recursion(x, n):
    """x to the power of n, by halves."""
    if n == 0:
        return x * 0.0 + 1.0
    half = power_by_recursion(x, n // 2)
    return half * half * (x if n % 2 else 1.0)


class Line:
    """A function that is an object."""

    def __init__(self):
        self.slope = Value(2.0, "slope")

    def __call__(self, x, y):
        return self.slope * x + y

    def at(self, x, y):
        """The same as a method."""
        return engine.tanh(self(x, y))


@pytest.mark.parametrize(
    "function",
    [
        lambda x, y: power_by_recursion(x, 13) * y,
        lambda x, y: engine.sum([v * v for v in sorted([x, y, x * y])]),
        lambda x, y: max(x, y) * min(x, -y) + (x if x > 0 else -x) * (y if 0.5 >= y else 2.0),
        Line(),
        Line().at,
        lambda *xs: engine.dot(xs, xs, 1.0),
        lambda x, y=1.0: x / (1.0 + y * y),
        lambda x, y: x,
        lambda x, y: y * 1.0 if x * x > 4.0 or y < -1.0 else x.exp(),
    ],
    ids=["recursion", "sorted", "max", "object", "method", "stars", "default", "input", "branch"],
)
def test_values_and_gradients_are_those_of_the_engine_wherever_comparisons_lead(function):
    compiled, rng = engine.compile(function, 0.5, 0.25), Random(0)
    for _ in range(60):
        at = rng.gauss(0, 2), rng.gauss(0, 2)
        assert compiled(*at) == eager(function, *at)
    assert len(compiled.variants) <= 16


def test_more_branches_than_programs_are_kept_still_give_the_engines_numbers():
    def steps(x):
        total = x
        for k in range(40):
            if x > k:
                total = total * 1.5 + k
        return total

    compiled = engine.compile(steps, 0.5)
    for k in range(40):
        assert compiled(k + 0.5) == eager(steps, k + 0.5)
    assert len(compiled.variants) == 16


def test_a_closure_over_a_changing_variable_is_compiled_again():
    factor = 2.0
    compiled = engine.compile(lambda x: x * factor, 1.0)
    assert compiled(3.0) == (6.0, (2.0,))
    factor = 5.0
    assert compiled(3.0) == (15.0, (5.0,))


def test_free_leaves_are_read_at_each_call():
    w = Value(2.0, "w")
    compiled = engine.compile(lambda x: w * x, 1.0)
    w.data = 7.0
    assert compiled(3.0) == (21.0, (7.0,))


def test_repeated_nested_and_unused_arguments():
    compiled = engine.compile(lambda rows, b, unused: rows[0][0] * rows[1][0] + b, [[1.0], [2.0]], 3.0, [4.0])
    assert compiled([[5.0], [6.0]], 7.0, [8.0]) == (37.0, ([[6.0], [5.0]], 1.0, [0.0]))
    x = Value(3.0, "x")
    assert engine.compile(lambda a, b: a * b, x, x)(3, 4) == (12.0, (4.0, 3.0))
    with pytest.raises(TypeError, match="was compiled for"):
        compiled([[5.0]], 7.0, [8.0])
    with pytest.raises(TypeError, match="argument 2 is"):
        compiled([[5.0], [6.0]], "7", [8.0])


@pytest.mark.parametrize("function", [lambda x: x * x.data, lambda x: x * Random().random()])
def test_what_hangs_on_more_than_a_program_can_know_is_refused(function):
    with pytest.raises(ValueError, match="cannot be compiled"):
        engine.compile(function, 0.123456789)


def test_what_is_drawn_is_drawn_anew_at_each_call():
    rng, again = Random(3), Random(3)
    compiled = engine.compile(lambda x: x * engine.sample(rng.random), 2.0)
    for _ in range(5):
        number = again.random()
        assert compiled(2.0) == (2.0 * number, (number,))


def test_errors_are_those_of_the_function():
    def ratio(a, b):
        return engine.log(a / b)

    compiled = engine.compile(ratio, 1.0, 2.0)
    for at in [(1.0, 0.0), (0.0, 1.0), (-1.0, 1.0), (1e308, 1e-10)]:
        found, expected = [], []
        for errors, call in ((found, compiled), (expected, ratio)):
            try:
                call(*[Value(x, name) for x, name in zip(at, "ab")])
            except (ArithmeticError, ValueError) as error:
                errors.append((type(error), str(error)))
        assert found == expected

    def fails(x):
        raise KeyError("no such thing")

    with pytest.raises(KeyError, match="no such thing"):
        engine.compile(fails, 1.0)
    with pytest.raises(TypeError, match="must give one Value"):
        engine.compile(lambda x: [x, x], 1.0)
    with pytest.raises(TypeError, match="takes a function"):
        engine.compile(3.0, 1.0)


def test_a_partial_that_is_not_finite_is_the_engines():
    compiled = engine.compile(engine.sqrt, 4.0)
    assert compiled(0.0) == (0.0, (math.inf,))
    assert compiled(9.0) == (3.0, (0.5 / 3.0,))
    assert engine.compile(lambda x: 7.0, 1.0)(2.0) == (7.0, (0.0,))


def test_modes_around_a_compiled_function():
    compiled = engine.compile(lambda x: x * x, 1.0)
    with engine.no_grad():
        assert compiled(3.0) == (9.0, (6.0,))
        assert engine.compile(lambda x: x * x, 1.0)(3.0) == (9.0, (6.0,))
    with engine.detect_anomaly():
        assert compiled(3.0) == (9.0, (6.0,))


def test_eight_threads_may_call_the_same_compiled():
    def function(x, y):
        return engine.tanh(x * y) if x > y else engine.exp(x - y)

    compiled, wrong = engine.compile(function, 0.5, 0.25), []

    def work(seed):
        rng = Random(seed)
        for _ in range(200):
            at = rng.random(), rng.random()
            if compiled(*at) != eager(function, *at):
                wrong.append(at)

    threads = [threading.Thread(target=work, args=[seed]) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("name", ["sum", "softmax", "max", "exp", "math", "print", "class", "a b", "d_x"])
def test_a_function_may_have_any_name(name):
    def function(x, y):
        return engine.softmax([x, y, x * y])[1] * engine.gelu(x).sigmoid()

    function.__name__ = name
    assert engine.compile(function, 0.5, 0.25)(0.3, -0.2) == eager(function, 0.3, -0.2)


def test_debuggers_find_the_source_and_a_file_of_it_runs_alone(tmp_path):
    def neuron(w, x):
        return engine.tanh(w * x)

    compiled = engine.compile(neuron, 0.5, 2.0)
    run = compiled.variants[0].run
    assert inspect.getsource(run).strip() == compiled.source[compiled.source.index("def ") :].strip()
    assert linecache.getline(run.__code__.co_filename, run.__code__.co_firstlineno).startswith("def neuron(w, x)")
    path = compiled.save(tmp_path / "neuron.py")
    path.write_text(path.read_text() + "print(neuron(0.3, 0.7))\n")
    printed = subprocess.run([sys.executable, "-I", str(path)], capture_output=True, text=True)
    assert (printed.stdout, printed.stderr) == (f"{compiled(0.3, 0.7)}\n", "")


def test_a_copy_computes_the_same_and_pickling_either_works_or_is_an_error():
    compiled = engine.compile(engine.tanh, 0.5)
    assert copy.copy(compiled)(0.3) == compiled(0.3)
    with pytest.raises((TypeError, AttributeError, pickle.PicklingError)):
        pickle.dumps(engine.compile(lambda x: x * x, 0.5))


@pytest.mark.parametrize("program", ["1 + 1", b"1 + 1", ast.parse("1 + 1", mode="eval")], ids=["str", "bytes", "ast"])
def test_what_is_meant_for_pythons_own_compile_is_compiled_by_it(program):
    assert eval(engine.compile(program, "here", "eval")) == 2
