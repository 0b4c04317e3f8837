"""A scalar autograd engine that can be read in an evening. Read it in this order:

backward.py      the backward pass, the loop it is all about
graph.py         the order of a graph
value.py         the node: a number that remembers how it was computed
op.py            what a row of the table of ops is
ops.py           the page of calculus: every op, its forward function and its partials

Around the node:

number_like.py   `a * b` and `a.tanh()`, each handed to its row
operands.py      what may stand beside a Value
functions.py     `tanh(x)`, `sum(xs)`, `dot(ws, xs, b)`
modes.py         what can be switched on and off
debugging.py     breakpoints in a backward pass, and the check for numbers that are not finite
copies.py        copying and pickling
arrays.py        data of other packages as lists
more_ops.py      a second page of calculus: ops that are used more rarely
text.py          values in one line
files.py         files that are written whole or not at all
torch_names.py   what to write for PyTorch's names

What is built on it, each with a reading order of its own:

derivatives/     more ways to a derivative
steps/           backpropagation step by step, in words and formulas
pictures/        graphs and models, drawn
programs/        graphs as plain Python
classroom/       quiz, worksheets, engines of others
__main__.py      the command line, `python -m engine`
"""

from typing import TYPE_CHECKING

from engine.arrays import as_lists
from engine.classroom.console import use_utf8
from engine.classroom.diagnosis.diagnose import diagnose
from engine.classroom.diagnosis.report import Diagnosis
from engine.classroom.quiz import quiz
from engine.classroom.worksheet import Worksheet, exercise, worksheet
from engine.derivatives.expand import expand
from engine.derivatives.grad import grad
from engine.derivatives.gradcheck import GradcheckError, gradcheck
from engine.derivatives.hessian import hessian, hvp
from engine.derivatives.jacobian import jacobian
from engine.derivatives.jvp import jvp
from engine.files import read_file, write_file
from engine.functions import (
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    cbrt,
    ceil,
    clip,
    cos,
    cosh,
    dot,
    elu,
    erf,
    erfc,
    exp,
    exp2,
    expm1,
    floor,
    gelu,
    hypot,
    leaky_relu,
    log,
    log1p,
    log2,
    log10,
    logsumexp,
    maximum,
    mean,
    minimum,
    norm,
    prod,
    relu,
    round,
    sigmoid,
    sign,
    silu,
    sin,
    sinh,
    softmax,
    softplus,
    sqrt,
    std,
    step,
    sum,
    tan,
    tanh,
    var,
    where,
    xlogy,
)  # fmt: skip
from engine.graph import topological_order
from engine.modes import detect_anomaly, no_grad, record_origins
from engine.op import Op
from engine.pictures.draw import Drawing, draw
from engine.pictures.mime_bundle import mime_bundle
from engine.programs.compile import Compiled, compile
from engine.programs.compile_batch import CompiledBatch, compile_batch
from engine.programs.compile_descent import CompiledDescent, compile_descent
from engine.programs.compile_part import CompiledPart, Run, compile_part
from engine.programs.compile_pass import CompiledPass, compile_pass
from engine.programs.sample import drawn, sample, sampling
from engine.programs.to_source import to_source
from engine.steps.backward_steps import backward_steps, forward_steps
from engine.steps.explain import explain
from engine.steps.ledger import ledger
from engine.steps.nudge import nudge
from engine.steps.tree import tree
from engine.text import one_line
from engine.torch_names import unknown
from engine.value import Value

__all__ = [
    "Value", "Op", "topological_order", "forward_steps", "backward_steps", "tree", "ledger", "explain", "nudge", "quiz",
    "exercise", "worksheet", "Worksheet",
    "grad", "jacobian", "hessian", "hvp", "jvp", "gradcheck", "GradcheckError", "expand", "diagnose", "Diagnosis",
    "no_grad", "detect_anomaly", "record_origins",
    "draw", "Drawing", "mime_bundle", "write_file", "read_file", "as_lists", "one_line", "use_utf8",
    "to_source", "compile", "Compiled", "compile_batch", "CompiledBatch", "compile_part", "CompiledPart", "Run",
    "compile_pass", "CompiledPass", "compile_descent", "CompiledDescent", "sample", "sampling", "drawn",
    "exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "hypot",
    "sinh", "cosh", "tanh", "erf", "erfc", "sigmoid", "softplus", "gelu", "silu", "relu", "leaky_relu", "elu",
    "log2", "log10", "exp2", "cbrt", "asinh", "acosh", "atanh", "xlogy", "step", "sign", "floor", "ceil", "round",
    "clip", "where", "maximum", "minimum", "sum", "mean", "prod", "norm", "var", "std", "dot", "logsumexp", "softmax",
]  # fmt: skip


if not TYPE_CHECKING:  # a type checker finds by itself what is not there

    def __getattr__(name: str) -> object:
        """Say what to write here for a name that PyTorch has for it."""
        raise unknown(name)
