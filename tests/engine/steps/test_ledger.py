"""What made a grad: the ledger, and `value.why()`."""

import pytest

import engine
from engine import Value, ledger
from tests import graphs


@pytest.mark.parametrize("graph", [graphs.lecture, graphs.neuron, graphs.diamond, graphs.twice])
def test_the_ledger_adds_up_to_the_grad(graph):
    output = graph()
    output.backward()
    for value in engine.topological_order(output):
        found = ledger(value, output)
        assert found.total == value.grad
        assert found.paths.total == pytest.approx(value.grad, rel=1e-12)


def test_the_ledger_in_words():
    x, w = Value(3.0, "x"), Value(4.0, "w")
    y = x * w + x * 3.0
    y.label = "y"
    assert repr(x.why(y)) == (
        "x | data 3.0\n"
        "x.grad = 3.0 + 4.0 = 7.0\n"
        "  3.0 = 1.0 * 3.0, which is v2.grad * d(v2)/d(x), of x * 3.0\n"
        "  4.0 = 1.0 * 4.0, which is v1.grad * d(v1)/d(x), of x * w\n"
        "paths to y: 2\n"
        "  x -> v1 -> y: 4.0 * 1.0 = 4.0\n"
        "  x -> v2 -> y: 3.0 * 1.0 = 3.0"
    )


def test_why_without_an_output_tells_where_a_value_came_from():
    with engine.record_origins():
        h = engine.tanh(Value(0.5, "n"))
    text = repr(h.why())
    assert text.startswith("tanh(n) | data 0.46")
    assert "test_ledger.py:" in text
    assert "  from n | data 0.5" in text
    assert ".why(output)" in text


def test_the_why_of_a_stranger():
    with pytest.raises(ValueError, match="there is no path"):
        Value(1.0).why(graphs.lecture())
