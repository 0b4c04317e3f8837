"""The answer key: what each lesson prints when it is changed as its questions ask, beside what it printed before.

The answers are computed: `python -m demos.lessons --answers` makes the changes of `changes.py`, runs the lessons, and
writes ANSWERS.md. Typed in are only the reasons.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory

from demos.lessons.catalogue import HERE, ROOT, Lesson, cells, lessons, prose
from demos.lessons.changes import CHANGES, Edit

ANSWERS = HERE / "ANSWERS.md"
MOST = 18  # changed lines that are shown
NO_LONGER = "no longer true: "
HEAD = """\
# Answers

For teachers: the questions at the end of each lesson, and what the change does. The lines are what the lesson prints,
before (-) and after (+). A check that no longer holds is listed in place of stopping the lesson.

This page is written by `python -m demos.lessons --answers`, which runs every change; only the reasons are written by
hand, in [changes.py](changes.py).
"""


def questions(lesson: Lesson) -> list[str]:
    """The questions at the end of a lesson."""
    last = prose(cells(lesson.path)[-1])
    return [" ".join(text.split()) for text in re.split(r"^\d\. ", last, flags=re.MULTILINE)[1:]]


def changed(text: str, edits: list[Edit]) -> str:
    """The text of a lesson with some edits. Raises ValueError for one whose place is not found."""
    for old, new, *everywhere in edits:
        if old not in text:
            raise ValueError(f"{old!r} is not in the lesson")
        text = text.replace(old, new, -1 if everywhere else 1)
    return text


def printed(text: str, name: str) -> list[str]:
    """The lines that a lesson prints, each once; one for each check that fails, and for the error that ends it."""
    with TemporaryDirectory() as folder:
        program = Path(folder) / f"{name}.py"
        program.write_text(ast.unparse(Lenient().visit(ast.parse(text))), encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, program.name], cwd=folder, env=environment, capture_output=True, encoding="utf-8"
        )
    lines = done.stdout.splitlines()
    if done.returncode:
        lines.append(f"it stops with {done.stderr.splitlines()[-1]}")
    lines = [line.replace(f"{Path(folder)}{os.sep}", "") for line in lines]
    timeless = [re.sub(r"\d+\.\d+ s\b", "… s", line) for line in lines]  # seconds are others in each run
    return [line for line in dict.fromkeys(timeless) if not line.startswith("picture: ")]


class Lenient(ast.NodeTransformer):
    """Makes checks print that they fail."""

    def visit_Assert(self, node: ast.Assert) -> ast.If:
        """Print the check if it does not hold."""
        told = ast.Call(ast.Name("print", ast.Load()), [ast.Constant(NO_LONGER + ast.unparse(node.test))], [])
        check = ast.If(ast.UnaryOp(ast.Not(), node.test), [ast.Expr(told)], [])
        return ast.fix_missing_locations(ast.copy_location(check, node))


def differences(before: list[str], after: list[str]) -> Iterator[str]:
    """What is printed no more, and what is printed now."""
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from (f"- {line}" for line in before[a:b])
            yield from (f"+ {line}" for line in after[c:d])


def answer(lesson: Lesson, number: int, before: list[str]) -> str:
    """The section of one question, in Markdown."""
    reason, *variants = CHANGES[lesson.name[:2]][number]
    parts = [f"**{number + 1}.** {questions(lesson)[number]}"]
    text = "".join(cells(lesson.path))
    for edits in variants:
        lines = list(differences(before, printed(changed(text, edits), lesson.name)))
        checks = [line.removeprefix(f"+ {NO_LONGER}") for line in lines if NO_LONGER in line]
        shown = [line for line in lines if NO_LONGER not in line]
        if len(shown) > MOST:  # what it was can be seen in the lesson
            shown = [line for line in shown if line.startswith("+")]
        if len(shown) > MOST:
            shown = [*shown[:MOST], f"  … and {len(shown) - MOST} more"]
        if shown:
            parts.append("```diff\n" + "\n".join(shown) + "\n```")
        if checks:
            parts.append("No longer true:\n\n" + "\n".join(f"- `{check}`" for check in checks))
        if not lines:
            parts.append("Nothing that is printed changes.")
    return "\n\n".join([*parts, reason])


def section(lesson: Lesson) -> str:
    """The answers of a lesson, in Markdown."""
    before = printed("".join(cells(lesson.path)), lesson.name)
    answers = [answer(lesson, number, before) for number in range(len(questions(lesson)))]
    return "\n\n".join([f"## [{lesson.title}]({lesson.path.name})", *answers]) + "\n"


def write_answers() -> None:
    """Write ANSWERS.md anew."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        ANSWERS.write_text("\n".join([HEAD, *pool.map(section, lessons())]), encoding="utf-8", newline="\n")
    print(f"written: {ANSWERS}")
