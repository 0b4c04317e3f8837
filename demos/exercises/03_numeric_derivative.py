"""Exercise 03: the numeric derivative.

Goal: measure a derivative by nudging, without a rule. It is the judge of every rule that you will write.

    forward difference    (f(x + h) - f(x)) / h
    central difference    (f(x + h) - f(x - h)) / (2 h)

The central one looks in both directions. Its error shrinks with the square of h, that of the forward one only with h.
At x = 2, f(x) = x * x * x has the derivative 12. With h = 0.25 the forward difference gives 13.5625, the central one
12.0625.

1. Write `forward_difference`.
2. Write `central_difference`.
3. Write `gradient`: f takes a list of numbers; return the central difference in each of them, in order. Nudge one
   number at a time, and leave the list `xs` as it was.

Check: python -m demos.exercises check 03
"""

from collections.abc import Callable


def forward_difference(f: Callable[[float], float], x: float, h: float) -> float:
    """The slope of f from x to x + h."""
    raise NotImplementedError("step 1, forward_difference")


def central_difference(f: Callable[[float], float], x: float, h: float) -> float:
    """The slope of f from x - h to x + h."""
    raise NotImplementedError("step 2, central_difference")


def gradient(f: Callable[[list[float]], float], xs: list[float], h: float) -> list[float]:
    """The central difference of f in each of xs."""
    raise NotImplementedError("step 3, gradient")
