"""Exercise 08. The right numbers are those of the engine."""

from math import tanh

from demos.exercises.checks.numbers import text
from demos.exercises.questions import Question, Raised, Test
from engine import Value

A, B, C = 2.0, -3.0, 10.0
LEAVES = f"a = Value({A})\nb = Value({B})\nc = Value({C})"


def tests() -> list[Test]:
    return [
        Test("a Value", leaf()),
        Test("+ and *", arithmetic()),
        Test("numbers", with_numbers()),
        Test("tanh", of_tanh()),
        Test("backward", backward()),
        Test("backward at forks", forks()),
        Test("a chain of 20,000", deep()),
    ]


def leaf() -> list[Question]:
    """What a leaf holds."""
    return [
        Question("a.data", A, "that is its number", given=f"a = Value({A})"),
        Question("a.grad", 0.0, "there was no backward pass yet"),
        Question("isinstance(Value(3).data, float)", True, "data is kept as a float, also of the whole number 3"),
    ]


def arithmetic() -> list[Question]:
    """The forward pass of + and *."""
    return [
        Question("(a + b).data", A + B, f"a + b = {text(A)} + {text(B)}", given=LEAVES),
        Question("(a * b).data", A * B, f"a * b = {text(A)} * {text(B)}"),
        Question("(a * b + c).data", A * B + C, f"a * b + c = {text(A * B)} + {text(C)}"),
        Question("(a * b).grad", 0.0, "there was no backward pass yet"),
        Question("a.data", A, "an op leaves its inputs as they are"),
    ]


def with_numbers() -> list[Question]:
    """Numbers on either side."""
    right, left = {"no numbers on the right": Raised("AttributeError")}, {"no numbers on the left": Raised("TypeError")}
    return [
        Question("(a + 1).data", A + 1, "2 + 1", right, given=LEAVES),
        Question("(a * 4).data", A * 4, "2 * 4", right),
        Question("(1 + a).data", 1 + A, "1 + 2", left),
        Question("(4 * a).data", 4 * A, "4 * 2", left),
    ]


def of_tanh() -> list[Question]:
    """The forward pass of tanh."""
    return [
        Question("Value(0.5).tanh().data", tanh(0.5), "tanh(0.5)"),
        Question("Value(1000).tanh().data", 1.0, "tanh(x) comes close to 1 far from 0",
                 {"exp of a large number": Raised("OverflowError")}),
    ]  # fmt: skip


def backward() -> list[Question]:
    """The grads of a neuron with one input."""
    w, x, b = Value(-0.5), Value(1.5), Value(0.25)
    product = w * x
    n = product + b
    y = n.tanh()
    y.backward()
    up, out = n.grad, y.data
    leaves = "w = Value(-0.5)\nx = Value(1.5)\nb = Value(0.25)"
    lines = f"{leaves}\nproduct = w * x\nn = product + b\ny = n.tanh()\ny.backward()"
    by_tanh = {
        "input instead of output": 1 - n.data * n.data,
        "forgot the local derivative": 1.0,
        "wrong sign": 1 + out * out,
        "the output has no grad": 0.0,
    }
    by_sum = {"forgot the upstream": 1.0, "not in topological order": 0.0}
    return [
        Question("y.grad", 1.0, "d(output)/d(output) = 1", {"the output has no grad": 0.0},
                 given=lines),
        Question("n.grad", up, f"n.grad = 1 * (1 - out * out) = 1 - {text(out)} * {text(out)}", by_tanh),
        Question("product.grad", up, f"product.grad = n.grad * 1 = {up:.6g}", by_sum),
        Question("b.grad", up, f"b.grad = n.grad * 1 = {up:.6g}", by_sum),
        Question("w.grad", w.grad, f"w.grad = product.grad * x = {up:.6g} * {text(x.data)}",
                 {"swapped the partials": up * w.data, "forgot the upstream": x.data,
                  "forgot the local derivative": up}),
        Question("x.grad", x.grad, f"x.grad = product.grad * w = {up:.6g} * {text(w.data)}",
                 {"swapped the partials": up * x.data, "forgot the upstream": w.data,
                  "forgot the local derivative": up}),
    ]  # fmt: skip


def forks() -> list[Question]:
    """The grads of values that are used more than once."""
    too_early = {"= instead of +=": 9.0, "not in topological order": 15.0}  # s.grad was passed on when it was 1
    return [
        Question("x.grad", 2.0, "y = x + x: x.grad = 1 + 1", {"= instead of +=": 1.0},
                 given="x = Value(3.0)\n(x + x).backward()"),
        Question("x.grad", 6.0, "y = x * x: x.grad = x + x = 3 + 3", {"= instead of +=": 3.0},
                 given="x = Value(3.0)\n(x * x).backward()"),
        Question("x.grad", 33.0, "y = x * s + s with s = x * x: x.grad = s + (x + 1) * 2 x = 9 + 4 * 6", too_early,
                 given="x = Value(3.0)\ns = x * x\n(x * s + s).backward()"),
        Question("x.grad", 33.0, "y = s + x * s, the same in another order", too_early,
                 given="x = Value(3.0)\ns = x * x\n(s + x * s).backward()"),
        Question("s.grad", 4.0, "s.grad = 1 + x = 1 + 3", {"= instead of +=": 3.0}),
    ]  # fmt: skip


def deep() -> list[Question]:
    """Deeper than recursion goes."""
    lines = "x = y = Value(1.0)\nfor _ in range(20_000):\n    y = y + x\ny.backward()"
    mistakes = {"recursion": Raised("RecursionError"), "= instead of +=": 1.0}
    because = "y = 20,001 * x, and every use of x adds 1"
    return [Question("x.grad", 20_001.0, because, mistakes, given=lines)]
