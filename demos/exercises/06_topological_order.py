"""Exercise 06: the topological order.

Goal: put the values of a graph in an order in which each one comes after its inputs. Walked backwards, it is the order
in which every grad is complete before it is passed on.

A graph is a dict from the name of each value to the list of its inputs. A leaf has an empty list.

    graph = {"a": [], "b": [], "p": ["a", "b"], "q": ["p", "b"], "y": ["p", "q"]}
    topological_order(graph, "y")        # ["a", "b", "p", "q", "y"]

So that the order is always the same, it is depth first, inputs from left to right: a value is put into the list when
all its inputs are there, and the inputs are looked at in the order in which they stand.

1. Write `topological_order`. A value that is used twice appears once: keep a set of those already seen.
2. Without that set, a chain of 60 doublings (x1 = x0 + x0, x2 = x1 + x1, ...) takes 2 ** 60 visits. With it, 61.
3. A chain of 20,000 values is deeper than Python lets a function call itself. Replace the recursion by a list that you
   use as a stack: the path from the output to the value at hand.

Check: python -m demos.exercises check 06
"""


def topological_order(graph: dict[str, list[str]], output: str) -> list[str]:
    """Every value that the output is computed from, each after its inputs; the output comes last."""
    raise NotImplementedError("step 1, topological_order")
