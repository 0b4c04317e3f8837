"""Losses: how far the output for one example is from its target. The cost of a set is the mean of its losses.

Names and numbers are PyTorch's, for a batch of one example.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import engine
from engine import Value
from nn.checks import check_class, check_same_shape


def mse_loss(output: Any, target: Any) -> Value:
    """(output - target)².

    >>> mse_loss(Value(3.0), 1.0).data
    4.0
    """
    return mean_over(output, target, lambda o, t: (o - t) ** 2)


def cross_entropy(logits: Sequence[Value], target: int | Sequence[float], label_smoothing: float = 0.0) -> Value:
    """-log(softmax(logits)[target]): small if the logit of the right class stands out, and log(k) for k equal ones.

    The target is the index of a class, or a probability for each. Label smoothing spreads this share of it evenly.

    >>> cross_entropy([Value(0.0), Value(0.0)], 1).data
    0.6931471805599453
    """
    check_class(logits, target, label_smoothing)
    if not isinstance(target, Sequence):
        if not label_smoothing:
            return engine.logsumexp(logits) - logits[target]
        target = [float(i == target) for i in range(len(logits))]
    shares = [(1 - label_smoothing) * share + label_smoothing / len(logits) for share in target]
    return engine.logsumexp(logits) - engine.dot(shares, logits)


def mean_over(output: Any, target: Any, loss: Callable[[Any, Any], Any]) -> Value:
    """The loss of an output; of a list of outputs, the mean of those of its elements."""
    check_same_shape(output, target)
    if not isinstance(output, (list, tuple)):
        return loss(output, target)
    return engine.sum([loss(o, t) for o, t in zip(output, target)]) / len(output)
