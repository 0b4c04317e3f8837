"""Exercise 02: mul and tanh.

Goal: write partials that depend on where you are.

    out = x * y       d out / d x = y    d out / d y = x
    out = tanh(x)     d out / d x = 1 - out * out

    tanh(x) = (exp(2 x) - 1) / (exp(2 x) + 1), which is `math.tanh(x)`

The partial of a product with respect to one factor is the other factor. The partial of tanh is written with its
output, which the forward pass has just computed: there is no need to compute tanh again.

1. Write `mul`.
2. Write `mul_partials`: first with respect to x, then with respect to y.
3. Write `tanh`. It must work at 1000 and at -1000, where exp does not: let `math.tanh` do it.
4. Write `tanh_partial`. It gets the input x and the output out; decide which of them it needs.

Check: python -m demos.exercises check 02
"""

import math


def mul(x: float, y: float) -> float:
    """x * y."""
    raise NotImplementedError("step 1, mul")


def mul_partials(x: float, y: float) -> tuple[float, float]:
    """d out / d x and d out / d y, for out = x * y."""
    raise NotImplementedError("step 2, mul_partials")


def tanh(x: float) -> float:
    """The hyperbolic tangent of x, between -1 and 1."""
    raise NotImplementedError("step 3, tanh")


def tanh_partial(x: float, out: float) -> float:
    """d out / d x, for out = tanh(x)."""
    raise NotImplementedError("step 4, tanh_partial")
