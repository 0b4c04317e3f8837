"""Files are written whole or not at all, whoever writes at the same time and whatever is there already."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

import engine
from engine import draw, exercise, read_file, worksheet, write_file
from nn import MLP, SGD, fit, load, mse_loss, save
from tests import ROOT, graphs

needs_unix = pytest.mark.skipif(sys.platform == "win32", reason="pipes, devices and permissions are those of Unix")


def checkpoint(path):
    """A run of one epoch that is written to a path."""
    model = MLP(1, [1])
    path.unlink(missing_ok=True)
    fit(model, [[1.0]], [1.0], mse_loss, SGD(model.parameters(), lr=0.1), 1, progress=False, checkpoint=path)


WRITERS = {  # everything that writes a file: its name, and what writes it
    "text.txt": lambda path: write_file(path, "text"),
    "graph.svg": lambda path: draw(graphs.lecture()).save(path),
    "graph.dot": lambda path: draw(graphs.lecture()).save(path),
    "page.html": lambda path: draw(graphs.lecture()).save(path),
    "sheet.html": lambda path: worksheet(exercise("gate")).save(path),
    "program.py": lambda path: engine.compile(lambda x: x * x, 1.0).save(path),
    "model.json": lambda path: save(MLP(2, [1]), path),
}
named = pytest.mark.parametrize("name", WRITERS)


@named
@needs_unix
def test_a_link_is_followed_and_permissions_are_kept(name, tmp_path):
    (tmp_path / "real").mkdir()
    real = tmp_path / "real" / name
    real.write_text("old")
    real.chmod(0o600)
    link = tmp_path / name
    link.symlink_to(real)
    WRITERS[name](link)
    assert link.is_symlink()
    assert real.read_text() != "old"
    assert stat.S_IMODE(real.stat().st_mode) == 0o600
    assert os.listdir(tmp_path / "real") == [name]


@named
@needs_unix
def test_a_new_file_has_the_permissions_of_the_user(name, tmp_path):
    before = os.umask(0o027)
    try:
        WRITERS[name](tmp_path / name)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o640


@named
@needs_unix
def test_a_pipe_is_refused_and_stays(name, tmp_path):
    os.mkfifo(tmp_path / name)
    with pytest.raises(OSError, match="is no regular file, but a pipe or a device"):
        WRITERS[name](tmp_path / name)
    assert stat.S_ISFIFO((tmp_path / name).stat().st_mode)


@named
@needs_unix
def test_a_planted_link_is_not_written_through(name, tmp_path):
    """The name of the unfinished file cannot be foreseen; the one of before could."""
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / f".{name}.part").symlink_to(victim)
    WRITERS[name](tmp_path / name)
    assert victim.read_text() == "precious"


@named
def test_a_writer_that_fails_leaves_what_was_there(name, tmp_path, monkeypatch):
    path = tmp_path / name
    path.write_text("precious")

    def fail(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        WRITERS[name](path)
    assert os.listdir(tmp_path) == [name]
    assert path.read_text() == "precious"


def test_a_long_name_in_any_script_is_no_obstacle(tmp_path):
    path = tmp_path / ("重" * 80 + ".txt")
    assert write_file(path, "text").read_text() == "text"


@needs_unix
def test_a_checkpoint_is_written_like_the_others(tmp_path):
    path = tmp_path / "run.json"
    checkpoint(path)
    assert os.listdir(tmp_path) == ["run.json"]
    assert json.loads(path.read_text())["history"]["train_loss"]


READERS = {
    "load": load,
    "fit": lambda path: fit(MLP(1, [1]), [[1.0]], [1.0], epochs=1, progress=False, checkpoint=path),
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@needs_unix
def test_pipes_and_devices_are_not_read(read, tmp_path):
    os.mkfifo(tmp_path / "pipe.json")
    for path in (tmp_path / "pipe.json", Path("/dev/zero")):
        with pytest.raises((OSError, ValueError), match="is no regular file"):
            read(path)


def test_no_more_is_read_than_is_allowed(tmp_path):
    path = write_file(tmp_path / "a", "12345")
    assert read_file(path, 5) == b"12345"
    with pytest.raises(ValueError, match="it has more than 4 bytes"):
        read_file(path, 4)


CONTEST = """
import sys, time
from nn import MLP, save, load
path, seed = sys.argv[1], int(sys.argv[2])
model, end, torn = MLP(8, [8, 1], seed=seed), time.monotonic() + float(sys.argv[3]), 0
while time.monotonic() < end:
    save(model, path)
    try:
        load(path)
    except Exception as error:
        torn += 1
        print(repr(error))
print("torn", torn)
"""


@pytest.mark.slow
@pytest.mark.parametrize("processes", [2, 8])
def test_processes_that_save_to_one_path_never_see_a_torn_file(processes, tmp_path):
    command = [sys.executable, "-c", CONTEST, str(tmp_path / "model.json")]
    contestants = [
        subprocess.Popen([*command, str(seed), "10"], stdout=subprocess.PIPE, cwd=ROOT) for seed in range(processes)
    ]
    assert [each.communicate()[0].decode().split() for each in contestants] == [["torn", "0"]] * processes
    assert os.listdir(tmp_path) == ["model.json"]


@pytest.mark.slow
@needs_unix
def test_a_killed_save_leaves_a_whole_model(tmp_path):
    path = tmp_path / "model.json"
    save(MLP(8, [8, 1]), path)
    command = [sys.executable, "-c", CONTEST, str(path), "1", "60"]
    rng = Random(0)
    for _ in range(10):
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT)
        time.sleep(0.3)
        for _ in range(20):
            time.sleep(rng.uniform(0, 0.01))
            child.send_signal(signal.SIGSTOP)  # as good as dead at this moment
            assert len(load(path).parameters()) == 81
            child.send_signal(signal.SIGCONT)
        child.kill()
        child.wait()
        assert len(load(path).parameters()) == 81
