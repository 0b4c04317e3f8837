"""The main job, on real data."""

from statistics import mean

import pytest

from demos import penguins
from tests.demos.common import run, texts_of


def test_penguins_trains_reports_and_draws(tmp_path):
    printed = run(tmp_path, "demos.penguins", "--epochs", "10")
    assert "344 penguins, 2 dropped because measurements are missing" in printed
    assert "train_loss  validation_loss  train_accuracy  validation_accuracy" in printed
    accuracy = float(printed.split("test accuracy ")[1].split("%")[0])
    assert accuracy > 90
    folder = tmp_path / "runs/penguins"
    assert {path.name for path in folder.iterdir()} == {"neuron.svg", "loss_curve.png", "confusion_matrix.png"}
    assert {"bill_length", "w.0", "dot", "output", "grad 1"} <= texts_of(folder / "neuron.svg")
    for name in ("neuron.svg", "loss_curve.png", "confusion_matrix.png"):
        assert name in printed


def test_the_penguins_are_split_and_scaled_without_looking_at_the_test_set():
    samples, dropped = penguins.load()
    assert (len(samples), dropped) == (342, 2)
    training, validation, test = penguins.prepare(samples)
    assert [len(part[0]) for part in (training, validation, test)] == [205, 69, 68]
    columns = list(zip(*training[0]))
    assert [mean(column) for column in columns] == pytest.approx([0.0] * 4, abs=1e-12)
    assert [mean(x * x for x in column) for column in columns] == pytest.approx([1.0] * 4)


@pytest.mark.slow
def test_penguins_mean_test_accuracy_over_ten_seeds(tmp_path):
    printed = run(tmp_path, "demos.penguins", "--seeds", "10")
    assert float(printed.split("mean of 10: ")[1].rstrip("%\n")) >= 97.0
