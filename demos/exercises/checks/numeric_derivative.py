"""Exercise 03. The steps are powers of two, so that only the formula makes a difference."""

from demos.exercises.checks.numbers import text
from demos.exercises.questions import Question, Test

CUBE = "def f(x):\n    return x * x * x"
PLANE = "def f(xs):\n    return xs[0] * xs[1] + xs[1] * xs[1] * xs[1] + 2 * xs[2]"
POINTS = [(2.0, 0.25), (-1.0, 0.5), (0.5, 2**-20)]


def tests() -> list[Test]:
    return [
        Test("forward_difference", [forward(x, h) for x, h in POINTS]),
        Test("central_difference", [central(x, h) for x, h in POINTS]),
        Test("gradient", gradient()),
    ]


def cube(x: float) -> float:
    """x to the power of 3."""
    return x * x * x


def forward(x: float, h: float) -> Question:
    """The slope from x to x + h."""
    rise = cube(x + h) - cube(x)
    because = f"(f(x + h) - f(x)) / h = ({cube(x + h):.8g} - {text(cube(x))}) / {h:.6g}"
    mistakes = {"wrong sign": -rise / h, "forgot to divide": rise}
    return Question(f"forward_difference(f, {x}, {h})", rise / h, because, mistakes, given=CUBE)


def central(x: float, h: float) -> Question:
    """The slope from x - h to x + h."""
    rise = cube(x + h) - cube(x - h)
    because = f"(f(x + h) - f(x - h)) / (2 h) = ({cube(x + h):.8g} - {text(cube(x - h))}) / {2 * h:.6g}"
    mistakes = {
        "h instead of 2 h": rise / h,
        "wrong sign": -rise / (2 * h),
        "forward instead of central": (cube(x + h) - cube(x)) / h,
        "forgot to divide": rise,
    }
    return Question(f"central_difference(f, {x}, {h})", rise / (2 * h), because, mistakes, given=CUBE)


def gradient() -> list[Question]:
    """One central difference for each input."""
    a, b, h = 3.0, -2.0, 0.25
    right = [b, a + 3 * b * b + h * h, 2.0]  # the central difference of a cube is h * h above its derivative
    together = b + a + 3 * b * b + h * h + 2.0
    because = "in xs[0] it is xs[1]; in xs[1] it is xs[0] + 3 * xs[1] ** 2 + h ** 2; in xs[2] it is 2"
    mistakes = {
        "all inputs nudged together": [together] * 3,
        "h instead of 2 h": [2 * slope for slope in right],
        "wrong sign": [-slope for slope in right],
        "forward instead of central": [b, right[1] + 3 * b * h, 2.0],
    }
    given = f"{PLANE}\nxs = [{a}, {b}, 0.5]"
    return [
        Question(f"gradient(f, xs, {h})", right, because, mistakes, given),
        Question("xs", [a, b, 0.5], "the list is to stay as it was"),
    ]
