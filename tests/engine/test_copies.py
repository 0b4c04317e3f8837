"""Copying and pickling: the same numbers, the same structure, nothing shared that should not be."""

import copy
import pickle

import pytest

import engine
from engine import Value
from nn import MLP

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


def diamond():
    x = Value(3.0, "x")
    square = x * x
    square.label = "square"
    output = square * square + 2 * square
    output.backward()
    return output


def facts(output):
    order = engine.topological_order(output)
    places = {value: i for i, value in enumerate(order)}
    return [
        (v.data, v.grad, v.label, v.op, v.partials, [x if type(x) is float else places[x] for x in v.inputs])
        for v in order
    ]


def pickled(x, protocol=pickle.HIGHEST_PROTOCOL):
    return pickle.loads(pickle.dumps(x, protocol))


@pytest.mark.parametrize("duplicate", [copy.deepcopy, pickled], ids=["deepcopy", "pickle"])
def test_a_copied_graph_is_the_same_graph_of_other_values(duplicate):
    output = diamond()
    twin = duplicate(output)
    assert facts(twin) == facts(output)
    assert not set(engine.topological_order(twin)) & set(engine.topological_order(output))
    twin.zero_grad()
    twin.backward()
    assert engine.topological_order(twin)[0].grad == engine.topological_order(output)[0].grad


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_protocol(protocol):
    assert facts(pickled(diamond(), protocol)) == facts(diamond())


@pytest.mark.parametrize("duplicate", [copy.deepcopy, pickled], ids=["deepcopy", "pickle"])
def test_leaves_keep_their_identity_beside_the_graph(duplicate):
    model = MLP(2, [3, 1])
    loss = model([1.0, 2.0]) ** 2
    model_twin, loss_twin = duplicate((model, loss))
    assert set(model_twin.parameters()) <= set(engine.topological_order(loss_twin))
    assert model_twin.state_dict() == model.state_dict()
    assert model_twin.layers[0].neurons[0].activation is engine.relu


def test_deepcopy_keeps_what_two_graphs_share_and_pickling_apart_does_not():
    x = Value(2.0)
    shared = x * x
    one, two = shared + 1, shared + 2
    one_twin, two_twin = copy.deepcopy([one, two])
    assert one_twin.inputs[0] is two_twin.inputs[0]
    assert pickled(one).inputs[0] is not pickled(two).inputs[0]


def test_a_shallow_copy_has_the_same_inputs():
    output = diamond()
    twin = copy.copy(output)
    assert twin is not output
    assert twin.inputs == output.inputs
    assert (twin.data, twin.grad, twin.op) == (output.data, output.grad, output.op)


class Named(Value):
    """A Value with something more."""

    def __init__(self, data, unit):
        super().__init__(data)
        self.unit = unit


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickled], ids=["copy", "deepcopy", "pickle"])
def test_a_subclass_keeps_what_it_adds(duplicate):
    twin = duplicate(Named(2.0, "m"))
    assert (type(twin), twin.data, twin.unit) == (Named, 2.0, "m")
    assert (twin * twin).data == 4.0
