"""Exercise 04: the chain rule by hand.

Goal: do for one neuron with one input what backpropagation does for all networks.

    forward     product = w * x
                n       = product + b
                y       = tanh(n)

    backward    dy/dn       = 1 - y * y             the partial of tanh, from its output
                dy/dproduct = dy/dn * 1             upstream times partial: n = product + b
                dy/db       = dy/dn * 1
                dy/dw       = dy/dproduct * x       product = w * x
                dy/dx       = dy/dproduct * w

Each line of the backward pass is one product: what came back so far (upstream) times one partial. What it gives for an
edge is called the contribution.

1. Write `forward`: return a dict with the keys "product", "n" and "y".
2. Write `backward`: return a dict with the keys "n", "product", "b", "w" and "x": the derivative of y with respect
   to each. Use numbers only; you know every partial.

Check: python -m demos.exercises check 04
"""

import math


def forward(w: float, x: float, b: float) -> dict[str, float]:
    """The values of tanh(w * x + b), by name."""
    raise NotImplementedError("step 1, forward")


def backward(w: float, x: float, b: float) -> dict[str, float]:
    """The derivative of y with respect to each value before it, by name."""
    raise NotImplementedError("step 2, backward")
