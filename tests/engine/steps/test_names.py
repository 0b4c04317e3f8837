"""Names of values, after their labels and variables."""

import pytest

from engine import Value
from engine.steps.names import variable_names


def test_names_of_variables():
    x, y, z = Value(1.0), Value(2.0), Value(3.0)
    loop: list = [z]
    loop.append(loop)
    found = variable_names({"xs": [x, y], "first": x, "_hidden": z, "deep": {"k": (1.0, z)}, "loop": loop})
    assert found == {x: "first", y: "xs[1]", z: "loop[0]"}
    assert variable_names(None) == {}


def test_names_in_lists_of_lists_of_lists_take_no_time():
    a, nested = Value(1.0), []
    nested.append(a)
    for _ in range(60):
        nested = [nested, nested]
    assert len(variable_names({"nested": nested})) == 1
    deep = [a]
    for _ in range(3_000):
        deep = [deep]
    assert variable_names({"deep": deep})[a].startswith("deep[0][0]")
    assert variable_names({1: a}) == {a: "1"}
    with pytest.raises(TypeError, match="names are given as a mapping"):
        variable_names([a])
