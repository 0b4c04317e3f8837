"""Names that do not exist, from a network that reads three characters and says what may come next.

Each character has an embedding: a few numbers that the network finds for itself. The embeddings of the last three
characters, side by side, are the inputs of an MLP; its outputs are the scores of each character to be the next. This is
the neural language model of Bengio et al. (2003), on characters.

    three ids -> three embeddings of 6 numbers -> 18 inputs -> 32 neurons, tanh -> 27 scores

The baseline is a bigram: how often each character has followed the one before it. It sees one character, and only
counts; the network sees three, and finds out which characters are alike.

python -m demos.makemore             trains, invents names, and shows the embeddings
python -m demos.makemore --seeds 5   compares with the bigram, from five other starts
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import log
from pathlib import Path
from random import Random
from statistics import fmean
from time import perf_counter
from typing import Any

import engine
import nn
from demos.autoencoder import principal_components
from demos.command_line import check_matplotlib, watched, whole
from demos.data import Vocabulary, read_documents

FOLDER = Path("runs/makemore")
BLUE, ORANGE, *_ = nn.COLOURS
CONTEXT, EMBEDDING, HIDDEN = 3, 6, 32
NAMES, HELD_OUT = 4500, 500  # of the names, to train on and to test
BATCH, LR = 32, 0.03

Scores = Callable[[list[int]], list[Any]]  # of each character to be the next, given the ids so far


# --- the network ------------------------------------------------------------------------------------------------------


class MakeMore(nn.Module):
    """The scores of the next character, from the embeddings of the last three."""

    def __init__(self, characters: int, seed: int) -> None:
        rng = Random(seed)
        self.embeddings = [[engine.Value(rng.gauss(0, 1)) for _ in range(EMBEDDING)] for _ in range(characters)]
        self.mlp = nn.MLP(CONTEXT * EMBEDDING, [HIDDEN, characters], "tanh", seed=rng, init="xavier_uniform")
        self.label_parameters()

    def __call__(self, ids: Sequence[int]) -> list[Any]:
        first = ids[0]  # begins every name, and stands for what is before it
        context = [first] * (CONTEXT - len(ids)) + list(ids[-CONTEXT:])
        return self.mlp([number for i in context for number in self.embeddings[i]])


# --- the baseline -----------------------------------------------------------------------------------------------------


def bigram(documents: Sequence[list[int]], characters: int) -> Scores:
    """The logarithm of the probability of each character after the last one, from counts that start at 1."""
    counts = [[1] * characters for _ in range(characters)]
    for ids in documents:
        for before, after in pairwise(ids):
            counts[before][after] += 1
    table = [[engine.Value(log(count / sum(row))) for count in row] for row in counts]
    return lambda ids: table[ids[-1]]


# --- train and compare ------------------------------------------------------------------------------------------------


def parts(names: int) -> tuple[Vocabulary, list[list[int]], list[list[int]]]:
    """The vocabulary of all names, the ids of some to train on, and of others to test; the same for every seed.

    There are no more names to test than to train on.
    """
    documents = read_documents()
    vocabulary = Vocabulary(documents)
    Random(0).shuffle(documents)
    ids = [vocabulary.document(name) for name in documents]
    return vocabulary, ids[HELD_OUT : HELD_OUT + names], ids[: min(HELD_OUT, names)]


def examples(documents: Sequence[list[int]]) -> tuple[list[list[int]], list[int]]:
    """The ids before each character of each document, and that character."""
    ends = [(ids, end) for ids in documents for end in range(1, len(ids))]
    return [ids[:end] for ids, end in ends], [ids[end] for ids, end in ends]


def train(model: MakeMore, documents: Sequence[list[int]], seed: int) -> list[float]:
    """The cost of each batch on the way through all characters of the documents, once, in a random order.

    The learning rate falls to 0: large steps to get there, small ones to settle.
    """
    inputs, targets = examples(documents)
    optimizer = nn.Adam(model.parameters(), lr=LR)
    batches = -(-len(inputs) // BATCH)
    costs: list[float] = []
    steps = nn.train_steps(model, inputs, targets, nn.cross_entropy, optimizer, 1, BATCH, seed=seed)
    for step in watched(steps, "batch", batches, lambda step: f"cost {fmean(costs[-100:]):.3f}"):
        costs.append(fmean(step.losses))
        optimizer.lr = LR * (1 - len(costs) / batches)
    return costs


def cost(scores: Scores, documents: Sequence[list[int]]) -> float:
    """The mean of -log(probability) over the characters of the documents."""
    inputs, targets = examples(documents)
    pairs = watched(zip(inputs, targets), "test character", len(inputs))
    with engine.no_grad():
        return fmean(nn.cross_entropy(scores(before), after).data for before, after in pairs)


def invented(scores: Scores, vocabulary: Vocabulary, rng: Random, longest: int = 20) -> str:
    """A name, drawn character by character."""
    ids = [vocabulary.bos]
    with engine.no_grad():
        while len(ids) <= longest:
            chances = [share.data for share in engine.softmax(scores(ids))]
            ids += rng.choices(range(len(vocabulary)), chances)
            if ids[-1] == vocabulary.bos:
                break
    return vocabulary.decode(ids)


# --- report -----------------------------------------------------------------------------------------------------------


def picture(model: MakeMore, vocabulary: Vocabulary, costs: Sequence[float], baseline: float) -> Any:
    """The cost on the way, and the embeddings of the characters, in the two directions in which they differ most."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(13, 6), layout="constrained")
    curve, plane = figure.subplots(1, 2)
    window = max(1, len(costs) // 30)
    ends = range(window, len(costs) + 1, window)
    curve.plot(ends, [fmean(costs[end - window : end]) for end in ends], linewidth=2.5, label="the network")
    curve.axhline(baseline, color=ORANGE, linestyle="--", linewidth=2, label="bigram, on the test names")
    curve.set_title("cost of a character", fontsize=16)
    curve.set_xlabel(f"batches of {BATCH} characters", fontsize=14)
    curve.legend(fontsize=14)
    rows = [[number.data for number in row] for row in model.embeddings]
    middle, directions = principal_components(rows)
    points = [[engine.dot(d, row) - engine.dot(d, middle) for d in directions] for row in rows]
    for i, (x, y) in enumerate(points):
        text = "." if i == vocabulary.bos else vocabulary.characters[i]
        colour = ORANGE if text in "aeiouy" else BLUE
        plane.text(x, y, text, fontsize=20, color=colour, ha="center", va="center")
    plane.set_xlim(min(x for x, _ in points) - 0.3, max(x for x, _ in points) + 0.3)
    plane.set_ylim(min(y for _, y in points) - 0.3, max(y for _, y in points) + 0.3)
    plane.set_title("embeddings: vowels orange, '.' ends a name", fontsize=16)
    return figure


def main() -> None:
    """Run the demo from the command line."""
    parser = argparse.ArgumentParser(description="Invent names, with an MLP on embeddings.")
    parser.add_argument("--names", type=whole, default=NAMES, help="to train on, at most (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="for the first weights and the batches (%(default)s)")
    parser.add_argument("--seeds", type=whole, default=0, metavar="N", help="only compare the seeds below N")
    arguments = parser.parse_args()
    check_matplotlib()
    vocabulary, training, test = parts(arguments.names)
    baseline = cost(bigram(training, len(vocabulary)), test)
    better = []
    for seed in range(arguments.seeds) if arguments.seeds else [arguments.seed]:
        start = perf_counter()
        model = MakeMore(len(vocabulary), seed)
        costs = train(model, training, seed)
        result = cost(model, test)
        better.append(baseline - result)
        print(f"seed {seed}: test cost {result:.3f}, bigram {baseline:.3f}; {perf_counter() - start:.1f} s")
    if arguments.seeds:
        print(
            f"better than the bigram: {sum(gain > 0 for gain in better)} of {len(better)}, by {min(better):.3f} or more"
        )
        return
    rng = Random(arguments.seed)
    print("the network:", *[invented(model, vocabulary, rng) for _ in range(12)])
    print("the bigram: ", *[invented(bigram(training, len(vocabulary)), vocabulary, rng) for _ in range(12)])
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture(model, vocabulary, costs, baseline).savefig(FOLDER / "makemore.png")
    print(f"the picture is {FOLDER / 'makemore.png'}")


if __name__ == "__main__":
    main()
