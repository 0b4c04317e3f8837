"""What fit can do besides fitting: stop early, go on, be interrupted, explain divergence, and be looked at."""

import json
import math
import os
import random
import signal
import subprocess
import sys
import threading
import time
import tracemalloc

import pytest

import nn
from nn import MLP, SGD, Adam, DivergenceError, fit, mse_loss, train_steps
from nn.layers import ACTIVATIONS
from nn.torch_bridge import MODULES
from tests import ROOT

DATA = nn.make_moons(24, seed=1)
VALIDATION = nn.make_moons(12, seed=2)


def made(dropout=0.0, lr=0.1):
    model = MLP(2, [5, 1], activation="tanh", seed=3, dropout=dropout)
    return model, Adam(model.parameters(), lr=lr)


def run(epochs, dropout=0.0, **options):
    model, optimizer = made(dropout)
    schedule = nn.ExponentialLR(optimizer, gamma=0.9)
    history = fit(
        model, *DATA, mse_loss, optimizer, epochs, 5, VALIDATION, progress=False, schedule=schedule, **options
    )
    return model, history


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


def test_a_checkpoint_of_another_run_is_refused(tmp_path):
    path = tmp_path / "run.json"
    run(2, checkpoint=path)
    model, optimizer = made()
    before = model.state_dict()
    for content in ("", "{", "[]", "{}", path.read_text().replace('"order": [', '"order": [99, ')):
        (tmp_path / "bad.json").write_text(content)
        with pytest.raises(ValueError, match=r"bad.json is no checkpoint to go on from"):
            fit(model, *DATA, mse_loss, optimizer, epochs=4, progress=False, checkpoint=tmp_path / "bad.json")
    with pytest.raises(ValueError, match="written with a schedule"):
        fit(model, *DATA, mse_loss, optimizer, epochs=4, progress=False, checkpoint=path)
    assert model.state_dict() == before


def numbers_of(model, optimizer, schedule, rng):
    """All that a checkpoint changes."""
    return (
        model.state_dict(),
        optimizer.state_dict(),
        schedule.state_dict(),
        rng.getstate(),
        model.dropout.rng.getstate(),
    )


BROKEN = {
    "a parameter": lambda state: state["model"]["layers.1.bias"].append(0.0),
    "a best parameter": lambda state: state["best_state"]["layers.1.bias"].__setitem__(0, "1"),
    "no best parameters": lambda state: state.update(best_state={}),
    "the optimizer": lambda state: state["optimizer"].update(means=[]),
    "a list as optimizer": lambda state: state.update(optimizer=["lr"]),
    "a list as metrics": lambda state: state["history"].update(metrics=["train_squared", "validation_squared"]),
    "the schedule": lambda state: state["schedule"].update(epoch="2"),
    "the last rng": lambda state: state["rngs"][1][1].pop(),
    "an rng of text": lambda state: state["rngs"].__setitem__(1, "abc"),
    "a large rng": lambda state: state["rngs"][1][1].__setitem__(0, 10**30),
    "no rngs": lambda state: state.update(rngs=[]),
    "text in the history": lambda state: state["history"]["train_loss"].__setitem__(0, "0.5"),
    "truth in the history": lambda state: state["history"]["validation_loss"].__setitem__(0, True),
    "a short history": lambda state: state["history"]["learning_rate"].pop(),
    "a history of text": lambda state: state["history"].update(train_loss="ab"),
    "no history": lambda state: state["history"].update(train_loss=[], validation_loss=[], learning_rate=[]),
    "a metric": lambda state: state["history"]["metrics"]["train_squared"].__setitem__(0, None),
    "other metrics": lambda state: state["history"].update(metrics=[]),
    "order": lambda state: state.update(order=[float(i) for i in state["order"]]),
    "text as order": lambda state: state.update(order="abc"),
    "something more": lambda state: state.update(more=1),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_checkpoint_changes_nothing(tmp_path, name):
    path = tmp_path / "run.json"
    run(2, dropout=0.3, checkpoint=path, metrics=[squared])
    state = json.loads(path.read_text())
    BROKEN[name](state)
    path.write_text(json.dumps(state))
    (model, optimizer), rng = made(dropout=0.3), random.Random(5)
    schedule = nn.ExponentialLR(optimizer, gamma=0.9)
    before = numbers_of(model, optimizer, schedule, rng)
    with pytest.raises(ValueError, match="run.json is no checkpoint to go on from: .* delete it, or give another file"):
        fit(model, *DATA, mse_loss, optimizer, 4, 5, VALIDATION, [squared], rng, False, schedule=schedule,
            checkpoint=path)  # fmt: skip
    assert numbers_of(model, optimizer, schedule, rng) == before


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


def test_dropout_keeps_the_mean():
    layer = nn.Dropout(0.25, seed=1)
    kept = [x for _ in range(4_000) for x in layer([1.0])]
    assert set(kept) == {0.0, 1 / 0.75}
    assert sum(kept) / len(kept) == pytest.approx(1.0, abs=0.03)
    for p in (1.0, -0.1):
        with pytest.raises(ValueError, match="p must be at least 0 and below 1"):
            nn.Dropout(p)


def test_a_summary_is_a_tree():
    assert MLP(2, [16, 16, 1]).summary().splitlines() == [
        "MLP, 337 parameters",
        "  layers.0: Layer, 48 parameters",
        "    neurons.0 to 15: Neuron(2 inputs, relu), 3 parameters",
        "  layers.1: Layer, 272 parameters",
        "    neurons.0 to 15: Neuron(16 inputs, relu), 17 parameters",
        "  layers.2: Layer, 17 parameters",
        "    neurons.0: Neuron(16 inputs, linear), 17 parameters",
    ]


def test_an_activation_for_each_layer():
    model = MLP(2, [3, 3, 1], activation=["tanh", "relu"])
    assert "Neuron(2 inputs, tanh)" in model.summary()
    assert "Neuron(3 inputs, relu)" in model.summary()
    with pytest.raises(ValueError, match="2 layers before the last need as many activations, got 1"):
        MLP(2, [3, 3, 1], activation=["tanh"])


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent as on Unix")
def test_ctrl_c_ends_after_a_whole_step():
    program = """
import nn
model = nn.MLP(2, [8, 1], seed=1)
print("ready", flush=True)
history = nn.fit(model, *nn.make_moons(200), epochs=100000, progress=False)
print(history.stopped, flush=True)
print(all(p.grad == 0 for p in model.parameters()))
"""
    child = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "ready\n"
    time.sleep(1.0)
    child.send_signal(signal.SIGINT)
    printed, _ = child.communicate(timeout=30)
    assert printed.startswith("interrupted in epoch ")
    assert printed.endswith("True\n")


def test_training_in_another_thread():
    results = []
    thread = threading.Thread(target=lambda: results.append(run(1)[1]))
    thread.start()
    thread.join()
    assert len(results[0].train_loss) == 1


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


def test_predictions_keep_no_graph_and_training_takes_no_more_and_more_memory():
    model, optimizer = made()
    nn.predict(model, DATA[0])
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for _ in range(100):
        nn.predict(model, DATA[0])
    for _ in train_steps(model, *DATA, mse_loss, optimizer, epochs=30, batch_size=8):
        pass
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 500_000  # the graphs of these 2,400 predictions alone would take ten times this


def test_a_run_that_has_given_up_stays_so_when_it_is_gone_on_from(tmp_path):
    def stuck(**options):
        model, optimizer = made(lr=0.5)
        return model, fit(model, *DATA, mse_loss, optimizer, 60, 4, VALIDATION, patience=2, progress=False, **options)

    whole, history = stuck()
    for _ in range(3):
        model, again = stuck(checkpoint=tmp_path / "run.json")
        assert again == history
        assert model.state_dict() == whole.state_dict()


def test_a_checkpoint_does_not_go_on_with_other_observers(tmp_path):
    path = tmp_path / "run.json"
    run(2, checkpoint=path)
    model, optimizer = made()
    for options in ({"validation": None}, {"validation": VALIDATION, "metrics": [squared]}):
        schedule = nn.ExponentialLR(optimizer, gamma=0.9)
        with pytest.raises(ValueError, match="no checkpoint to go on from: it"):
            fit(model, *DATA, mse_loss, optimizer, 4, progress=False, checkpoint=path, schedule=schedule, **options)


def squared(outputs, targets):
    return sum((o - t) ** 2 for o, t in zip(outputs, targets))


def test_what_watches_a_run_is_checked_before_it_starts(tmp_path):
    model, optimizer = made()
    before = model.state_dict()
    other = made()[1]
    for options, error in [
        ({"metrics": None}, TypeError), ({"callbacks": [lambda: True]}, TypeError), ({"loss": lambda o: o}, TypeError),
        ({"metrics": [lambda outputs: 1.0]}, TypeError), ({"metrics": [nn.accuracy]}, ValueError),
        ({"schedule": nn.StepLR, "optimizer": None}, ValueError),
        ({"metrics": ["accuracy"]}, TypeError), ({"metrics": squared}, TypeError), ({"callbacks": [None]}, TypeError),
        ({"metrics": [squared, squared]}, ValueError), ({"schedule": "cosine"}, ValueError),
        ({"schedule": nn.StepLR(other, 3)}, ValueError), ({"checkpoint": tmp_path / "no" / "c"}, FileNotFoundError),
        ({"optimizer": other}, ValueError),
    ]:  # fmt: skip
        with pytest.raises(error):
            fit(model, *DATA, **{"loss": mse_loss, "optimizer": optimizer, "progress": False, **options})
    assert model.state_dict() == before


def test_a_metric_gives_one_number():
    model, optimizer = made()
    with pytest.raises(TypeError, match=r"a metric gives one number, pair gave \(1, 2\)"):
        fit(model, *DATA, mse_loss, optimizer, 1, metrics=[pair], progress=False)


def pair(outputs, targets):
    return 1, 2


def test_the_table_of_no_epochs():
    assert nn.History().table() == "no epoch has ended yet"


def test_an_optimizer_with_frozen_parameters_is_refused():
    model, optimizer = made()
    model.layers[0].freeze()
    assert len(model.parameters()) == 6
    with pytest.raises(ValueError, match="the optimizer holds frozen parameters"):
        fit(model, *DATA, mse_loss, optimizer, progress=False)


def test_predictions_leave_every_part_in_its_mode():
    model, _ = made(dropout=0.5)
    model.dropout.eval()
    for look in (lambda: nn.predict(model, DATA[0]), lambda: nn.xray(model, DATA[0])):
        look()
        assert model.training
        assert not model.dropout.training
    model.eval()
    model.dropout.train()
    assert nn.predict(model, DATA[0]) == nn.predict(model, DATA[0])
    assert not model.training
    assert model.dropout.training
    with pytest.raises(ValueError, match="got 1"):
        nn.predict(model, [[1.0]])
    assert model.dropout.training


@pytest.mark.parametrize(
    ("penalty", "message"),
    [
        (0.1, "penalty must be a function of the model"),
        (nn.l2_penalty, "penalty must be a function of the model.*missing a required argument: 'factor'"),
        (lambda model: 0.1, "the penalty is no graph to differentiate: 0.1"),
        (lambda model: None, "the penalty is no graph to differentiate: None"),
        (lambda model: model.parameters()[0], "the penalty is no graph"),
    ],
)
def test_a_penalty_that_is_none(penalty, message):
    model, optimizer = made()
    before = model.state_dict()
    with pytest.raises(TypeError, match=message):
        fit(model, *DATA, mse_loss, optimizer, 2, penalty=penalty, progress=False)
    assert model.state_dict() == before


class Rule:
    """An optimizer made by hand, without a state."""

    def __init__(self, model):
        self.model, self.lr = model, 0.1

    def step(self):
        for p in self.model.parameters():
            p.data -= self.lr * p.grad


def test_an_optimizer_made_by_hand(tmp_path):
    model, twin = made()[0], made()[0]
    history = fit(model, *DATA, mse_loss, Rule(model), 2, progress=False)
    assert history == fit(twin, *DATA, mse_loss, SGD(twin.parameters(), lr=0.1), 2, progress=False)
    assert model.state_dict() == twin.state_dict()
    with pytest.raises(TypeError, match="optimizer must be one such as .* with step, lr, state_dict"):
        fit(model, *DATA, mse_loss, Rule(model), 2, progress=False, checkpoint=tmp_path / "run.json")


def test_steps_that_diverge_say_after_what():
    model = MLP(2, [3, 1])
    steps = train_steps(model, *DATA, mse_loss, SGD(model.parameters(), lr=100.0), epochs=500)
    with pytest.raises(DivergenceError, match=r"in epoch \d+, step 1.*; the epochs before had losses of \d"):
        list(steps)


# --- X-ray ------------------------------------------------------------------------------------------------------------


def test_an_xray_names_dead_and_saturated_neurons():
    model = MLP(2, [3, 2, 1], activation=["relu", "tanh"])
    for p in model.layers[0].neurons[1].parameters():
        p.data = -1.0
    model.layers[1].neurons[0].b.data = 50.0
    inputs = [[0.5, 1.0], [1.0, 0.2]]
    model(inputs[0]).backward()
    first, second, third = nn.xray(model, inputs, lr=0.1)
    assert "layers.0.neurons.1" in first.dead
    assert second.saturated == ["layers.1.neurons.0"]
    assert "  dead: layers.0.neurons.1" in str(first)
    gradient = math.hypot(*[p.grad for p in model.layers[2].parameters()])
    weights = math.hypot(*[p.data for p in model.layers[2].parameters()])
    assert third.gradient == pytest.approx(gradient)
    assert third.update_ratio == pytest.approx(0.1 * gradient / weights)
    with pytest.raises(ValueError, match="lr must be a finite number of at least 0"):
        nn.xray(model, inputs, lr=math.nan)
    with pytest.raises(TypeError, match="xray looks at an MLP"):
        nn.xray(nn.Layer(2, 1), inputs)


# --- PyTorch ----------------------------------------------------------------------------------------------------------


def test_from_torch_takes_lists_of_the_same_shapes():
    model = MLP(3, [4, 2], activation="tanh", seed=2)
    state = {name.replace("layers.", ""): x for name, x in model.state_dict().items()}
    assert nn.from_torch(state, "tanh").state_dict() == model.state_dict()
    with pytest.raises(TypeError, match="from_torch takes a state_dict, got None"):
        nn.from_torch(None)
    for wrong in ({}, {"0.weight": [[1.0]]}, {**state, "x": [1.0]}):
        with pytest.raises(ValueError, match="from_torch takes weights and biases of Linear layers"):
            nn.from_torch(wrong)
    for wrong in ({"0.weight": [1.0, 2.0], "0.bias": [0.0, 0.0]}, {"0.weight": 1.0, "0.bias": [1.0]},
                  {"0.weight": [[1.0]], "0.bias": 0.0}, {"0.weight": [], "0.bias": []}):  # fmt: skip
        with pytest.raises(ValueError, match="takes Linear layers, and 0 is none"):
            nn.from_torch(wrong)
    for wrong in (
        {"0.weight": [[1.0], [1.0, 2.0]], "0.bias": [0.0, 0.0]},
        {"0.weight": [[1.0, 2.0], 3.0], "0.bias": [0.0, 0.0]},
        {**{f"0.{k.split('.')[1]}": x for k, x in state.items() if k[0] == "0"}, "1.weight": [[1.0]], "1.bias": [0.0]},
    ):
        with pytest.raises(ValueError, match=r"layers\.\d\.weight"):
            nn.from_torch(wrong)


def test_pytorch_has_every_activation():
    assert MODULES.keys() == ACTIVATIONS.keys()


@pytest.mark.parametrize("compiled", [False, True])
def test_losses_whose_sum_overflows_are_a_divergence(compiled):
    inputs, classes = nn.make_moons(40, seed=0)
    model = MLP(2, [6, 1], "tanh", seed=0)
    with pytest.raises(DivergenceError, match=r"the sum of the losses overflows in epoch \d+"):
        fit(
            model, inputs, [2.0 * c - 1 for c in classes], mse_loss, SGD(model.parameters(), lr=0.8), 200, 40,
            progress=False, compiled=compiled,
        )  # fmt: skip


# --- the hint that a run could be compiled ----------------------------------------------------------------------------


def hints(capsys, model, **options):
    rng = random.Random(0)
    inputs = [[rng.gauss(0, 1), rng.gauss(0, 1)] for _ in range(20)]
    targets = [float(x > y) for x, y in inputs]
    history = fit(model, inputs, targets, mse_loss, SGD(model.parameters(), lr=0.1), epochs=2, batch_size=5, **options)
    return history.train_loss, capsys.readouterr().err.count("compiled=True would train to the same numbers")


def test_fit_says_once_that_a_long_run_could_be_faster_and_tries_nothing(capsys, monkeypatch):
    monkeypatch.setattr("nn.training.progress.LONG", 0.0)
    rng = random.Random(1)
    calls = []

    def noisy_loss(output, target):
        calls.append(rng.random())
        return (output - target) ** 2 * calls[-1]

    monkeypatch.setattr("tests.nn.test_fit.mse_loss", noisy_loss)
    losses, count = hints(capsys, MLP(2, [8, 8, 1], dropout=0.5))
    assert count == 1
    assert len(calls) == 40  # one for each example in each epoch
    rng.seed(1)
    assert losses == hints(capsys, MLP(2, [8, 8, 1], dropout=0.5), progress=False)[0]


def test_there_is_no_hint_for_a_short_run_or_a_model_of_ones_own(capsys, monkeypatch):
    class Own(MLP):
        pass

    assert hints(capsys, MLP(2, [3, 1]))[1] == 0
    monkeypatch.setattr("nn.training.progress.LONG", 0.0)
    assert hints(capsys, Own(2, [3, 1]))[1] == 0
    assert hints(capsys, MLP(2, [3, 1]), progress=False)[1] == 0
    assert hints(capsys, MLP(2, [3, 1]), compiled=True)[1] == 0
