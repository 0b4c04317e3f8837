"""Expressions typed by a user, such as `tanh(w*x + b)`, read into graphs without running them as code."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from engine import functions, ops
from engine.op import Op
from engine.value import Value

LONGEST_EXPRESSION = 10_000  # characters
HINT = "; write products with *, as in 2*x"
OPERATORS: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.UAdd: operator.pos, ast.USub: operator.neg,
}  # fmt: skip
KNOWN_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: function for name, function in vars(functions).items() if isinstance(function, Op)},
    "abs": ops.abs, "max": functions.maximum, "min": functions.minimum,
    "maximum": functions.maximum, "minimum": functions.minimum,
    "leaky_relu": functions.leaky_relu, "elu": functions.elu, "clip": functions.clip,
}  # fmt: skip


def graph_of(text: str, numbers: Mapping[str, float]) -> Value:
    """The graph of an expression, or of several assignments with the output last, at the numbers of its variables.

    Raises ValueError, which says what is wrong and where, for anything but numbers, variables, + - * / **, and the
    functions of this library; and if a variable has no number, or a number no variable.

    >>> output = graph_of("n = w*x + b; tanh(n)", {"w": 2.0, "x": 3.0, "b": -6.0})
    >>> output
    tanh(n) | data 0.0 | grad 0.0
    """
    if len(text) > LONGEST_EXPRESSION:
        raise ValueError(f"the expression has {len(text):,} characters; at most {LONGEST_EXPRESSION:,} can be read")
    try:
        statements = ast.parse(text.strip(), mode="exec").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ValueError(f"{quoted(text)} cannot be read: {getattr(error, 'msg', error)}{HINT}") from None
    if not statements:
        raise ValueError("there is no expression")
    reader = Reader(text, {name: Value(number, name) for name, number in numbers.items()})
    try:
        output = [reader.done(statement) for statement in statements][-1]
    except RecursionError:
        raise ValueError(f"{quoted(text)} is nested too deeply") from None
    if unused := numbers.keys() - reader.used:
        raise ValueError(f"{', '.join(sorted(unused))} is given, but the expression does not use it")
    if not isinstance(output, Value):
        raise ValueError(f"{quoted(text)} has no variables: write one, such as x, and give its number as x=2")
    return output


class Reader:
    """Builds the graph of parsed expressions, and refuses, with its place, what is no arithmetic."""

    def __init__(self, text: str, values: dict[str, Any]) -> None:
        self.text = text
        self.values = values
        self.used: set[str] = set()

    def source(self, node: ast.AST) -> str:
        """The part of the user's text that a parsed node stands for, for errors."""
        return quoted(ast.get_source_segment(self.text.strip(), node) or self.text)

    def done(self, statement: ast.stmt) -> Any:
        """What a statement computes; an assignment names it."""
        match statement:
            case ast.Expr(value=expression):
                return self.read(expression)
            case ast.Assign(targets=[ast.Name(id=name)], value=expression):
                output = self.values[name] = self.read(expression)
                if isinstance(output, Value):
                    output.label = output.label or name
                return output
        raise ValueError(f"{self.source(statement)} is not an expression, nor an assignment such as n = w*x + b")

    def read(self, node: ast.expr) -> Any:
        """What an expression stands for: a Value or a float."""
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return float(number)
            case ast.Name(id=name):
                if name not in self.values:
                    raise ValueError(f"{name} has no number: give it one, such as {name}=1.5")
                self.used.add(name)
                return self.values[name]
            case ast.UnaryOp(op=op, operand=operand) if type(op) in OPERATORS:
                return OPERATORS[type(op)](self.read(operand))
            case ast.BinOp(op=op, left=left, right=right) if type(op) in OPERATORS:
                return OPERATORS[type(op)](self.read(left), self.read(right))
            case ast.BinOp(op=ast.BitXor()):
                raise ValueError(f"{self.source(node)}: write ** for a power, not ^")
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in KNOWN_FUNCTIONS:
                try:
                    return KNOWN_FUNCTIONS[name](*map(self.read, args))
                except TypeError as error:
                    raise ValueError(f"{self.source(node)}: {error}") from None
            case ast.Call(func=ast.Name(id=name)):
                raise ValueError(f"there is no function {name}; there are {', '.join(sorted(KNOWN_FUNCTIONS))}")
        raise ValueError(f"{self.source(node)} cannot be used here: write numbers, variables, + - * / ** and functions")


def quoted(text: str) -> str:
    """A text in quotes, cut short."""
    return repr(text if len(text) <= 60 else text[:57] + "...")
