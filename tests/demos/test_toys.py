"""Xor, moons and a spiral, each learnt from ten seeds."""

import pytest

from demos import toys
from tests.demos.common import run


@pytest.mark.slow
def test_toys_are_learnt(tmp_path):
    assert "decision boundaries are in" in run(tmp_path, "demos.toys")


@pytest.mark.slow
@pytest.mark.parametrize("task", toys.TASKS)
@pytest.mark.parametrize("seed", range(10))
def test_every_seed_learns(task, seed):
    _, accuracy = toys.learn(task, seed)
    assert accuracy >= 0.95
