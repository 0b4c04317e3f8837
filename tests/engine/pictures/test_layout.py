"""The built-in layout: columns, crossings, nothing on top of anything."""

from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.pictures.folds import folded
from engine.pictures.layout import Item, crossings, layered_layout, settle
from engine.pictures.scene import Scene, SceneEdge, SceneNode, scene_of
from engine.pictures.text_width import text_width
from engine.pictures.view import everything
from nn import MLP
from tests import graphs


def overlap(one: Item, other: Item) -> bool:
    return (
        abs(one.x - other.x) < (one.width + other.width) / 2 - 0.01
        and abs(one.y - other.y) < (one.height + other.height) / 2 - 0.01
    )


@pytest.mark.parametrize(
    "graph", [graphs.lecture, graphs.neuron, graphs.diamond, graphs.twice, lambda: graphs.batch(2)]
)
def test_nothing_lies_on_anything_and_edges_go_right(graph):
    output = graph()
    output.backward()
    layout = layered_layout(scene_of(everything(output), {}))
    texts = [route.text_at for route in layout.routes if route.text_at]
    assert not any(overlap(one, other) for one, other in combinations([*layout.items.values(), *texts], 2))
    for route in layout.routes:
        assert all(before.x < after.x for before, after in pairwise(route.items))
        assert bool(route.text_at) == bool(route.edge.lines)
    for item in layout.items.values():
        assert 0 <= item.x - item.width / 2
        assert item.x + item.width / 2 <= layout.width
        assert -0.01 <= item.y - item.height / 2
        assert item.y + item.height / 2 <= layout.height + 0.01


def test_lecture_graphs_have_no_crossings():
    for graph in (graphs.lecture, graphs.neuron, graphs.diamond, graphs.twice):
        layout = layered_layout(scene_of(everything(graph()), {}))
        columns: dict[int, list[Item]] = {}
        for item in dict.fromkeys(item for route in layout.routes for item in route.items):
            columns.setdefault(item.column, []).append(item)
        for column in columns.values():
            column.sort(key=lambda item: item.y)
            assert [item.position for item in column] == list(range(len(column)))
        assert crossings([column for _, column in sorted(columns.items())]) == 0


@given(st.lists(st.lists(st.integers(0, 5), max_size=4), max_size=6))
def test_crossings_against_counting_every_pair(rights):
    following = [Item(None, 1.0, 1.0, 1, position=i) for i in range(6)]
    column = [Item(None, 1.0, 1.0, 0, right=[following[i] for i in ends]) for ends in rights]
    edges = [(i, end) for i, ends in enumerate(rights) for end in ends]
    slow = sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(edges, 2))
    assert crossings([column, following]) == slow


def test_circles_between_folded_nodes_are_laid_out():
    nodes = [SceneNode(name, "group", []) for name in "abc"]
    for node in nodes:
        node.lines = []
    edges = [SceneEdge("1", "a", "b"), SceneEdge("2", "b", "c"), SceneEdge("3", "c", "a")]
    layout = layered_layout(Scene("a circle", nodes, edges))
    assert len({item.column for item in layout.items.values()}) == 3


@given(st.lists(st.tuples(st.floats(1, 50), st.floats(-1e3, 1e3)), min_size=1, max_size=12))
def test_settling_keeps_the_order_and_cannot_be_improved(sizes_and_wishes):
    column = [Item(None, 1.0, height, 0) for height, _ in sizes_and_wishes]
    wishes = [wish for _, wish in sizes_and_wishes]
    settle(column, wishes)
    gaps = [below.y - above.y - (below.height + above.height) / 2 for above, below in pairwise(column)]
    assert all(gap > 5 for gap in gaps)

    def cost(ys):
        return sum((y - wish) ** 2 for y, wish in zip(ys, wishes))

    rng = Random(0)
    best, floor = cost([item.y for item in column]), [gap - min(gaps, default=0.0) for gap in gaps]
    for _ in range(30):  # any other arrangement with the same distances at least is no better
        shift = [rng.uniform(-5, 5) for _ in column]
        moved = [item.y + s for item, s in zip(column, shift)]
        allowed = all(
            b - a >= below.y - above.y - free - 1e-9
            for a, b, above, below, free in zip(moved, moved[1:], column, column[1:], floor)
        )
        assert not allowed or cost(moved) >= best - 1e-6


def test_operands_keep_their_order():
    layout = layered_layout(scene_of(everything(graphs.neuron()), {}))
    leaves = sorted((item.y, item.node.lines[0].text) for item in layout.items.values() if item.node.kind == "leaf")
    assert [name for _, name in leaves if name != "b"] == ["x1", "w1", "x2", "w2"]


def test_units_of_a_network_stay_in_order():
    from engine.pictures.model_scene import network

    layout = layered_layout(network(MLP(3, [5, 2])))
    hidden = [item for id, item in layout.items.items() if id.startswith("n1.")]
    assert [item.y for item in hidden] == sorted(item.y for item in hidden)


def test_a_folded_network_is_drawn_in_columns():
    """Inputs at the left, then layer by layer, neurons from 0 downwards, the output at the right."""
    output = graphs.batch()
    scene = scene_of(folded(output, "auto"), {})
    layout = layered_layout(scene)
    columns = {}
    for id, item in layout.items.items():
        columns.setdefault(item.x, []).append((item.y, ".".join((*item.node.place, item.node.lines[0].text)), id))
    named = [[name for _, name, _ in sorted(column)] for _, column in sorted(columns.items())]
    assert named[0] == ["input 0", "input 1"]
    assert named[1] == [f"layers.0.neurons.{i}" for i in range(6)]
    assert named[2] == [f"layers.1.neurons.{i}" for i in range(5)]
    assert named[3] == ["layers.2.neurons.0"]
    assert layout.items[scene.ids[output]].x == max(columns)
    assert not any(overlap(one, other) for one, other in combinations(layout.items.values(), 2))
    assert 1.2 < layout.width / layout.height < 3.6


def test_a_single_leaf_and_folded_graphs():
    assert len(layered_layout(scene_of(everything(graphs.lecture().inputs[1]), {})).items) == 1
    assert layered_layout(scene_of(folded(graphs.batch(20), "auto"), {})).width > 0


def test_widths_of_texts():
    assert text_width("data -6", 10) == pytest.approx(10 * (556 * 3 + 278 * 2 + 333 + 556) / 1000)  # AFM of Helvetica
    assert text_width("漢字", 10) == 20
    assert text_width("e\u0301", 10) == text_width("e", 10)
