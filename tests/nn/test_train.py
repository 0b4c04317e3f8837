"""Tests of nn/train.py."""

import json
import math
import os
import random
import subprocess
import sys

import numpy
import pytest

import engine
import nn
from engine import Value
from nn import MLP, SGD, Adam, DivergenceError, Module, accuracy, cross_entropy, fit, mse_loss, train_steps
from tests import ROOT
from tests.nn.runs import DATA, VALIDATION, made, run

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


def test_without_a_graph_there_is_nothing_to_train():
    model = MLP(2, [1])
    before = model.state_dict()
    with engine.no_grad(), pytest.raises(TypeError, match="is no_grad on"):
        fit(model, XOR, [0.0, 1.0, 1.0, 0.0], progress=False)
    assert model.state_dict() == before


def test_train_steps_are_the_steps_of_fit():
    one, optimizer = made()
    fit(one, *DATA, mse_loss, optimizer, epochs=3, batch_size=5, progress=False)
    other, optimizer = made()
    steps = list(train_steps(other, *DATA, mse_loss, optimizer, epochs=3, batch_size=5))
    assert other.state_dict() == one.state_dict()
    assert [(step.epoch, step.step) for step in steps] == [(e, s) for e in (1, 2, 3) for s in (1, 2, 3, 4, 5)]
    assert sorted(i for step in steps[:5] for i in step.batch) == list(range(24))
    assert all(len(step.losses) == len(step.outputs) == len(step.batch) for step in steps)


@pytest.mark.parametrize("dropout", [0.0, 0.3])
def test_a_resumed_run_is_the_uninterrupted_one_bit_for_bit(tmp_path, dropout):
    whole, history = run(8, dropout)
    run(3, dropout, checkpoint=tmp_path / "run.json")
    resumed, going_on = run(8, dropout, checkpoint=tmp_path / "run.json")
    assert resumed.state_dict() == whole.state_dict()
    assert going_on == history
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


def test_early_stopping_puts_the_best_parameters_back():
    model, optimizer = made(lr=0.5)
    states = []
    history = fit(
        model, *DATA, mse_loss, optimizer, epochs=200, batch_size=4, validation=VALIDATION, patience=5, progress=False,
        callbacks=[lambda history: states.append(model.state_dict())],
    )  # fmt: skip
    best = min(range(len(states)), key=history.validation_loss.__getitem__)
    assert len(states) == best + 6 < 200
    assert model.state_dict() == states[best]
    assert history.stopped == f"after epoch {best + 6}: no better validation loss for 5 epochs"
    with pytest.raises(ValueError, match="patience needs a validation set"):
        fit(model, *DATA, patience=3, progress=False)


def test_callbacks_see_every_epoch_and_may_stop():
    seen = []

    def stop_at_four(history):
        seen.append(len(history.train_loss))
        return len(seen) == 4

    _, history = run(10, callbacks=[stop_at_four, lambda history: None])
    assert seen == [1, 2, 3, 4]
    assert history.stopped == "by a callback after epoch 4"


def test_the_schedule_sets_the_learning_rate():
    _, history = run(3)
    assert history.learning_rate == pytest.approx([0.1, 0.09, 0.081])


def test_a_penalty_is_one_more_pass():
    model, _ = made()
    x, target = DATA[0][0], DATA[1][0]
    optimizer = SGD(model.parameters(), lr=0.0)
    grads = []
    for penalty in (None, lambda model: nn.l2_penalty(model.parameters(), 0.1)):
        next(train_steps(model, [x], [target], mse_loss, optimizer, epochs=1, penalty=penalty))
        grads.append([p.grad for p in model.parameters()])
    assert grads[1] == pytest.approx([g + 0.2 * p.data for g, p in zip(grads[0], model.parameters())])


def test_the_gradient_is_clipped():
    model, _ = made()
    for _ in train_steps(model, *DATA, mse_loss, SGD(model.parameters(), lr=0.01), epochs=1, clip_norm=1e-3):
        assert math.hypot(*[p.grad for p in model.parameters()]) <= 1e-3


def test_divergence_is_explained_and_spoils_nothing():
    model = MLP(2, [3, 1])
    with pytest.raises(DivergenceError, match=r"in epoch \d+, step \d+.*likely cause is a learning rate.*try 1e\+07"):
        fit(model, *DATA, mse_loss, SGD(model.parameters(), lr=1e8), epochs=50, progress=False)
    assert all(math.isfinite(p.data) for p in model.parameters())


def test_frozen_parameters_stay():
    model, _ = made()
    model.freeze("layers.0")
    before = model.state_dict()
    fit(model, *DATA, mse_loss, SGD(model.parameters(), lr=0.1), epochs=2, progress=False)
    after = model.state_dict()
    assert after["layers.0.weight"] == before["layers.0.weight"]
    assert after["layers.1.weight"] != before["layers.1.weight"]
    model.unfreeze()
    assert len(model.parameters()) == 21
    with pytest.raises(ValueError, match="there is no part 'layers.7'"):
        model.freeze("layers.7")


@pytest.mark.parametrize("compiled", [False, True])
def test_what_a_callback_freezes_is_frozen_from_the_next_epoch_on(compiled):
    options = dict(
        loss=mse_loss, batch_size=24, progress=False, clip_norm=0.01, compiled=compiled
    )  # of what is trained
    one, other = MLP(2, [5, 1], seed=3), MLP(2, [5, 1], seed=3)
    optimizer = SGD(one.layers[1].parameters(), lr=0.5)
    fit(one, *DATA, optimizer=optimizer, epochs=2, callbacks=[lambda history: one.freeze("layers.0")], **options)
    optimizer = SGD(other.layers[1].parameters(), lr=0.5)
    fit(other, *DATA, optimizer=optimizer, epochs=1, **options)
    other.freeze("layers.0")
    fit(other, *DATA, optimizer=optimizer, epochs=1, **options)
    assert [p.data for _, p in one.named_parameters()] == pytest.approx([p.data for _, p in other.named_parameters()])


def test_dropout_is_on_in_training_only():
    model, optimizer = made(dropout=0.5)
    fit(model, *DATA, mse_loss, optimizer, epochs=1, progress=False)
    assert not model.training
    assert nn.predict(model, DATA[0]) == nn.predict(model, DATA[0])
    model.train()
    assert len({model(DATA[0][0]).data for _ in range(20)}) > 3
    assert nn.predict(model, DATA[0][:1]) == nn.predict(model, DATA[0][:1])
    assert model.training


def test_a_summary_is_a_tree():
    assert MLP(2, [16, 16, 1]).summary().splitlines() == [
        "MLP, 337 parameters",
        "  layers.0: Layer(2 inputs, relu), 48 parameters",
        "    neurons.0 to 15: Neuron(2 inputs, relu), 3 parameters",
        "  layers.1: Layer(16 inputs, relu), 272 parameters",
        "    neurons.0 to 15: Neuron(16 inputs, relu), 17 parameters",
        "  layers.2: Layer(16 inputs, linear), 17 parameters",
        "    neurons.0: Neuron(16 inputs, linear), 17 parameters",
    ]


def test_a_summary_shows_what_is_frozen():
    model = MLP(2, [2, 1])
    model.freeze("layers.0.neurons.1")
    model.freeze("layers.1")
    assert model.summary().splitlines() == [
        "MLP, 9 parameters, 6 of them frozen",
        "  layers.0: Layer(2 inputs, relu), 6 parameters, 3 of them frozen",
        "    neurons.0: Neuron(2 inputs, relu), 3 parameters",
        "    neurons.1: Neuron(2 inputs, relu), 3 parameters, frozen",
        "  layers.1: Layer(2 inputs, linear), 3 parameters, frozen",
        "    neurons.0: Neuron(2 inputs, linear), 3 parameters, frozen",
    ]
    model.unfreeze()
    assert "frozen" not in model.summary()


def test_an_activation_for_each_layer():
    model = MLP(2, [3, 3, 1], activation=["tanh", "relu"])
    assert "Neuron(2 inputs, tanh)" in model.summary()
    assert "Neuron(3 inputs, relu)" in model.summary()
    with pytest.raises(ValueError, match="2 layers before the last need as many activations, got 1"):
        MLP(2, [3, 3, 1], activation=["tanh"])


@pytest.mark.parametrize("seed", ["1", "77"])
def test_runs_are_the_same_in_every_process(seed):
    program = """
import json, nn
model = nn.MLP(2, [4, 1], activation="tanh", dropout=0.2, seed=5)
history = nn.fit(model, *nn.make_moons(30), nn.mse_loss, nn.Adam(model.parameters()), epochs=3, progress=False)
print(json.dumps([model.state_dict(), history.train_loss]))
"""
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    runs = [subprocess.check_output([sys.executable, "-c", program], cwd=ROOT, env=environment) for _ in range(2)]
    assert runs[0] == runs[1]
    here = MLP(2, [4, 1], activation="tanh", dropout=0.2, seed=5)
    history = fit(here, *nn.make_moons(30), mse_loss, Adam(here.parameters()), epochs=3, progress=False)
    assert json.loads(runs[0]) == [here.state_dict(), history.train_loss]


def test_a_metric_gives_one_number():
    model, optimizer = made()
    with pytest.raises(TypeError, match=r"a metric gives one number, pair gave \(1, 2\)"):
        fit(model, *DATA, mse_loss, optimizer, 1, metrics=[pair], progress=False)


def pair(outputs, targets):
    return 1, 2


def test_steps_that_diverge_say_after_what():
    model = MLP(2, [3, 1])
    steps = train_steps(model, *DATA, mse_loss, SGD(model.parameters(), lr=100.0), epochs=500)
    with pytest.raises(DivergenceError, match=r"in epoch \d+, step 1.*; the epochs before had losses of \d"):
        list(steps)


@pytest.mark.parametrize("compiled", [False, True])
def test_losses_whose_sum_overflows_are_a_divergence(compiled):
    inputs, classes = nn.make_moons(40, seed=0)
    model = MLP(2, [6, 1], "tanh", seed=0)
    with pytest.raises(DivergenceError, match=r"the sum of the losses overflows in epoch \d+"):
        fit(
            model, inputs, [2.0 * c - 1 for c in classes], mse_loss, SGD(model.parameters(), lr=0.8), 200, 40,
            progress=False, compiled=compiled,
        )  # fmt: skip


def test_after_a_divergence_the_advice_does_not_go_in_circles():
    model = MLP(2, [8, 1], seed=0)
    inputs = [[100.0 * x for x in row] for row in nn.make_moons(50)[0]]
    with pytest.raises(DivergenceError, match=r"make the model anew, for its weights have grown to \d"):
        fit(model, inputs, [0.0] * 50, optimizer=SGD(model.parameters(), lr=50.0), epochs=50, progress=False)
    with pytest.raises(DivergenceError, match="make the model anew"):
        fit(model, inputs, [0.0] * 50, optimizer=SGD(model.parameters(), lr=0.1), epochs=50, progress=False)
