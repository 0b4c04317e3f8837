"""A graph with its sums, means and dot products spelled out."""

import pytest

import engine
from engine import Value, expand, topological_order


def ops_of(output):
    return [value.op.name for value in topological_order(output) if value.op]


def test_a_neuron_is_spelled_out_in_the_order_of_the_book():
    ws, xs, b = [Value(0.1), Value(0.2)], [Value(3.0), Value(-1.0)], Value(0.7)
    output = engine.dot(ws, xs, b).tanh()
    expanded = expand(output)
    assert ops_of(expanded) == ["mul", "mul", "add", "add", "tanh"]
    assert expanded.data == output.data
    assert {value for value in topological_order(expanded) if not value.op} == {*ws, *xs, b}


def test_sum_and_mean_and_constants():
    x, y = Value(3.0), Value(5.0)
    assert ops_of(expand(engine.mean([x, y, 1.0]))) == ["add", "add", "div"]
    assert expand(engine.sum([x])) is x
    assert expand(engine.dot([x, 2.0], [2.0, y], 0.5)).data == 16.5


def test_labels_and_grads_come_along_and_nothing_old_changes():
    x, y = Value(3.0, "x"), Value(5.0, "y")
    h = engine.mean([x * y, y])
    h.label = "h"
    output = h * 4
    output.backward()
    before = [(value.data, value.grad, value.label) for value in topological_order(output)]
    for part in (output, h):
        expanded = expand(part)
        named = {value.label: value.grad for value in topological_order(expanded) if value.op}
        assert named["h"] == 4.0
        [total] = [value for value in topological_order(expanded) if value.op and value.op.name == "add"]
        assert total.grad == 2.0
        assert total.inputs[0].grad == 2.0
    assert [(value.data, value.grad, value.label) for value in topological_order(output)] == before


def test_the_expanded_graph_has_the_same_gradient():
    xs = [Value(0.3 * i - 1) for i in range(6)]
    output = engine.logsumexp([engine.dot(xs[:3], xs[3:]), engine.mean(xs), engine.sum(xs) * 2])
    output.backward()
    grads = [x.grad for x in xs]
    expanded = expand(output)
    expanded.zero_grad()
    expanded.backward()
    assert [x.grad for x in xs] == pytest.approx(grads, rel=1e-14)


def test_a_wide_sum():
    x = Value(1.0)
    wide = engine.sum([x * 1.0 for _ in range(5000)])
    wide.backward()
    assert expand(wide).data == 5000.0
