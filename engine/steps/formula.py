"""Formulas: what an op computes, and its partials, read on symbols.

A rule of the table that is run on floats gives numbers, run on Values a graph; run on Symbols it gives its own text,
which notation.py writes down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.number_like import NumberLike
from engine.op import Op
from engine.value import Value

WRITTEN_OUT = 8  # inputs: a sum or a dot product of at most as many is written with + and *


class Symbol(NumberLike):
    """A value, or an op applied to symbols and numbers, to be written down."""

    __slots__ = ("data", "op", "inputs")

    data: Any

    def __init__(self, data: Any = None, op: Op | None = None, inputs: Sequence[Any] = ()) -> None:
        self.data = data  # the value that the symbol stands for, if it is no op
        self.op = op
        self.inputs = inputs

    @staticmethod
    def __apply__(op: Op, inputs: Sequence[Any]) -> Symbol:
        inputs = [float(x) if type(x) is int else x for x in inputs]  # as a graph has them
        if op.form == "power" and type(inputs[1]) is float and inputs[1] == 1:
            return inputs[0]  # as the derivative of a square has it
        return Symbol(op=op, inputs=inputs)


Term = Symbol | float
Atom = Callable[[Value], str | float]  # what stands for a value in a formula: its name, or its number
LEFT_OUT = Symbol()  # stands for inputs that are not written


def computation(node: Value) -> Term:
    """What a node computes from its inputs; sums and dot products of a few terms are spelled out."""
    assert node.op is not None
    symbols = [x if type(x) is float else Symbol(x) for x in node.inputs]
    if node.op.spelled_out and 0 < len(symbols) <= WRITTEN_OUT:
        return node.op.forward(*symbols)
    return Symbol(op=node.op, inputs=symbols)


def partial_formulas(node: Value) -> list[Term | None]:
    """The formula of d(node)/d(input) for each input; None for a constant."""
    assert node.op is not None
    symbols = [x if type(x) is float else Symbol(x) for x in node.inputs]
    return list(symbolic_partials(node.op, node.inputs, symbols, Symbol(node)))


def symbolic_partials(op: Op, inputs: Sequence[Any], at: Sequence[Any], out: Any) -> Sequence[Any]:
    """The partials of an op at symbols or Values; TypeError, which names the op, if a rule takes numbers from them."""
    try:
        return op.partials_at(inputs, at, out)
    except TypeError as error:
        raise TypeError(
            f"a partial of the op {op.name!r} takes numbers out of the graph, so it can be neither written down nor "
            f"differentiated again; write it with ops, as engine.cos(x) for math.cos(x) ({error})"
        ) from None
