"""Forward mode: `jvp`, by dual numbers. It reads the same table as `grad`, but needs no graph and no backward pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from engine.number_like import NumberLike
from engine.op import Op
from engine.operands import real
from engine.value import Value, ieee_partials


class Dual(NumberLike):
    """A number and its derivative along the way; a Value or a plain number beside it is a constant."""

    __slots__ = ("data", "tangent")

    def __init__(self, data: float, tangent: float) -> None:
        self.data = data
        self.tangent = tangent

    def __repr__(self) -> str:
        return f"Dual | data {self.data!r} | tangent {self.tangent!r}"

    @staticmethod
    def __apply__(op: Op, inputs: Sequence[Any]) -> Dual:
        inputs = [x if isinstance(x, Dual) else x.data if isinstance(x, Value) else real(x) for x in inputs]
        at = [x.data if isinstance(x, Dual) else x for x in inputs]
        data = op(*at)
        tangent = 0.0
        for x, partial in zip(inputs, ieee_partials(op, inputs, at, data)):
            if partial is not None:
                tangent += partial * x.tangent
        return Dual(data, tangent)


def jvp(function: Callable[..., Any], inputs: Iterable[float], tangents: Iterable[float]) -> tuple[float, float]:
    """The function at the inputs, and its derivative in the direction of the tangents.

    >>> jvp(lambda x, y: x * y, [3.0, 4.0], [1.0, 0.0])
    (12.0, 4.0)
    """
    inputs, tangents = list(inputs), list(tangents)
    if len(inputs) != len(tangents):
        raise ValueError(f"jvp needs a tangent for each input, got {len(inputs)} inputs and {len(tangents)} tangents")
    output = function(*[Dual(real(x), real(tangent)) for x, tangent in zip(inputs, tangents)])
    return (output.data, output.tangent) if isinstance(output, Dual) else (real(output), 0.0)
