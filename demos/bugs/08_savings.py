"""An engine for savings. The grad of the deposit is that of one year, however many years go by."""


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

    __radd__ = __add__
    __rmul__ = __mul__

    def backward(self):
        """Fill in the grads of all values behind this one."""
        order, seen = [self], {self}
        for node in order:  # the list grows while the loop walks it
            for x in node.inputs:
                if x not in seen:
                    seen.add(x)
                    order.append(x)
        for node in order:
            if node.inputs:
                node.grad = 0.0
        self.grad += 1.0
        for node in order:
            for x, partial in zip(node.inputs, node.partials):
                x.grad += node.grad * partial


def balance(deposit, rate, years):
    """What a deposit has become after some years."""
    for _ in range(years):
        deposit = deposit + deposit * rate
    return deposit


def main():
    """The derivative of the balance with respect to the deposit, beside the right one."""
    for rate in (0.05, 0.5):
        deposit = Value(100.0)
        balance(deposit, Value(rate), years=3).backward()
        print(f"at {rate:.0%} for 3 years: grad {deposit.grad:.6f}, and it should be {(1 + rate) ** 3:.6f}")


if __name__ == "__main__":
    main()
