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
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import fmean
from time import perf_counter
from typing import Any

import engine
import nn
from demos.command_line import add_language, check_matplotlib, whole
from demos.data import NAMES, Vocabulary, read_documents
from engine import Value

FOLDER = Path("runs/gpt")
N_EMBD, N_HEAD, BLOCK_SIZE = 16, 4, 16  # numbers of an embedding, heads of the attention, positions
HEAD = N_EMBD // N_HEAD  # numbers that a head looks at
EPS = 1e-5  # in the norm
STEPS, LR, BETAS = 1000, 0.01, (0.85, 0.99)
TEMPERATURE = 0.5

Row = Sequence[Any]  # numbers or Values
Head = Row  # at a position: a query, what it asks for; a key, what answers others; a value, what it gives them

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

    def rows(self, token: int, place: int) -> tuple[Row, Row]:
        """What is learnt of a token, and of a place in the document."""
        return self.wte.rows[token], self.wpe.rows[place]


def added(x: Row, y: Row) -> list[Any]:
    """x + y, number by number."""
    return [a + b for a, b in zip(x, y)]


def norm(x: Row) -> list[Any]:
    """x, scaled so that the mean of its squares is 1 (RMSNorm)."""
    scale = (engine.dot(x, x) / len(x) + EPS) ** -0.5
    return [number * scale for number in x]


def look(model: GPT, x: Row) -> tuple[Row, list[Head]]:
    """x, scaled, and its heads."""
    x = norm(x)
    normed = norm(x)
    by_matrix = [parts(matrix(normed), N_HEAD) for matrix in (model.wq, model.wk, model.wv)]
    return x, [[*query, *key, *value] for query, key, value in zip(*by_matrix)]


def parts(x: Row, n: int) -> list[Row]:
    """x in n parts of equal length."""
    length = len(x) // n
    return [x[start : start + length] for start in range(0, len(x), length)]


def attention(past: Sequence[Sequence[Head]]) -> tuple[list[Any], list[list[Any]]]:
    """What each head collects of the values, and its weights: the more a key answers the query, the larger.

    The query is that of the last position; keys and values are those of all positions so far.
    """
    collected, weights = [], []
    for heads in zip(*past):
        queries, keys, values = zip(*[parts(head, 3) for head in heads])
        answers = [engine.dot(queries[-1], key) / HEAD**0.5 for key in keys]
        weights.append(engine.softmax(answers))
        collected += [engine.dot(weights[-1], column) for column in zip(*values)]
    return collected, weights


def think(model: GPT, x: Row, collected: Row) -> list[Any]:
    """The scores of the tokens to be the next, from what stands at a position and what its heads have collected."""
    x = added(model.wo(collected), x)
    hidden = [engine.relu(number) for number in model.fc1(norm(x))]
    x = added(model.fc2(hidden), x)
    return model.lm_head(x)


def position(model: GPT, x: Row, past: list[list[Head]]) -> tuple[list[Any], list[list[Any]]]:
    """The scores at a position, and the weights of each head. Its heads are added to those of the positions before."""
    x, heads = look(model, x)
    past.append(heads)
    collected, weights = attention(past)
    return think(model, x, collected), weights


def forward(model: GPT, tokens: Sequence[int]) -> list[tuple[list[Any], list[list[Any]]]]:
    """The scores and the weights of each position."""
    past: list[list[Head]] = []
    return [position(model, added(*model.rows(token, i)), past) for i, token in enumerate(tokens)]


def surprise(scores: Row, target: Row) -> Any:
    """-log of the probability that the scores give to the target, a one-hot row."""
    return engine.logsumexp(scores) - engine.dot(target, scores)


def cost(model: GPT, tokens: Sequence[int]) -> Any:
    """The mean surprise at the token that comes next; what is longer than the block is cut."""
    tokens = tokens[: BLOCK_SIZE + 1]
    positions = forward(model, tokens[:-1])
    targets = [nn.one_hot(token, len(model.wte.rows)) for token in tokens[1:]]
    return engine.mean([surprise(scores, target) for (scores, _), target in zip(positions, targets)])


def eager_backward(model: GPT, tokens: Sequence[int]) -> float:
    """The cost of a document; its gradient is added to the grads."""
    loss = cost(model, tokens)
    loss.backward()
    return loss.data


# --- compiled ---------------------------------------------------------------------------------------------------------


class Programs:
    """The same as `eager_backward`, to the same bits, by three programs, which run again at each position.

    They are `look`, `attention` (for each number of positions) and `think`. What flows back from one to the other is
    passed on here.
    """

    def __init__(self, model: GPT, language: str = "python") -> None:
        self.model, self.language = model, language
        row, target = [0.1] * N_EMBD, [0.0] * len(model.wte.rows)
        looks, thinks = (model.wq, model.wk, model.wv), (model.wo, model.fc1, model.fc2, model.lm_head)
        self.look = engine.compile_part(lambda x: look(model, x), parameters(looks), row, language=language)
        self.think = engine.compile_part(
            lambda x, collected, target: surprise(think(model, x, collected), target),
            parameters(thinks),
            *(row, row, target),
            language=language,
        )
        self.attentions: list[engine.CompiledPart] = []

    def attention(self, n: int) -> engine.Run:
        """A run of the program for n positions, written when it is first asked for."""
        while len(self.attentions) < n:
            past = [[[0.1] * 3 * HEAD] * N_HEAD] * (len(self.attentions) + 1)
            self.attentions.append(
                engine.compile_part(lambda past: attention(past)[0], [], past, language=self.language)
            )
        return self.attentions[n - 1].start()

    def backward(self, tokens: Sequence[int]) -> float:
        """The cost of a document; its gradient is added to the grads."""
        tokens = tokens[: BLOCK_SIZE + 1]
        n = len(tokens) - 1
        rows = [self.model.rows(token, i) for i, token in enumerate(tokens[:-1])]
        looking, thinking = self.look.start(), self.think.start()
        losses, past, ways_back = [], [], []
        for i in range(n):
            (x, heads), look_back = looking([a.data + b.data for a, b in zip(*rows[i])])
            past.append(heads)
            collected, attention_back = self.attention(i + 1)([*past])
            loss, think_back = thinking(x, collected, nn.one_hot(tokens[i + 1], len(self.model.wte.rows)))
            losses.append(loss)
            ways_back.append((look_back, attention_back, think_back))
        d_past = [[[0.0] * 3 * HEAD] * N_HEAD] * n
        for i in reversed(range(n)):
            look_back, attention_back, think_back = ways_back[i]
            d_x, d_collected, _ = think_back(1 / n)
            [d_heads] = attention_back(d_collected)
            d_past = [[added(d, more) for d, more in zip(*heads)] for heads in zip(d_past, d_heads)]
            [d_row] = look_back([d_x, d_past[i]])
            for p, d in zip([*rows[i][0], *rows[i][1]], d_row * 2):
                p.grad += d
        looking.finish()
        thinking.finish()
        return engine.mean(losses)


def parameters(matrices: Sequence[Matrix]) -> list[Value]:
    """The parameters of some matrices."""
    return [p for matrix in matrices for p in matrix.parameters()]


# --- training ---------------------------------------------------------------------------------------------------------


class Training:
    """A GPT and all that its training depends on, so that it can stop and go on, bit for bit."""

    def __init__(self, documents: Sequence[str], steps: int = STEPS, seed: int = 42, language: str = "") -> None:
        """The first numbers, after one shuffle of the documents, all from one seed; eager without a language."""
        self.corpus = hashlib.sha256("\n".join(documents).encode()).hexdigest()
        self.rng = Random(seed)
        self.documents = list(documents)
        self.rng.shuffle(self.documents)
        self.vocabulary = Vocabulary(documents)
        self.model = GPT(len(self.vocabulary), self.rng)
        self.optimizer = nn.Adam(self.model.parameters(), LR, BETAS)
        self.steps, self.done = steps, 0
        self.programs = Programs(self.model, language) if language else None

    def gradient(self) -> float:
        """The cost of the next document; the grads become its gradient."""
        document = self.vocabulary.document(self.documents[self.done % len(self.documents)])
        self.optimizer.zero_grad()
        return self.programs.backward(document) if self.programs else eager_backward(self.model, document)

    def step(self) -> float:
        """The cost of the next document, before the parameters take a step; the learning rate falls to 0."""
        loss = self.gradient()
        self.optimizer.lr = LR * (1 - self.done / self.steps)
        self.optimizer.step()
        self.done += 1
        return loss

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
        tokens, past = self.beginning(prompt), []
        with engine.no_grad():
            while len(past) < BLOCK_SIZE:
                x = added(*self.model.rows(tokens[len(past)], len(past)))
                scores, _ = position(self.model, x, past)
                if len(past) == len(tokens):  # the prompt has been read
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
        engine.write_file(path, json.dumps(state))

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
    """Where each head looks: a row for each position, dark where it looks; '.' is the beginning of the document."""
    tokens = training.vocabulary.document(document)[:-1][:BLOCK_SIZE]
    with engine.no_grad():
        positions = forward(training.model, tokens)
    heads = [[weights[head] for _, weights in positions] for head in range(N_HEAD)]
    return nn.plot_attention([heads], [".", *document][: len(tokens)])


def token_graph(training: Training, document: str) -> engine.Drawing:
    """The graph of the second token of a document, the first with something to look back at: matrices are folded."""
    first, second, third = training.vocabulary.document(document)[:3]
    model = training.model
    scores, _ = forward(model, [first, second])[1]
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
    parser.add_argument("--steps", type=whole, default=STEPS, help="a document each (%(default)s)")
    parser.add_argument("--seed", type=int, default=42, help="for order, weights and samples (%(default)s)")
    parser.add_argument(
        "--checkpoint", type=Path, metavar="FILE", help="written on the way; if it is there, gone on from"
    )
    parser.add_argument("--eager", action="store_true", help="without programs: slower, but a debugger sees each Value")
    add_language(parser)
    parser.add_argument("--prompt", default="", help="what the samples at the end begin with")
    parser.add_argument("--temperature", type=float, default=TEMPERATURE, help="of these samples (%(default)s)")
    arguments = parser.parse_args()
    check_matplotlib()
    if not arguments.temperature > 0:
        parser.error(f"argument --temperature: must be above 0, got {arguments.temperature:g}")
    try:
        language = "" if arguments.eager else arguments.language
        training = Training(read_documents(arguments.data), arguments.steps, arguments.seed, language)
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
