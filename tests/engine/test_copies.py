"""Copying and pickling: the same numbers, the same structure, nothing shared that should not be."""

import copy
import gc
import io
import itertools
import pickle
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

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


def pickled_in_python(x):
    """The same by the pickler that is written in Python, on which others build."""
    file = io.BytesIO()
    pickle._Pickler(file).dump(x)
    return pickle.loads(file.getvalue())


COPIED = pytest.mark.parametrize("duplicate", [copy.deepcopy, pickled, pickled_in_python])


@COPIED
def test_what_two_graphs_share_they_share_in_one_copy(duplicate):
    x = Value(2.0)
    shared = x * x
    one, two, seen = duplicate([shared + 1, shared + 2, {"shared": shared}])
    assert one.inputs[0] is two.inputs[0] is seen["shared"]
    assert pickled(one).inputs[0] is not pickled(two).inputs[0]


def chain(n):
    values = [Value(0.5)]
    for _ in range(n):
        values.append(values[-1].tanh())
    return values


@COPIED
@pytest.mark.parametrize("order", [1, -1], ids=["inputs first", "outputs first"])
def test_a_list_of_many_values_of_one_graph(duplicate, order):
    twins = duplicate(chain(3000)[::order])[::order]
    assert all(output.inputs[0] is x for x, output in itertools.pairwise(twins))
    assert facts(twins[-1]) == facts(chain(3000)[-1])


def test_a_pickle_of_many_values_of_one_graph_grows_with_their_number():
    size, doubled = [len(pickle.dumps(chain(n))) for n in (500, 1000)]
    assert doubled < 2.1 * size


def test_pickles_at_the_same_time_do_not_disturb_each_other():
    values = chain(3000)
    ready = threading.Barrier(2)

    def dump(_):
        ready.wait()
        return [pickle.dumps(values) for _ in range(5)]

    with ThreadPoolExecutor(2) as pool:
        texts = [text for texts in pool.map(dump, range(2)) for text in texts]
    assert set(texts) == {pickle.dumps(values)}


def test_a_pickler_used_again_and_one_that_failed_leave_nothing_behind():
    values = chain(3000)
    with pytest.raises(Exception, match="pickle"):
        pickle.dumps([values[-1], lambda: None])
    file = io.BytesIO()
    pickler = pickle.Pickler(file)
    pickler.dump(values[-1])
    text = pickle.dumps(values[-1])
    pickler.dump(values[-1] + 1)
    file.seek(0)
    unpickler = pickle.Unpickler(file)
    first, second = unpickler.load(), unpickler.load()
    assert second.inputs[0] is first
    assert facts(pickle.loads(text)) == facts(first)


def test_what_was_pickled_is_not_kept_alive():
    class Tracked(Value):
        pass

    output = Value(2.0) * 3
    watched = weakref.ref(tracked := Tracked(1.0))
    output.inputs = (tracked, 3.0)
    with pytest.raises((AttributeError, pickle.PicklingError)):
        pickle.dumps(output)  # a class in a function cannot be pickled
    copy.deepcopy(output)
    del output, tracked
    gc.collect()
    assert watched() is None


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
