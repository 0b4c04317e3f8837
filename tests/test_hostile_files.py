"""What students hand in: texts that forge reports, files with the names of this project, endless output."""

import csv
import json
import subprocess
import sys

import pytest

from tests import ROOT

HOSTILE = ["\x1b[31mred\x1b[0m\nright add: 3 values", "half \ud800 of a pair", "\u202eturned", "\x00\x07"]


def run(*arguments, cwd=ROOT):
    environment = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "PATH": ""}
    return subprocess.run([sys.executable, "-m", *map(str, arguments)], cwd=cwd, env=environment, capture_output=True)


@pytest.fixture(params=HOSTILE, ids=["escape codes", "surrogate", "direction", "control"])
def submission(request, tmp_path):
    student = tmp_path / "class" / "student"
    student.mkdir(parents=True)
    text = f"def add(*anything):\n    print({request.param!r})\n    raise NotImplementedError({request.param!r})\n"
    (student / "01_add.py").write_text(text, encoding="utf-8", errors="surrogatepass")
    return student / "01_add.py"


def test_a_report_keeps_to_its_lines(submission):
    done = run("demos.exercises", "check", "01", submission)
    text = done.stdout.decode("utf-8")
    assert (done.returncode, done.stderr) == (1, b"")
    assert not {"\x1b", "\x00"} & set(text)
    assert not any(line.startswith("right add: 3") for line in text.splitlines())


def test_results_and_the_table_of_a_class_are_written(submission, tmp_path):
    run("demos.exercises", "check", "01", submission, "--json", tmp_path / "results.json")
    assert json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["tests"]
    (submission.parent.parent / "other").mkdir()
    done = run("demos.exercises", "grades", submission.parent.parent, tmp_path / "grades.csv")
    assert (done.returncode, done.stderr) == (0, b"")
    with (tmp_path / "grades.csv").open(encoding="utf-8", newline="") as file:
        assert [row[0] for row in csv.reader(file)] == ["student", "other", "student"]


ENGINE = """
class Value:
    def __init__(self, data): self.data, self.grad, self.back = data, 0.0, lambda: None
    def __add__(self, other): raise NotImplementedError("\\x1b[31mnot yet\\nright")
    def backward(self): self.grad = 1.0
"""


@pytest.mark.parametrize("name", ["engine.py", "nn.py", "mine.py"])
def test_an_engine_of_any_name_is_judged_from_its_own_folder(tmp_path, name):
    (tmp_path / name).write_text(ENGINE, encoding="utf-8")
    here, there = run("demos.bugs", "diagnose", name, cwd=tmp_path), run("demos.bugs", "diagnose", tmp_path / name)
    assert here.stdout == there.stdout
    assert b"\x1b" not in here.stdout
    assert b"AttributeError" not in here.stdout
    note = here.stderr.decode("utf-8")
    assert (str(tmp_path / name) in note) == (name != "mine.py")
    assert len(note.splitlines()) <= 1


def test_a_script_finds_its_neighbours(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "neighbour.py").write_text("factor = 3.0\n", encoding="utf-8")
    script = "from neighbour import factor\nfrom engine import Value\nloss = Value(2.0, 'x') * factor\n"
    (tmp_path / "sub" / "script.py").write_text(script, encoding="utf-8")
    done = run("engine", "sub/script.py:loss", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert b"6" in done.stdout
