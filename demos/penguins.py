"""Which penguin is it? Four measurements, three species, and a network of 67 numbers that learns to tell them apart.

python -m demos.penguins              trains, reports, and leaves pictures in runs/penguins/
python -m demos.penguins --seeds 10   trains ten times, from other starts, and reports the test accuracies
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path

import engine
import nn
from demos.command_line import whole

DATA = Path(__file__).parent / "data" / "penguins.csv"
FEATURES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
SPECIES = ("Adelie", "Chinstrap", "Gentoo")

Sample = tuple[list[float], int]  # the measurements of one penguin, and its species as an index
Part = tuple[list[list[float]], list[int]]  # the inputs and the targets of a part of the data

# --- load -------------------------------------------------------------------------------------------------------------


def load(path: Path = DATA) -> tuple[list[Sample], int]:
    """The penguins with all four measurements, and how many rows were dropped because one is missing."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    complete = [row for row in rows if "NA" not in [row[name] for name in FEATURES]]
    samples = [([float(row[name]) for name in FEATURES], SPECIES.index(row["species"])) for row in complete]
    return samples, len(rows) - len(complete)


# --- prepare ----------------------------------------------------------------------------------------------------------

SPLIT_SEED = 0  # the split was made once, before anything was tuned


def prepare(samples: Sequence[Sample]) -> tuple[Part, Part, Part]:
    """The training, validation and test sets, on the scale of the training set."""
    training, validation, test = nn.split(samples, 0.6, 0.2, seed=SPLIT_SEED)
    scale = nn.Standardizer([x for x, _ in training])

    def part(chosen: Sequence[Sample]) -> Part:
        return scale([x for x, _ in chosen]), [species for _, species in chosen]

    return part(training), part(validation), part(test)


# --- train ------------------------------------------------------------------------------------------------------------

EPOCHS = 40


def train(
    training: Part, validation: Part, seed: int = 0, epochs: int = EPOCHS, progress: bool = True
) -> tuple[nn.MLP, nn.History]:
    """A model trained from this seed, and the history of its training.

    The settings were chosen on the validation set alone.
    """
    model = nn.MLP(len(FEATURES), [8, len(SPECIES)], activation="tanh", seed=seed)
    history = nn.fit(
        model,
        *training,
        loss=nn.cross_entropy,
        optimizer=nn.SGD(model.parameters(), lr=0.5),
        epochs=epochs,
        batch_size=16,
        validation=validation,
        metrics=[nn.accuracy],
        seed=seed,
        progress=progress,
    )
    return model, history


# --- report -----------------------------------------------------------------------------------------------------------


def confusion_table(matrix: Sequence[Sequence[int]]) -> str:
    """A confusion matrix as lines of text: a row for what a penguin is, a column for what the model says."""
    lines = ["".join(f"{name:>11}" for name in ("", *SPECIES))]
    lines += ["".join(f"{entry:>11}" for entry in (name, *counts)) for name, counts in zip(SPECIES, matrix)]
    return "\n".join(lines)


def save_neuron(model: nn.MLP, penguin: Sequence[float], path: Path) -> Path:
    """Draw the first neuron at one penguin, with its gradients."""
    names = [name.rsplit("_", 1)[0] for name in FEATURES]  # without the unit: the numbers are standardized
    output = model.layers[0].neurons[0]([engine.Value(x, name) for x, name in zip(penguin, names)])
    output.label = "output"
    output.backward()
    return engine.draw(output).save(path)


def report(history: nn.History, model: nn.MLP, test: Part, folder: Path) -> None:
    """Print how the training went and how well the model does on the test set, and write the pictures."""
    inputs, targets = test
    outputs = nn.predict(model, inputs)
    matrix = nn.confusion_matrix(outputs, targets)
    print(history.table())
    print(f"\ntest accuracy {nn.accuracy(outputs, targets):.1%}; each row is a species, each column a verdict:")
    print(confusion_table(matrix))

    folder.mkdir(parents=True, exist_ok=True)
    pictures = [save_neuron(model, inputs[0], folder / "neuron.svg")]
    try:
        for name, figure in {
            "loss_curve.png": nn.plot_history(history),
            "confusion_matrix.png": nn.plot_confusion_matrix(matrix, SPECIES),
        }.items():
            figure.savefig(folder / name)
            pictures.append(folder / name)
    except ImportError:
        print('\nthe plots need matplotlib: python -m pip install -e ".[demos]"')
    print("\nwritten: " + ", ".join(map(str, pictures)))


def compare_seeds(training: Part, validation: Part, test: Part, seeds: int, epochs: int) -> None:
    """Print the test accuracy for each seed, and their mean."""
    accuracies = []
    for seed in range(seeds):
        model, _ = train(training, validation, seed, epochs, progress=False)
        accuracies.append(nn.accuracy(nn.predict(model, test[0]), test[1]))
        print(f"seed {seed}: test accuracy {accuracies[-1]:.1%}")
    print(f"mean of {seeds}: {sum(accuracies) / seeds:.1%}")


def main() -> None:
    """Run the demo from the command line."""
    parser = argparse.ArgumentParser(description="Train a small network to tell penguins apart.")
    parser.add_argument("--epochs", type=whole, default=EPOCHS, help="how often to go through the data (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="for the first weights and the batches (%(default)s)")
    parser.add_argument(
        "--seeds", type=whole, default=0, metavar="N", help="only compare the test accuracy of the seeds below N"
    )
    parser.add_argument("--out", type=Path, default=Path("runs/penguins"), help="the folder to write to (%(default)s)")
    arguments = parser.parse_args()

    samples, dropped = load()
    training, validation, test = prepare(samples)
    print(f"{len(samples) + dropped} penguins, {dropped} dropped because measurements are missing;", end=" ")
    print(f"{len(training[0])} to train on, {len(validation[0])} to validate, {len(test[0])} to test")
    if arguments.seeds > 0:
        compare_seeds(training, validation, test, arguments.seeds, arguments.epochs)
    else:
        model, history = train(training, validation, arguments.seed, arguments.epochs)
        report(history, model, test, arguments.out)


if __name__ == "__main__":
    main()
