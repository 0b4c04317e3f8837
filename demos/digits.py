"""Handwritten digits: 64 pixels in, ten scores out, trained with Adam, stopped early, saved and loaded again.

The scale of the pixels is part of the model: it is saved with it, and a loaded model takes pixels as they are.
"""

import argparse
from pathlib import Path

import nn
from demos.command_line import add_language, check_matplotlib, whole

DATA = Path(__file__).parent / "data"
FOLDER = Path("runs/digits")

Part = tuple[list[list[float]], list[int]]  # inputs and targets


def parts(name: str, label: str | None) -> tuple[list[Part], list[str]]:
    """Training, validation and test set of a file, and its classes; the split is the same for every seed."""
    table = nn.load_csv(DATA / name, label=label)
    samples = list(zip(table.inputs, table.targets))
    split = nn.split(samples, 0.6, 0.2, seed=0, stratify=table.targets)
    return [([x for x, _ in part], [t for _, t in part]) for part in split], table.classes


def train(
    training: Part,
    validation: Part,
    widths: list[int],
    seed: int,
    epochs: int,
    progress: bool = True,
    compiled: bool | str = True,
) -> tuple[nn.MLP, nn.History]:
    """A model with the weights that did best on the validation set, and how it got there."""
    model = nn.MLP(len(training[0][0]), widths, activation="tanh", init="xavier_uniform", seed=seed)
    model.standardizer = nn.Standardizer(training[0])
    history = nn.fit(
        model, *training, nn.cross_entropy, nn.Adam(model.parameters(), lr=0.01), epochs, batch_size=32,
        validation=validation, metrics=[nn.accuracy], patience=5, seed=seed, progress=progress,
        compiled=compiled,
    )  # fmt: skip
    return model, history


def accuracy(model: nn.MLP, part: Part) -> float:
    """The fraction of a part that a model gets right."""
    return nn.accuracy(nn.predict(model, part[0]), part[1])


def compare_seeds(seeds: int, epochs: int, iris: bool, compiled: bool | str = True) -> list[float]:
    """The test accuracy for each seed; the split is the same for all."""
    (training, validation, test), _ = parts("iris.csv", "species") if iris else parts("digits.csv", "digit")
    accuracies = []
    for seed in range(seeds):
        widths = [8, 3] if iris else [24, 10]
        model, _ = train(training, validation, widths, seed, epochs, progress=False, compiled=compiled)
        accuracies.append(accuracy(model, test))
        print(f"seed {seed}: test accuracy {accuracies[-1]:.1%}")
    return accuracies


def main() -> None:
    """Run the demo from the command line."""
    parser = argparse.ArgumentParser(description="Train a small network to read digits.")
    parser.add_argument("--epochs", type=whole, default=20, help="how many at most (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="for the first weights and the batches (%(default)s)")
    parser.add_argument(
        "--seeds", type=whole, default=0, metavar="N", help="only compare the test accuracy of the seeds below N"
    )
    parser.add_argument("--iris", action="store_true", help="compare 5 seeds, or N, on the iris data")
    add_language(parser)
    arguments = parser.parse_args()
    check_matplotlib()
    compiled = "c" if arguments.language == "c" else True
    if arguments.seeds or arguments.iris:
        accuracies = compare_seeds(arguments.seeds or 5, arguments.epochs, arguments.iris, compiled)
        print(f"mean of {len(accuracies)}: {sum(accuracies) / len(accuracies):.1%}")
        return
    (training, validation, test), classes = parts("digits.csv", "digit")
    model, history = train(training, validation, [24, 10], arguments.seed, arguments.epochs, compiled=compiled)
    print(model.summary())
    print(history.table())
    print(history.stopped)
    print(f"test accuracy {accuracy(model, test):.1%}")

    FOLDER.mkdir(parents=True, exist_ok=True)
    path = nn.save(model, FOLDER / "model.json", classes=classes)
    loaded = nn.load(path)
    print(f"saved in {path}; loaded again, it gets {accuracy(loaded, test):.1%}", end=", ")
    [scores] = nn.predict(loaded, test[0][:1])
    print(f"and takes a {classes[test[1][0]]} for a {loaded.classes[scores.index(max(scores))]}")
    matrix = nn.confusion_matrix(nn.predict(model, test[0]), test[1])
    nn.plot_confusion_matrix(matrix, classes).savefig(FOLDER / "confusion_matrix.png")
    nn.plot_mistakes(test[0], nn.predict(model, test[0]), test[1], classes).savefig(FOLDER / "mistakes.png")
    history.plot().savefig(FOLDER / "history.png")


if __name__ == "__main__":
    main()
