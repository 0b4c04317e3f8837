"""Exercise 04, solved."""

import math


def forward(w: float, x: float, b: float) -> dict[str, float]:
    """The values of tanh(w * x + b), by name."""
    product = w * x
    n = product + b
    return {"product": product, "n": n, "y": math.tanh(n)}


def backward(w: float, x: float, b: float) -> dict[str, float]:
    """The derivative of y with respect to each value before it, by name."""
    y = forward(w, x, b)["y"]
    dn = 1 - y * y
    dproduct = dn * 1.0
    return {"n": dn, "product": dproduct, "b": dn * 1.0, "w": dproduct * x, "x": dproduct * w}
