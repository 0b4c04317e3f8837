"""An engine with one activation. Near 0 its grads are as measured; far from 0 even their sign is wrong."""

import math


class Value:
    """A number that remembers how it was computed."""

    def __init__(self, data, inputs=(), partials=()):
        self.data = data
        self.grad = 0.0
        self.inputs = inputs
        self.partials = partials

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def tanh(self):
        """From -1 to 1."""
        x = self.data
        y = math.tanh(x)
        return Value(y, (self,), (1.0 - x * x,))

    __radd__ = __add__
    __rmul__ = __mul__

    def backward(self):
        """Fill in the grads of all values behind this one."""
        order, seen, to_visit = [], set(), [(self, False)]
        while to_visit:
            node, inputs_are_done = to_visit.pop()
            if inputs_are_done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                to_visit += [(node, True), *[(x, False) for x in node.inputs]]
        for node in order:
            if node.inputs:
                node.grad = 0.0
        self.grad += 1.0
        for node in reversed(order):
            for x, partial in zip(node.inputs, node.partials):
                x.grad += node.grad * partial


def main():
    """The grad of a neuron's input, and how much the neuron changes when the input does."""
    for at in (0.01, 0.5, 2.0):
        x = Value(at)
        (x * 1.0 + 0.0).tanh().backward()
        change = (math.tanh(at + 1e-6) - math.tanh(at - 1e-6)) / 2e-6
        print(f"at {at}: grad {x.grad:9.6f}, measured {change:9.6f}")


if __name__ == "__main__":
    main()
