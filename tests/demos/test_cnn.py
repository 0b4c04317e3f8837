"""The convolution: what it computes, and that it beats an MLP of its size."""

import math
from random import Random

import pytest

from demos import cnn
from tests.demos.common import beats_the_baseline, reports_and_draws


def test_a_convolution_is_what_its_definition_says():
    model = cnn.CNN(seed=0)
    image = [Random(1).random() for _ in range(100)]
    rows = [image[10 * i : 10 * i + 10] for i in range(10)]
    for neuron, answers in zip(model.filters.neurons, model.answers(image)):
        for top in range(8):
            for left in range(8):
                terms = [neuron.w[3 * i + j].data * rows[top + i][left + j] for i in range(3) for j in range(3)]
                assert answers[8 * top + left].data == pytest.approx(math.fsum(terms) + neuron.b.data, abs=1e-12)


def test_pooling_keeps_the_largest_of_each_square():
    answers = list(range(64))
    Random(0).shuffle(answers)
    squares = [
        [answers[8 * (2 * i + k) + 2 * j + m] for k in (0, 1) for m in (0, 1)] for i in range(4) for j in range(4)
    ]
    assert cnn.pooled(answers) == list(map(max, squares))


def test_a_digit_is_moved_whole():
    digit = [i + 1.0 for i in range(64)]
    paper = cnn.moved(digit, 2, 1)
    assert [paper[10 * (2 + i) + 1 + j] for i in range(8) for j in range(8)] == digit
    assert sorted(paper)[:36] == [0.0] * 36


def test_a_short_run_reports_and_draws(tmp_path):
    reports_and_draws(
        tmp_path,
        "cnn",
        "--images",
        "100",
        "--epochs",
        "1",
        pictures=["cnn.png"],
        pattern="test accuracy #% with 690 .* MLP #% with 676",
    )


@pytest.mark.slow
def test_every_seed_beats_the_baseline(tmp_path):
    beats_the_baseline(tmp_path, "cnn", "--seeds", "2", margin=5.0)
