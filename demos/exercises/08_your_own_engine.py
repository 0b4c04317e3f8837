"""Exercise 08: your own engine.

Goal: from an empty class to gradients. Import nothing but `math`.

A Value holds a number, remembers what it was computed from, and can say how the output depends on it:

    .data        the number
    .grad        d(output)/d(this value), 0.0 until a backward pass
    + and *      make a new Value, which keeps its inputs and the partial with respect to each
    .tanh()      the same, with the partial 1 - out * out
    .backward()  fills in the grads of all the values before this one

1. `__init__`: data is kept as a float, grad starts at 0.0. Add two arguments of your own for inputs and partials.
2. `__add__` and `__mul__` of two Values.
3. Numbers: `x + 1`, `1 + x`, `2 * x`. Python calls `__radd__` and `__rmul__` when the number stands on the left.
4. `tanh`.
5. `backward`: put the values in topological order, set the grad of this one to 1, and go through them in reverse with
   `x.grad += node.grad * partial`.
6. Make `backward` work on a chain of 20,000 additions: no recursion.

Check: python -m demos.exercises check 08
"""

import math


class Value:
    """A number that remembers how it was computed."""

    def __init__(self, data: float) -> None:
        raise NotImplementedError("step 1, Value.__init__")
