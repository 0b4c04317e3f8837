"""Expressions, and the command line."""

import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine import Value, topological_order
from engine.classroom.command_line import main
from engine.classroom.expression import FUNCTIONS, graph_of
from tests import ROOT

# --- expressions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers", "data"),
    [
        ("a*b + c", {"a": 2, "b": -3, "c": 10}, 4),
        ("tanh(w*x + b)", {"w": -3, "x": 2, "b": 6.8813735870195432}, 0.7071067811865476),
        ("-x**2", {"x": 3}, -9),
        ("2**x / (1 - x)", {"x": 3}, -4),
        ("e = a*b; d = e + c; d*f", {"a": 2, "b": -3, "c": 10, "f": -2}, -8),
        ("max(x, 1, y) - min(x, y)", {"x": 2, "y": 5}, 3),
        ("relu(x) + clip(x, 0, 1) + abs(x)", {"x": 2}, 5),
        ("+x - 1e1", {"x": 2}, -8),
    ],
)
def test_expressions_are_what_python_makes_of_them(text, numbers, data):
    assert graph_of(text, numbers).data == pytest.approx(data, rel=1e-15)


def test_names_become_labels():
    output = graph_of("e = a*b; L = e + 1", {"a": 2.0, "b": 3.0})
    assert {value.label for value in topological_order(output)} == {"a", "b", "e", "L"}


@pytest.mark.parametrize(
    ("text", "numbers", "message"),
    [
        ("", {}, "there is no expression"),
        ("x +", {"x": 1}, "'x \\+' cannot be read"),
        ("x + y", {"x": 1}, "y has no number: give it one, such as y=1.5"),
        ("x", {"x": 1, "y": 2}, "y is given, but the expression does not use it"),
        ("1 + 2", {}, "has no variables"),
        ("sin(x, x)", {"x": 1}, r"'sin\(x, x\)': sin takes 1 input\(s\), got 2"),
        ("foo(x)", {"x": 1}, "there is no function foo; there are abs, acos"),
        ("x.data", {"x": 1}, "'x.data' cannot be used here"),
        ("__import__('os').system('true')", {}, "cannot be used here"),
        ("(lambda: x)()", {"x": 1}, "cannot be used here"),
        ("[x]", {"x": 1}, "cannot be used here"),
        ("x if x else x", {"x": 1}, "cannot be used here"),
        ("x == x", {"x": 1}, "cannot be used here"),
        ("f'{x}'", {"x": 1}, "cannot be used here"),
        ("True + x", {"x": 1}, "'True' cannot be used here"),
        ("import os", {}, "'import os' is not an expression"),
        ("x[0] = 1", {"x": 1}, "is not an expression"),
        ("log(x)", {"x": 0}, r"log\(0.0\) is undefined"),
        ("-" * 9_000 + "x", {"x": 1}, "nested too deeply|cannot be read"),
        ("x" + "+x" * 6_000, {"x": 1}, "at most 10,000"),
        ("x\x00", {"x": 1}, "cannot be read"),
    ],
)
def test_anything_else_is_a_clear_error(text, numbers, message):
    with pytest.raises(ValueError, match=message):
        graph_of(text, numbers)


@given(st.text(alphabet="xy+-*/()., 0123456789=;tanhe\n'\"[]{}:_@", max_size=40))
def test_no_text_gives_another_kind_of_error(text):
    with suppress(ValueError, ArithmeticError):
        assert isinstance(graph_of(text, {"x": 1.5, "y": -0.5}), Value)


def test_functions_are_those_of_the_engine():
    assert {name for name in FUNCTIONS if name not in ("abs", "max", "min")} <= set(engine.__all__)


# --- the command line -------------------------------------------------------------------------------------------------


def test_an_expression_is_explained(capsys):
    assert main(["(x + y) * z", "x=-2", "y=5", "z=-4"]) == 0  # the circuit of CS231n
    printed = capsys.readouterr().out
    assert printed.endswith("gradients\n  x.grad = -4\n  y.grad = -4\n  z.grad = 3\n")


def test_files_are_written(tmp_path, capsys):
    files = [f"--{ending}={tmp_path / 'out'}.{ending}" for ending in ("html", "svg", "png")]
    assert main(["x*x", "x=3", "--quiet", *files]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("written: ") == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.html", "out.png", "out.svg"]


def test_latex(capsys):
    assert main(["x*x", "x=3", "--latex"]) == 0
    assert r"x \cdot x = 3 \cdot 3 = 9" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x*y", "x=3"], "y has no number"),
        (["x", "x"], "'x' gives no variable a number; write it as x=2.5"),
        (["x", "x=abc"], "'x=abc' gives no variable a number"),
        (["x", "3=x"], "gives no variable a number"),
        (["nowhere.py:loss"], "there is no script nowhere.py"),
        (["x*x", "x=1", "--svg", "missing/x.svg"], "there is no folder missing"),
        (["1/x", "x=0"], "is undefined: division by zero"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(arguments, message, capsys):
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


def test_a_value_in_a_script(tmp_path, capsys):
    script = tmp_path / "script.py"
    script.write_text("from engine import Value\nx = Value(3.0, 'x')\nloss = x * x\nnumber = 3\n")
    assert main([f"{script}:loss"]) == 0
    assert "x.grad = 3 + 3 = 6" in capsys.readouterr().out
    assert main([f"{script}:number"]) == 2
    assert "has no Value named 'number'" in capsys.readouterr().err


def command(*arguments, keys=""):
    done = subprocess.run(
        [sys.executable, "-m", "engine", *arguments], cwd=ROOT, input=keys, capture_output=True, text=True
    )
    return done.stdout


def test_stepping_in_the_terminal():
    printed = command("x*y + 1", "x=2", "y=3", "--steps", keys="\n\nb\n\n\n\n")
    shown = [line.split(":")[0].removeprefix("[enter, b, q] ") for line in printed.splitlines() if "/5 " in line]
    assert shown == [
        "1/5 forward",
        "2/5 forward",
        "3/5 backward",
        "2/5 forward",
        "3/5 backward",
        "4/5 backward",
        "5/5 backward",
    ]
    assert command("x*y", "x=2", "y=3", "--steps", keys="q\n").count("/3 ") == 1
    assert command("x*y", "x=2", "y=3", "--steps").count("/3 ") == 1  # the end of the input ends it


def test_a_quiz_in_the_terminal():
    assert "2 of 2 right at the first try" in command("x*y", "x=2", "y=3", "--quiz", keys="3\n2\n")


def test_no_colours_where_there_is_no_terminal():
    assert "\033" not in command("x*y", "x=2", "y=3")


def test_source_prints_a_program_that_runs_alone(capsys):
    assert main(["tanh(w*x + b)", "w=-3", "x=2", "b=6.88", "--source"]) == 0
    program = capsys.readouterr().out
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)
    output = graph_of("tanh(w*x + b)", {"w": -3.0, "x": 2.0, "b": 6.88})
    output.backward()
    grads = tuple(value.grad for value in topological_order(output) if value.op is None)
    assert done.stdout == f"{(output.data, grads)}\n"
