"""Recurrent networks: one small network, applied again at each character, that hands itself a memory.

An RNN (Elman, 1990) mixes what it remembers with what it reads, and what comes out is both its answer and its memory:

    memory = tanh(W memory + embedding[character])        scores = V memory + b

In the backward pass the gradient goes back through the same W at every character, and shrinks or grows each time. An
LSTM (Hochreiter and Schmidhuber, 1997) keeps its memory in a cell, which is changed by sums, and has gates, numbers
from 0 to 1, that say what is forgotten, what is written and what is shown:

    cell   = forget * cell + write * tanh(...)            along `forget`, near 1, the gradient comes through
    memory = show * tanh(cell)

The baseline is the bigram of demos/makemore.py, which sees one character; these have seen all of the name.

python -m demos.rnn             trains both, invents names, shows the memory while it reads, and the gradient by step
python -m demos.rnn --seeds 5   compares with the bigram, from five other starts
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from math import sqrt
from pathlib import Path
from random import Random
from statistics import fmean
from time import perf_counter
from typing import Any

import engine
import nn
from demos import makemore
from demos.command_line import check_matplotlib, watched, whole
from demos.data import Vocabulary
from engine import Value

FOLDER = Path("runs/rnn")
BLUE, ORANGE, GREEN, *_ = nn.COLOURS
NAMES, BATCH = 4000, 8

Row = Sequence[Any]  # numbers or Values

# --- the networks -----------------------------------------------------------------------------------------------------


class RNN(nn.Module):
    """For each character the scores of the next one."""

    size, lr = 16, 0.02  # of the memory, and of the first steps
    gates = 1  # numbers that are computed for each number of the memory

    def __init__(self, characters: int, seed: int) -> None:
        rng = Random(seed)
        rows, bound = self.gates * self.size, 1 / sqrt(self.size)
        self.embeddings = [[Value(rng.gauss(0, 0.3)) for _ in range(rows)] for _ in range(characters)]
        self.w = [[Value(rng.uniform(-bound, bound)) for _ in range(self.size)] for _ in range(rows)]
        self.scores = nn.Layer(self.size, characters, None, rng)
        self.label_parameters()

    def start(self) -> tuple[Row, ...]:
        """What it carries from character to character, before the first: nothing."""
        return ([0.0] * self.size,)

    def step(self, state: tuple[Row, ...], character: int) -> tuple[Row, ...]:
        """What it carries after one more character; the memory comes first."""
        return ([engine.tanh(x) for x in self.mixed(state[0], character)],)

    def mixed(self, memory: Row, character: int) -> list[Any]:
        """W memory + embedding."""
        return [engine.dot(row, memory, x) for row, x in zip(self.w, self.embeddings[character])]

    def memories(self, ids: Sequence[int]) -> list[Row]:
        """The memory after each character."""
        state, found = self.start(), []
        for i in ids:
            state = self.step(state, i)
            found.append(state[0])
        return found

    def __call__(self, ids: Sequence[int]) -> list[list[Any]]:
        return [self.scores(memory) for memory in self.memories(ids)]

    def last(self, ids: Sequence[int]) -> list[Any]:
        """The scores of the character that comes after these."""
        return self.scores(self.memories(ids)[-1])


class LSTM(RNN):
    """The same with a cell and gates."""

    size, lr = 12, 0.03
    gates = 4  # forget, write, show, and what is to be written

    def __init__(self, characters: int, seed: int) -> None:
        super().__init__(characters, seed)
        for row in self.embeddings:
            for x in row[: self.size]:
                x.data += 1.0  # the gates that forget are open at first (Gers et al., 2000)

    def start(self) -> tuple[Row, ...]:
        """No memory, and an empty cell."""
        return [0.0] * self.size, [0.0] * self.size

    def step(self, state: tuple[Row, ...], character: int) -> tuple[Row, ...]:
        """The memory and the cell after one more character."""
        memory, cell = state
        mixed, n = self.mixed(memory, character), self.size
        forget, write, show = ([engine.sigmoid(x) for x in mixed[k * n : (k + 1) * n]] for k in range(3))
        new = [engine.tanh(x) for x in mixed[3 * n :]]
        cell = [engine.dot([f, w], [c, x]) for f, w, c, x in zip(forget, write, cell, new)]  # f * c + w * x
        return [s * engine.tanh(c) for s, c in zip(show, cell)], cell


# --- train and compare ------------------------------------------------------------------------------------------------


def loss(scores: Sequence[list[Any]], targets: Sequence[int]) -> Any:
    """The mean of -log(probability) over the characters of a name."""
    return engine.mean([nn.cross_entropy(row, target) for row, target in zip(scores, targets)])


def train(model: RNN, documents: Sequence[list[int]], seed: int) -> list[float]:
    """The cost of each batch of names on the way through all of them, once, with a learning rate that falls to 0."""
    inputs, targets = [ids[:-1] for ids in documents], [ids[1:] for ids in documents]
    optimizer = nn.Adam(model.parameters(), lr=model.lr)
    batches = -(-len(inputs) // BATCH)
    costs: list[float] = []
    steps = nn.train_steps(model, inputs, targets, loss, optimizer, 1, BATCH, seed=seed)
    for step in watched(
        steps, f"{type(model).__name__}, batch", batches, lambda step: f"cost {fmean(costs[-100:]):.3f}"
    ):
        costs.append(fmean(step.losses))
        optimizer.lr = model.lr * (1 - len(costs) / batches)
    return costs


def cost(model: RNN, documents: Sequence[list[int]]) -> float:
    """The mean of -log(probability) over the characters of the documents."""
    with engine.no_grad():
        return fmean(
            nn.cross_entropy(scores, after).data
            for ids in watched(documents, "test name", len(documents))
            for scores, after in zip(model(ids[:-1]), ids[1:])
        )


# --- report -----------------------------------------------------------------------------------------------------------


def picture(models: dict[str, RNN], curves: dict[str, list[float]], baseline: float, vocabulary: Vocabulary) -> Any:
    """The costs on the way, and the memories of the two while they read a name."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(15, 5.5), layout="constrained")
    curve, *maps = figure.subplots(1, 1 + len(models))
    for (name, costs), colour in zip(curves.items(), (BLUE, GREEN)):
        window = max(1, len(costs) // 25)
        ends = range(window, len(costs) + 1, window)
        means = [fmean(costs[end - window : end]) for end in ends]
        curve.plot(ends, means, linewidth=2.5, color=colour, label=name)
    curve.axhline(baseline, color=ORANGE, linestyle="--", linewidth=2, label="bigram, on the test names")
    curve.set_title("cost of a character", fontsize=16)
    curve.set_xlabel(f"batches of {BATCH} names", fontsize=14)
    curve.legend(fontsize=14)
    read = "annabella"
    for axes, (name, model) in zip(maps, models.items()):
        with engine.no_grad():
            memories = [[x.data for x in memory] for memory in model.memories(vocabulary.document(read)[:-1])]
        shades = axes.imshow(list(zip(*memories)), cmap=nn.signed_colours(), vmin=-1, vmax=1, aspect="auto")
        axes.set_xticks(range(len(memories)), [".", *read], fontsize=16)
        axes.set_title(f"memory of the {name} as it reads", fontsize=16)
        axes.set_ylabel("place in the memory", fontsize=14)
        axes.set_xlabel("reads ('.' is bos, the beginning of the name)", fontsize=14)
    figure.colorbar(shades, ax=maps).set_label("number in the memory", fontsize=14)
    return figure


def unrolled(name: str, model: RNN, vocabulary: Vocabulary) -> Any:
    """A network as it reads a name, and the gradient that comes back from its surprise at the end of it."""
    ids = vocabulary.document("annabella")
    memories = model.memories(ids[:-1])
    nn.cross_entropy(model.scores(memories[-1]), ids[-1]).backward()
    return nn.plot_unrolled(memories, [".", *"annabella"], f"the memory of the {name}")


def main() -> None:
    """Run the demo from the command line."""
    parser = argparse.ArgumentParser(description="Invent names, with an RNN and an LSTM.")
    parser.add_argument("--names", type=whole, default=NAMES, help="to train on, at most (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="for the first weights and the batches (%(default)s)")
    parser.add_argument("--seeds", type=whole, default=0, metavar="N", help="only compare the seeds below N")
    arguments = parser.parse_args()
    check_matplotlib()
    vocabulary, training, test = makemore.parts(arguments.names)
    baseline = makemore.cost(makemore.bigram(training, len(vocabulary)), test)
    better, models, curves = [], {}, {}
    for seed in range(arguments.seeds) if arguments.seeds else [arguments.seed]:
        for name, kind in {"RNN": RNN, "LSTM": LSTM}.items():
            start = perf_counter()
            models[name] = model = kind(len(vocabulary), seed)
            curves[name] = train(model, training, seed)
            result = cost(model, test)
            better.append(baseline - result)
            spent = perf_counter() - start
            print(f"seed {seed}: {name} test cost {result:.3f}, bigram {baseline:.3f}; {spent:.1f} s")
    if arguments.seeds:
        print(
            f"better than the bigram: {sum(gain > 0 for gain in better)} of {len(better)}, by {min(better):.3f} or more"
        )
        return
    rng = Random(arguments.seed)
    for name, model in models.items():
        print(f"the {name}:", *[makemore.invented(model.last, vocabulary, rng) for _ in range(12)])
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture(models, curves, baseline, vocabulary).savefig(FOLDER / "rnn.png")
    for name, model in models.items():
        unrolled(name, model, vocabulary).savefig(FOLDER / f"unrolled_{name}.png")
    print(f"the picture is {FOLDER / 'rnn.png'}")


if __name__ == "__main__":
    main()
