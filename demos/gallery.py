"""Every kind of picture: graphs small and large, one of their paths, a model, and how and what it has learnt."""

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

    learning(model, inputs, [round(target) for target in targets])


def learning(model: nn.MLP, inputs: list[list[float]], targets: list[int]) -> None:
    """How the network learns, what has changed from epoch to epoch, and how good it is."""
    record, optimizer = nn.record_parameters(model), nn.SGD(model.parameters(), lr=0.05, momentum=0.9)
    history = nn.fit(
        model, inputs, targets, nn.mse_loss, optimizer, epochs=60, batch_size=10, progress=False, callbacks=[record]
    )
    write(nn.plot_history(history), "history.png")
    write(nn.plot_decision_boundary(model, inputs, targets), "decisions.png")
    film = nn.animate_training(model, history, inputs, targets, frames=20)
    write(film, "training.gif")
    write(film, "training.html")
    write(nn.plot_hidden_neurons(model, inputs, targets), "hidden_neurons.png")
    write(nn.plot_weights(model), "weights.png")
    write(nn.plot_activations(model, history, inputs), "activations.png")
    write(nn.plot_gradient_histograms(model, history, inputs, targets), "gradient_histograms.png")
    more = nn.train_steps(model, inputs, targets, nn.mse_loss, optimizer, epochs=20, batch_size=10)
    write(nn.plot_update_ratios(model, more), "update_ratios.png")
    scores, classes = nn.predict(model, inputs), [int(target > 0) for target in targets]
    write(nn.plot_roc(scores, classes), "roc.png")
    write(nn.plot_precision_recall(scores, classes), "precision_recall.png")
    matrix = nn.confusion_matrix([[-score, score] for score in scores], classes)
    write(nn.plot_confusion_matrix(matrix, ["outside", "inside"]), "confusion.png")
    write(nn.plot_confusion_matrix(matrix, ["outside", "inside"], percent=True), "confusion_percent.png")


def descent() -> None:
    """A straight line that is fitted, on the landscape of its loss."""
    inputs, targets = nn.make_linear(40, noise=0.2, seed=0)
    model = nn.MLP(1, [1])
    weight, bias = model.parameters()
    weight.data, bias.data = -2.0, 1.5
    record, optimizer = nn.record_parameters(model), nn.SGD([weight, bias], lr=0.05)
    history = nn.fit(
        model, inputs, targets, nn.mse_loss, optimizer, epochs=20, batch_size=40, progress=False, callbacks=[record]
    )
    write(nn.plot_loss_landscape(model, inputs, targets, nn.mse_loss, (weight, bias), path=history), "landscape.png")
    write(nn.plot_predicted(nn.predict(model, inputs), targets), "predicted.png")


def sequences() -> None:
    """A recurrent network that reads letters, with the gradient that comes back, and where heads of attention look."""
    rng = Random(1)
    memory, memories = [Value(0.0)] * 4, []
    weights = [[rng.uniform(-0.8, 0.8) for _ in memory] for _ in memory]
    letters = {letter: [rng.gauss(0, 1) for _ in memory] for letter in "ban"}
    for letter in "banana":
        memory = [engine.tanh(engine.dot(row, memory, x)) for row, x in zip(weights, letters[letter])]
        memories.append(memory)
    engine.sum(memory).backward()
    write(nn.plot_unrolled(memories, list("banana")), "unrolled.png")
    at_all = [engine.softmax([0.0] * (i + 1)) for i in range(6)]
    at_alike = [engine.softmax([3.0 * ("banana"[i] == "banana"[j]) for j in range(i + 1)]) for i in range(6)]
    write(nn.plot_attention([[at_all, at_alike]], list("banana")), "attention.png")


def main() -> None:
    """Write all the pictures."""
    without_options(__doc__)
    check_matplotlib()
    FOLDER.mkdir(parents=True, exist_ok=True)
    paths(neuron())
    network()
    descent()
    sequences()


if __name__ == "__main__":
    main()
