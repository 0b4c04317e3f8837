"""Grades in words, as Gradescope reads them, and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from pathlib import Path
from typing import Any

from demos.exercises.comparison import RELATIVE
from demos.exercises.grading import Finding, Grade, Result
from demos.exercises.mistakes import ADVICE, HINTS
from demos.exercises.questions import Outcome, Raised

LONGEST = 160  # characters on show of an answer, and of a line that was printed
PRINTED = 10  # lines on show of what a submission printed


def report(grade: Grade) -> str:
    """A grade in words: a line for each test, then the first wrong value of each that has one."""
    lines = [f"{grade.exercise.number} {grade.exercise.title}: {short(grade.submission)}", ""]
    lines += [f"  {result.status:5}  {result.test.name}{summary(result)}" for result in grade.results]
    wrong = [(result.test.name, result.finding) for result in grade.results if result.finding]
    if wrong and not wrong[0][1].imported:
        lines += ["", "the file cannot be run", *explained(wrong[0][1])]
    else:
        for name, finding in wrong:
            if not finding.is_gap:
                lines += ["", f"{name}: the first wrong value", *explained(finding)]
    return "\n".join([*lines, "", f"{grade.score:g} of {grade.max_score:g} points"])


def summary(result: Result) -> str:
    """What is to be written for a test, or how close its values are if all are right."""
    if result.finding:
        answer = result.finding.answer
        return f": {answer.message} ({answer.where.partition(',')[0]})" if result.finding.is_gap else ""
    count = len(result.test.questions)
    close = f"largest difference {result.difference:.2g}" if result.difference else "exact"
    return f": {count} value{'s' * (count > 1)}, {close}"


def explained(finding: Finding) -> list[str]:
    """A finding in lines: what was asked, the answer, the right one with its formula, and what may be behind it.

    Characters that are not printable are written as `?`: they come from the submission, and a terminal might obey them.
    """
    if finding.imported:
        lines = beside(finding)
    else:
        advice = ADVICE.get(kind(finding.answer))
        lines = [f"  {line}" for line in [*without_answer(finding.answer), *([advice] if advice else [])]]
    if finding.printed:
        lines += [
            "  your program printed",
            *[f"    {line.expandtabs()[:LONGEST]}" for line in finding.printed.splitlines()[:PRINTED]],
        ]
    return ["".join(c if c.isprintable() else "?" for c in line) for line in lines]


def beside(finding: Finding) -> list[str]:
    """The answer beside the right one."""
    question, answer, comparison = finding.question, finding.answer, finding.comparison
    first, *more = without_answer(answer) if isinstance(answer, Raised) else [shown(answer)]
    lines = [f"    {line}" for line in [*finding.given.splitlines(), question.ask]]
    lines += [f"  yours  {first}", *[f"         {line}" for line in more]]
    lines.append(f"  right  {shown(question.right)}, because {question.because}")
    if comparison.difference is not None:
        lines.append(f"  off by {comparison.difference:.6g}; {RELATIVE:g} of the right value is accepted")
    if comparison.place:
        lines.append(f"  the first that is wrong is at {comparison.place}")
    if finding.mistake:
        lines.append(f"  known mistake: {finding.mistake}. {HINTS[finding.mistake]}")
    elif advice := ADVICE.get(kind(answer)):
        lines.append(f"  {advice}")
    return lines


def without_answer(raised: Raised) -> list[str]:
    """What came instead of an answer, and from where."""
    what = f"{raised.kind}: {raised.message}" if raised.message else raised.kind
    return [what, raised.where] if raised.where else [what]


def kind(answer: Outcome) -> str:
    """What sort of answer it is; of a list, what sort its first item is."""
    if isinstance(answer, list) and answer:
        return kind(answer[0])
    return answer.kind if isinstance(answer, Raised) else type(answer).__name__


def short(path: Path) -> Path:
    """A path as one would type it here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def shown(answer: Outcome) -> str:
    """An answer as Python writes it, cut if it is long."""
    text = written(answer)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."


def written(answer: Outcome) -> str:
    """An answer as Python writes it."""
    if isinstance(answer, list):
        return f"[{', '.join(map(written, answer))}]"
    return answer.kind if isinstance(answer, Raised) else repr(answer)


def gradescope(grades: Sequence[Grade]) -> dict[str, Any]:
    """What Gradescope reads from results.json (gradescope-autograders.readthedocs.io/en/latest/specs)."""
    reached, most = fsum(grade.score for grade in grades), fsum(grade.max_score for grade in grades)
    return {
        "output": f"{reached:g} of {most:g} points",
        "tests": [
            {
                "name": f"{grade.exercise.number} {grade.exercise.title}: {result.test.name}",
                "score": result.score,
                "max_score": result.test.points,
                "status": "failed" if result.finding else "passed",
                "output": "\n".join(explained(result.finding)) if result.finding else "right",
            }
            for grade in grades
            for result in grade.results
        ],
    }


def progress(grades: Sequence[Grade]) -> str:
    """A line for each exercise, and what to do next."""
    width = max(len(grade.exercise.title) for grade in grades)
    lines = []
    for grade in grades:
        done = sum(result.status == "right" for result in grade.results)
        bar = "#" * done + "." * (len(grade.results) - done)
        lines.append(f"{grade.exercise.number}  {grade.exercise.title:{width}}  {bar:8} {done} of {len(grade.results)}")
    lines.append("")
    left = next((grade for grade in grades if not grade.is_right), None)
    if left is None:
        return "\n".join([*lines, "all done"])
    where = "" if left.submission == left.exercise.skeleton else f" {short(left.submission)}"
    lines.append(f"next: {short(left.submission)}")
    if left.submission.exists():
        lines.append(f"python -m demos.exercises check {left.exercise.number}{where}")
    else:
        lines.append(f"python -m demos.exercises start {left.exercise.number} {short(left.submission.parent)}")
    return "\n".join(lines)


def table(students: Sequence[tuple[str, Sequence[Grade]]]) -> list[list[str]]:
    """A row for each student: a name, the points in each exercise, their sum. The first row has the headings."""
    first = students[0][1]
    rows = [["student", *[grade.exercise.name for grade in first], "total"]]
    for name, grades in students:
        scores = [grade.score for grade in grades]
        rows.append([name, *[f"{score:g}" for score in scores], f"{fsum(scores):g}"])
    return rows
