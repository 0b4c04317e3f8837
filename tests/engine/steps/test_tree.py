"""A graph as text: every value once, in lines that fit."""

import os
import re
import subprocess
import sys
import unicodedata

import pytest

from engine import Value, topological_order, tree
from nn import MLP
from tests import ROOT, graphs


def model_output():
    output = MLP(2, [3, 2, 1], seed=1)([1.0, 2.0])
    output.backward()
    return output


def long_numbers():
    """Numbers of many letters, with a name that ASCII cannot write."""
    x, y = Value(-1.2345e-05, "the first α of a long name"), Value(-123456.7)
    output = (x * y * -1.2345e-300 + y) * x
    output.backward()
    return output


GRAPHS = {"lecture": graphs.lecture, "neuron": graphs.neuron, "diamond": graphs.diamond, "model": model_output,
          "long numbers": long_numbers}  # fmt: skip


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_every_value_is_shown_once_in_lines_that_fit(name, width, encoding, monkeypatch):
    output = GRAPHS[name]()
    monkeypatch.setattr(sys, "stdout", type("Stream", (), {"encoding": encoding})())
    lines = repr(tree(output, width=width, most=1000)).splitlines()
    assert all(len(line) <= width for line in lines)
    assert encoding == "utf-8" or "".join(lines).isascii()
    shown = [line for line in lines if " data " in line]
    numbers = re.findall("([0-9,]+) values more", lines[-1])
    assert len(shown) + sum(int(n) for n in numbers) == len(topological_order(output))
    assert width < 80 or not numbers


def test_the_numbers_are_those_of_the_values():
    output = graphs.lecture()
    output.backward()
    lines = repr(tree(output, width=80)).splitlines()
    order = {value.label: value for value in topological_order(output)}
    for line in lines:
        label, data, grad = re.search(r"([A-Za-z]+)[ =].* data (\S+) +grad (\S+)", line).groups()
        assert (float(data), float(grad)) == (order[label].data, order[label].grad)


def test_a_value_used_again_is_only_named():
    x = Value(3.0, "x")
    y = x * x + x.exp()
    lines = repr(tree(y * y, width=80)).splitlines()
    assert sum(" data " in line for line in lines) == 5
    assert lines[-1].strip("└│├ ") == "x, as above"


@pytest.mark.parametrize("columns", ["30", "40", "77", "500"])
def test_the_terminal_decides_how_wide(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    longest = max(map(len, repr(tree(model_output())).splitlines()))
    assert longest <= min(max(int(columns), 40), 200)
    assert longest > min(max(int(columns), 40), 200) - 15


def test_a_big_graph_says_how_many_values_are_left_out():
    y = Value(1.0, "x")
    for _ in range(100_000):
        y = y + 1.0
    lines = repr(tree(y)).splitlines()
    assert len(lines) <= 51
    assert lines[-1] == f"… {100_001 - (len(lines) - 1):,} values more"


def test_a_terminal_without_unicode_gets_ascii(monkeypatch):
    monkeypatch.setattr(sys, "stdout", type("Stream", (), {"encoding": "ascii"})())
    text = repr(tree(Value(2.0, "α") * Value(3.0, "b"), width=40))
    assert text.isascii()
    assert text.splitlines()[1].startswith("+ \\u03b1")


def test_names_come_from_variables():
    first = Value(2.0)
    assert repr(tree(first * 3.0, names=locals())).splitlines()[1].startswith("└ first ")


def test_names_come_from_the_variables_at_hand():
    first = Value(2.0)
    total = first * 3.0
    lines = repr(total.tree(width=60)).splitlines()
    assert lines[0].startswith("total = first * 3 ")
    assert lines == repr(tree(total, width=60)).splitlines()
    assert repr(total.tree(width=60, names={"other": first})).splitlines()[1].startswith("└ other ")
    assert repr(total.tree(width=60, names={})).splitlines()[1].startswith("└ v1 ")


STOPPED = """\
from {module} import set_trace
from engine import Value
def lesson(first, second):
    product = first * second
    product.backward()
    set_trace()
    return product
lesson(Value(2.0, "a"), Value(-3.0))
"""
PRINTED = """\
product = a * second    data -6        grad 1
├ a                     data 2         grad -3
└ second                data -3        grad 2
"""


@pytest.mark.parametrize("module", ["pdb", "IPython.core.debugger"])
def test_the_prompt_of_a_debugger_prints_the_tree(module, tmp_path):
    (tmp_path / "lesson.py").write_text(STOPPED.format(module=module), encoding="utf-8")
    paths = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "IPYTHONDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "lesson.py"], input="p product.tree(width=53)\nc\n", cwd=tmp_path, env={**os.environ, **paths},
        capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert PRINTED in done.stdout


def columns(text):
    """The columns of a terminal: letters of East Asia take two, and accents stand on the letter before."""
    seen = [c for c in text if not unicodedata.combining(c)]
    return len(seen) + sum(unicodedata.east_asian_width(c) in "WF" for c in seen)


@pytest.mark.parametrize("label", ["重み", "Gewicht", "e\u0301te\u0301", "重み" * 20, "ключ" * 30])
def test_columns_are_those_of_the_terminal(label):
    y = Value(2.0, label) * Value(3.0, "x")
    y.backward()
    lines = tree(y, width=60).lines
    assert max(map(columns, lines)) <= 60
    assert len({columns(line[: line.index(" data ")]) for line in lines}) == 1
