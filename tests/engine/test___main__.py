"""Expressions, and the command line."""

import subprocess
import sys

import pytest

from engine import topological_order
from engine.__main__ import found, main
from engine.classroom.expression import graph_of
from tests import ROOT

# --- expressions ------------------------------------------------------------------------------------------------------


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


SCRIPT = """
from engine import Value, tanh, dot
x = Value(3.0, "input")
w, b = Value(2.0), [Value(0.5), Value(-1.0)]
n = w * x
loss = tanh(n - 6.5) + dot([w, x], b, 1.0)
number = 3
alike = Value(1.0, "a") * Value(2.0, "a")
loss.backward()
"""


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "script.py"
    path.write_text(SCRIPT)
    return path


def test_a_value_in_a_script_has_the_names_of_its_variables(script, capsys):
    assert main([f"{script}:loss"]) == 0
    printed = capsys.readouterr().out
    assert "  n = w * input = 2 * 3 = 6\n" in printed
    assert "  b[0].grad = 2\n" in printed
    assert main([f"{script}:loss", "--source"]) == 0
    assert "def value_and_grad(w, input_, b_0, b_1):" in capsys.readouterr().out


def test_numbers_take_the_place_of_those_in_a_script(script):
    """As if the script had held them: the leaves' gradients too, though it has had a backward pass."""
    program = (
        SCRIPT.replace("Value(2.0)", "Value(-1.5)")
        .replace("Value(3.0,", "Value(4.0,")
        .replace("Value(-1.0)", "Value(0.25)")
    )
    names = {}
    exec(program, names)
    output = found(f"{script}:loss", ["w=-1.5", "input=4", "b[1]=0.25"])
    output.backward()
    assert output.data == names["loss"].data
    grads = {value.label: value.grad for value in topological_order(output)}
    assert [grads[name] for name in ("w", "input", "b[0]", "b[1]")] == [
        value.grad for value in (names["w"], names["x"], *names["b"])
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["number"], "has no Value named 'number'; it has x, w, n, loss, alike"),
        (["loss", "q=1"], "q is given a number, but loss has no leaf of this name; it has w, input, b[0], b[1]"),
        (["loss", "n=1"], "n is given a number, but loss has no leaf of this name"),
        (["alike", "a=1"], "a is given a number, but alike has 2 leaves of this name"),
        (["loss", "w=1", "w=2"], "w is given more than once"),
        (["loss", "w"], "'w' gives no variable a number"),
    ],
)
def test_what_a_script_does_not_have(script, arguments, message, capsys):
    assert main([f"{script}:{arguments[0]}", *arguments[1:]]) == 2
    assert message in capsys.readouterr().err


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


@pytest.mark.parametrize("columns", [20, 40, 80])
@pytest.mark.parametrize("how", [[], ["--steps"]])
def test_lines_fit_the_terminal(columns, how, monkeypatch, capsys):
    """Nothing is lost, and without a terminal nothing changes."""
    asked = []
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or "")
    command = ["o = tanh(w1*x1 + w2*x2 + b)", "w1=-3", "x1=2", "w2=1", "x2=0", "b=6.88137358701954", *how]
    monkeypatch.delenv("COLUMNS", raising=False)
    main(command)
    whole = capsys.readouterr().out + "\n".join(asked)
    asked.clear()
    monkeypatch.setenv("COLUMNS", str(columns))
    main(command)
    fitting = capsys.readouterr().out + "\n".join(asked)
    assert max(map(len, whole.splitlines())) > 40
    assert max(map(len, fitting.splitlines())) <= columns
    assert fitting.split() == whole.split()
