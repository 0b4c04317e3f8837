"""The stiffness of a spring, learnt from readings. With 10 readings it works; with 100 it diverges."""

from random import Random

import engine
from engine import Value

STIFFNESS = 3.0  # what the readings are made with, in newtons per metre


def readings(count, seed=0):
    """Pairs of a stretch, in metres, and the force, in newtons."""
    rng = Random(seed)
    stretches = [rng.uniform(0.0, 1.0) for _ in range(count)]
    return [(stretch, STIFFNESS * stretch) for stretch in stretches]


def cost_of(stiffness, samples):
    """How far the forces are from the readings: the cost of a set."""
    losses = [(stiffness * stretch - force) ** 2 for stretch, force in samples]
    return engine.sum(losses)


def learn(samples, epochs=100, learning_rate=0.1):
    """The stiffness, and the cost before each epoch."""
    stiffness = Value(0.0, "stiffness")
    costs = []
    for _ in range(epochs):
        cost = cost_of(stiffness, samples)
        costs.append(cost.data)
        stiffness.grad = 0.0
        cost.backward()
        stiffness.data -= learning_rate * stiffness.grad
    return stiffness.data, costs


def main():
    """The same with few and with many readings."""
    for count in (10, 100):
        stiffness, costs = learn(readings(count))
        print(
            f"{count} readings: the cost goes from {costs[0]:.3g} to {costs[-1]:.3g}, the stiffness is {stiffness:.3g}"
        )


if __name__ == "__main__":
    main()
