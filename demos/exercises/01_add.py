"""Exercise 01: add.

Goal: see that an op is two things: what it computes, and how its output answers to a nudge of each input.

    out = x + y    d out / d x = 1    d out / d y =  1
    out = x - y    d out / d x = 1    d out / d y = -1

A partial is d(output)/d(one input) while the other inputs stay as they are: raise x by 0.01, and x + y rises by 0.01.

1. Write `add`, which returns x + y.
2. Write `add_partials`, which returns the two partials of x + y: first with respect to x, then with respect to y.
3. Write `sub` and `sub_partials`, the same for x - y. Which partial is negative?

Check: python -m demos.exercises check 01
"""


def add(x: float, y: float) -> float:
    """x + y."""
    raise NotImplementedError("step 1, add")


def add_partials(x: float, y: float) -> tuple[float, float]:
    """d out / d x and d out / d y, for out = x + y."""
    raise NotImplementedError("step 2, add_partials")


def sub(x: float, y: float) -> float:
    """x - y."""
    raise NotImplementedError("step 3, sub")


def sub_partials(x: float, y: float) -> tuple[float, float]:
    """d out / d x and d out / d y, for out = x - y."""
    raise NotImplementedError("step 3, sub_partials")
