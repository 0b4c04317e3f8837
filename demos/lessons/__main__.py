"""All the lessons.

python -m demos.lessons                      runs them all, and rewrites their pictures and the table in demos/README.md
python -m demos.lessons --notebooks FOLDER   writes each as a notebook, which needs the extra `lessons`
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from shutil import copyfile
from time import perf_counter

from demos.lessons.board import FOLDER
from demos.lessons.catalogue import INDEX, PICTURES, Lesson, lessons, with_table


def run(lesson: Lesson) -> None:
    """Run a lesson in a process of its own. Raises SystemExit, with what it printed, if it fails."""
    start = perf_counter()
    done = subprocess.run([sys.executable, "-m", lesson.module], capture_output=True, encoding="utf-8")
    if done.returncode:
        raise SystemExit(f"{done.stdout}{done.stderr}{lesson.name} failed")
    print(f"{lesson.name:24} {perf_counter() - start:5.1f} s")


def keep_picture(lesson: Lesson) -> None:
    """Copy the picture that a lesson has just drawn to those that are committed."""
    [drawn] = FOLDER.glob(f"{lesson.name}.*")
    PICTURES.mkdir(exist_ok=True)
    copyfile(drawn, PICTURES / drawn.name)


def write_notebooks(folder: Path) -> None:
    """Write each lesson as a notebook."""
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
    """Run the command."""
    parser = argparse.ArgumentParser(description="Run all the lessons, and write the index of them anew.")
    parser.add_argument("--notebooks", type=Path, metavar="FOLDER", help="write them as notebooks instead")
    arguments = parser.parse_args()
    if arguments.notebooks:
        write_notebooks(arguments.notebooks)
        return
    for lesson in lessons():
        run(lesson)
        keep_picture(lesson)
    INDEX.write_text(with_table(INDEX.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    print(f"written: {PICTURES}, {INDEX}")


if __name__ == "__main__":
    main()
