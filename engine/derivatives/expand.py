"""The graph as a book would spell it: `expand`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import modes
from engine.steps.order import order_of
from engine.steps.staleness import check_unchanged
from engine.value import Value


def expand(output: Value) -> Value:
    """The same computation on the same leaves, with every sum, mean and dot spelled in single +, * and /.

    The data are the same bit for bit. The gradients are too, but for the order in which contributions are added up.
    After a backward pass the new values have their grads already, and the old ones keep theirs.

    >>> from engine import dot, topological_order
    >>> from engine.text import name_of
    >>> a, b = Value(2.0, "a"), Value(3.0, "b")
    >>> [name_of(value) for value in topological_order(expand(dot([a, b], [b, 1.0])))]
    ['a', 'b', 'a * b', 'b * 1.0', '6.0 + 3.0']
    """
    order = order_of(output)
    check_unchanged(order)
    copies: dict[Value, Value] = {}
    with modes.Switch(ieee=True, recording=True, anomaly=False):
        for value in order:
            if value.op is None:
                copies[value] = value
                continue
            inputs = [x if type(x) is float else copies[x] for x in value.inputs]
            copy = copies[value] = value.op.forward(*inputs) if value.op.spelled_out else value.op(*inputs)
            if not any(copy is x for x in inputs):  # as the sum of a single value is
                copy.label, copy.origin, copy.grad = value.label, value.origin, value.grad
                if value.op.spelled_out:
                    pass_down(copy, inputs)
    return copies[output]


def pass_down(output: Value, inputs: Sequence[Any]) -> None:
    """Give the values between an output and its inputs the grads that belong to the output's."""
    known = set(map(id, inputs))
    between = [output]
    while between:
        node = between.pop()
        for x, partial in zip(node.inputs, node.partials):
            if partial is not None and id(x) not in known:
                x.grad = node.grad * partial
                between.append(x)
