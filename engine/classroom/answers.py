"""Answers of learners, read as numbers: `-0.5`, `1/3`, `2*3 + 1`."""

from __future__ import annotations

import ast
import re

from engine.classroom.expression import OPERATORS
from engine.operands import real

LONGEST_ANSWER = 200  # characters of an answer
COMMA = re.compile(r"(?<![\d.,])(?![1-9]\d{0,2},\d{3}(?!\d))(\d+),(\d+)(?![\d.,])")  # 0,5; but 1,000 may be a thousand


def parse_answer(text: str) -> float:
    """The number that an answer stands for: `-0.5`, `0,5`, `1/3`, `2*3 + 1`, `inf`.

    Raises ValueError, which says what can be written, for anything else.

    >>> parse_answer("2 * (3 - 1/2)")
    5.0
    """
    problem = ValueError(f"{text[:40]!r} is not a number; write one, such as -0.5, 1/3 or 2*3 + 1")
    if len(text) > LONGEST_ANSWER:
        raise problem
    try:
        plain = text.strip().replace("−", "-").replace("×", "*").replace("^", "**")
        return value_of(ast.parse(COMMA.sub(r"\1.\2", plain), mode="eval").body)
    except (SyntaxError, KeyError, TypeError, ArithmeticError, RecursionError, MemoryError, ValueError):
        raise problem from None


def value_of(node: ast.expr) -> float:
    """The value of a parsed expression of numbers and + - * /."""
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.Name(id="inf" | "nan" as name):
            return float(name)
        case ast.UnaryOp(op=op, operand=operand):
            return OPERATORS[type(op)](value_of(operand))
        case ast.BinOp(op=op, left=left, right=right):
            return real(OPERATORS[type(op)](value_of(left), value_of(right)))
    raise ValueError
