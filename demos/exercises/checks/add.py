"""Exercise 01."""

from demos.exercises.checks.numbers import text
from demos.exercises.questions import Question, Test

POINTS = [(2.0, -3.0), (0.1, 0.2), (-1.5, 4.0)]


def tests() -> list[Test]:
    return [
        Test("add", [Question(f"add({x}, {y})", x + y, f"x + y = {text(x)} + {text(y)}") for x, y in POINTS]),
        Test("add_partials", [add_partials(x, y) for x, y in POINTS]),
        Test("sub", [sub(x, y) for x, y in POINTS]),
        Test("sub_partials", [sub_partials(x, y) for x, y in POINTS]),
    ]


def add_partials(x: float, y: float) -> Question:
    because = "raise x by h, and x + y rises by h; so it does with y"
    return Question(f"add_partials({x}, {y})", [1.0, 1.0], because, {"values instead of partials": [x, y]})


def sub(x: float, y: float) -> Question:
    mistakes = {"swapped the operands": y - x, "wrong sign": x + y}
    return Question(f"sub({x}, {y})", x - y, f"x - y = {text(x)} - {text(y)}", mistakes)


def sub_partials(x: float, y: float) -> Question:
    mistakes = {"wrong sign": [1.0, 1.0], "swapped the partials": [-1.0, 1.0], "values instead of partials": [x, y]}
    because = "raise x by h, and x - y rises by h; raise y by h, and x - y falls by h"
    return Question(f"sub_partials({x}, {y})", [1.0, -1.0], because, mistakes)
