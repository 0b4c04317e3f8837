"""Degrees Fahrenheit from degrees Celsius, learnt from six readings. The cost is larger after every epoch."""

import engine
from engine import Value

CELSIUS = [-20.0, -10.0, 0.0, 10.0, 20.0, 30.0]
FAHRENHEIT = [-4.0, 14.0, 32.0, 50.0, 68.0, 86.0]


def cost_of(slope, offset):
    """The mean squared error over all readings; one unit of the input is ten degrees Celsius."""
    losses = [(slope * (c / 10) + offset - f) ** 2 for c, f in zip(CELSIUS, FAHRENHEIT)]
    return engine.mean(losses)


def learn(epochs=500, learning_rate=0.1):
    """The slope for ten degrees, the offset, and the cost before each epoch."""
    slope, offset = Value(0.0, "slope"), Value(0.0, "offset")
    costs = []
    for _ in range(epochs):
        cost = cost_of(slope, offset)
        costs.append(cost.data)
        for p in (slope, offset):
            p.grad = 0.0
        cost.backward()
        for p in (slope, offset):
            p.data += learning_rate * p.grad
    return slope.data, offset.data, costs


def main():
    """The first five epochs."""
    slope, offset, costs = learn(epochs=5)
    for epoch, cost in enumerate(costs, start=1):
        print(f"epoch {epoch}: cost {cost:.1f}")
    print(f"{slope:.1f} for ten degrees, and {offset:.1f}; it should go towards 18 and 32")


if __name__ == "__main__":
    main()
