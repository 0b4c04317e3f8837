"""`explain`, formulas, the ledger: against the numbers of the engine, and against Python's own reading of a formula."""

import math
import re
from xml.etree import ElementTree

import pytest

from engine import Value, backward_steps, explain, forward_steps
from tests import graphs
from tests.engine.pictures.test_draw import HOSTILE


@pytest.mark.parametrize(
    "graph", [graphs.lecture, graphs.neuron, graphs.diamond, graphs.twice, lambda: graphs.batch(2)]
)
def test_every_number_of_every_step_is_told(graph):
    output = graph()
    text = explain(output)
    results = [line.rsplit(" = ", 1)[1] for line in text.splitlines() if " += " in line]
    assert results == [f"{step.contribution:.4g}" for step in backward_steps(output)]
    forward = text.split("\n\n")[0].splitlines()[1:]
    assert [line.rsplit(" = ", 1)[1] for line in forward] == [f"{node.data:.4g}" for node in forward_steps(output)]


def test_gradients_are_the_sums_of_what_arrived():
    assert explain(graphs.twice()).endswith("gradients\n  a.grad = 1 + 1 = 2")


def test_wrt_tells_only_what_leads_there():
    output = graphs.lecture()
    a = output.inputs[0].inputs[0].inputs[0]
    assert explain(output, wrt=a) == (
        "forward pass\n  e = a * b = 2 * (-3) = -6\n  d = e + c = -6 + 10 = 4\n  L = d * f = 4 * (-2) = -8\n\n"
        "backward pass, from L.grad = 1\n"
        "  L = d * f\n    d.grad += L.grad * f = 1 * (-2) = -2\n"
        "  d = e + c\n    e.grad += d.grad * 1 = -2 * 1 = -2\n"
        "  e = a * b\n    a.grad += e.grad * b = -2 * (-3) = 6\n\n"
        "gradients\n  a.grad = 6"
    )
    with pytest.raises(ValueError, match="there is no path"):
        explain(output, wrt=Value(1.0))


def test_a_leaf_and_a_graph_that_has_changed():
    x = Value(2.0, "x")
    assert explain(x) == "forward pass\n\nbackward pass, from x.grad = 1\n\ngradients"
    y = x * x
    x.data = 5.0
    with pytest.raises(ValueError, match="changed after the forward pass"):
        explain(y)


def test_wrong_arguments():
    with pytest.raises(ValueError, match="unknown format 'pdf'; choose from 'text', 'markdown', 'latex', 'html'"):
        explain(graphs.lecture(), "pdf")
    with pytest.raises(TypeError, match="explain takes a Value"):
        explain([1.0])


def test_nan_and_inf_are_told():
    output = Value(math.inf, "x") * Value(0.0, "y")
    assert "inf * 0 = nan" in explain(output)
    for format in ("markdown", "latex", "html"):
        assert explain(output, format)


@pytest.mark.parametrize("label", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_labels_are_text_in_every_format(label):
    output = Value(2.0, label) * Value(3.0, "y")
    output.label = label + "2"
    page = explain(output, "html")
    page.encode()
    body = page.split("</style>")[1].replace("</html>", "")
    tags = {element.tag for element in ElementTree.fromstring(f"<div>{body}</div>").iter()}
    assert not tags & {"script", "img", "b"}
    for line in explain(output, "markdown").splitlines():
        if line.startswith("| "):
            assert len(re.findall(r"(?<!\\)\|", line)) in (4, 5, 6)
    latex = explain(output, "latex")
    assert latex.count("{") - latex.count(r"\{") == latex.count("}") - latex.count(r"\}")


# --- the ledger -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["text", "markdown", "latex", "html"])
def test_at_the_end_of_a_cell_it_is_shown_as_it_is(format):
    x = Value(3.0, "x")
    text = explain(x * x, format=format)
    assert repr(text) == str(text) == text
    assert type(str(text)) is str
