"""Grades: the answers of a submission beside the right ones, up to the first wrong value of each test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from pathlib import Path

from demos.exercises.comparison import Comparison, compare
from demos.exercises.mistakes import HINTS
from demos.exercises.process import Answers, answers_of
from demos.exercises.questions import Exercise, Outcome, Question, Raised, Test

SECONDS = 10.0  # for what takes well under one
LONGEST = 160  # characters of an answer on show


@dataclass(frozen=True, slots=True)
class Finding:
    """The first wrong value of a test."""

    question: Question
    given: str  # all the lines that were run before it
    answer: Outcome
    comparison: Comparison
    mistake: str | None  # the known mistake that leads to this answer
    place: int  # it is the answer to this question of the test, from 1
    printed: str

    @property
    def is_gap(self) -> bool:
        """Whether this is still to be written."""
        return isinstance(self.answer, Raised) and self.answer.kind == "NotImplementedError"


@dataclass(frozen=True, slots=True)
class Result:
    """How a test went."""

    test: Test
    finding: Finding | None  # None if all the answers are right
    difference: float  # the largest among the right answers

    @property
    def status(self) -> str:
        """`right`, `wrong` or `to do`."""
        if self.finding is None:
            return "right"
        return "to do" if self.finding.is_gap else "wrong"

    @property
    def score(self) -> float:
        """The points of the test, or none."""
        return self.test.points if self.finding is None else 0.0


@dataclass(frozen=True, slots=True)
class Grade:
    """How a submission did in an exercise."""

    exercise: Exercise
    submission: Path
    results: Sequence[Result]

    @property
    def score(self) -> float:
        """The points reached."""
        return fsum(result.score for result in self.results)

    @property
    def max_score(self) -> float:
        """The points there are."""
        return fsum(test.points for test in self.exercise.tests)

    @property
    def is_right(self) -> bool:
        """Whether every test is passed."""
        return all(result.status == "right" for result in self.results)


def graded(exercise: Exercise, submission: Path, seconds: float = SECONDS) -> Grade:
    """The grade of a file; each process that runs it may take this many seconds."""
    if submission.is_file():
        answered = answers_of(submission, exercise.tests, seconds)
    else:
        missing = Raised("FileNotFoundError", f"there is no file {submission}")
        answered = [Answers([missing])] * len(exercise.tests)
    return Grade(exercise, submission, [judged(test, answers) for test, answers in zip(exercise.tests, answered)])


def judged(test: Test, answers: Answers) -> Result:
    """The result of a test, from the answers to its questions."""
    largest = 0.0
    given: list[str] = []
    for place, question in enumerate(test.questions, 1):
        given += question.given.splitlines()
        answer = answers.outcomes[place - 1] if place <= len(answers.outcomes) else Raised("nothing")
        comparison = compare(answer, question.right)
        if not comparison.approximate:
            mistake = mistake_behind(question, answer)
            finding = Finding(question, "\n".join(given), answer, comparison, mistake, place, answers.printed)
            return Result(test, finding, largest)
        largest = max(largest, comparison.difference or 0.0)
    return Result(test, None, largest)


def mistake_behind(question: Question, answer: Outcome) -> str | None:
    """The name of the known mistake that leads to a wrong answer; None if it is not known."""
    return next((name for name, wrong in question.mistakes.items() if compare(answer, wrong).approximate), None)


def explained(finding: Finding) -> list[str]:
    """A finding in lines: what was asked, the answer, the right one with its formula, and what may be behind it.

    Whatever a terminal would not print as it is, it comes from the submission, is written as `?`.
    """
    return ["".join(c if c.isprintable() else "?" for c in line) for line in told(finding)]


def told(finding: Finding) -> list[str]:
    """The lines as the submission makes them."""
    question, answer, comparison = finding.question, finding.answer, finding.comparison
    if finding.is_gap:
        return [f"still to be written: {answer.message or 'a gap'} ({answer.where})"]
    lines = [f"the first wrong value is number {finding.place}:"]
    lines += [f"    {line}" for line in [*finding.given.splitlines(), question.ask]]
    if isinstance(answer, Raised):
        lines.append(f"  yours  {answer.kind}{': ' if answer.message else ''}{answer.message}")
        if answer.where:
            lines.append(f"         at {answer.where}")
    else:
        lines.append(f"  yours  {shown(answer)}")
    lines.append(f"  right  {shown(question.right)}  because {question.because}")
    if comparison.difference is not None:
        lines.append(f"  exact no, approximate no, largest difference {comparison.difference:.6g}")
    if comparison.place:
        lines.append(f"  the first that differs is {comparison.place}, counted from 0")
    if finding.mistake:
        lines.append(f"  known mistake: {finding.mistake}. {HINTS[finding.mistake]}")
    if finding.printed:
        lines += ["  your program printed:", *[f"    {line}" for line in finding.printed.splitlines()]]
    return lines


def shown(answer: Outcome) -> str:
    """An answer as Python writes it, cut if it is long."""
    text = answer.kind if isinstance(answer, Raised) else repr(answer)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."
