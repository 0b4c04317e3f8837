"""Exercise 09."""

from math import tanh

from demos.exercises.questions import Question, Raised, Test

START = """\
from engine import Value
ws = [Value(0.5), Value(-1.0), Value(2.0)]
xs = [1.0, 3.0, 0.75]
b = Value(0.25)"""
WS, XS, B = [0.5, -1.0, 2.0], [1.0, 3.0, 0.75], 0.25
SUM = -0.75  # 0.5 * 1 - 1 * 3 + 2 * 0.75 + 0.25


def tests() -> list[Test]:
    """The tests of a neuron and a layer."""
    return [
        Test("weighted_sum", weighted_sum()),
        Test("weighted_sum refuses", refused()),
        Test("neuron", neuron()),
        Test("layer", layer()),
    ]


def weighted_sum() -> list[Question]:
    """The sum, and its grads."""
    because = "0.5 * 1 + (-1) * 3 + 2 * 0.75 + 0.25"
    mistakes = {"forgot the bias": SUM - B, "the bias in every term": SUM + 2 * B}
    return [
        Question("n.data", SUM, because, mistakes, given=f"{START}\nn = weighted_sum(ws, xs, b)"),
        Question("[w.grad for w in ws]", XS, "dn/dw is the x that the weight goes with", given="n.backward()"),
        Question("b.grad", 1.0, "b is added once", {"the bias in every term": 3.0, "forgot the bias": 0.0}),
    ]


def refused() -> list[Question]:
    """Three weights and two inputs."""
    because = "3 weights do not fit 2 inputs"
    mistakes = {"zip cut the longer list": Raised("a Value")}
    return [
        Question("weighted_sum(ws, [1.0, 3.0], b)", Raised("ValueError"), because, mistakes, START),
        Question("weighted_sum(ws[:1], xs, b)", Raised("ValueError"), "1 weight does not fit 3 inputs", mistakes),
    ]


def neuron() -> list[Question]:
    """The output, and its grads."""
    y = tanh(SUM)
    slope = 1 - y * y
    linear = {"forgot the activation": SUM, "forgot the bias": tanh(SUM - B)}
    return [
        Question("y.data", y, f"tanh({SUM})", linear, given=f"{START}\ny = neuron(ws, xs, b)"),
        Question("b.grad", slope, f"1 - y * y = {slope:.6g}", {"forgot the activation": 1.0}, given="y.backward()"),
        Question("[w.grad for w in ws]", [slope * x for x in XS], f"{slope:.6g} times each input"),
    ]


def layer() -> list[Question]:
    """Two neurons, the second with weights and a bias of 1."""
    sums = [SUM, 1.0 + 3.0 + 0.75 + 1.0]
    right = [tanh(n) for n in sums]
    lines = f"{START}\nrows = [ws, [Value(1.0), Value(1.0), Value(1.0)]]\nbiases = [b, Value(1.0)]"
    return [
        Question("[y.data for y in layer(rows, xs, biases)]", right, f"tanh({sums[0]}) and tanh({sums[1]})",
                 {"forgot the activation": sums, "forgot the bias": [tanh(SUM - B), tanh(sums[1] - 1.0)]}, given=lines),
        Question("len(layer(rows[:1], xs, biases[:1]))", 1, "one neuron, one output"),
    ]  # fmt: skip
