"""Diagnoses and mended programs, graded."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from demos.bugs.catalogue import mistake_named
from demos.bugs.solutions import SOLUTIONS
from engine import one_line

FOLDER = Path(__file__).parent
TIME = 60  # seconds that a student's file may take


def program(number: str) -> Path:
    """The file of a program: `4`, `04` and `04_springs` are all the same one.

    Raises ValueError if there is none.
    """
    digits = number.partition("_")[0]
    found = sorted(FOLDER.glob(f"{digits.zfill(2)}_*.py")) if digits.isdecimal() else []
    if not found:
        raise ValueError(f"there is no program {number!r}; they are numbered from 01 to {len(SOLUTIONS)}")
    return found[0]


def number_of(path: Path) -> str:
    """The number of a program: `04`."""
    return path.stem[:2]


def symptom(path: Path) -> str:
    """What a program says of itself."""
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


def wrong_lines(path: Path) -> range:
    """The numbers of the lines that have the mistake."""
    before, wrong, _ = path.read_text(encoding="utf-8").partition(SOLUTIONS[number_of(path)].wrong)
    first = before.count("\n") + 1
    return range(first, first + wrong.count("\n"))


def check(number: str, line: int, mistake: str) -> tuple[bool, str]:
    """Whether a diagnosis is right, and what to tell whoever made it.

    Raises ValueError if there is no such program, line or mistake.
    """
    path = program(number)
    length = len(path.read_text(encoding="utf-8").splitlines())
    if not 1 <= line <= length:
        raise ValueError(f"{path.name} has the lines 1 to {length}, and no line {line}")
    solution = SOLUTIONS[number_of(path)]
    right_line, right_mistake = line in wrong_lines(path), mistake_named(mistake) == solution.mistake
    if right_line and right_mistake:
        return True, f"right: {solution.mistake}, in line {line}\n{solution.effect}"
    if right_line:
        return False, f"line {line} is the place, but {mistake_named(mistake)!r} is not what is wrong there"
    if right_mistake:
        return False, f"{solution.mistake!r} is what is wrong, but not in line {line}"
    return False, f"neither {mistake_named(mistake)!r} nor line {line}"


def mended(number: str, file: Path, time: float = TIME) -> tuple[bool, str]:
    """Whether the program in a file is a right form of a program of the zoo, and what is wrong if it is not."""
    return tried(["mended", number_of(program(number))], file, time)


def diagnosed(file: Path, time: float = TIME) -> tuple[bool, str]:
    """Whether the engine in a file has none of the known mistakes, and the report."""
    return tried(["diagnose"], file, time)


def tried(command: list[str], file: Path, time: float) -> tuple[bool, str]:
    """What a trial of a file says; it runs in a process of its own, which may crash and is stopped after some seconds.

    Raises FileNotFoundError if there is no such file. This keeps accidents away, not malice: it is no sandbox.
    """
    if not file.is_file():
        raise FileNotFoundError(f"there is no file {file}")
    root = str(FOLDER.parents[1])
    path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "demos.bugs.trial", *command, str(file)],
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=time,
        )
    except subprocess.TimeoutExpired:
        return False, f"{file.name} did not end within {time:g} seconds: look for a loop that never stops"
    try:
        verdict = json.loads(done.stdout.splitlines()[-1])
        return verdict["is_right"], verdict["text"]
    except (IndexError, KeyError, TypeError, ValueError):
        return False, f"{file.name} could not be judged: {last_words(done.stderr, done.returncode, file)}"


def last_words(errors: str, status: int, file: Path) -> str:
    """Why a process ended before its time, in one line, with the line of the file if it is known."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    if not lines:
        return f"it ended by itself, with exit status {status}"
    places = [re.match(r'File ".*", (line \d+)', line) for line in lines if f'{file.name}"' in line]
    found = [place[1] for place in places if place]
    return one_line(f"{lines[-1]}, in {found[-1]}" if found else lines[-1])
