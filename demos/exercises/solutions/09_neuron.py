"""Exercise 09, solved."""

from engine import Value


def weighted_sum(ws: list[Value], xs: list[float], b: Value) -> Value:
    """w1 * x1 + w2 * x2 + ... + b."""
    if len(ws) != len(xs):
        raise ValueError(f"{len(ws)} weights got {len(xs)} inputs; there must be as many")
    total = b
    for w, x in zip(ws, xs):
        total = total + w * x
    return total


def neuron(ws: list[Value], xs: list[float], b: Value) -> Value:
    """tanh(w1 * x1 + w2 * x2 + ... + b)."""
    return weighted_sum(ws, xs, b).tanh()


def layer(rows: list[list[Value]], xs: list[float], biases: list[Value]) -> list[Value]:
    """The outputs of neurons that see the same inputs."""
    return [neuron(ws, xs, b) for ws, b in zip(rows, biases)]
