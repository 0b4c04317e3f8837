"""Expressions, read into graphs without running them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine import Value, topological_order
from engine.classroom.expression import KNOWN_FUNCTIONS, graph_of


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
    assert {name for name in KNOWN_FUNCTIONS if name not in ("abs", "max", "min")} <= set(engine.__all__)
