"""An engine for areas. For squares all is well; for other rectangles the slopes are wrong."""


class Value:
    """A number that remembers how it was computed."""

    def __init__(self, data, inputs=()):
        self.data = data
        self.grad = 0.0
        self.inputs = inputs
        self.pass_on = lambda grad: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def pass_on(grad):
            self.grad += grad
            other.grad += grad

        out.pass_on = pass_on
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))
        x, y = self.data, other.data

        def pass_on(grad):
            self.grad += x * grad
            other.grad += y * grad

        out.pass_on = pass_on
        return out

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
            node.pass_on(node.grad)


def main():
    """How the area of a rectangle grows with its sides."""
    for sides in ((3.0, 3.0), (2.0, 5.0)):
        width, height = map(Value, sides)
        (width * height).backward()
        print(f"a wall of {sides[0]} by {sides[1]}: one more in width adds {width.grad}, in height {height.grad}")


if __name__ == "__main__":
    main()
