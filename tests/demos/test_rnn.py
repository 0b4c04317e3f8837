"""The RNN and the LSTM: their equations and gradients, and that they beat a bigram."""

import math

import pytest

from demos import rnn
from demos.data import Vocabulary
from tests.demos.common import NAMES, beats_the_baseline, differences, reports_and_draws


def test_the_lstm_follows_its_equations():
    model = rnn.LSTM(6, seed=0)
    memory, cell = [0.0] * 12, [0.0] * 12
    for i, computed in zip([5, 1, 3], model.memories([5, 1, 3])):
        z = [
            x.data + math.fsum(w.data * m for w, m in zip(row, memory)) for row, x in zip(model.w, model.embeddings[i])
        ]
        forget, write, show = ([1 / (1 + math.exp(-x)) for x in z[k : k + 12]] for k in (0, 12, 24))
        cell = [f * c + w * math.tanh(x) for f, c, w, x in zip(forget, cell, write, z[36:])]
        memory = [s * math.tanh(c) for s, c in zip(show, cell)]
        assert [value.data for value in computed] == pytest.approx(memory, rel=1e-12)


@pytest.mark.parametrize("kind", [rnn.RNN, rnn.LSTM])
def test_the_gradient_goes_back_through_all_of_a_name(kind):
    model, ids = kind(6, seed=0), Vocabulary(NAMES).document("abba")
    for slope, grad in differences(lambda: rnn.loss(model(ids[:-1]), ids[1:]), model.parameters()):
        assert grad == pytest.approx(slope, rel=1e-5, abs=1e-9)


PICTURES = ["rnn.png", "unrolled_LSTM.png", "unrolled_RNN.png"]


@pytest.mark.slow
def test_a_short_run_reports_and_draws(tmp_path):
    reports_and_draws(tmp_path, "rnn", "--names", "100", pictures=PICTURES, pattern="LSTM test cost #, bigram #;")


@pytest.mark.slow
def test_every_seed_beats_the_baseline(tmp_path):
    # It takes long, so it learns less here; `python -m demos.rnn --seeds 5` tries all of it.
    beats_the_baseline(tmp_path, "rnn", "--names", "1500", "--seeds", "1", margin=0.03)
