"""Tests of nn/predict.py."""

import tracemalloc

import pytest

import nn
from nn import MLP, mse_loss, predict, train_steps
from tests.nn.runs import DATA, made


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


XOR = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]


def test_predict_gives_plain_numbers():
    model = MLP(2, [1])
    assert predict(model, XOR) == [model(x).data for x in XOR]
