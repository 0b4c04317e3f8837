"""Exercise 06."""

from demos.exercises.questions import TIMEOUT, Question, Raised, Test

GRAPH = '{"a": [], "b": [], "p": ["a", "b"], "q": ["p", "b"], "y": ["p", "q"]}'


def tests() -> list[Test]:
    return [Test("small graphs", small()), Test("60 doublings", doublings()), Test("a chain of 20,000", deep())]


def small() -> list[Question]:
    """Orders that can be seen."""
    right = ["a", "b", "p", "q", "y"]
    mistakes = {
        "the output comes first": right[::-1],
        "before its inputs": ["y", "p", "a", "b", "q"],
        "level by level": ["y", "p", "q", "a", "b"],
        "no record of what was seen": ["a", "b", "p", "a", "b", "p", "b", "q", "y"],
    }
    because = "depth first, inputs from left to right, each value after its inputs"
    return [
        Question('topological_order(graph, "a")', ["a"], "a leaf stands alone", given=f"graph = {GRAPH}"),
        Question('topological_order(graph, "y")', right, because, mistakes),
        Question('topological_order({"x": [], "y": ["x", "x"]}, "y")', ["x", "y"], "each value once",
                 {"no record of what was seen": ["x", "x", "y"]}),
    ]  # fmt: skip


def doublings() -> list[Question]:
    """As many paths as 2 to the power of 60."""
    lines = 'graph = {"x0": []}\nfor i in range(60):\n    graph[f"x{i + 1}"] = [f"x{i}", f"x{i}"]'
    right = [f"x{i}" for i in range(61)]
    mistakes = {"no record of what was seen": Raised(TIMEOUT), "the output comes first": right[::-1]}
    because = "there are 2 ** 60 paths, and 61 values"
    return [Question('topological_order(graph, "x60")', right, because, mistakes, given=lines)]


def deep() -> list[Question]:
    """Deeper than recursion goes."""
    lines = 'graph = {"x0": []}\nfor i in range(20_000):\n    graph[f"x{i + 1}"] = [f"x{i}"]'
    mistakes = {"recursion": Raised("RecursionError")}
    right = [f"x{i}" for i in range(3)]
    return [Question('topological_order(graph, "x20000")[:3]', right, "x0 has no inputs", mistakes, given=lines)]
