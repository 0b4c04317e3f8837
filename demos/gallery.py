"""Every kind of picture: graphs small and large, one of their paths, a model, and what a model has learnt."""

from pathlib import Path
from random import Random
from typing import Any

import engine
import nn
from demos.command_line import check_matplotlib, without_options
from engine import Value, draw

FOLDER = Path("runs/gallery")


def write(picture: Any, name: str, **options: Any) -> None:
    """Write a drawing, or a figure of matplotlib, and say so."""
    (picture.savefig if hasattr(picture, "savefig") else picture.save)(FOLDER / name, **options)
    print(f"written: {FOLDER / name}", flush=True)


def neuron() -> Value:
    """o = tanh(x1 * w1 + x2 * w2 + b), with its gradients."""
    x1, x2, w1, w2, b = Value(2.0), Value(0.0), Value(-3.0), Value(1.0), Value(6.8813735870195432)
    n = x1 * w1 + x2 * w2 + b
    o = n.tanh()
    o.backward()
    write(draw(o, names=locals()), "neuron.svg")  # the variables give the names
    return o


def paths(o: Value) -> None:
    """The one path from a weight to the output, and the neighbourhood of a product."""
    product = o.inputs[0].inputs[0].inputs[0]
    weight = product.inputs[1]
    weight.label, o.label = "w1", "o"
    write(draw(o, path=(weight, o)), "path.svg")
    write(draw(o, focus=product, hops=1), "focus.svg")


def circles(count: int) -> tuple[list[list[float]], list[float]]:
    """Points in the plane, and for each 1.0 if it is in a circle around the middle, else -1.0."""
    rng = Random(0)
    points = [[rng.uniform(-2, 2), rng.uniform(-2, 2)] for _ in range(count)]
    return points, [1.0 if x * x + y * y < 2 else -1.0 for x, y in points]


def network() -> None:
    """A network before and after training: as circles and lines, its cost as a graph, its decisions."""
    inputs, targets = circles(100)
    model = nn.MLP(2, [6, 6, 1], activation="tanh", seed=3)
    write(draw(model), "model.svg")
    cost = engine.mean([nn.mse_loss(model(x), target) for x, target in zip(inputs, targets)])
    cost.label = "cost"
    cost.backward()
    write(draw(model), "model_gradients.svg")
    write(draw(cost), "batch.svg")  # 2,768 values: one example is shown, neurons are folded
    write(draw(cost), "batch.png", scale=2.0)
    write(draw(cost, fold="layers"), "batch.html")
    write(nn.plot_gradients(model), "gradients.png")

    optimizer = nn.SGD(model.parameters(), lr=0.05, momentum=0.9)
    history = nn.fit(model, inputs, targets, nn.mse_loss, optimizer, epochs=60, batch_size=10, progress=False)
    write(nn.plot_history(history), "history.png")
    write(nn.plot_decision_boundary(model, inputs, [round(target) for target in targets]), "decisions.png")
    write(nn.plot_roc(nn.predict(model, inputs), [round(target) for target in targets]), "roc.png")
    write(nn.plot_weights(model), "weights.png")


def descent() -> None:
    """A straight line that is fitted, on the landscape of its loss."""
    inputs, targets = nn.make_linear(40, noise=0.2, seed=0)
    model = nn.MLP(1, [1])
    weight, bias = model.parameters()
    weight.data, bias.data = -2.0, 1.5
    path = [(weight.data, bias.data)]
    nn.fit(
        model, inputs, targets, nn.mse_loss, nn.SGD([weight, bias], lr=0.05), epochs=20, batch_size=40, progress=False,
        callbacks=[lambda history: path.append((weight.data, bias.data))],
    )  # fmt: skip
    write(nn.plot_loss_landscape(model, inputs, targets, nn.mse_loss, (weight, bias), path=path), "landscape.png")
    write(nn.plot_predicted(nn.predict(model, inputs), targets), "predicted.png")


def main() -> None:
    """Write all the pictures."""
    without_options(__doc__)
    check_matplotlib()
    FOLDER.mkdir(parents=True, exist_ok=True)
    paths(neuron())
    network()
    descent()


if __name__ == "__main__":
    main()
