"""Exercise 12: Adam.

Goal: write the optimizer that most networks are trained with (Kingma and Ba, 2015), for one parameter p.

    m     = b1 * m + (1 - b1) * g            a running mean of the gradients
    v     = b2 * v + (1 - b2) * g * g        a running mean of their squares
    m_hat = m / (1 - b1 ** t)                both start at 0, so at first they are too small;
    v_hat = v / (1 - b2 ** t)                this corrects it
    p     = p - lr * m_hat / (sqrt(v_hat) + eps)

t is the number of the step, from 1 on.

1. Write `adam_step`: return a dict with the keys "m", "v", "m_hat", "v_hat" and "p", the numbers after the step.
2. Write `adam`: begin with m = v = 0, make a step for each gradient in the list, and return the list of the p after
   each step.

Check: python -m demos.exercises check 12
"""

import math


def adam_step(
    p: float, g: float, m: float, v: float, t: int, lr: float, b1: float, b2: float, eps: float
) -> dict[str, float]:
    """The numbers after step t, by name."""
    raise NotImplementedError("step 1, adam_step")


def adam(p: float, gradients: list[float], lr: float, b1: float, b2: float, eps: float) -> list[float]:
    """The parameter after each step."""
    raise NotImplementedError("step 2, adam")
