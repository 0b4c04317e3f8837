"""What a derivative promises: the output follows a nudge."""

import pytest

import engine
from engine import Value, nudge
from tests import graphs


@pytest.mark.parametrize("graph", [graphs.lecture, graphs.neuron, graphs.diamond, graphs.twice])
def test_a_nudge_predicts_what_happens(graph):
    output = graph()
    before = [(value.data, value.grad) for value in engine.topological_order(output)]
    for leaf in [value for value in engine.topological_order(output) if value.op is None]:
        found = nudge(output, leaf, 1e-4)
        assert found.actual == pytest.approx(found.predicted, rel=1e-3, abs=1e-7)
    assert before == [(value.data, value.grad) for value in engine.topological_order(output)]


def test_a_nudge_in_words():
    output = graphs.lecture()
    a = output.inputs[0].inputs[0].inputs[0]
    assert str(nudge(output, a, 0.01)) == (
        "raise a by 0.01: L should change by grad * h = 6 * 0.01 = 0.06; it changes by 0.06"
    )
    assert str(nudge(output, a, -1)).startswith("lower a by 1: ")
    w = Value(2.0)
    y = w * 3.0
    assert str(nudge(y, w, names=locals())).startswith("raise w by 0.01: y should change")
    assert "w.grad = 3.0" in str(engine.ledger(w, y, names=locals()))


def test_only_leaves_of_the_graph_can_be_nudged():
    output = graphs.lecture()
    with pytest.raises(ValueError, match="only leaves can be nudged"):
        nudge(output, output.inputs[0])
    with pytest.raises(ValueError, match="there is no path"):
        nudge(output, Value(1.0))
