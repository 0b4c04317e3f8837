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


class GPT(nn.Module):
    """The parameters: matrices, one row for each output (for `wte` and `wpe`: for each token and position)."""

    def __init__(self, tokens: int, rng: Random) -> None:
        def matrix(rows: int, columns: int) -> list[list[Value]]:
            return [[Value(rng.gauss(0, 0.08)) for _ in range(columns)] for _ in range(rows)]

        self.wte = matrix(tokens, N_EMBD)  # a row for each token
        self.wpe = matrix(BLOCK_SIZE, N_EMBD)  # a row for each position
        self.lm_head = matrix(tokens, N_EMBD)
        self.wq, self.wk, self.wv, self.wo = (matrix(N_EMBD, N_EMBD) for _ in range(4))
        self.fc1 = matrix(4 * N_EMBD, N_EMBD)
        self.fc2 = matrix(N_EMBD, 4 * N_EMBD)
        self.label_parameters()


def linear(x: Row, matrix: Sequence[Row]) -> list[Any]:
    """The dot product of x with each row of the matrix."""
    return [engine.dot(row, x) for row in matrix]


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


def forward(model: GPT, embeddings: Sequence[Row]) -> tuple[list[list[Any]], list[list[list[Any]]]]:
    """For each position the scores of the tokens to be the next, and the weights of each head.

    `embeddings` are the rows of `wte` for the tokens, so that this is the same computation for all documents of a
    length.
    """
    scores, seen = [], []
    keys: list[Row] = []
    values: list[Row] = []
    for embedding, place in zip(embeddings, model.wpe):
        x = norm(added(embedding, place))
        normed = norm(x)
        keys.append(linear(normed, model.wk))
        values.append(linear(normed, model.wv))
        collected, weights = attention(linear(normed, model.wq), keys, values)
        x = added(linear(collected, model.wo), x)
        hidden = [engine.relu(number) for number in linear(norm(x), model.fc1)]
        x = added(linear(hidden, model.fc2), x)
        scores.append(linear(x, model.lm_head))
        seen.append(weights)
    return scores, seen


def cost(model: GPT, tokens: Sequence[int]) -> Any:
    """The mean over the positions of -log(the probability of the token that comes next)."""
    scores, _ = forward(model, [model.wte[token] for token in tokens[:-1]])
    return engine.mean([nn.cross_entropy(row, target) for row, target in zip(scores, tokens[1:])])
