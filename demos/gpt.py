"""A GPT, trained on names: the whole of it, out of nothing but Values.

A document is a list of tokens: the ids of its characters, with `bos` before and after. At each position the model gives
a score to every token to be the next one. It is microgpt's model (Andrej Karpathy, 2026), with its settings:

    x = wte[token] + wpe[position]                  16 numbers for what it is and where it stands
    x = x + wo(attention(wq(x), wk(x), wv(x)))      what was said before: look back, and collect
    x = x + fc2(relu(fc1(x)))                       think about it
    scores = lm_head(x)                             what comes next?

with a norm before each step, no biases, one layer, four heads, and 4,192 parameters for an alphabet of 26.

python -m demos.gpt                                   trains for 1,000 steps, a name each, and invents names
python -m demos.gpt --data FILE --steps N             on any text, each line a document
python -m demos.gpt --checkpoint runs/gpt/state.json  writes what it needs to go on, and goes on from it
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import fmean
from time import perf_counter
from typing import Any

import engine
import nn
from demos.data import NAMES, Vocabulary, read_documents
from engine import Value

FOLDER = Path("runs/gpt")
N_EMBD, N_HEAD, BLOCK_SIZE = 16, 4, 16  # numbers of an embedding, heads of the attention, positions
HEAD = N_EMBD // N_HEAD  # numbers that a head looks at
EPS = 1e-5  # in the norm
STEPS, LR, BETAS = 1000, 0.01, (0.85, 0.99)
TEMPERATURE = 0.5

Row = Sequence[Any]  # numbers or Values

# --- the model --------------------------------------------------------------------------------------------------------


class Matrix(nn.Module):
    """A matrix of parameters; called, it gives the dot product of each row with x."""

    def __init__(self, rows: int, columns: int, rng: Random) -> None:
        self.rows = [[Value(rng.gauss(0, 0.08)) for _ in range(columns)] for _ in range(rows)]

    def __call__(self, x: Row) -> list[Any]:
        return [engine.dot(row, x) for row in self.rows]


class GPT(nn.Module):
    """The parameters: matrices, one row for each output (for `wte` and `wpe`: for each token and position)."""

    def __init__(self, tokens: int, rng: Random) -> None:
        self.wte = Matrix(tokens, N_EMBD, rng)
        self.wpe = Matrix(BLOCK_SIZE, N_EMBD, rng)
        self.lm_head = Matrix(tokens, N_EMBD, rng)
        self.wq, self.wk, self.wv, self.wo = (Matrix(N_EMBD, N_EMBD, rng) for _ in range(4))
        self.fc1 = Matrix(4 * N_EMBD, N_EMBD, rng)
        self.fc2 = Matrix(N_EMBD, 4 * N_EMBD, rng)
        self.label_parameters()

    def embeddings(self, tokens: Sequence[int]) -> list[Row]:
        """The rows of `wte` for these tokens."""
        return [self.wte.rows[token] for token in tokens]


def added(x: Row, y: Row) -> list[Any]:
    """x + y, number by number."""
    return [a + b for a, b in zip(x, y)]


def norm(x: Row) -> list[Any]:
    """x, scaled so that the mean of its squares is 1 (RMSNorm)."""
    scale = (engine.dot(x, x) / len(x) + EPS) ** -0.5
    return [number * scale for number in x]


def attention(query: Row, keys: Sequence[Row], values: Sequence[Row]) -> tuple[list[Any], list[list[Any]]]:
    """What each head collects of the values, and its weights: the more a key answers the query, the larger.

    Keys and values are those of this position and of all before it.
    """
    collected, weights = [], []
    for start in range(0, N_EMBD, HEAD):
        part = slice(start, start + HEAD)
        answers = [engine.dot(query[part], key[part]) / HEAD**0.5 for key in keys]
        weights.append(engine.softmax(answers))
        collected += [engine.dot(weights[-1], column) for column in zip(*[value[part] for value in values])]
    return collected, weights


def position(model: GPT, x: Row, keys: list[Row], values: list[Row]) -> tuple[list[Any], list[list[Any]]]:
    """The scores of the tokens to be the next, and the weights of each head, for one position.

    x is the embedding of its token. The keys and values of the positions before it are there, and its own are added.
    """
    x = norm(added(x, model.wpe.rows[len(keys)]))
    normed = norm(x)
    keys.append(model.wk(normed))
    values.append(model.wv(normed))
    collected, weights = attention(model.wq(normed), keys, values)
    x = added(model.wo(collected), x)
    hidden = [engine.relu(number) for number in model.fc1(norm(x))]
    x = added(model.fc2(hidden), x)
    return model.lm_head(x), weights


def forward(model: GPT, embeddings: Sequence[Row]) -> list[tuple[list[Any], list[list[Any]]]]:
    """The scores and the weights of each position, given the rows of `wte` for the tokens."""
    keys: list[Row] = []
    values: list[Row] = []
    return [position(model, x, keys, values) for x in embeddings]


def cost(model: GPT, embeddings: Sequence[Row], targets: Sequence[Row]) -> Any:
    """The mean over the positions of -log(softmax(scores)) at the token that comes next.

    The targets are one-hot rows. What depends on the document is in the two arguments alone, so this is the same
    computation for all documents of a length.
    """
    losses = [
        engine.logsumexp(scores) - engine.dot(target, scores)
        for (scores, _), target in zip(forward(model, embeddings), targets)
    ]
    return engine.mean(losses)


def cost_of(model: GPT, tokens: Sequence[int]) -> Any:
    """The cost of a document; what is longer than the block is cut."""
    tokens = tokens[: BLOCK_SIZE + 1]
    targets = [nn.one_hot(token, len(model.wte.rows)) for token in tokens[1:]]
    return cost(model, model.embeddings(tokens[:-1]), targets)


def eager_backward(model: GPT, tokens: Sequence[int]) -> float:
    """The cost of a document; its gradient is added to the grads."""
    loss = cost_of(model, tokens)
    loss.backward()
    return loss.data


# --- compiled ---------------------------------------------------------------------------------------------------------


class Programs:
    """The same as `eager_backward`, to the same bits, by a program for each length of documents."""

    WORTH = 15  # documents: for fewer of a length, writing a program takes longer than going without

    def __init__(self, model: GPT, lengths: Counter[int]) -> None:
        self.model = model
        self.lengths = lengths  # so many documents of each will come
        self.programs: dict[int, Program] = {}

    def backward(self, tokens: Sequence[int]) -> float:
        """The cost of a document; its gradient is added to the grads."""
        length = min(len(tokens) - 1, BLOCK_SIZE)
        if self.lengths[length] < self.WORTH:
            return eager_backward(self.model, tokens)
        return self.program(length)(tokens)

    def program(self, length: int) -> Program:
        """The program for documents of a length, written when it is first asked for."""
        if length not in self.programs:
            self.programs[length] = Program(self.model, length)
        return self.programs[length]


class Program:
    """The cost of documents of one length: what depends on the document is put into leaves of its own."""

    def __init__(self, model: GPT, length: int) -> None:
        self.model = model
        self.embeddings = [[Value(0.0, f"x.{i}.{j}") for j in range(N_EMBD)] for i in range(length)]
        tokens = range(len(model.wte.rows))
        self.targets = [[Value(0.0, f"target.{i}.{j}") for j in tokens] for i in range(length)]
        own = [x for row in self.embeddings for x in row]
        shared = [p for place, p in model.named_parameters() if not place.startswith("wte")]
        self.run = engine.compile_pass(lambda: cost(model, self.embeddings, self.targets), [*own, *shared])

    def __call__(self, tokens: Sequence[int]) -> float:
        """The cost of a document; its gradient is added to the grads."""
        rows = self.model.embeddings(tokens[: len(self.embeddings)])
        for copies, row in zip(self.embeddings, rows):
            for copy, x in zip(copies, row):
                copy.data, copy.grad = x.data, 0.0
        for target, token in zip(self.targets, tokens[1:]):
            for i, share in enumerate(target):
                share.data = float(i == token)
        loss = self.run()
        for copies, row in zip(reversed(self.embeddings), reversed(rows)):  # a token may come more than once
            for copy, x in zip(copies, row):
                x.grad += copy.grad
        return loss


# --- training ---------------------------------------------------------------------------------------------------------


class Training:
    """A GPT and all that its training depends on, so that it can stop and go on, bit for bit."""

    def __init__(self, documents: Sequence[str], steps: int = STEPS, seed: int = 42, compiled: bool = False) -> None:
        """The first numbers, after one shuffle of the documents, all from one seed."""
        self.corpus = hashlib.sha256("\n".join(documents).encode()).hexdigest()
        self.rng = Random(seed)
        self.documents = list(documents)
        self.rng.shuffle(self.documents)
        self.vocabulary = Vocabulary(documents)
        self.model = GPT(len(self.vocabulary), self.rng)
        self.optimizer = nn.Adam(self.model.parameters(), LR, BETAS)
        self.steps, self.done = steps, 0
        self.programs = Programs(self.model, self.lengths()) if compiled else None

    def step(self) -> float:
        """The cost of the next document, before the parameters take a step; the learning rate falls to 0."""
        document = self.vocabulary.document(self.documents[self.done % len(self.documents)])
        self.optimizer.zero_grad()
        loss = self.programs.backward(document) if self.programs else eager_backward(self.model, document)
        self.optimizer.lr = LR * (1 - self.done / self.steps)
        self.optimizer.step()
        self.done += 1
        return loss

    def lengths(self) -> Counter[int]:
        """How many documents of each length there will be, in tokens to be read."""
        coming = [self.documents[i % len(self.documents)] for i in range(self.steps)]
        return Counter(min(len(document) + 1, BLOCK_SIZE) for document in coming)

    def beginning(self, prompt: str) -> list[int]:
        """The tokens that a sample begins with.

        Raises ValueError for a prompt with unknown characters, or that fills the block.
        """
        tokens = [self.vocabulary.bos, *self.vocabulary.encode(prompt)]
        if len(tokens) > BLOCK_SIZE:
            raise ValueError(f"the prompt {prompt!r} has {len(prompt)} characters; at most {BLOCK_SIZE - 1} fit")
        return tokens

    def sample(self, prompt: str = "", temperature: float = TEMPERATURE) -> str:
        """A document that begins with the prompt: token by token, the likely ones the likelier the colder it is."""
        tokens, keys, values = self.beginning(prompt), [], []
        with engine.no_grad():
            while len(keys) < BLOCK_SIZE:
                scores, _ = position(self.model, self.model.wte.rows[tokens[len(keys)]], keys, values)
                if len(keys) == len(tokens):  # the prompt has been read
                    chances = [share.data for share in engine.softmax([x / temperature for x in scores])]
                    tokens += self.rng.choices(range(len(chances)), chances)
                    if tokens[-1] == self.vocabulary.bos:
                        break
        return self.vocabulary.decode(tokens)

    def save(self, path: Path) -> None:
        """Write all of it as JSON, whole or not at all."""
        state = {
            "corpus": self.corpus,
            "steps": self.steps,
            "done": self.done,
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "rng": self.rng.getstate(),
        }
        partial = path.with_name(f".{path.name}.part")
        partial.write_text(json.dumps(state), encoding="utf-8")
        partial.replace(path)

    def resume(self, path: Path) -> None:
        """Go on from what was saved. Raises ValueError if that is of another training, or damaged."""
        try:
            state = json.loads(path.read_text(encoding="utf-8"))
            corpus, steps, done = state["corpus"], state["steps"], state["done"]
            version, numbers, gauss = state["rng"]
            if type(done) is not int or not 0 <= done <= steps:
                raise ValueError(f"it has made {done!r} of {steps!r} steps")
            if corpus != self.corpus:
                raise ValueError("it was trained on another corpus; give the same --data, or another --checkpoint")
            if steps != self.steps:
                raise ValueError(
                    f"its learning rate falls to 0 in {steps} steps, not {self.steps}; give --steps {steps}"
                )
            self.model.load_state_dict(state["model"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.rng.setstate((version, tuple(numbers), gauss))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path} is no training to go on from: {error}") from None
        self.done = done


# --- report -----------------------------------------------------------------------------------------------------------


def attention_picture(training: Training, document: str) -> Any:
    """Where each head looks: a row for each position, dark where it looks."""
    from matplotlib.figure import Figure

    tokens = training.vocabulary.document(document)[:-1][:BLOCK_SIZE]
    with engine.no_grad():
        positions = forward(training.model, training.model.embeddings(tokens))
    figure = Figure(figsize=(4 * N_HEAD + 1, 4.8), layout="constrained")
    letters = [".", *document][: len(tokens)]
    for head, axes in enumerate(figure.subplots(1, N_HEAD)):
        looks = [[share.data for share in weights[head]] for _, weights in positions]
        rows = [row + [0.0] * (len(tokens) - len(row)) for row in looks]
        shades = axes.imshow(rows, cmap="Blues", vmin=0, vmax=1)
        axes.set_xticks(range(len(letters)), letters, fontsize=16)
        axes.set_yticks(range(len(letters)), letters, fontsize=16)
        axes.set_title(f"head {head}", fontsize=16)
    figure.axes[0].set_ylabel("at this position", fontsize=14)
    bar = figure.colorbar(shades, ax=figure.axes, fraction=0.02, pad=0.01, shrink=0.8)
    bar.set_label("weight (a row adds up to 1)", fontsize=14)
    figure.supxlabel("looks at ('.' is bos, the beginning of the document)", fontsize=14)
    return figure


def token_graph(training: Training, document: str) -> engine.Drawing:
    """The graph of the second token of a document, the first with something to look back at: matrices are folded."""
    first, second, third = training.vocabulary.document(document)[:3]
    model = training.model
    scores, _ = forward(model, model.embeddings([first, second]))[1]
    loss = nn.cross_entropy(scores, third)
    loss.label = "loss"
    model.zero_grad()
    loss.backward()
    return engine.draw(loss)


def progress(training: Training, costs: Sequence[float], start: float) -> None:
    """Print the first five costs, and ten times a mean and some samples."""
    done, steps, part = training.done, training.steps, max(1, training.steps // 10)
    if done <= 5:
        print(f"step {done:5} of {steps}: cost {costs[-1]:.4f}")
    elif done % part == 0 or done == steps:
        spent = (perf_counter() - start) / len(costs)
        samples = " ".join(training.sample() for _ in range(4))
        recent = costs[-part:]
        print(f"step {done:5} of {steps}: cost {costs[-1]:.4f}, mean {fmean(recent):.3f} of {len(recent)},", end=" ")
        print(f"{1000 * spent:.0f} ms a step; samples: {samples}")


def main() -> None:
    """Run the demo from the command line."""
    parser = argparse.ArgumentParser(description="Train a GPT on names, or on the lines of any text.")
    parser.add_argument(
        "--data", type=Path, default=NAMES, metavar="FILE", help="a document on each line (%(default)s)"
    )
    parser.add_argument("--steps", type=int, default=STEPS, help="a document each (%(default)s)")
    parser.add_argument("--seed", type=int, default=42, help="for order, weights and samples (%(default)s)")
    parser.add_argument(
        "--checkpoint", type=Path, metavar="FILE", help="written on the way; if it is there, gone on from"
    )
    parser.add_argument("--eager", action="store_true", help="without programs: slower, but a debugger sees each Value")
    parser.add_argument("--prompt", default="", help="what the samples at the end begin with")
    parser.add_argument("--temperature", type=float, default=TEMPERATURE, help="of these samples (%(default)s)")
    arguments = parser.parse_args()
    if arguments.steps < 1 or not arguments.temperature > 0:
        parser.error("--steps is at least 1, and --temperature above 0")
    try:
        training = Training(read_documents(arguments.data), arguments.steps, arguments.seed, not arguments.eager)
        if arguments.checkpoint and arguments.checkpoint.exists():
            training.resume(arguments.checkpoint)
        training.beginning(arguments.prompt)
        if arguments.checkpoint:
            arguments.checkpoint.parent.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    run(training, arguments.checkpoint)
    print(*[training.sample(arguments.prompt, arguments.temperature) for _ in range(20)])
    FOLDER.mkdir(parents=True, exist_ok=True)
    document = max((d for d in training.documents[:100] if len(d) < BLOCK_SIZE), key=len, default=training.documents[0])
    attention_picture(training, document).savefig(FOLDER / "attention.png")
    token_graph(training, document).save(FOLDER / "token.svg")
    print(f"where it looks, and the graph of a token: {FOLDER}")


def run(training: Training, checkpoint: Path | None) -> None:
    """The steps that are left, with a checkpoint after every hundred, and at the end."""
    long = sum(len(document) >= BLOCK_SIZE for document in training.documents)
    print(
        f"{len(training.documents):,} documents, {long:,} of them cut to the block of {BLOCK_SIZE} positions;", end=" "
    )
    print(f"{len(training.vocabulary)} tokens, {len(training.model.parameters()):,} parameters")
    costs: list[float] = []
    start = perf_counter()
    while training.done < training.steps:
        costs.append(training.step())
        progress(training, costs, start)
        if checkpoint and (training.done % 100 == 0 or training.done == training.steps):
            training.save(checkpoint)


if __name__ == "__main__":
    main()
