"""Tests of nn/training/history.py."""

import pytest

import nn
from nn import MLP, fit


def test_the_table_of_no_epochs():
    assert nn.History().table() == "no epoch has ended yet"


XOR = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]


def test_a_table_of_the_run():
    model = MLP(2, [1])
    history = fit(model, XOR, [0.0, 1.0, 1.0, 0.0], epochs=30, progress=False)
    lines = history.table(rows=4).splitlines()
    assert lines[0].split() == ["epoch", "train_loss"]
    assert [int(line.split()[0]) for line in lines[1:]] == [1, 11, 20, 30]
    assert float(lines[-1].split()[1]) == pytest.approx(history.train_loss[-1], abs=1e-4)


def test_it_shows_itself_in_a_line():
    history = nn.History(train_loss=[0.75, 0.00001234], validation_loss=[1.5, 0.0], stopped="after epoch 2: no better")
    assert repr(history) == (
        "History | 2 epochs | train_loss 0.750 → 1.23e-05 | validation_loss 1.500 → 0.000 | after epoch 2: no better"
    )
    assert history.latest() == "train_loss 1.23e-05, val_loss 0.000"
