"""A walk down a valley with an optimizer from a paper. The first step is always 3.16 learning rates long."""

from itertools import pairwise
from math import sqrt

from engine import Value


class Adam:
    """Steps of the mean gradient over its mean size."""

    def __init__(self, parameters, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.parameters = list(parameters)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.steps = 0
        self.means = [0.0 for _ in self.parameters]
        self.squares = [0.0 for _ in self.parameters]

    def step(self):
        """Move every parameter one step."""
        self.steps += 1
        b1, b2 = self.betas
        for i, p in enumerate(self.parameters):
            self.means[i] = b1 * self.means[i] + (1 - b1) * p.grad
            self.squares[i] = b2 * self.squares[i] + (1 - b2) * p.grad**2
            mean, square = self.means[i], self.squares[i]
            p.data -= self.lr * mean / (sqrt(square) + self.eps)


def walk(steps=5, lr=0.1):
    """The places on the way from (4, 2) to the bottom of the valley at (0, 0)."""
    x, y = Value(4.0, "x"), Value(2.0, "y")
    optimizer = Adam([x, y], lr=lr)
    places = [(x.data, y.data)]
    for _ in range(steps):
        x.grad = y.grad = 0.0
        (0.01 * x**2 + 100 * y**2).backward()
        optimizer.step()
        places.append((x.data, y.data))
    return places


def main():
    """The first steps, with a learning rate of 0.1."""
    places = walk()
    for (x, y), (next_x, next_y) in pairwise(places):
        print(f"x {x:7.4f}, step {next_x - x:+.4f}   y {y:7.4f}, step {next_y - y:+.4f}")


if __name__ == "__main__":
    main()
