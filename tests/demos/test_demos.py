"""Every demo, run as the README says, in a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path
from statistics import mean
from xml.etree import ElementTree

import pytest

from demos import penguins
from tests import ROOT


def run(folder: Path, module: str, *arguments: str, **environment: str) -> str:
    """What the demo prints."""
    command = [sys.executable, "-m", module, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def texts_of(svg: Path) -> set[str]:
    return {element.text for element in ElementTree.parse(svg).iter("{http://www.w3.org/2000/svg}text") if element.text}


def test_first_gradient(tmp_path):
    printed = run(tmp_path, "demos.first_gradient")
    assert printed.splitlines()[:3] == ["dy/da = -3.0", "dy/db = 2.0", "dy/dc = 1.0"]
    assert {"a", "b", "c", "y", "data 4", "grad -3"} <= texts_of(tmp_path / "runs/first_gradient.svg")


def test_the_picture_in_the_readme_is_the_one_the_demo_draws(tmp_path):
    run(tmp_path, "demos.first_gradient")
    assert texts_of(tmp_path / "runs/first_gradient.svg") == texts_of(ROOT / "demos/pictures/first_gradient.svg")


def test_the_gallery_shows_every_kind_of_picture(tmp_path):
    printed = run(tmp_path, "demos.gallery")
    pictures = sorted((tmp_path / "runs/gallery").iterdir())
    assert [path.name for path in pictures if path.name not in printed] == []
    assert {path.suffix for path in pictures} == {".svg", ".png", ".html"}
    for path in pictures:
        if (ROOT / "demos/pictures" / path.name).exists():  # the README shows it
            assert texts_of(path) == texts_of(ROOT / "demos/pictures" / path.name)


def test_stepping_explains_and_writes_a_page_and_worksheets(tmp_path):
    printed = run(tmp_path, "demos.stepping")
    assert "a.grad += e.grad * b = -2 * (-3) = 6" in printed
    names = {path.name for path in (tmp_path / "runs/stepping").iterdir()}
    assert names == {"backprop.html", "worksheet_A.html", "worksheet_B.html", "worksheet_C.html"}


def test_digits_are_read_saved_and_loaded(tmp_path):
    printed = run(tmp_path, "demos.digits", "--epochs", "1")
    accuracies = [float(part.split("%")[0]) for part in (printed.split("accuracy ")[-1], printed.split("it gets ")[1])]
    assert accuracies[0] == accuracies[1] > 80
    names = {path.name for path in (tmp_path / "runs/digits").iterdir()}
    assert names == {"model.json", "confusion_matrix.png", "history.png"}


@pytest.mark.slow
def test_toys_are_learnt(tmp_path):
    assert "decision boundaries are in" in run(tmp_path, "demos.toys")


def test_training_loop_learns_xor(tmp_path):
    lines = run(tmp_path, "demos.training_loop").splitlines()
    costs = [float(line.split()[-1]) for line in lines if line.startswith("epoch")]
    assert costs[0] > 0.1
    assert costs[-1] < 1e-5
    assert [line.split()[4] for line in lines[-4:]] == ["0,", "1,", "1,", "0,"]
    assert [round(float(line.split()[-1])) for line in lines[-4:]] == [0, 1, 1, 0]


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
