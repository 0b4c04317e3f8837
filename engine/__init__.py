"""A scalar autograd engine that can be read in an evening. Read it in this order:

op.py            what a row of the table of calculus is
ops.py           the page of calculus: every op, its forward function and its partials
value.py         the node: a number that remembers how it was computed
graph.py         the order of a graph
backward.py      the backward pass, the loop it is all about
derivatives.py   derivatives as graphs, to any order
functions.py     sum, dot, logsumexp: functions of many numbers
operators.py     `a * b` and `a.tanh()`, each handed to its row
modes.py         what can be switched on and off
drawing.py       the picture of a graph
"""

from engine.derivatives import grad
from engine.drawing import Drawing, draw
from engine.functions import dot, exp, log, logsumexp, relu, sigmoid, softmax, sum, tanh
from engine.graph import topological_order
from engine.modes import no_grad
from engine.value import Value

__all__ = [
    "Drawing", "Value", "dot", "draw", "exp", "grad", "log", "logsumexp", "no_grad", "relu", "sigmoid", "softmax",
    "sum", "tanh", "topological_order",
]  # fmt: skip
