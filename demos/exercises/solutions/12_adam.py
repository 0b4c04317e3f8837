"""Exercise 12, solved."""

import math


def adam_step(
    p: float, g: float, m: float, v: float, t: int, lr: float, b1: float, b2: float, eps: float
) -> dict[str, float]:
    """The numbers after step t, by name."""
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g * g
    m_hat = m / (1 - b1**t)
    v_hat = v / (1 - b2**t)
    p = p - lr * m_hat / (math.sqrt(v_hat) + eps)
    return {"m": m, "v": v, "m_hat": m_hat, "v_hat": v_hat, "p": p}


def adam(p: float, gradients: list[float], lr: float, b1: float, b2: float, eps: float) -> list[float]:
    """The parameter after each step."""
    m = v = 0.0
    path = []
    for t, g in enumerate(gradients, 1):
        after = adam_step(p, g, m, v, t, lr, b1, b2, eps)
        p, m, v = after["p"], after["m"], after["v"]
        path.append(p)
    return path
