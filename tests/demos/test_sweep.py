"""The sweep: every trial once, whatever stops it on the way, and the choice by the validation set alone."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from contextlib import nullcontext

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
    """Twenty times, after 0 to 6 trials; nothing is lost, no trial is made twice, and no worker is left."""
    options = [*SMALL[:-1], "20"]
    whole = tmp_path / "whole"
    whole.mkdir()
    run(whole, "demos.sweep", *options)
    for kill in range(20):
        folder = tmp_path / str(kill)
        folder.mkdir()
        process = subprocess.Popen(
            [sys.executable, "-m", "demos.sweep", *options, "--processes", "2"], cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        path = folder / "runs/sweep/trials.jsonl"
        while not path.exists() or len(path.read_bytes().splitlines()) <= kill % 7:
            assert process.poll() is None
            time.sleep(0.01)
        process.kill()
        process.wait()
        before = path.read_bytes()
        assert len(before.splitlines()) < 9
        run(folder, "demos.sweep", *options)
        assert path.read_bytes().startswith(before[: before.rindex(b"\n") + 1])
        assert trials(folder) == trials(whole)


def test_a_header_that_was_half_written_is_begun_anew(tmp_path):
    path = tmp_path / "trials.jsonl"
    path.write_text('{"seeds"', encoding="utf-8")
    assert sweep.finished(path, {"seeds": 2}) == []
    assert path.read_text(encoding="utf-8") == '{"seeds": 2}\n'


def test_nothing_is_chosen_while_a_trial_is_missing(tmp_path, monkeypatch, capsys):
    """The test set stays closed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["sweep", *SMALL])
    monkeypatch.setattr(sweep, "workers", lambda *options: nullcontext(Failing()))
    with pytest.raises(SystemExit, match="8 of 8 trials failed; the same command tries them again, and then chooses"):
        sweep.main()
    assert "chosen" not in capsys.readouterr().out


class Failing(Executor):
    """No trial succeeds here."""

    def submit(self, function, /, *arguments, **options):
        future = Future()
        future.set_exception(OSError("the machine is gone"))
        return future


@pytest.mark.slow
def test_a_cluster_of_dask_finds_the_same(tmp_path):
    for name, options in {"here": [], "dask": ["--dask", "--processes", "2"]}.items():
        (tmp_path / name).mkdir()
        run(tmp_path / name, "demos.sweep", *SMALL, *options)
    assert trials(tmp_path / "here") == trials(tmp_path / "dask")
