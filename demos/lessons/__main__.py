"""All the lessons.

python -m demos.lessons                      runs them all, and rewrites their pictures and the table in demos/README.md
python -m demos.lessons --notebooks FOLDER   writes each as a notebook, which needs the extra `lessons`
python -m demos.lessons --answers            runs the changes that their questions ask for, and rewrites the answer key
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from time import perf_counter

from demos.lessons.answers import write_answers
from demos.lessons.board import FOLDER
from demos.lessons.catalogue import INDEX, PICTURES, ROOT, Lesson, lessons, with_table


def run(lesson: Lesson, folder: Path) -> Path:
    """Run a lesson as a program of its own, in a folder; the picture that it drew there for the index.

    Raises SystemExit, with what it printed, if it fails.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", lesson.module]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=120)
    if done.returncode:
        raise SystemExit(f"{done.stdout}{done.stderr}{lesson.name} failed")
    drawn = list((folder / FOLDER).glob(f"{lesson.name}.*"))
    if len(drawn) != 1:
        raise SystemExit(f"{lesson.name} drew {len(drawn)} pictures of its own name, not 1")
    return drawn[0]


def keep(picture: Path) -> None:
    """Put a picture among those that are committed, in the place of the one that was there."""
    for old in PICTURES.glob(f"{picture.stem}.*"):
        old.unlink()
    copyfile(picture, PICTURES / picture.name)


def write_notebooks(folder: Path) -> None:
    try:
        import jupytext
    except ImportError:
        raise SystemExit('notebooks need jupytext: python -m pip install -e ".[lessons]"') from None
    folder.mkdir(parents=True, exist_ok=True)
    for lesson in lessons():
        notebook = jupytext.read(lesson.path)
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        path = folder / f"{lesson.name}.ipynb"
        jupytext.write(notebook, path)
        print(path)


def main() -> None:
    parser = argparse.ArgumentParser(description="Run all the lessons, and write the index of them anew.")
    parser.add_argument("--notebooks", type=Path, metavar="FOLDER", help="write them as notebooks instead")
    parser.add_argument("--answers", action="store_true", help="write the answer key for teachers instead")
    arguments = parser.parse_args()
    if arguments.answers:
        write_answers()
        return
    if arguments.notebooks:
        write_notebooks(arguments.notebooks)
        return
    for lesson in lessons():
        start = perf_counter()
        with TemporaryDirectory() as folder:
            keep(run(lesson, Path(folder)))
        print(f"{lesson.name:24} {perf_counter() - start:5.1f} s")
    INDEX.write_text(with_table(INDEX.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    print(f"written: the pictures in {PICTURES}, and the table in {INDEX}")


if __name__ == "__main__":
    main()
