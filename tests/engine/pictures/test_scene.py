"""What is on a picture: texts, contributions, names, what is stale, what is faded, how wide an edge is."""

import math

import pytest

import engine
from engine import Value, backward_steps
from engine.pictures.folds import folded
from engine.pictures.scene import Line, scene_of
from engine.pictures.view import everything
from engine.pictures.words import path_notes
from engine.steps.names import shortened, variable_names
from engine.steps.paths import paths
from nn import MLP, SGD
from tests import graphs


def scene(output, names=None, **options):
    return scene_of(everything(output), variable_names(names), **options)


def texts(one):
    return [line.text for line in one.lines]


def by_label(scene):
    return {line.text: node for node in scene.nodes for line in node.lines if line.role == "label"}


def test_before_backward_there_are_no_grads():
    drawn = scene(graphs.lecture())
    assert texts(by_label(drawn)["e"]) == ["*", "e", "data -6", "grad –"]
    assert texts(by_label(drawn)["a"]) == ["a", "data 2", "grad –"]
    assert [texts(edge) for edge in drawn.edges][:2] == [["∂ -3"], ["∂ 2"]]


@pytest.mark.parametrize("graph", [graphs.lecture, graphs.neuron, graphs.diamond, graphs.twice, graphs.batch])
def test_edges_carry_what_backward_adds(graph):
    output = graph()
    output.backward()
    drawn = scene(output)
    expected = sorted(
        (drawn.ids[step.input], drawn.ids[step.node], f"∂ {step.partial:.4g}", f"+= {step.contribution:.4g}")
        for step in backward_steps(output)
    )
    assert sorted((edge.tail, edge.head, *texts(edge)) for edge in drawn.edges if edge.lines) == expected


def test_a_sum_of_contributions_is_spelled_out():
    output = graphs.twice()
    output.backward()
    assert texts(by_label(scene(output))["a"]) == ["a", "data 3", "grad 1 + 1 = 2"]
    output.backward()  # now the leaf has more than this pass gave it
    assert texts(by_label(scene(output))["a"]) == ["a", "data 3", "grad 4"]


def test_four_digits_and_the_exact_number_on_hover():
    output = engine.exp(Value(-11.512345678, "x"))
    output.backward()
    drawn = scene(output)
    assert texts(drawn.nodes[1]) == ["exp", "data 1.001e-05", "grad 1"]
    assert f"data {output.data!r}" in drawn.nodes[1].tooltip
    assert f"1.0 * {output.data!r} = {output.data!r}" in drawn.edges[0].tooltip


def test_values_whose_inputs_changed_are_stale():
    model = MLP(2, [3, 1], activation="tanh")
    loss = (model([Value(1.0, "p"), Value(2.0, "q")]) - 1.0) ** 2
    loss.backward()
    assert not any(node.stale for node in scene(loss).nodes)
    SGD(model.parameters(), lr=0.1).step()
    stale = [node for node in scene(loss).nodes if node.stale]
    assert sorted(texts(node)[0] for node in stale) == ["_ ** 2", "_ - 1", *["dot"] * 4, *["tanh"] * 3]  # all after it
    assert all("stale" in texts(node) and "has changed since" in node.tooltip for node in stale)


def test_what_is_made_of_stale_values_is_stale():
    p, q = Value(6.0, "p"), Value(2.0, "q")
    d = p / q**2 - 1.0
    q.data = 3.0
    assert {texts(node)[0] for node in scene(d).nodes if node.stale} == {"_ ** 2", "/", "_ - 1"}


def test_a_minus_is_set_as_one():
    shown = {"data -6": "data −6", "grad 1 + (-2) = -1": "grad 1 + (−2) = −1", "data 1e-05": "data 1e-05"}
    assert {text: Line("data", text).shown for text in shown} == shown
    assert [Line("op", text).shown for text in ("_ - 1", "-", "my-op")] == ["_ − 1", "−", "my-op"]
    assert Line("label", "x -1").shown == "x -1"


def test_edges_that_a_stopped_pass_has_not_walked_carry_nothing_yet():
    """The state of `L.backward(break_at=e)` when the grad of e is final: a and b have nothing so far."""
    output = graphs.lecture()
    output.backward()
    e = output.inputs[0].inputs[0]
    for leaf in e.inputs:
        leaf.grad = 0.0
    drawn = scene(output)
    ahead = [edge for edge in drawn.edges if edge.head == drawn.ids[e]]
    assert [(texts(edge), edge.weight) for edge in ahead] == [(["∂ -3"], 0.0), (["∂ 2"], 0.0)]
    assert all(len(texts(edge)) == 2 for edge in drawn.edges if edge not in ahead)


def test_names_come_from_labels_then_from_variables():
    w, xs, b = Value(2.0), [Value(1.0), Value(4.0)], Value(0.5, "bias")
    h = w * xs[1] + b
    labels = by_label(scene(h, names=locals()))
    assert {"w", "xs[1]", "bias", "h"} == labels.keys()
    assert labels["h"].tooltip.startswith("h = 8 + bias")


def test_many_constants_are_one_node():
    drawn = scene(engine.dot([Value(1.0)] * 1 + [Value(2.0) for _ in range(99)], [0.5] * 100))
    assert [texts(node) for node in drawn.nodes if node.kind == "constant"] == [["100 numbers"]]


def test_many_uses_by_one_node_are_one_edge():
    x = Value(1.0, "x")
    output = engine.sum([x] * 4_000)
    output.backward()
    [edge] = scene(output).edges
    assert texts(edge) == ["4,000 times", "+= 4000"]


def test_grads_of_other_passes_are_noted():
    a, b = Value(2.0), Value(3.0)
    h = a * b
    first, second = h * 2.0, h * 5.0
    first.backward()
    assert not scene(first).notes
    second.backward()
    assert "holds other passes too" in scene(first).notes[-1]


def test_long_names_are_cut():
    assert shortened("x" * 100) == "x" * 39 + "…"
    assert shortened("short") == "short"
    assert shortened("two\nlines") == "two\\nlines"
    assert len(shortened("\x00" * 1_000_000)) <= 40


def test_parameters_lose_the_names_of_the_modules_around_them():
    drawn = scene(MLP(2, [1])([1.0, 2.0]))
    assert {"w.0", "w.1", "b"} == by_label(drawn).keys()
    assert {node.place for node in drawn.nodes} == {("layers.0", "neurons.0")}
    assert drawn.nodes[0].tooltip.startswith("layers.0.neurons.0.w.0")


def test_each_weight_is_drawn_beside_what_it_weighs():
    w, x = [Value(1.0, "w0"), Value(2.0, "w1")], [Value(3.0, "x0"), Value(4.0, "x1")]
    drawn = scene(engine.dot(w, x, Value(5.0, "b")))
    names = {node.id: texts(node)[0] for node in drawn.nodes}
    assert [names[edge.tail] for edge in drawn.edges] == ["w0", "x0", "w1", "x1", "b"]


def test_constants_are_drawn_without_data_or_grad():
    x = Value(2.0, "x")
    drawn = scene(engine.leaky_relu(x))
    [constant] = [node for node in drawn.nodes if node.kind == "constant"]
    assert texts(constant) == ["0.01"]
    assert texts(drawn.edges[1]) == []


def test_constants_of_signed_ops_are_written_with_the_op():
    x = Value(2.0, "x")
    ops = [texts(scene(y).nodes[-1])[0] for y in (x - 1.0, 1.0 - x, x**2, 2**x, -3.5 * x, x / 4, -x, x * x)]
    assert ops == ["_ - 1", "1 - _", "_ ** 2", "2 ** _", "(-3.5) * _", "_ / 4", "-", "*"]


def test_widths_follow_the_size_of_what_an_edge_carries():
    drawn = scene(Value(1.0) * Value(4.0) * 0.25)
    widths = list(drawn.widths().values())
    assert widths[0] == 4.0  # the partial 4
    assert widths[1] == 1.0 + 3.0 * 0.5  # the partial 1: a quarter, whose square root is a half


def test_nan_and_inf_have_a_width_and_a_text():
    output = Value(math.inf, "x") * Value(math.nan, "y") * Value(0.0, "z")
    output.backward()
    drawn = scene(output)
    assert all(1.0 <= width <= 4.0 for width in drawn.widths().values())
    assert "data inf" in texts(by_label(drawn)["x"])
    assert any("∂ nan" in texts(edge) for edge in drawn.edges)


def test_what_is_not_on_the_path_is_faded():
    output = graphs.lecture()
    b = output.inputs[0].inputs[0].inputs[1]
    drawn = scene(output, path=paths(b, output))
    assert {label for label, node in by_label(drawn).items() if not node.faded} == {"b", "e", "d", "L"}
    assert sum(not edge.faded for edge in drawn.edges) == 3
    assert path_notes(paths(b, output), {}) == [
        "paths from b to L: 1; the local derivatives along each, and their product:",
        "2 * 1 * -2 = -4",
        "the sum of the products, the derivative of L with respect to b, is -4",
    ]


def test_more_paths_than_are_listed_are_counted():
    x = y = Value(1.0, "x")
    for _ in range(10):
        y = y + y
    notes = path_notes(paths(x, y), {})
    assert len(notes) == 1 + 32 + 2
    assert notes[-2:] == [
        "… and 992 more paths",
        "the sum of the products, the derivative of 1024 with respect to x, is 1024",
    ]


def test_groups_count_what_they_stand_for_and_give_the_size_of_the_gradient():
    output = graphs.batch(20)
    output.backward()
    drawn = scene_of(folded(output, "layers"), {})
    group = by_label(drawn)["layers.0"]
    parameters = [value for value in engine.topological_order(output) if value.label.startswith("layers.0")]
    size = math.sqrt(sum(p.grad**2 for p in parameters))
    assert texts(group)[1:] == ["18 parameters", "30 values", f"|grad| {size:.4g}"]


def test_lines_of_a_folded_network_carry_what_goes_back_along_them():
    """What leaves a neuron to the right is its grad; what leaves an input is the grad that it has as a value."""
    model, numbers = MLP(3, [4, 2], activation="tanh"), [0.5, -1.0, 2.0]
    inputs = [Value(x) for x in numbers]
    engine.sum(model(inputs)).backward()
    model.zero_grad()
    output = engine.sum(model(numbers))
    output.backward()
    view = folded(output, "neurons")
    drawn = scene_of(view, {})
    leaving = {node.id: sum(edge.weight for edge in drawn.edges if edge.tail == node.id) for node in drawn.nodes}
    for group, result in view.outlets().items():
        assert leaving[drawn.ids[group.values[0]]] == pytest.approx(result.grad)
    first = [node for node in drawn.nodes if node.kind == "input"]
    assert [texts(node) for node in first] == [[f"input {k}", f"data {x:.4g}"] for k, x in enumerate(numbers)]
    assert [leaving[node.id] for node in first] == pytest.approx([x.grad for x in inputs])


def test_the_description_tells_what_the_picture_shows():
    output = graphs.lecture()
    output.backward()
    drawn = scene(output)
    assert drawn.title == "Computation graph of L = d * f"
    assert "L = d * f: data -8, grad 1." in drawn.description
    assert "a: data 2, grad 6." in drawn.description


def test_the_table_has_exact_numbers():
    output = graphs.neuron()
    output.backward()
    rows = {row[0]: row[1:] for row in scene(output).table}
    assert rows["o"] == ["tanh(n)", repr(output.data), "1.0", ""]
    assert rows["w2"][1:] == ["1.0", "0.0", "0.0"]
