"""The ten lines to type live."""

from tests import ROOT
from tests.demos.common import run, texts_of


def test_first_gradient(tmp_path):
    printed = run(tmp_path, "demos.first_gradient")
    assert printed.splitlines()[:3] == ["dy/da = -3.0", "dy/db = 2.0", "dy/dc = 1.0"]
    assert {"a", "b", "c", "y", "data 4", "grad −3"} <= texts_of(tmp_path / "runs/first_gradient.svg")


def test_the_picture_in_the_readme_is_the_one_the_demo_draws(tmp_path):
    run(tmp_path, "demos.first_gradient")
    assert texts_of(tmp_path / "runs/first_gradient.svg") == texts_of(ROOT / "demos/pictures/first_gradient.svg")
