"""The training step of microgpt (Andrej Karpathy, 2026): its model on a Value like its own, and on ours (demos/gpt.py).

microgpt is one file without an installable package, so its engine and its model are written here after its description:
every number of every sum is a node of its own, 7,640 n + 50 n (n + 1) + 3 of them for a document of n tokens.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import engine
from benchmarks.job import Measured
from demos.data import Vocabulary, read_documents
from demos.gpt import BETAS, BLOCK_SIZE, EPS, GPT, HEAD, LR, N_HEAD, Training, cost

ALL_STEPS = 1000  # over which the learning rate would fall to 0

# --- the engine -------------------------------------------------------------------------------------------------------


class Value:
    """A scalar with its children and the local derivative with respect to each."""

    __slots__ = ("data", "grad", "children", "local_grads")

    def __init__(self, data: float, children: tuple[Value, ...] = (), local_grads: tuple[float, ...] = ()) -> None:
        self.data = data
        self.grad = 0.0
        self.children = children
        self.local_grads = local_grads

    def __add__(self, other: Value | float) -> Value:
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1, 1))

    def __mul__(self, other: Value | float) -> Value:
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, other: float) -> Value:
        return Value(self.data**other, (self,), (other * self.data ** (other - 1),))

    def log(self) -> Value:
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def exp(self) -> Value:
        return Value(math.exp(self.data), (self,), (math.exp(self.data),))

    def relu(self) -> Value:
        return Value(max(0, self.data), (self,), (float(self.data > 0),))

    def __neg__(self) -> Value:
        return self * -1

    def __radd__(self, other: float) -> Value:
        return self + other

    def __sub__(self, other: Value | float) -> Value:
        return self + (-other)

    def __rsub__(self, other: float) -> Value:
        return other + (-self)

    def __rmul__(self, other: float) -> Value:
        return self * other

    def __truediv__(self, other: Value | float) -> Value:
        return self * other**-1

    def __rtruediv__(self, other: float) -> Value:
        return other * self**-1

    def ordered(self) -> list[Value]:
        """Every value that this one was computed from, children first, by recursion."""
        order: list[Value] = []
        visited = set()

        def visit(value: Value) -> None:
            if value not in visited:
                visited.add(value)
                for child in value.children:
                    visit(child)
                order.append(value)

        visit(self)
        return order

    def backward(self) -> None:
        order = self.ordered()
        self.grad = 1
        for value in reversed(order):
            for child, local_grad in zip(value.children, value.local_grads):
                child.grad += local_grad * value.grad


# --- the model --------------------------------------------------------------------------------------------------------


def linear(x: Sequence[Value], w: Sequence[Sequence[Value]]) -> list[Value]:
    return [sum(wi * xi for wi, xi in zip(row, x)) for row in w]


def softmax(scores: Sequence[Value]) -> list[Value]:
    top = max(score.data for score in scores)
    exps = [(score - top).exp() for score in scores]
    total = sum(exps)
    return [e / total for e in exps]


def rmsnorm(x: Sequence[Value]) -> list[Value]:
    mean_square = sum(xi * xi for xi in x) / len(x)
    scale = (mean_square + EPS) ** -0.5
    return [xi * scale for xi in x]


def gpt(weights: dict[str, list[list[Value]]], token: int, place: int, keys: Any, values: Any) -> list[Value]:
    """The scores of the next token."""
    x = rmsnorm([t + p for t, p in zip(weights["wte"][token], weights["wpe"][place])])
    before, x = x, rmsnorm(x)
    q = linear(x, weights["wq"])
    keys.append(linear(x, weights["wk"]))
    values.append(linear(x, weights["wv"]))
    collected = []
    for head in range(N_HEAD):
        part = slice(head * HEAD, (head + 1) * HEAD)
        answers = [sum(a * b for a, b in zip(q[part], key[part])) / HEAD**0.5 for key in keys]
        shares = softmax(answers)
        collected += [sum(s * v for s, v in zip(shares, column)) for column in zip(*[v[part] for v in values])]
    x = [a + b for a, b in zip(linear(collected, weights["wo"]), before)]
    before, x = x, rmsnorm(x)
    x = linear([xi.relu() for xi in linear(x, weights["fc1"])], weights["fc2"])
    return linear([a + b for a, b in zip(x, before)], weights["lm_head"])


def document_loss(weights: dict[str, list[list[Value]]], tokens: Sequence[int]) -> Value:
    """The mean of -log(probability) over the positions."""
    n = min(BLOCK_SIZE, len(tokens) - 1)
    keys: list[Any] = []
    values: list[Any] = []
    losses = []
    for place in range(n):
        probabilities = softmax(gpt(weights, tokens[place], place, keys, values))
        losses.append(-probabilities[tokens[place + 1]].log())
    return (1 / n) * sum(losses)


def weights_of(model: GPT) -> dict[str, list[list[Value]]]:
    """The numbers of one of our models in its Values."""
    return {
        name.split(".")[0]: [[Value(number) for number in row] for row in rows]
        for name, rows in model.state_dict().items()
    }


# --- the contestants --------------------------------------------------------------------------------------------------


def theirs(steps: int) -> Measured:
    """microgpt's step: loss, backward pass, Adam."""
    documents = read_documents()
    vocabulary = Vocabulary(documents)
    rng = Random(42)
    rng.shuffle(documents)
    weights = weights_of(GPT(len(vocabulary), rng))
    parameters = [p for matrix in weights.values() for row in matrix for p in row]
    m, v = [0.0] * len(parameters), [0.0] * len(parameters)
    beta1, beta2 = BETAS
    times, gradients = [], []
    for step in range(1 + steps):
        start = perf_counter()
        loss = document_loss(weights, vocabulary.document(documents[step]))
        loss.backward()
        gradients.append(perf_counter() - start)
        lr = LR * (1 - step / ALL_STEPS)
        for i, p in enumerate(parameters):
            m[i] = beta1 * m[i] + (1 - beta1) * p.grad
            v[i] = beta2 * v[i] + (1 - beta2) * p.grad**2
            m_hat = m[i] / (1 - beta1 ** (step + 1))
            v_hat = v[i] / (1 - beta2 ** (step + 1))
            p.data -= lr * m_hat / (v_hat**0.5 + 1e-8)
            p.grad = 0
        times.append(perf_counter() - start)
    return {
        "step": median(times[1:]),
        "gradient": median(gradients[1:]),
        "result": loss.data,
        "values": len(loss.ordered()),
    }


def ours(steps: int, compiled: bool = False) -> Measured:
    """The step of demos/gpt.py, from the same weights and on the same documents; programs are written off the clock."""
    training = Training(read_documents(), ALL_STEPS, language="python" if compiled else "")
    if training.programs:
        training.programs.attention(BLOCK_SIZE)
    times, gradients = [], []
    for _ in range(1 + steps):
        start = perf_counter()
        training.gradient()
        gradients.append(perf_counter() - start)
        start = perf_counter()
        loss = training.step()
        times.append(perf_counter() - start)
    last = training.vocabulary.document(training.documents[steps])
    return {
        "step": median(times[1:]),
        "gradient": median(gradients[1:]),
        "result": loss,
        "values": len(engine.topological_order(cost(training.model, last))),
    }


def whole(steps: int) -> Measured:
    """Seconds for a whole compiled training of this many steps, the writing of programs included."""
    start = perf_counter()
    training = Training(read_documents(), steps, language="python")
    for _ in range(steps):
        loss = training.step()
    return {"training": perf_counter() - start, "result": loss}
