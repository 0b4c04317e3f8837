"""Tests of nn/training/progress.py."""

import random
import signal
import subprocess
import sys
import threading
import time

import pytest

from nn import MLP, SGD, fit, mse_loss
from tests import ROOT
from tests.nn.runs import run


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

    monkeypatch.setattr("tests.nn.training.test_progress.mse_loss", noisy_loss)
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


XOR = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]


def test_progress_with_and_without_tqdm(capsys, monkeypatch):
    fit(MLP(2, [1]), XOR, [0.0, 1.0, 1.0, 0.0], epochs=2)
    assert "2/2" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "tqdm", None)
    fit(MLP(2, [1]), XOR, [0.0, 1.0, 1.0, 0.0], epochs=20)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 10
    assert lines[-1].startswith("epoch 20/20: train_loss 0.")


@pytest.mark.parametrize("tqdm_is_there", [True, False])
def test_a_notebook_without_widgets_has_no_warning_and_nothing_in_red(monkeypatch, capsys, recwarn, tqdm_is_there):
    monkeypatch.setitem(sys.modules, "ipykernel", sys)  # which is how a notebook is known
    monkeypatch.setattr("nn.training.progress.find_spec", lambda name: None)
    if not tqdm_is_there:
        monkeypatch.setitem(sys.modules, "tqdm", None)
    model = MLP(2, [1])
    fit(model, XOR, [0.0, 1.0, 1.0, 0.0], epochs=20)
    told = capsys.readouterr()
    assert "20/20" in told.out
    assert told.err == ""
    assert not recwarn.list
