"""Exercise 08, solved."""

from __future__ import annotations

import math
from collections.abc import Sequence


class Value:
    """A number that remembers how it was computed."""

    def __init__(self, data: float, inputs: Sequence[Value] = (), partials: Sequence[float] = ()) -> None:
        self.data = float(data)
        self.grad = 0.0
        self.inputs = inputs
        self.partials = partials

    def __add__(self, other: Value | float) -> Value:
        other = as_value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other: Value | float) -> Value:
        other = as_value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __radd__(self, other: float) -> Value:
        return self + other

    def __rmul__(self, other: float) -> Value:
        return self * other

    def tanh(self) -> Value:
        """The hyperbolic tangent of this value."""
        out = math.tanh(self.data)
        return Value(out, (self,), (1 - out * out,))

    def backward(self) -> None:
        """Fill in the grads of all the values before this one."""
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            for x, partial in zip(node.inputs, node.partials):
                x.grad += node.grad * partial


def as_value(x: Value | float) -> Value:
    """A number as a Value."""
    return x if isinstance(x, Value) else Value(x)


def topological_order(output: Value) -> list[Value]:
    """Every value that the output is computed from, each after its inputs."""
    order = []
    seen = {output}
    stack = [(output, iter(output.inputs))]
    while stack:
        node, unvisited = stack[-1]
        for x in unvisited:
            if x not in seen:
                seen.add(x)
                stack.append((x, iter(x.inputs)))
                break
        else:
            order.append(node)
            stack.pop()
    return order
