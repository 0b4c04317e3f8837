"""Losses: how far the output for one example is from its target. The cost of a set is the mean of its losses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import engine
from engine import Value
from nn.checks import check_class, check_mse_target


def mse_loss(output: Any, target: Any) -> Value:
    """(output - target)²; for lists, the mean of it over their elements.

    >>> mse_loss(Value(3.0), 1.0).data
    4.0
    """
    if not isinstance(output, (list, tuple)):
        return (output - target) ** 2
    check_mse_target(output, target)
    return engine.sum([(o - t) ** 2 for o, t in zip(output, target)]) / len(output)


def cross_entropy(logits: Sequence[Value], target: int) -> Value:
    """-log(softmax(logits)[target]): small if the logit of the right class stands out, and log(k) for k equal ones.

    >>> cross_entropy([Value(0.0), Value(0.0)], 1).data
    0.6931471805599453
    """
    check_class(logits, target)
    return engine.logsumexp(logits) - logits[target]


TARGET_CHECKS = {mse_loss: check_mse_target, cross_entropy: check_class}
