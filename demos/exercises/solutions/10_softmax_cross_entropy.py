"""Exercise 10, solved."""

import math


def softmax(logits: list[float]) -> list[float]:
    """The probability of each class."""
    largest = max(logits)
    exps = [math.exp(z - largest) for z in logits]
    total = math.fsum(exps)
    return [e / total for e in exps]


def cross_entropy(logits: list[float], target: int) -> float:
    """-log(softmax(logits)[target])."""
    largest = max(logits)
    total = math.fsum(math.exp(z - largest) for z in logits)
    return largest + math.log(total) - logits[target]


def cross_entropy_gradient(logits: list[float], target: int) -> list[float]:
    """d loss / d logit, for each logit."""
    return [p - (i == target) for i, p in enumerate(softmax(logits))]


def cost(batch: list[list[float]], targets: list[int]) -> float:
    """The mean loss of a set of examples."""
    losses = [cross_entropy(logits, target) for logits, target in zip(batch, targets)]
    return math.fsum(losses) / len(losses)
