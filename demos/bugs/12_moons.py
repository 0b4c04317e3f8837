"""Two moons, told apart by a small network. The loss stays near 0.69 = log 2, the loss of a guess."""

from math import fsum
from random import Random

import engine
import nn


def arranged(points, labels, rng):
    """The examples of an epoch, in a new order: pairs of a point and its label."""
    points = list(points)
    rng.shuffle(points)
    return list(zip(points, labels))


def learn(epochs=40, batch_size=10, seed=0):
    """A network that has learnt the moons, and the mean loss of each epoch."""
    points, labels = nn.make_moons(100, noise=0.1, seed=seed)
    model = nn.MLP(2, [8, 2], activation="tanh", init="normal", seed=seed)
    optimizer = nn.Adam(model.parameters(), lr=0.01)
    rng, history = Random(seed), []
    for _ in range(epochs):
        costs = []
        for batch in nn.batches(arranged(points, labels, rng), batch_size):
            losses = [nn.cross_entropy(model(point), label) for point, label in batch]
            cost = engine.mean(losses)
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
            costs.append(cost.data)
        history.append(fsum(costs) / len(costs))
    return model, history


def main():
    """The loss of every fifth epoch, and the accuracy on points that were not trained on."""
    model, history = learn()
    for epoch, loss in list(enumerate(history, start=1))[4::5]:
        print(f"epoch {epoch:2}: loss {loss:.3f}")
    points, labels = nn.make_moons(200, seed=1)
    print(f"accuracy on new points: {nn.accuracy(nn.predict(model, points), labels):.0%}")


if __name__ == "__main__":
    main()
