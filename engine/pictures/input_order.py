"""The inputs of an op in the order in which they are drawn, and the plain numbers among them that are weighed."""

from __future__ import annotations

from collections.abc import Iterator

from engine.value import Value


def input_order(node: Value) -> list[int]:
    """The order in which the inputs of a node are drawn: as it has them, but each weight beside what it weighs."""
    indices = list(range(len(node.inputs)))
    if node.op is not None and node.op.pairs:
        n = len(indices) // 2
        return [i for pair in zip(indices[:n], indices[n:]) for i in pair] + indices[2 * n :]
    return indices


def weighed_numbers(node: Value) -> Iterator[tuple[int, Value, float]]:
    """The plain numbers that a node multiplies with weights, each with its weight, and which of the inputs it is."""
    if node.op is None or not (node.op.pairs or node.op.sign == "*"):
        return
    n = len(node.inputs) // 2
    for one, other in zip(node.inputs[:n], node.inputs[n:]):
        weight, x = (other, one) if type(one) is float else (one, other)
        number = weight.label.rpartition(".")[2] if type(weight) is not float and weight.op is None else ""
        if number.isdecimal() and type(x) is float:
            yield int(number), weight, x
