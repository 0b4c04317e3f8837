"""Paths: counted, summed and listed, against walking them one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Value, tanh
from engine.steps.paths import LISTED_PATHS, paths


def walked(value: Value, start: Value) -> list[list[float]]:
    """The partials along every path from the start to a value, by recursion."""
    if value is start:
        return [[]]
    found = []
    for x, partial in zip(value.inputs, value.partials):
        if partial is not None:
            found += [[*path, partial] for path in walked(x, start)]
    return found


def product(factors: list[float]) -> float:
    result = 1.0
    for factor in factors:
        result *= factor
    return result


@given(st.lists(st.tuples(st.sampled_from("+*-t"), st.integers(0, 9), st.integers(0, 9)), max_size=7))
def test_paths_of_random_graphs(program):
    start = Value(1.5)
    values = [start, Value(-0.5), start * 0.5]
    for op, i, j in program:
        x, y = values[i % len(values)], values[j % len(values)]
        values.append({"+": x + y, "*": x * y, "-": x - y, "t": tanh(x)}[op])
    end = values[-1] * start
    expected = walked(end, start)
    found = paths(start, end)
    assert found.count == len(expected)
    assert found.total == pytest.approx(sum(map(product, expected)), rel=1e-12, abs=1e-12)
    listed = [[edge.partial for edge in path] for path in found]
    assert len(listed) == min(found.count, LISTED_PATHS)
    assert all(path in expected for path in listed)
    if found.count <= LISTED_PATHS:
        assert sorted(listed) == sorted(expected)


def test_each_path_leads_from_the_start_to_the_end():
    x = Value(2.0)
    y = (x * x) * (x + 1.0)
    for path in paths(x, y):
        at = x
        for edge in path:
            assert edge.node.inputs[edge.index] is at
            at = edge.node
        assert at is y


def test_64_doublings_have_2_to_the_64_paths():
    x = y = Value(1.0)
    for _ in range(64):
        y = y + y
    found = paths(x, y)
    assert found.count == 2**64
    assert found.total == 2.0**64
    assert len(list(found)) == LISTED_PATHS


def test_a_value_has_one_empty_path_to_itself():
    x = Value(1.0)
    assert [*paths(x, x)] == [[]]
    assert (paths(x, x).count, paths(x, x).total) == (1, 1.0)


def test_no_path_is_an_error():
    with pytest.raises(ValueError, match="there is no path from w | data 1.0 .* to v"):
        paths(Value(1.0, "w"), Value(2.0, "v"))
