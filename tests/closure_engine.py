"""A small engine with closures, as people write it, and right: the tests plant mistakes in its text."""

import math


class Value:
    def __init__(self, data, inputs=()):
        self.data = data
        self.grad = 0.0
        self.inputs = inputs
        self.pull = lambda upstream: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def pull(upstream):
            self.grad += upstream
            other.grad += upstream

        out.pull = pull
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))
        x, y = self.data, other.data

        def pull(upstream):
            self.grad += upstream * y
            other.grad += upstream * x

        out.pull = pull
        return out

    def __pow__(self, n):
        if not isinstance(n, (int, float)):
            return NotImplemented
        if self.data < 0 and n % 1 != 0:
            raise ValueError("a root of a negative number")
        out = Value(self.data**n, (self,))
        slope = n * self.data ** (n - 1) if n else 0.0

        def pull(upstream):
            self.grad += upstream * slope

        out.pull = pull
        return out

    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data / other.data, (self, other))
        x, y = self.data, other.data

        def pull(upstream):
            self.grad += upstream / y
            other.grad += -upstream * x / y**2

        out.pull = pull
        return out

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -1.0 * other

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return Value(other) / self

    def exp(self):
        out = Value(math.exp(self.data), (self,))

        def pull(upstream):
            self.grad += upstream * out.data

        out.pull = pull
        return out

    def log(self):
        out = Value(math.log(self.data), (self,))
        x = self.data

        def pull(upstream):
            self.grad += upstream / x

        out.pull = pull
        return out

    def tanh(self):
        x = self.data
        t = math.tanh(x)
        out = Value(t, (self,))

        def pull(upstream):
            self.grad += upstream * (1 - t * t)

        out.pull = pull
        return out

    def sigmoid(self):
        x = self.data
        s = 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
        out = Value(s, (self,))

        def pull(upstream):
            self.grad += upstream * s * (1 - s)

        out.pull = pull
        return out

    def relu(self):
        x = self.data
        out = Value(0.0 if x <= 0 else x, (self,))

        def pull(upstream):
            self.grad += upstream * (x > 0)

        out.pull = pull
        return out

    def backward(self):
        order = []
        visited = {self}
        stack = [(self, iter(self.inputs))]
        while stack:
            node, rest = stack[-1]
            for x in rest:
                if x not in visited:
                    visited.add(x)
                    stack.append((x, iter(x.inputs)))
                    break
            else:
                order.append(node)
                stack.pop()
        for node in order:
            if node.inputs:
                node.grad = 0.0
        self.grad += 1.0
        for node in reversed(order):
            node.pull(node.grad)
