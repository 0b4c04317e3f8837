"""Names from embeddings and an MLP: its baseline, a bigram, and that it beats it."""

import math

import pytest

from demos import makemore
from tests.demos.common import beats_the_baseline, reports_and_draws


def test_the_bigram_counts():
    scores = makemore.bigram([[2, 0, 1, 2], [2, 0, 0, 2]], 3)
    assert [math.exp(value.data) for value in scores([2])] == pytest.approx([3 / 5, 1 / 5, 1 / 5])
    assert [math.exp(value.data) for value in scores([2, 0])] == pytest.approx([2 / 6, 2 / 6, 2 / 6])


def test_what_is_before_a_name_is_its_beginning():
    model = makemore.MakeMore(6, seed=0)
    assert [value.data for value in model([5])] == [value.data for value in model([5, 5, 5])]
    assert [value.data for value in model([5, 1])] != [value.data for value in model([5, 2])]


def test_a_short_run_reports_and_draws(tmp_path):
    reports_and_draws(
        tmp_path, "makemore", "--names", "100", pictures=["makemore.png"], pattern="test cost #, bigram #;"
    )


@pytest.mark.slow
def test_every_seed_beats_the_baseline(tmp_path):
    # It takes long, so it learns less here; `python -m demos.makemore --seeds 5` tries all of it.
    beats_the_baseline(tmp_path, "makemore", "--names", "1500", "--seeds", "1", margin=0.03)
