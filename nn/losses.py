"""Losses: how far the output for one example is from its target. The cost of a set is the mean of its losses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import engine
from engine import Value


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


def check_mse_target(output: Any, target: Any) -> None:
    """Raise ValueError unless the target has the shape of the output."""
    size, wanted = (len(x) if isinstance(x, (list, tuple)) else None for x in (target, output))
    if size != wanted or isinstance(target, str):
        raise ValueError(f"the target {target!r} does not fit an output of {wanted or 1} value(s)")


def check_class(logits: Any, target: Any) -> None:
    """Raise ValueError unless the target is the index of one of the logits."""
    if not isinstance(logits, (list, tuple)):
        raise ValueError(f"cross_entropy needs a list of logits, one for each class, got {logits!r}")
    if not hasattr(target, "__index__") or isinstance(target, bool) or not 0 <= target < len(logits):
        raise ValueError(f"the target must be a class from 0 to {len(logits) - 1}, got {target!r}")


TARGET_CHECKS = {mse_loss: check_mse_target, cross_entropy: check_class}
