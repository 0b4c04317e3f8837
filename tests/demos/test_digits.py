"""Digits and irises: a short run, and ten seeds, with the split fixed and all choices made on the validation set."""

import pytest

from demos import digits
from tests.demos.common import run


def test_digits_are_read_saved_and_loaded(tmp_path):
    printed = run(tmp_path, "demos.digits", "--epochs", "1")
    accuracies = [float(part.split("%")[0]) for part in (printed.split("accuracy ")[-1], printed.split("it gets ")[1])]
    assert accuracies[0] == accuracies[1] > 80
    names = {path.name for path in (tmp_path / "runs/digits").iterdir()}
    assert names == {"model.json", "confusion_matrix.png", "history.png", "mistakes.png"}


@pytest.mark.slow
def test_mean_accuracy_on_iris_over_ten_seeds():
    accuracies = digits.compare_seeds(10, 100, iris=True)
    assert sum(accuracies) / 10 >= 0.95


@pytest.mark.slow
def test_mean_accuracy_on_digits_over_ten_seeds():
    accuracies = digits.compare_seeds(10, 6, iris=False)
    assert sum(accuracies) / 10 >= 0.95
