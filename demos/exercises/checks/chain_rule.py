"""Exercise 04."""

from demos.exercises.checks.numbers import text
from demos.exercises.questions import Question, Test
from engine import Value

POINTS = [(0.5, 2.0, -0.25), (-3.0, 0.75, 1.5)]


def tests() -> list[Test]:
    return [
        Test("forward", [question for point in POINTS for question in forward(*point)]),
        Test("backward", [question for point in POINTS for question in backward(*point)]),
    ]


def forward(w: float, x: float, b: float) -> list[Question]:
    """Every value of the forward pass."""
    product = w * x
    n = Value(product + b)
    ask = f"forward({w}, {x}, {b})"
    return [
        Question(f'{ask}["product"]', product, f"product = w * x = {text(w)} * {text(x)}"),
        Question(f'{ask}["n"]', n.data, f"n = product + b = {text(product)} + {text(b)}", {"forgot the bias": product}),
        Question(f'{ask}["y"]', n.tanh().data, f"y = tanh({n.data:.6g})", {"forgot the activation": n.data}),
    ]


def backward(w: float, x: float, b: float) -> list[Question]:
    """Every grad of the backward pass, in its order."""
    values = {"w": Value(w), "x": Value(x), "b": Value(b)}
    values["product"] = values["w"] * values["x"]
    values["n"] = values["product"] + values["b"]
    output = values["n"].tanh()
    output.backward()
    y, n, up = output.data, values["n"].data, values["n"].grad
    because = {
        "n": f"dy/dn = 1 - y * y = 1 - {text(y)} * {text(y)}",
        "product": f"dy/dproduct = dy/dn * 1 = {up:.6g} * 1",
        "b": f"dy/db = dy/dn * 1 = {up:.6g} * 1",
        "w": f"dy/dw = dy/dproduct * x = {up:.6g} * {text(x)}",
        "x": f"dy/dx = dy/dproduct * w = {up:.6g} * {text(w)}",
    }
    mistakes = {
        "n": {"input instead of output": 1 - n * n, "forgot the square": 1 - y, "wrong sign": 1 + y * y},
        "product": {"forgot the upstream": 1.0, "swapped the operands": up * b},
        "b": {"forgot the upstream": 1.0, "values instead of partials": up * b},
        "w": {"forgot the upstream": x, "forgot the local derivative": up, "swapped the operands": up * w},
        "x": {"forgot the upstream": w, "forgot the local derivative": up, "swapped the operands": up * x},
    }
    return [
        Question(f'backward({w}, {x}, {b})["{name}"]', values[name].grad, because[name], mistakes[name])
        for name in because
    ]
