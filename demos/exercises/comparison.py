"""Answers beside the right ones: exact, approximate, and how far apart they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from demos.exercises.questions import Outcome, Raised

RELATIVE = 1e-9  # another order of additions may change the last digits, and nothing more
ABSOLUTE = 1e-12  # 0.3 - 0.1 - 0.2 is not quite 0 in floats


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an answer compares with the right one."""

    exact: bool
    approximate: bool
    difference: float | None  # the largest; None if the answers cannot be subtracted
    place: str  # the first wrong number in a list, `[2]`; empty if there is only one number, or none is wrong


def compare(answer: Outcome, right: Outcome) -> Comparison:
    """The comparison of two outcomes, number by number."""
    mine, theirs = list(leaves(answer)), list(leaves(right))
    if [place for place, _ in mine] != [place for place, _ in theirs]:
        return Comparison(exact=False, approximate=False, difference=None, place="")
    pairs = [(place, a, b) for (place, a), (_, b) in zip(mine, theirs)]
    differences = [abs(a - b) for _, a, b in pairs if type(a) is type(b) is float and isfinite(a) and isfinite(b)]
    wrong = [place for place, a, b in pairs if not close(a, b)]
    return Comparison(
        exact=all(type(a) is type(b) and a == b for _, a, b in pairs),
        approximate=not wrong,
        difference=max(differences, default=0.0) if len(differences) == len(pairs) else None,
        place=wrong[0] if wrong else "",
    )


def close(a: Outcome, b: Outcome) -> bool:
    """Whether one number, or anything else that is not a list, is as good as the right one."""
    if type(a) is type(b) is float and isfinite(a) and isfinite(b):
        return abs(a - b) <= max(RELATIVE * abs(b), ABSOLUTE)
    return type(a) is type(b) and bool(a == b)


def leaves(outcome: Outcome, place: str = "") -> Iterator[tuple[str, Outcome]]:
    """Whatever is in nested lists, with its place; whole numbers as floats."""
    if isinstance(outcome, (list, tuple)):
        if not outcome:
            yield place, Raised("an empty list")
        for i, item in enumerate(outcome):
            yield from leaves(item, f"{place}[{i}]")
    else:
        yield place, float(outcome) if type(outcome) is int else outcome
