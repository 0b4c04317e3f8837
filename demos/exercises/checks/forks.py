"""Exercise 05."""

from demos.exercises.checks.numbers import text
from demos.exercises.questions import Question, Test

Edge = tuple[str, str, float]
FORK: list[Edge] = [("s", "y", 1.0), ("a", "y", -1.0), ("x", "s", 3.0), ("x", "s", 3.0), ("x", "a", 4.0)]
CHAIN: list[Edge] = [("h", "y", -2.0), ("x", "h", 0.5)]


def tests() -> list[Test]:
    """The tests of grads that add up."""
    return [
        Test("grads along a chain", [of(CHAIN, name) for name in ("y", "h", "x")]),
        Test("grads at a fork", [of(FORK, name) for name in ("y", "s", "a", "x")]),
        Test("grads of 60 doublings", doublings()),
        Test("contributions", contributions()),
    ]


def of(edges: list[Edge], name: str) -> Question:
    """The grad of one value."""
    ask, given = f'grads(edges, "y")["{name}"]', f"edges = {edges}"
    if name == "y":
        return Question(ask, 1.0, "d(output)/d(output) = 1", {"the output has no grad": 0.0}, given)
    arrived = parts(edges, name)
    because = f"{name}.grad = {' + '.join(map(text, arrived))}"
    mistakes = {
        "forgot the upstream": sum_of([partial for x, _, partial in edges if x == name]),
        "forgot the local derivative": sum_of([total(edges, node) for x, node, _ in edges if x == name]),
    }
    if len(arrived) > 1:  # a fork
        mistakes["= instead of +="] = arrived[-1]
    return Question(ask, total(edges, name), because, mistakes, given)


def total(edges: list[Edge], name: str) -> float:
    """The grad of a value: the sum over its edges of the grad of their nodes times the partials."""
    return sum_of(parts(edges, name)) if name != "y" else 1.0


def parts(edges: list[Edge], name: str) -> list[float]:
    """The contributions to the grad of a value."""
    return [total(edges, node) * partial for x, node, partial in edges if x == name]


def sum_of(numbers: list[float]) -> float:
    """The sum, from left to right."""
    result = 0.0
    for number in numbers:
        result += number
    return result


def doublings() -> list[Question]:
    """x60 is x0 times 2 to the power of 60."""
    lines = 'edges = [(f"x{i - 1}", f"x{i}", 1.0) for i in range(60, 0, -1) for _ in range(2)]'
    mistakes = {"= instead of +=": 1.0, "the output has no grad": 0.0}
    return [Question('grads(edges, "x60")["x0"]', 2.0**60, "every doubling doubles it: 2 ** 60", mistakes, given=lines)]


def contributions() -> list[Question]:
    """What arrives at the fork, one by one."""
    because = "1 * 3 and 1 * 3 through s, -1 * 4 through a"
    mistakes = {"forgot the upstream": [3.0, 3.0, 4.0], "forgot the local derivative": [1.0, 1.0, -1.0]}
    return [Question('contributions(edges, "y", "x")', parts(FORK, "x"), because, mistakes, given=f"edges = {FORK}")]
