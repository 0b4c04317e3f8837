"""The command line: `python -m demos.exercises`."""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import sys
from collections.abc import Sequence
from math import fsum
from pathlib import Path

from demos.command_line import watched
from demos.exercises.checks import exercises
from demos.exercises.grading import SECONDS, Grade, graded
from demos.exercises.questions import Exercise
from demos.exercises.reports import gradescope, progress, report, table
from engine import one_line, use_utf8

EXAMPLES = """\
examples:
  python -m demos.exercises                                   what there is, and how far you are
  python -m demos.exercises check 03                          grade demos/exercises/03_numeric_derivative.py
  python -m demos.exercises start all answers                 copies to work on, in a folder of their own
  python -m demos.exercises check 03 answers                  grade the copy
  python -m demos.exercises check all answers --json results.json
  python -m demos.exercises grades students grades.csv        a row for each folder in students
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 0 if all that was checked is right, 1 if not, 2 if it cannot be done."""
    use_utf8()
    options = parser().parse_args(arguments)
    try:
        if options.command == "check":
            grades = reported(options.exercise, options.where, options.seconds)
            if options.json:
                options.json.write_text(json.dumps(gradescope(grades), indent=2) + "\n", encoding="utf-8")
            return 0 if all(grade.is_right for grade in grades) else 1
        if options.command == "start":
            for exercise in chosen(options.exercise):
                is_there = (options.folder / exercise.skeleton.name).exists()
                print(started(exercise, options.folder), *["was there already, and stays"] * is_there)
        elif options.command == "grades":
            print(collected(options.folder, options.file, options.seconds))
        else:
            folder = options.folder if options.command else None
            print(progress([graded(exercise, submission(exercise, folder)) for exercise in exercises()]))
    except (ValueError, OSError) as error:
        print(f"python -m demos.exercises: {error}", file=sys.stderr)
        return 2
    return 0


def parser() -> argparse.ArgumentParser:
    """What can be written on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m demos.exercises",
        description="Exercises that grade themselves, offline.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    listing = commands.add_parser("list", help="what there is, and how far you are (the default)")
    check = commands.add_parser("check", help="grade answers")
    start = commands.add_parser("start", help="copy a skeleton; what is there already stays")
    grades = commands.add_parser("grades", help="grade a class")
    for command in (check, start):
        command.add_argument("exercise", metavar="NN", help='the number of an exercise, or "all"')
    listing.add_argument("folder", nargs="?", type=Path, help="where the answers are (default: the skeletons)")
    check.add_argument("where", nargs="?", type=Path, help="the file, or its folder (default: the skeleton)")
    check.add_argument("--json", type=Path, metavar="FILE", help="write the results for Gradescope")
    start.add_argument("folder", type=Path, help="where to")
    grades.add_argument("folder", type=Path, help="has a folder for each student")
    grades.add_argument("file", type=Path, help="the .csv to write")
    for command in (check, grades):
        command.add_argument(
            "--seconds", type=seconds_in, default=SECONDS, help="to wait for an exercise (%(default)g)"
        )
    return parser


def seconds_in(text: str) -> float:
    """The number of seconds that a text gives."""
    try:
        if float(text) > 0:
            return float(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")


def check(number: str, where: str | Path | None = None, seconds: float = SECONDS) -> float:
    """The points of a file in an exercise; prints the report. For notebooks, and for nbgrader."""
    return fsum(grade.score for grade in reported(number, None if where is None else Path(where), seconds))


def reported(number: str, where: Path | None, seconds: float) -> list[Grade]:
    """The grades of what was chosen; prints the reports."""
    if number == "all" and where is not None and not where.is_dir():
        raise ValueError(f"{where} is not a folder; to check all exercises, give the folder that they are in")
    grades = [graded(exercise, submission(exercise, where), seconds) for exercise in chosen(number)]
    print("\n\n".join(map(report, grades)))
    return grades


def chosen(number: str) -> list[Exercise]:
    """The exercise with this number, `3` or `03`, or all of them."""
    found = [exercise for exercise in exercises() if number in ("all", exercise.number, exercise.number.lstrip("0"))]
    if not found:
        raise ValueError(
            f'there is no exercise {number!r}; there are 01 to {len(exercises())}, and "all"; a file or a folder comes '
            "after the number"
        )
    return found


def submission(exercise: Exercise, where: Path | None) -> Path:
    """The file to grade: the one given, the one of the right name in the folder given, or the skeleton."""
    if where is None:
        return exercise.skeleton
    return where / exercise.skeleton.name if where.is_dir() else where


def started(exercise: Exercise, folder: Path) -> Path:
    """A copy of a skeleton; what is there already stays."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / exercise.skeleton.name
    if not path.exists():
        shutil.copyfile(exercise.skeleton, path)
    return path


def collected(folder: Path, file: Path, seconds: float) -> str:
    """Write a table of the grades of a class, and say so."""
    students = sorted(path for path in folder.iterdir() if path.is_dir())
    if not students:
        raise ValueError(f"{folder} has no folders; it needs one for each student, with the files of the exercises")
    grades: list[tuple[str, list[Grade]]] = [
        (one_line(path.name), [graded(exercise, submission(exercise, path), seconds) for exercise in exercises()])
        for path in watched(students, "student", len(students))
    ]
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(table(grades))
    return f"{len(grades)} students: {file}"
