"""What has parameters, and the state of it."""

import gc
import math

import pytest

from engine import Value
from nn import MLP, Dropout, Layer, Module, Neuron
from nn.module import modules_in


class Pair(Module):
    """Two layers that share a neuron, a scalar, a dict, and a number that is no parameter."""

    def __init__(self):
        self.scale = Value(2.0)
        self.layers = [Layer(2, 1, seed=1), Layer(2, 1, seed=2)]
        self.layers[1].neurons[0] = self.layers[0].neurons[0]
        self.table = {"row": [Value(1.0), Value(3.0)]}
        self.width = 7
        self.last = self.scale * 2


def test_parameters_are_found_in_order_and_counted_once():
    names = [name for name, _ in Pair().named_parameters()]
    assert names == ["scale", "layers.0.neurons.0.w.0", "layers.0.neurons.0.w.1", "layers.0.neurons.0.b",
                     "table.row.0", "table.row.1"]  # fmt: skip


def test_a_module_that_holds_itself_does_not_recurse():
    pair = Pair()
    pair.me = pair
    assert len(pair.parameters()) == 6


def test_labels_are_places():
    model = MLP(2, [3, 1])
    assert model.layers[0].neurons[2].w[1].label == "layers.0.neurons.2.w.1"
    assert Neuron(2).b.label == "b"


def test_zero_grad():
    model = Neuron(2)
    model([1.0, 1.0]).backward()
    model.zero_grad()
    assert [p.grad for p in model.parameters()] == [0.0] * 3


def test_state_dict_has_the_names_and_shapes_of_pytorch():
    state = MLP(3, [4, 2]).state_dict()
    assert list(state) == ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"]
    assert len(state["layers.0.weight"]) == 4
    assert {len(row) for row in state["layers.0.weight"]} == {3}
    assert len(state["layers.1.bias"]) == 2


def test_a_state_goes_from_one_model_to_another():
    one, other = MLP(3, [4, 2], seed=1), MLP(3, [4, 2], seed=2)
    other.load_state_dict(one.state_dict())
    assert [p.data for p in other.parameters()] == [p.data for p in one.parameters()]
    custom = Pair()
    state = custom.state_dict()
    assert state["scale"] == 2.0
    assert state["table"] == [[1.0, 3.0]]
    custom.load_state_dict(state)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda state: state.pop("layers.0.bias"), r"missing \['layers.0.bias'\]"),
        (lambda state: state.update(extra=1.0), r"unknown \['extra'\]"),
        (lambda state: state["layers.1.bias"].append(0.0), "layers.1.bias must be a list of 2"),
        (lambda state: state["layers.1.weight"].__setitem__(0, 1.0), "layers.1.weight.0 must be a list of 4"),
        (lambda state: state["layers.1.bias"].__setitem__(1, math.nan), "layers.1.bias.1 must be one finite number"),
        (lambda state: state["layers.1.bias"].__setitem__(1, "1"), "layers.1.bias.1 must be one finite number"),
    ],
)
def test_a_state_that_does_not_fit_changes_nothing(change, message):
    model = MLP(3, [4, 2], seed=1)
    before = [p.data for p in model.parameters()]
    state = MLP(3, [4, 2], seed=2).state_dict()
    change(state)
    with pytest.raises(ValueError, match=message):
        model.load_state_dict(state)
    assert [p.data for p in model.parameters()] == before


def test_a_state_is_a_dict():
    for wrong in (None, [1.0], "state"):
        with pytest.raises(TypeError, match="a state is a dict of numbers by name, got"):
            MLP(3, [1]).load_state_dict(wrong)


@pytest.mark.parametrize("name", ["activation", "output_activation", "init"])
def test_what_has_no_such_name(name):
    for wrong in ("rely", 3, [["relu"]], {}):
        with pytest.raises(ValueError, match="unknown (activation|initializer)|need as many activations"):
            MLP(2, [3, 3, 1], **{name: wrong})


def test_a_module_without_a_call_says_so():
    with pytest.raises(NotImplementedError, match="Pair must define __call__"):
        Pair()([1.0])


# --- parameters wherever they are -------------------------------------------------------------------------------------


class Nest(Module):
    """Modules and Values in lists in lists, beside numbers and nothing."""

    def __init__(self, seed=0):
        self.grid = [[Neuron(1, seed=seed), Neuron(2, seed=seed + 1)], {"deep": (Layer(1, 2, seed=seed),)}]
        self.mixed = [Value(float(seed)), 3.0, None, [Value(1.0 + seed), Value(2.0 + seed)], "text", []]
        self.plain = [[Value(5.0 + seed)], [Value(6.0 + seed), Value(7.0 + seed)]]


def test_a_state_holds_every_parameter():
    one, other = Nest(1), Nest(2)
    numbers = [x for array in one.state_dict().values() for x in flat(array)]
    assert sorted(numbers) == sorted(p.data for p in one.parameters())
    assert one.state_dict()["plain"] == [[6.0], [7.0, 8.0]]
    other.load_state_dict(one.state_dict())
    assert [p.data for p in other.parameters()] == [p.data for p in one.parameters()]
    state = one.state_dict()
    del state["mixed.0"]
    with pytest.raises(ValueError, match=r"missing \['mixed.0'\]"):
        other.load_state_dict(state)


def flat(array):
    return [x for part in array for x in flat(part)] if isinstance(array, list) else [array]


class Child(Module):
    """A part that knows what it is in."""

    def __init__(self, parent):
        self.parent = parent
        self.weight = Value(2.0)


class Parent(Module):
    """What its part knows of."""

    def __init__(self):
        self.bias = Value(1.0)
        self.parts = [Child(self)]


def test_a_part_may_refer_back_to_what_it_is_in():
    model = Parent()
    assert [place for place, _ in model.named_parameters()] == ["bias", "parts.0.weight"]
    assert model.state_dict() == {"bias": 1.0, "parts.0.weight": 2.0}
    model.load_state_dict({"bias": 3.0, "parts.0.weight": 4.0})
    assert [p.data for p in model.parameters()] == [3.0, 4.0]
    model.eval()
    assert not model.parts[0].training
    assert model.summary().splitlines() == [
        "Parent, 2 parameters",
        "  parts.0: Child, 2 parameters",
        "    parent: Parent, as above",
    ]
    model.freeze("parts")
    assert [p.data for p in model.parameters()] == [3.0]


def test_looking_at_a_model_leaves_nothing_to_the_cycle_collector():
    model = MLP(2, [3, 3, 1], dropout=0.5)
    looks = [
        model.parameters,
        model.summary,
        model.state_dict,
        model.zero_grad,
        model.eval,
        lambda: model.freeze("layers.0"),
    ]
    gc.collect()
    gc.disable()
    try:
        for look in looks:
            look()
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_the_order_of_the_modules_stays():
    """Checkpoints hold the random sources of modules in this order."""

    class Net(Module):
        def __init__(self):
            self.first, self.second = MLP(2, [2], dropout=0.1), Dropout(0.2)
            self.more = {"x": [MLP(2, [2], dropout=0.3)], "y": self.first}
            self.last = Dropout(0.4)

    assert [part.p for part in modules_in(Net()) if isinstance(part, Dropout)] == [0.2, 0.4, 0.3, 0.1]
