"""The sweep: every trial once, whatever stops it on the way, and the choice by the validation set alone."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from demos import sweep
from demos.data import NAMES
from tests import ROOT
from tests.demos.common import run

IRIS = str(sweep.DATA.parent / "iris.csv")
SMALL = [
    *("--data", IRIS, "--label", "species", "--widths", "3", "6", "--rates", "0.01", "0.1"),
    *("--seeds", "2", "--epochs", "4"),
]


def trials(folder):
    head, *lines = (folder / "runs/sweep/trials.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(head)["seeds"] == 2
    return sorted([json.loads(line) for line in lines], key=lambda one: (one["width"], one["lr"], one["seed"]))


def test_a_sweep_chooses_by_the_validation_set(tmp_path):
    printed = run(tmp_path, "demos.sweep", *SMALL, "--processes", "2")
    found = trials(tmp_path)
    assert len({(one["width"], one["lr"], one["seed"]) for one in found}) == len(found) == 8
    means = {}
    for one in found:
        means.setdefault((one["width"], one["lr"]), []).append(one["validation"])
    width, lr = max(means, key=lambda setting: sum(means[setting]))
    test = [one["test"] for one in found if (one["width"], one["lr"]) == (width, lr)]
    assert f"chosen: width {width}, learning rate {lr:g}; on the test set {sum(test) / 2:.1%}" in printed
    assert (tmp_path / "runs/sweep/sweep.png").stat().st_size > 10_000


def test_a_trial_is_what_it_is_by_its_setting_and_seed():
    one = sweep.trial(IRIS, "species", 4, 0.05, 1, 3)
    assert one == sweep.trial(IRIS, "species", 4, 0.05, 1, 3)
    assert one != sweep.trial(IRIS, "species", 4, 0.05, 2, 3)


def test_what_was_half_written_is_left_out_and_another_sweep_is_refused(tmp_path):
    path, settings = tmp_path / "trials.jsonl", {"data": "x", "seeds": 2}
    assert sweep.finished(path, settings) == []
    with open(path, "a", encoding="utf-8") as file:
        file.write('{"width": 3}\n{"width": 4')
    assert sweep.finished(path, settings) == [{"width": 3}]
    assert path.read_text(encoding="utf-8").endswith('{"width": 3}\n')
    with pytest.raises(ValueError, match="is of another sweep"):
        sweep.finished(path, {**settings, "seeds": 3})


def test_a_table_that_cannot_be_read_is_an_error_before_anything_runs(tmp_path):
    command = [sys.executable, "-m", "demos.sweep", "--data", str(NAMES)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 2
    assert "error:" in done.stderr


@pytest.mark.slow
def test_a_sweep_that_is_killed_goes_on_where_it_was(tmp_path):
    """Twenty times, at different moments; nothing is lost, and no trial is made twice."""
    whole = tmp_path / "whole"
    whole.mkdir()
    run(whole, "demos.sweep", *SMALL)
    command = [sys.executable, "-m", "demos.sweep", *SMALL, "--processes", "2"]
    for kill in range(20):
        folder = tmp_path / str(kill)
        folder.mkdir()
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        time.sleep(0.8 + 0.05 * kill)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        run(folder, "demos.sweep", *SMALL)
        assert trials(folder) == trials(whole)


@pytest.mark.slow
def test_a_cluster_of_dask_finds_the_same(tmp_path):
    for name, options in {"here": [], "dask": ["--dask", "--processes", "2"]}.items():
        (tmp_path / name).mkdir()
        run(tmp_path / name, "demos.sweep", *SMALL, *options)
    assert trials(tmp_path / "here") == trials(tmp_path / "dask")
