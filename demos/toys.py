"""Three classic shapes, learnt by small networks: xor, moons and a spiral, each with its decision boundary."""

import argparse
from pathlib import Path

import nn
from demos.command_line import check_matplotlib, whole

FOLDER = Path("runs/toys")
TASKS = {  # the data, the widths of the network, and the epochs
    "xor": (nn.make_xor, [4, 2], 60),
    "moons": (nn.make_moons, [12, 2], 60),
    "spiral": (nn.make_spiral, [20, 10, 2], 150),
}


def learn(task: str, seed: int, progress: bool = False) -> tuple[nn.MLP, float]:
    """A network that has learnt a shape, and its accuracy on points that it has not seen."""
    make, widths, epochs = TASKS[task]
    inputs, targets = make(120, seed=seed)
    model = nn.MLP(2, widths, activation="tanh", init="normal", seed=seed)
    optimizer = nn.Adam(model.parameters(), lr=0.05)
    schedule = nn.CosineAnnealingLR(optimizer, T_max=epochs)
    nn.fit(
        model, inputs, targets, nn.cross_entropy, optimizer, epochs, 20,
        seed=seed, schedule=schedule, progress=progress, compiled=True,
    )  # fmt: skip
    unseen, classes = make(200, seed=100 + seed)
    return model, nn.accuracy(nn.predict(model, unseen), classes)


def main() -> None:
    """Run the demo from the command line."""
    parser = argparse.ArgumentParser(description="Learn xor, moons and a spiral.")
    parser.add_argument("--seeds", type=whole, default=1, metavar="N", help="the seeds below N (%(default)s)")
    arguments = parser.parse_args()
    check_matplotlib()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for task, (make, _, _) in TASKS.items():
        for seed in range(arguments.seeds):
            model, accuracy = learn(task, seed)
            print(f"{task}, seed {seed}: {accuracy:.1%} of 200 unseen points")
        nn.plot_decision_boundary(model, *make(120, seed=seed)).savefig(FOLDER / f"{task}.png")
    print(f"the decision boundaries are in {FOLDER}")


if __name__ == "__main__":
    main()
