"""Exercise 02."""

from math import tanh

from demos.exercises.checks.numbers import text
from demos.exercises.questions import Question, Raised, Test
from engine import Value

FACTORS = [(2.0, -3.0), (0.1, 0.2), (-1.5, 0.0)]
POINTS = [0.5, -1.25, 0.0, 3.0]


def tests() -> list[Test]:
    return [
        Test("mul", [Question(f"mul({x}, {y})", x * y, f"x * y = {text(x)} * {text(y)}") for x, y in FACTORS]),
        Test("mul_partials", [mul_partials(x, y) for x, y in FACTORS]),
        Test("tanh", [*[of_tanh(x) for x in POINTS], of_tanh(1000.0), of_tanh(-1000.0)]),
        Test("tanh_partial", [tanh_partial(x) for x in POINTS]),
    ]


def mul_partials(x: float, y: float) -> Question:
    product = Value(x) * Value(y)
    mistakes = {"swapped the partials": [x, y], "forgot the local derivative": [1.0, 1.0]}
    because = f"d out / d x is y = {y:.6g}, d out / d y is x = {x:.6g}"
    return Question(f"mul_partials({x}, {y})", list(product.partials), because, mistakes)


def of_tanh(x: float) -> Question:
    """tanh, also where exp overflows."""
    because = "tanh(x) comes close to 1, or to -1, far from 0" if abs(x) > 20 else f"tanh({x:.6g})"
    return Question(f"tanh({x})", tanh(x), because, {"exp of a large number": Raised("OverflowError")})


def tanh_partial(x: float) -> Question:
    out = Value(x).tanh()
    y = out.data
    mistakes = {
        "input instead of output": 1 - x * x,
        "forgot the square": 1 - y,
        "wrong sign": 1 + y * y,
    }
    because = f"1 - out * out = 1 - {text(y)} * {text(y)}"
    return Question(f"tanh_partial({x}, {y!r})", out.partials[0], because, mistakes)
