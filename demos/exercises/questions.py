"""What an exercise asks: questions in tests, each with its right answer and the answers that known mistakes lead to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TIMEOUT = "Timeout"  # the kind of an outcome that did not come in time
CRASH = "Crash"  # and of a process that ended by itself


@dataclass(frozen=True, slots=True)
class Raised:
    """An outcome that is no answer: an exception, by the name of its type, or TIMEOUT, or CRASH."""

    kind: str
    message: str = field(default="", compare=False)
    where: str = field(default="", compare=False)  # the line of the submission


Outcome = Any  # None, a bool, a number, a text, a list of these, or Raised


@dataclass(frozen=True, slots=True)
class Question:
    """An expression in the names of a submission, and its right value."""

    ask: str
    right: Outcome
    because: str  # the formula, and the same with its numbers
    mistakes: Mapping[str, Outcome] = field(default_factory=dict)  # what known mistakes lead to, by the names of HINTS
    given: str = ""  # lines to run first; what they define stays for the next questions of the test


@dataclass(frozen=True, slots=True)
class Test:
    """Questions that build on each other; it is passed when all the answers are right."""

    name: str
    questions: Sequence[Question]
    points: float = 1.0


@dataclass(frozen=True, slots=True)
class Exercise:
    """One file to complete."""

    name: str  # "03_numeric_derivative", as its file
    tests: Sequence[Test]

    @property
    def number(self) -> str:
        """`03`"""
        return self.name[:2]

    @property
    def title(self) -> str:
        """`numeric derivative`"""
        return self.name[3:].replace("_", " ")

    @property
    def skeleton(self) -> Path:
        """The file with the gaps."""
        return HERE / f"{self.name}.py"

    @property
    def solution(self) -> Path:
        """The file without."""
        return HERE / "solutions" / f"{self.name}.py"
