"""Exercise 03, solved."""

from collections.abc import Callable


def forward_difference(f: Callable[[float], float], x: float, h: float) -> float:
    """The slope of f from x to x + h."""
    return (f(x + h) - f(x)) / h


def central_difference(f: Callable[[float], float], x: float, h: float) -> float:
    """The slope of f from x - h to x + h."""
    return (f(x + h) - f(x - h)) / (2 * h)


def gradient(f: Callable[[list[float]], float], xs: list[float], h: float) -> list[float]:
    """The central difference of f in each of xs."""
    slopes = []
    for i, x in enumerate(xs):
        above, below = xs.copy(), xs.copy()
        above[i] = x + h
        below[i] = x - h
        slopes.append((f(above) - f(below)) / (2 * h))
    return slopes
