"""fit: what it computes, what it records, and what it refuses before anything changes."""

import functools
import math
import random

import numpy
import pytest

import engine
from engine import Value
from nn import MLP, SGD, Module, accuracy, cross_entropy, fit, mse_loss, predict

XOR = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
CLASSES = [0, 1, 1, 0]


def test_fit_does_what_the_spelled_out_loop_does():
    model, twin = MLP(2, [4, 2], seed=3), MLP(2, [4, 2], seed=3)
    history = fit(model, XOR, CLASSES, cross_entropy, SGD(model.parameters(), lr=0.5), epochs=5, batch_size=3, seed=7,
                  progress=False)  # fmt: skip
    rng, order, epoch_losses = random.Random(7), list(range(4)), []
    for _ in range(5):
        rng.shuffle(order)
        losses = []
        for batch in (order[:3], order[3:]):
            cost = engine.sum([cross_entropy(twin(XOR[i]), CLASSES[i]) for i in batch]) / len(batch)
            twin.zero_grad()
            cost.backward()
            for p in twin.parameters():
                p.data -= 0.5 * p.grad
            losses.append(cost.data * len(batch))
        epoch_losses.append(sum(losses) / 4)
    assert history.train_loss == pytest.approx(epoch_losses, rel=1e-12)
    assert [p.data for p in model.parameters()] == pytest.approx([p.data for p in twin.parameters()], rel=1e-12)


def test_fit_learns_xor_and_records_every_epoch():
    model = MLP(2, [6, 2], activation="tanh", seed=1)
    history = fit(model, XOR, CLASSES, cross_entropy, SGD(model.parameters(), lr=0.5), epochs=200, batch_size=4,
                  validation=(XOR, CLASSES), metrics=[accuracy], progress=False)  # fmt: skip
    assert len(history.train_loss) == len(history.validation_loss) == 200
    assert list(history.metrics) == ["train_accuracy", "validation_accuracy"]
    assert history.metrics["validation_accuracy"][-1] == 1.0
    assert history.validation_loss[-1] < 0.05 < history.validation_loss[0]


def test_the_same_seed_gives_the_same_bits():
    runs = []
    for _ in range(2):
        model = MLP(2, [4, 1], seed=1)
        runs.append((fit(model, XOR, [0.0, 1.0, 1.0, 0.0], epochs=3, progress=False), model.state_dict()))
    assert runs[0] == runs[1]


def test_a_table_of_the_run():
    model = MLP(2, [1])
    history = fit(model, XOR, [0.0, 1.0, 1.0, 0.0], epochs=30, progress=False)
    lines = history.table(rows=4).splitlines()
    assert lines[0].split() == ["epoch", "train_loss"]
    assert [int(line.split()[0]) for line in lines[1:]] == [1, 11, 20, 30]
    assert float(lines[-1].split()[1]) == pytest.approx(history.train_loss[-1], abs=1e-4)


def test_progress_with_and_without_tqdm(capsys, monkeypatch):
    fit(MLP(2, [1]), XOR, [0.0, 1.0, 1.0, 0.0], epochs=2)
    assert "2/2" in capsys.readouterr().err
    monkeypatch.setitem(__import__("sys").modules, "tqdm.auto", None)
    fit(MLP(2, [1]), XOR, [0.0, 1.0, 1.0, 0.0], epochs=20)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 10
    assert lines[-1].startswith("epoch 20/20: train_loss 0.")


BAD_DATA = [
    (dict(inputs=[], targets=[]), "the training set needs one target for each input, got 0 and 0"),
    (dict(targets=[0, 1]), "got 4 and 2"),
    (dict(inputs=[*XOR[:3], [1.0]]), "training input 3 must be a list of 2 numbers for this model, got"),
    (dict(inputs=[*XOR[:3], [1.0, math.nan]]), "training input 3, feature 1 is nan"),
    (dict(inputs=[*XOR[:3], [math.inf, 0.0]]), "training input 3, feature 0 is inf"),
    (dict(targets=[0, 1, 1, 2]), "training target 3: the target must be a class, an int from 0 to 1, got 2"),
    (dict(targets=[0, 1, 1, -1]), "got -1"),
    (dict(validation=(XOR, [0, 1, 1, 5])), "validation target 3: the target must be a class"),
    (dict(validation=([], [])), "the validation set needs"),
    ({"validation": XOR}, "validation must be a pair"),
    ({"inputs": [0.0, 1.0, 0.0, 1.0]}, "training input 0 must be a list of 2 numbers for this model, got 0.0"),
    ({"inputs": [*XOR[:3], ["a", 1.0]]}, "training input 3 holds 'a', which is not a number"),
    ({"inputs": [*XOR[:3], [Value(math.nan), 1.0]]}, "training input 3, feature 0 is"),
    ({"inputs": [*XOR[:3], [10**400, 1.0]]}, "training input 3, feature 0 is 1000"),
    ({"targets": [0, 1, 1, None]}, "training target 3"),
    ({"targets": list("abba"), "loss": mse_loss}, "training target 0: the target 'a' does not fit"),
    ({"targets": [0, 1, 1, 2], "loss": functools.partial(cross_entropy, label_smoothing=0.1)}, "training target 3"),
    (dict(epochs=0), "epochs must be a whole number of at least 1, got 0"),
    (dict(batch_size=0), "batch_size must be a whole number of at least 1, got 0"),
]


@pytest.mark.parametrize("bad", [{"loss": "mse"}, {"optimizer": SGD}, {"optimizer": 0.1}])
def test_a_loss_and_an_optimizer_must_be_such(bad):
    with pytest.raises(TypeError, match=f"{next(iter(bad))} must be"):
        fit(MLP(2, [1]), XOR, [0.0, 1.0, 1.0, 0.0], progress=False, **bad)


@pytest.mark.parametrize("bad", [{"inputs": (x for x in XOR)}, {"targets": 1}, {"validation": (set(), set())}])
def test_data_must_be_lists(bad):
    with pytest.raises(TypeError, match="set must be a list, got"):
        fit(MLP(2, [1]), **{"inputs": XOR, "targets": [0.0, 1.0, 1.0, 0.0], "progress": False, **bad})


@pytest.mark.parametrize("wrong", ["model", None, MLP, lambda x: x])
def test_a_model_must_be_a_module(wrong):
    with pytest.raises(TypeError, match="the model must be a Module"):
        fit(wrong, XOR, [0.0, 1.0, 1.0, 0.0], progress=False)


def test_a_model_that_is_spoiled_already():
    model = MLP(2, [1])
    model.layers[0].neurons[0].b.data = math.nan
    with pytest.raises(ValueError, match=r"layers\.0\.neurons\.0\.b is nan before training"):
        fit(model, XOR, [0.0, 1.0, 1.0, 0.0], progress=False)


@pytest.mark.parametrize(("bad", "message"), BAD_DATA)
def test_bad_data_is_refused_before_anything_changes(bad, message):
    model = MLP(2, [4, 2])
    before = model.state_dict()
    arguments = {"inputs": XOR, "targets": CLASSES, "loss": cross_entropy, "progress": False, **bad}
    with pytest.raises(ValueError, match=message):
        fit(model, **arguments)
    assert model.state_dict() == before


def test_divergence_stops_before_the_parameters_are_spoiled():
    model = MLP(1, [1])
    with pytest.raises(FloatingPointError, match=r"a loss is inf in epoch \d+.*a learning rate that is too high"):
        fit(model, [[1e4]], [0.0], mse_overflow, SGD(model.parameters(), lr=1e80), progress=False)
    assert all(math.isfinite(p.data) for p in model.parameters())


def mse_overflow(output, target):
    """The square as a product, which becomes inf where a power raises."""
    return (output - target) * (output - target)


def test_any_module_and_any_loss_will_do():
    class Line(Module):
        def __init__(self):
            self.slope = Value(0.0)

        def __call__(self, x):
            return self.slope * x

    line = Line()
    history = fit(line, [1.0, 2.0, 3.0], [2.0, 4.0, 6.0], mse_loss, SGD(line.parameters(), lr=0.1), progress=False)
    assert line.slope.data == pytest.approx(2.0)
    assert history.train_loss[-1] < 1e-9


def test_numpy_arrays_are_data_too():
    inputs, classes = numpy.array(XOR), numpy.array(CLASSES)
    model = MLP(2, [4, 2])
    history = fit(model, inputs, classes, cross_entropy, epochs=2, validation=(inputs, classes), metrics=[accuracy],
                  progress=False)  # fmt: skip
    twin = MLP(2, [4, 2])
    assert history == fit(twin, XOR, CLASSES, cross_entropy, epochs=2, validation=(XOR, CLASSES), metrics=[accuracy],
                          progress=False)  # fmt: skip
    with pytest.raises(ValueError, match="training input 0, feature 1 is"):
        fit(model, numpy.array([[0.0, math.nan]]), [0], cross_entropy)


def test_after_a_run_the_grads_are_0():
    model = MLP(2, [4, 1])
    fit(model, XOR, [0.0, 1.0, 1.0, 0.0], epochs=1, progress=False)
    assert [p.grad for p in model.parameters()] == [0.0] * 17


def test_predict_gives_plain_numbers():
    model = MLP(2, [1])
    assert predict(model, XOR) == [model(x).data for x in XOR]


def test_without_a_graph_there_is_nothing_to_train():
    model = MLP(2, [1])
    before = model.state_dict()
    with engine.no_grad(), pytest.raises(TypeError, match="is no_grad on"):
        fit(model, XOR, [0.0, 1.0, 1.0, 0.0], progress=False)
    assert model.state_dict() == before
