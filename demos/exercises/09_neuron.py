"""Exercise 09: a neuron and a layer.

Goal: build the smallest part of a network out of Values, so that its gradients come for free.

    weighted sum    n = w1 * x1 + w2 * x2 + ... + b
    neuron          y = tanh(n)
    layer           several neurons side by side, which all see the same inputs

1. Write `weighted_sum`. It has one bias, added once. Different numbers of weights and inputs are a mistake of the
   caller: raise a ValueError that gives both numbers. (`zip` would cut the longer list without a word.)
2. Write `neuron`, the tanh of the weighted sum. A Value has a method `.tanh()`.
3. Write `layer`: a list with the output of each neuron. `rows` has a list of weights for each neuron, `biases` a bias.

Check: python -m demos.exercises check 09
"""

from engine import Value


def weighted_sum(ws: list[Value], xs: list[float], b: Value) -> Value:
    """w1 * x1 + w2 * x2 + ... + b."""
    raise NotImplementedError("step 1, weighted_sum")


def neuron(ws: list[Value], xs: list[float], b: Value) -> Value:
    """tanh(w1 * x1 + w2 * x2 + ... + b)."""
    raise NotImplementedError("step 2, neuron")


def layer(rows: list[list[Value]], xs: list[float], biases: list[Value]) -> list[Value]:
    """The outputs of neurons that see the same inputs."""
    raise NotImplementedError("step 3, layer")
