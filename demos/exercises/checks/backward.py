"""Exercise 07."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from demos.exercises.questions import Outcome, Question, Raised, Test
from engine import Value, topological_order

START = "from engine import Value"
CHAIN = ["w = Value(0.5)", "x = Value(2.0)", "n = w * x", "y = n.tanh()"]
FORK = ["x = Value(3.0)", "s = x * x", "a = x * s", "y = a + s"]
CONSTANT = ["x = Value(3.0)", "a = 4 * x", "y = a * a - 1"]


@dataclass(frozen=True, slots=True)
class Pass:
    """A backward pass in which one thing may be wrong."""

    add: bool = True
    upstream: bool = True
    partial: bool = True
    start: float = 1.0
    reverse: bool = True
    reset: bool = True
    reset_leaves: bool = False

    def over(self, output: Value) -> None:
        """Fill in the grads."""
        nodes = topological_order(output)
        for node in nodes:
            if (node.op and self.reset) or (not node.op and self.reset_leaves):
                node.grad = 0.0
        output.grad += self.start
        for node in reversed(nodes) if self.reverse else nodes:
            for x, partial in zip(node.inputs, node.partials):
                if partial is not None:
                    contribution = (node.grad if self.upstream else 1.0) * (partial if self.partial else 1.0)
                    x.grad = x.grad + contribution if self.add else contribution


WRONG = {
    "= instead of +=": Pass(add=False),
    "forgot the upstream": Pass(upstream=False),
    "forgot the local derivative": Pass(partial=False),
    "the output has no grad": Pass(start=0.0),
    "not in topological order": Pass(reverse=False),
    "old grads were kept": Pass(reset=False),
    "leaves were reset": Pass(reset_leaves=True),
}


def tests() -> list[Test]:
    return [
        Test("a chain", grads(CHAIN, chain, "yn", "wx", 1)),
        Test("a fork", grads(FORK, fork, "yas", "x", 1)),
        Test("constants", constants()),
        Test("a second pass", grads(FORK, fork, "yas", "x", 2)),
    ]


def chain() -> dict[str, Value]:
    w, x = Value(0.5), Value(2.0)
    n = w * x
    return {"w": w, "x": x, "n": n, "y": n.tanh()}


def fork() -> dict[str, Value]:
    x = Value(3.0)
    s = x * x
    a = x * s
    return {"x": x, "s": s, "a": a, "y": a + s}


def constant() -> dict[str, Value]:
    x = Value(3.0)
    a = 4 * x
    return {"x": x, "a": a, "y": a * a - 1}


def after(build: Callable[[], dict[str, Value]], way: Pass, passes: int) -> dict[str, float]:
    """The grads of a graph after a number of passes."""
    values = build()
    for _ in range(passes):
        way.over(values["y"])
    return {name: value.grad for name, value in values.items()}


def grads(
    lines: Sequence[str], build: Callable[[], dict[str, Value]], made: str, leaves: str, passes: int
) -> list[Question]:
    """The grad of each value, from the output on."""
    values = build()
    for _ in range(passes):
        values["y"].backward()
    right = {name: value.grad for name, value in values.items()}
    wrong = {name: after(build, way, passes) for name, way in WRONG.items()}
    wrong = {name: found for name, found in wrong.items() if found != right}  # on a chain, = is as good as +=
    given = "\n".join([START, *lines, *["backward(y)"] * passes])
    questions = []
    for i, name in enumerate(made + leaves):
        mistakes = {mistake: found[name] for mistake, found in wrong.items()}
        questions.append(
            Question(f"{name}.grad", values[name].grad, why(values, name, passes), mistakes, "" if i else given)
        )
    return questions


def constants() -> list[Question]:
    """A graph with plain numbers in it."""
    raised: dict[str, Outcome] = {
        "a constant taken for a value": Raised("AttributeError"),
        "None taken for a number": Raised("TypeError"),
    }
    questions = grads(CONSTANT, constant, "ya", "x", 1)
    return [Question(q.ask, q.right, q.because, {**q.mistakes, **raised}, q.given) for q in questions]


def why(values: dict[str, Value], name: str, passes: int) -> str:
    """The contributions to a grad, with their numbers."""
    if name == "y":
        return "d(output)/d(output) = 1"
    parts = [
        f"{node.grad:.6g} * {partial:.6g}"
        for node in reversed(topological_order(values["y"]))
        for x, partial in zip(node.inputs, node.partials)
        if x is values[name]
    ]
    leaf = "" if values[name].op or passes == 1 else f", {passes} times over, for the grad of a leaf adds up"
    return f"{name}.grad = {' + '.join(parts)}{leaf}"
