"""A scalar autograd engine that can be read in an evening. Read it in this order:

ops.py           the page of calculus: every op, its forward function and its partials
op.py            what a row of it is
value.py         the node: a number that remembers how it was computed
graph.py         the order of a graph
backward.py      the backward pass, the loop it is all about

Around the node:

operators.py     `a * b` and `a.tanh()`, each handed to its row
operands.py      what may stand beside a Value
functions.py     `tanh(x)`, `sum(xs)`, `dot(ws, xs, b)`
modes.py         what can be switched on and off
guards.py        what a graph must satisfy before it is differentiated
copies.py        copying and pickling
text.py          values in one line

More derivatives:

derivatives.py   derivatives as graphs, to any order
dual.py          forward mode, another way to the same derivatives
checking.py      gradcheck: derivatives against differences
expansion.py     a graph with its sums and dots spelled out

Step by step, in words and in pictures:

steps.py         both passes as lists of events
breaks.py        the backward pass with breakpoints
paths.py         the paths between two values
ledger.py        what made a grad
naming.py        the names of values
variables.py     their names after variables
formula.py       rules and graphs as formulas
explanation.py   both passes in formulas
answers.py       answers of learners, and the mistakes behind them
quizzing.py      the backward pass as a quiz
nudging.py       a derivative as a change that follows a change
drawing.py       the picture of a graph or a model, made by what is in pictures/
worksheets.py    exercises on paper
expression.py    expressions read into graphs
command.py       the command line

Engines of others:

diagnosis.py     what is wrong with an engine that someone wrote, found by what is in examination/

As programs of plain Python: programs/, which has a reading order of its own, as pictures/ and examination/ have.
"""

from engine.checking import GradcheckError, gradcheck
from engine.derivatives import grad, hessian, hvp, jacobian
from engine.diagnosis import Diagnosis, diagnose
from engine.drawing import Drawing, draw
from engine.dual import jvp
from engine.expansion import expand
from engine.explanation import explain
from engine.functions import (
    acos,
    asin,
    atan,
    atan2,
    clip,
    cos,
    cosh,
    dot,
    elu,
    erf,
    erfc,
    exp,
    expm1,
    gelu,
    hypot,
    leaky_relu,
    log,
    log1p,
    logsumexp,
    maximum,
    mean,
    minimum,
    relu,
    sigmoid,
    silu,
    sin,
    sinh,
    softmax,
    softplus,
    sqrt,
    sum,
    tan,
    tanh,
    where,
)  # fmt: skip
from engine.graph import topological_order
from engine.ledger import ledger
from engine.modes import detect_anomaly, no_grad, record_origins
from engine.nudging import nudge
from engine.programs.batches import CompiledBatch, compile_batch
from engine.programs.compiled import Compiled, compile
from engine.programs.parts import CompiledPart, CompiledPass, Run, compile_part, compile_pass
from engine.programs.source import to_source
from engine.programs.tracing import drawn
from engine.quizzing import quiz
from engine.steps import backward_steps, forward_steps
from engine.value import Value
from engine.worksheets import Worksheet, exercise, worksheet

__all__ = [
    "Value", "topological_order", "forward_steps", "backward_steps", "ledger", "explain", "nudge", "quiz",
    "exercise", "worksheet", "Worksheet",
    "grad", "jacobian", "hessian", "hvp", "jvp", "gradcheck", "GradcheckError", "expand", "diagnose", "Diagnosis",
    "no_grad", "detect_anomaly", "record_origins",
    "draw", "Drawing",
    "to_source", "compile", "Compiled", "compile_batch", "CompiledBatch", "compile_part", "CompiledPart", "Run",
    "compile_pass", "CompiledPass", "drawn",
    "exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "hypot",
    "sinh", "cosh", "tanh", "erf", "erfc", "sigmoid", "softplus", "gelu", "silu", "relu", "leaky_relu", "elu",
    "clip", "where", "maximum", "minimum", "sum", "mean", "dot", "logsumexp", "softmax",
]  # fmt: skip
