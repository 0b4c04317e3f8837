"""Exercise 05: gradients add at forks.

Goal: find out why every engine writes `+=`.

At x = 3, let s = x * x, a = 4 * x and y = s - a. The value x is used three times: twice by s, once by a. A nudge of x
reaches y along all three edges, so what they bring adds up:

    x.grad = 3 + 3 - 4 = 2        dy/dx = 2 x - 4 = 2

Here a graph is the list of its edges, in the order of the backward pass. An edge is (input, node, partial): the name of
an input, the name of the node that uses it, and d(node)/d(input).

    edges = [("s", "y", 1.0), ("a", "y", -1.0), ("x", "s", 3.0), ("x", "s", 3.0), ("x", "a", 4.0)]

    contribution of an edge = grad of its node * partial          (upstream times partial)
    grad of an input        = the sum of the contributions of its edges
    grad of the output      = 1

By the time an edge comes, the grad of its node is complete: the order of the list sees to that.

1. Write `grads`: return a dict from the name of each value, the output too, to its grad.
2. Write `contributions`: return the list of the contributions to the grad of one value, in the order of the edges.

Check: python -m demos.exercises check 05
"""

Edge = tuple[str, str, float]  # input, node, partial


def grads(edges: list[Edge], output: str) -> dict[str, float]:
    """The grad of each value, by its name."""
    raise NotImplementedError("step 1, grads")


def contributions(edges: list[Edge], output: str, name: str) -> list[float]:
    """What each edge from this value adds to its grad."""
    raise NotImplementedError("step 2, contributions")
