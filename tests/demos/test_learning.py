"""What the networks learn, over ten seeds: the split is fixed, and choices were made on the validation set."""

import pytest

from demos import digits, toys

pytestmark = pytest.mark.slow


def test_iris():
    accuracies = digits.compare_seeds(10, 100, iris=True)
    assert sum(accuracies) / 10 >= 0.95


def test_digits():
    accuracies = digits.compare_seeds(10, 6, iris=False)
    assert sum(accuracies) / 10 >= 0.95


@pytest.mark.parametrize("task", toys.TASKS)
@pytest.mark.parametrize("seed", range(10))
def test_toys(task, seed):
    _, accuracy = toys.learn(task, seed)
    assert accuracy >= 0.95
