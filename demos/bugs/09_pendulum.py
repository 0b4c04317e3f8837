"""The length of a pendulum from its period. The cost falls to almost nothing, climbs back up, falls, climbs, ..."""

import math

import engine
from engine import Value

LENGTHS = [0.2, 0.4, 0.6, 0.8, 1.0, 1.2]  # metres
SQUARED_PERIODS = [4 * math.pi**2 * length / 9.81 for length in LENGTHS]  # seconds squared


def cost_of(factor):
    """The mean squared error of length = factor * period²."""
    losses = [(factor * squared - length) ** 2 for squared, length in zip(SQUARED_PERIODS, LENGTHS)]
    return engine.mean(losses)


def learn(epochs=60, learning_rate=0.002):
    """The factor, and the cost before each epoch."""
    factor = Value(0.0, "factor")
    costs = []
    for _ in range(epochs):
        cost = cost_of(factor)
        costs.append(cost.data)
        cost.backward()
        factor.data -= learning_rate * factor.grad
    return factor.data, costs


def main():
    """The cost as a bar, epoch by epoch."""
    factor, costs = learn()
    for epoch, cost in enumerate(costs, start=1):
        print(f"epoch {epoch:2}  {cost:.6f}  {'#' * round(60 * cost / costs[0])}")
    print(f"the factor is {factor:.4f}, and it should be g / (4 pi²) = {9.81 / (4 * math.pi**2):.4f}")


if __name__ == "__main__":
    main()
