"""An engine on one page. The slope of x * x comes out half as large as it should be; that of x * y is right."""


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

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -other

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return -self + other

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
                x.grad = node.grad * partial


def main():
    """Print the grads of a product and of a square."""
    x, y = Value(3.0), Value(4.0)
    (x * y).backward()
    print(f"x * y at x = 3, y = 4: x.grad is {x.grad}, y.grad is {y.grad}")
    x = Value(3.0)
    (x * x).backward()
    print(f"x * x at x = 3: x.grad is {x.grad}, and it should be 6.0")


if __name__ == "__main__":
    main()
