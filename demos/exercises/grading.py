"""Grades: the answers of a submission beside the right ones, up to the first wrong value of each test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from pathlib import Path

from demos.exercises.comparison import Comparison, compare
from demos.exercises.process import Answers, answers_of
from demos.exercises.questions import Exercise, Outcome, Question, Raised, Test

SECONDS = 10.0  # for what takes well under one


@dataclass(frozen=True, slots=True)
class Finding:
    """The first wrong value of a test."""

    question: Question
    given: str  # all the lines that were run before it
    answer: Outcome
    comparison: Comparison
    mistake: str | None  # the known mistake that leads to this answer
    printed: str
    imported: bool  # if not, the answer says why there are no answers at all

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
        missing = Raised("FileNotFoundError", f"there is no file {submission}; `start` copies the skeleton")
        answered = [Answers([missing], imported=False)] * len(exercise.tests)
    return Grade(exercise, submission, [judged(test, answers) for test, answers in zip(exercise.tests, answered)])


def judged(test: Test, answers: Answers) -> Result:
    """The result of a test, from the answers to its questions."""
    largest = 0.0
    given: list[str] = []
    ruled_out: set[str] = set()  # mistakes that would have made an earlier answer wrong
    for place, question in enumerate(test.questions):
        if question.given and question.given not in given:
            given.append(question.given)
        answer = answers.outcomes[place] if place < len(answers.outcomes) else Raised("nothing")
        comparison = compare(answer, question.right)
        if not comparison.approximate:
            mistake = mistake_behind(question, answer, ruled_out)
            lines = "\n".join(given)
            finding = Finding(question, lines, answer, comparison, mistake, answers.printed, answers.imported)
            return Result(test, finding, largest)
        largest = max(largest, comparison.difference or 0.0)
        ruled_out |= {name for name, wrong in question.mistakes.items() if not compare(answer, wrong).approximate}
    return Result(test, None, largest)


def mistake_behind(question: Question, answer: Outcome, ruled_out: set[str]) -> str | None:
    """The name of the known mistake that leads to a wrong answer, rather one that is not ruled out; None if unknown."""
    known = [name for name, wrong in question.mistakes.items() if compare(answer, wrong).approximate]
    return min(known, key=lambda name: name in ruled_out, default=None)
