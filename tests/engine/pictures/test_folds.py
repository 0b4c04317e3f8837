"""Places and folding: what stands for what."""

from graphlib import TopologicalSorter

import pytest

import engine
from engine import Value, topological_order
from engine.pictures.folds import folded
from engine.pictures.parts import around, inside
from engine.pictures.places import common, place_of, places
from engine.pictures.scene import scene_of
from engine.pictures.view import ALL_UP_TO, Group, everything
from nn import MLP, Layer, Module, Neuron, mse_loss
from tests import graphs


@pytest.mark.parametrize(
    ("label", "place"),
    [
        ("layers.0.neurons.2.w.1", ("layers.0", "neurons.2")),
        ("layers.0.neurons.2.b", ("layers.0", "neurons.2")),
        ("encoder.blocks.11.attention.query.3.14", ("encoder", "blocks.11", "attention")),
        ("w.1", ()),
        ("w", ()),
        ("", ()),
        ("3.14", ()),
        ("a..b", ()),
        ("not a path.at all", ()),
        ("x." * 50_000 + "x", ()),
    ],
)
def test_the_place_in_a_label(label, place):
    assert place_of(label) == place


def test_what_is_common():
    assert common([("a", "b"), ("a", "c")]) == ("a",)
    assert common([("a", "b"), ("c",)]) == ()
    assert common([]) == ()


@pytest.mark.parametrize("spelled_out", [False, True])
def test_a_neuron_is_its_parameters_its_sum_and_its_activation(spelled_out):
    model = MLP(2, [3, 1], activation="tanh")
    loss = (model([Value(1.0, "x"), 2.0]) - 1.0) ** 2
    loss = engine.expand(loss) if spelled_out else loss
    order = topological_order(loss)
    found = places(order)
    ops = [value.op.name for value in order if value.op and found.get(value) == ("layers.0", "neurons.1")]
    assert sorted(ops) == (["add", "add", "mul", "mul", "tanh"] if spelled_out else ["dot", "tanh"])
    assert not {loss, loss.inputs[0]} & found.keys()


def test_a_loss_on_one_output_is_outside_of_its_neuron():
    order = topological_order(-engine.log(engine.sigmoid(MLP(2, [1])([1.0, 2.0]))))
    assert [value.op.name for value in order if value.op and value not in places(order)] == ["log", "neg"]


@pytest.mark.parametrize("fold", ["auto", "nothing", "neurons", "layers", "model"])
@pytest.mark.parametrize("examples", [1, 3, 20])
def test_every_value_is_drawn_once_whatever_is_folded(fold, examples):
    output = graphs.batch(examples)
    view = folded(output, fold)
    assert set(view.drawn) == set(topological_order(output))
    members = [value for group in view.groups for value in group.values]
    assert len(members) == len(set(members))
    for value, one in view.drawn.items():
        if isinstance(one, Group):
            assert value in one.values
        else:
            assert view.drawn[one] is one
    assert view.drawn[output] is output


def test_a_small_graph_is_drawn_whole():
    view = folded(graphs.lecture(), "auto")
    assert not view.groups
    assert not view.notes


def test_neurons_are_folded_before_layers_are():
    view = folded(mse_loss(MLP(2, [8, 8, 1], activation="tanh")([1.0, 2.0]), 1.0), "auto")
    assert {group.place[-1].split(".")[0] for group in view.groups} == {"neurons"}
    deep = folded(mse_loss(MLP(2, [8] * 9 + [1])([1.0, 2.0]), 1.0), "auto")
    assert [group.title for group in deep.groups] == [f"layers.{i}" for i in range(9, -1, -1)]
    assert deep.notes[-1].endswith('to change that: fold="layers", fold="neurons"')  # there is too much for "nothing"


def test_a_tall_graph_of_a_network_is_folded_and_another_is_not():
    """Many leaves one below the other do not fit a screen, but without modules there is nothing to fold them to."""
    assert folded(mse_loss(MLP(2, [4, 1])([1.0, 2.0]), 1.0), "auto").in_columns
    assert not folded(MLP(2, [2])([1.0, 2.0])[0], "auto").groups
    assert not folded(engine.sum([Value(float(i), f"x{i}") for i in range(40)]), "auto").groups


@pytest.mark.parametrize("fold", ["auto", "neurons"])
def test_wide_layers_show_the_first_the_last_and_how_many_between(fold):
    view = folded(engine.sum(MLP(64, [32, 10])([0.5] * 64)), fold)
    titles = [group.title for group in view.groups if group.place[0] == "layers.0"]
    assert sorted(titles) == [*[f"neurons.{i}" for i in (0, 1, 2, 3, 31, 4, 5)], "… 25 more neurons"]
    assert sum(len(group.values) for group in view.groups if group.place[0] == "layers.0") == 32 * 65 + 32 * 2


def used_in_turn() -> Value:
    """Two modules that a state passes alternately, as the tokens of a GPT pass its layers."""
    ws = [[Value(0.5 + i, f"{name}.w.{i}") for i in range(30)] for name in ("one", "two")]
    state = [Value(1.0, f"x{i}") for i in range(30)]
    for turn in range(4):
        total = engine.dot(ws[turn % 2], state)
        state = [engine.tanh(x * 0.1 + total) for x in state]
    return engine.sum(state)


@pytest.mark.parametrize(
    ("graph", "fold"),
    [
        *[(used_in_turn, fold) for fold in ("auto", "one", "two", "model")],
        (graphs.batch, "auto"),
        (graphs.batch, "model"),
    ],
)
def test_a_folded_graph_has_no_circles(graph, fold):
    scene = scene_of(folded(graph(), fold), {})
    sorter = TopologicalSorter({node.id: [e.tail for e in scene.edges if e.head == node.id] for node in scene.nodes})
    assert len(list(sorter.static_order())) == len(scene.nodes)  # raises CycleError


def test_whatever_is_folded_can_be_opened_until_every_value_is_seen():
    output = mse_loss(MLP(12, [11, 1])([0.5] * 12), 1.0)
    view = folded(output, "auto")
    seen, waiting = set(view.shown), [(view, group) for group in view.groups]
    for view, group in waiting:  # which grows meanwhile
        opened = inside(view, group)
        seen.update(opened.shown)
        waiting += [(opened, part) for part in opened.groups if set(part.values) < set(group.values)]
    assert seen == set(topological_order(output))


def test_one_example_of_a_batch_is_drawn():
    view = folded(graphs.batch(20), "auto")
    assert "one of 20 terms of the same form is shown" in view.notes
    assert [group.title for group in view.groups if not group.place] == ["… 19 more like this"]
    assert len([value for value in view.shown if value.op.name == "power"]) == 1
    assert view.size <= ALL_UP_TO


def test_a_chain_of_additions_is_one_sum():
    model = MLP(2, [4, 1], activation="tanh")
    cost = sum((model([float(i), 1.0]) - 1.0) ** 2 for i in range(30))
    view = folded(cost, "auto")
    assert "one of 30 terms of the same form is shown" in view.notes
    assert [value.op.name for value in view.shown if value.op].count("add") == 1


def test_shared_additions_are_not_unrolled():
    x = y = Value(1.0, "x")
    for _ in range(200):
        y = y + y
    assert folded(y, "auto").drawn[x] is x


def test_what_is_used_elsewhere_is_not_hidden_in_a_sum():
    terms = [engine.tanh(Value(float(i))) for i in range(40)]
    partial_sum = terms[0] + terms[1]
    total = partial_sum
    for term in terms[2:]:
        total = total + term
    view = folded(total + engine.sin(partial_sum), "auto")
    assert view.drawn[partial_sum] is not view.order[-1]
    both = engine.sum(terms) * 1.0 + engine.sin(engine.sum(terms[::-1]))
    assert not any(group.more_of_the_same for group in folded(both, "auto").groups)


def test_a_constant_in_a_chain_of_additions_is_not_lost():
    terms = [engine.tanh(Value(float(i))) for i in range(40)]
    total = terms[0] + terms[1] + 100.0
    for term in terms[2:]:
        total = total + term
    view = folded(total, "auto")
    assert any(100.0 in [x for x in value.inputs if type(x) is float] for value in view.shown)


def test_terms_of_parameters_with_different_labels_are_different():
    view = folded(engine.sum([w * w for w in [Value(1.0, f"w{i}") for i in range(40)]]), "auto")
    assert not any(group.more_of_the_same for group in view.groups)


@pytest.mark.parametrize(
    "graph",
    [
        lambda: engine.sum([x * x for x in [Value(0.5, f"x{i}.v") for i in range(3_000)]]),
        lambda: engine.sum(Layer(4, 500)([0.1, 0.2, 0.3, 0.4])),
        lambda: Neuron(784)([0.5] * 784),
        lambda: engine.exp(engine.sum([Value(1.0, f"note {i // 2}: rate is {i}.5") for i in range(100)])),
        lambda: engine.sum([Value(1.0)] * 4_000),
        lambda: engine.sum([engine.maximum(*[Value(float(i)) for i in range(25)]) for _ in range(25)]),
    ],
)
def test_whatever_is_folded_by_size_is_small(graph):
    assert folded(graph(), "auto").size <= ALL_UP_TO + 20


def test_without_modules_leaves_and_what_is_near_the_output_are_left():
    x = y = Value(1.0, "x")
    for _ in range(5_000):
        y = y * 1.01
    view = folded(y, "auto")
    assert view.drawn[x] is x
    assert view.drawn[y] is y
    [group] = view.groups
    assert group.title == f"… {5_001 - len(view.shown):,} values hidden"
    assert f"{len(view.shown)} of 5,001 values are drawn one by one" in view.notes[0]


def test_leaves_with_numbered_labels_are_folded_to_one_node():
    x = [Value(float(i), f"x.{i}") for i in range(300)]
    view = folded(engine.exp(engine.tanh(engine.sum(x))), "auto")
    assert [(group.title, len(group.values) > 250) for group in view.groups] == [("x", True)]


def test_a_kind_of_module_that_is_not_there_is_an_error():
    with pytest.raises(
        ValueError, match='cannot fold \'blocks\'.*fold="auto", "nothing", "layers", "neurons", "model"'
    ):
        folded(graphs.batch(2), "blocks")
    for fold in ("layers", "model"):
        with pytest.raises(ValueError, match='this graph can be drawn with fold="auto", "nothing"$'):
            folded(graphs.lecture(), fold)


def test_any_module_is_folded_by_its_name():
    class Block(Module):
        def __init__(self):
            self.scale = [Value(2.0), Value(3.0)]

    class Tower(Module):
        def __init__(self):
            self.blocks = [Block(), Block()]
            self.label_parameters()

    tower = Tower()
    x = Value(1.0, "x")
    for block in tower.blocks:
        x = x * block.scale[0] + block.scale[1]
    assert [group.title for group in folded(x * 1.0, "blocks").groups] == ["blocks.0", "blocks.1"]


def test_focus_shows_what_is_near_and_counts_the_rest():
    output = graphs.lecture()
    d, f = output.inputs
    view = around(d, 1, output)
    assert {value.label for value in view.shown} == {"d", "e", "c", "L"}
    assert sorted(group.title for group in view.groups) == ["… 3 earlier values"]
    assert f in view.drawn[f].values
    view = around(d.inputs[0], 0, output)
    assert sorted(group.title for group in view.groups) == ["… 2 earlier values", "… 4 other values"]
    assert around(d, 9, output).groups == []
    assert {value.label for value in around(d, 0, output).shown} == {"d"}


def test_the_focus_must_be_part_of_the_graph():
    with pytest.raises(ValueError, match="is not a value that L = "):
        around(Value(1.0), 1, graphs.lecture())


def test_the_order_of_a_view_is_the_graphs():
    output = graphs.batch(2)
    assert everything(output).order == topological_order(output)
