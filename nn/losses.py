"""Losses: how far the output for one example is from its target; names and numbers are PyTorch's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import exp, log
from typing import Any

import engine
from engine import Value
from nn.checks import (
    above_0,
    at_least_0,
    check_binary,
    check_class,
    check_distribution,
    check_margin,
    check_same_shape,
    class_weights,
)

SMALLEST = exp(-100)  # as in PyTorch, a logarithm in binary_cross_entropy is at least -100


def mse_loss(output: Any, target: Any) -> Value:
    """(output - target)².

    >>> mse_loss(Value(3.0), 1.0).data
    4.0
    """
    return mean_over(output, target, lambda o, t: (o - t) ** 2)


def cross_entropy(logits: Sequence[Value], target: Any, label_smoothing: float = 0.0, weight: Any = None) -> Value:
    """-log(softmax(logits)[target]): small if the logit of the right class stands out, and log(k) for k equal ones.

    The target is the index of a class, or a probability for each. Label smoothing spreads this share of it evenly. The
    weight has a number for each class, by which its term is multiplied; `fit` still divides by the number of examples,
    where torch.nn.CrossEntropyLoss divides by the sum of their weights.

    >>> cross_entropy([Value(0.0), Value(0.0)], 1).data
    0.6931471805599453
    """
    target, total = check_class(logits, target, label_smoothing), engine.logsumexp(logits)
    weights = class_weights(weight, len(logits))
    if not isinstance(target, Sequence):
        if not label_smoothing:
            return weighted(total - logits[target], weights[target])
        target = [float(i == target) for i in range(len(logits))]
    shares = [(1 - label_smoothing) * share + label_smoothing / len(logits) for share in target]
    if weight is None:
        return total - engine.dot(shares, logits)
    return engine.dot([w * share for w, share in zip(weights, shares)], [total - logit for logit in logits])


def l1_loss(output: Any, target: Any) -> Value:
    """|output - target|.

    >>> l1_loss([Value(3.0), Value(0.0)], [1.0, 1.0]).data
    1.5
    """
    return mean_over(output, target, lambda o, t: abs(o - t))


def huber_loss(output: Any, target: Any, delta: float = 1.0) -> Value:
    """Half the square of the difference up to delta, and from there on a line with slope delta.

    >>> huber_loss(Value(0.5), 0.0).data, huber_loss(Value(3.0), 0.0).data
    (0.125, 2.5)
    """
    above_0("delta", delta)

    def huber(o: Any, t: Any) -> Any:
        near = engine.minimum(distance := abs(o - t), delta)
        return 0.5 * near * near + delta * (distance - near)

    return mean_over(output, target, huber)


def hinge_loss(output: Any, target: int, margin: float = 1.0, weight: Any = None) -> Value:
    """max(0, margin - target * output) for a target of -1 or 1.

    For a list of scores and the index of the right class: how far each other score comes closer than the margin to the
    right one, divided by the number of classes (torch.nn.MultiMarginLoss), and times the weight of the right class.

    >>> hinge_loss(Value(0.25), 1).data, hinge_loss([Value(1.0), Value(0.5)], 0).data
    (0.75, 0.25)
    """
    target = check_margin(output, target)
    at_least_0("margin", margin)
    if not isinstance(output, (list, tuple)):
        return engine.relu(margin - target * output)
    right, others = output[target], [o for i, o in enumerate(output) if i != target]
    loss = engine.sum([engine.relu(margin - right + o) for o in others]) / len(output)
    return weighted(loss, class_weights(weight, len(output))[target])


def binary_cross_entropy(output: Any, target: float, weight: float = 1) -> Value:
    """-(target * log(output) + (1 - target) * log(1 - output)) * weight, for a probability and a target from 0 to 1.

    For an output that comes from a sigmoid, binary_cross_entropy_with_logits is more exact. Where the output is exactly
    0 or 1 and wrong, the derivative is 0 here, and ±1e12 in PyTorch.

    >>> binary_cross_entropy(Value(0.5), 1.0).data
    0.6931471805599453
    """
    target = check_binary(output, target)
    if (number := output.data if isinstance(output, Value) else output) < 0 or number > 1:  # nan goes on, as everywhere
        raise ValueError(f"binary_cross_entropy needs a probability from 0 to 1, got {number!r}; is a sigmoid missing?")
    yes = engine.log(engine.maximum(output, SMALLEST))
    no = engine.log(engine.maximum(1 - output, SMALLEST))
    return weighted(-(target * yes + (1 - target) * no), at_least_0("weight", weight))


def binary_cross_entropy_with_logits(output: Any, target: float, weight: float = 1, pos_weight: float = 1) -> Value:
    """binary_cross_entropy of sigmoid(output), exact for outputs of any size.

    `pos_weight` multiplies the term of the target 1: above 1, it makes up for examples of the target 1 that are few.

    >>> binary_cross_entropy_with_logits(Value(0.0), 1.0).data
    0.6931471805599453
    """
    target, pos_weight = check_binary(output, target), at_least_0("pos_weight", pos_weight)
    if pos_weight == 1:
        loss = engine.softplus(output) - target * output
    else:
        loss = pos_weight * target * engine.softplus(-output) + (1 - target) * engine.softplus(output)
    return weighted(loss, at_least_0("weight", weight))


def log_softmax(logits: Sequence[Value]) -> list[Value]:
    """The logarithms of the softmax of some logits."""
    total = engine.logsumexp(logits)
    return [logit - total for logit in logits]


def kl_div(log_probabilities: Sequence[Value], target: Sequence[float]) -> Value:
    """The sum of target * (log(target) - log_probability): how far a distribution is from the target's.

    >>> kl_div(log_softmax([Value(0.0), Value(0.0)]), [0.5, 0.5]).data
    0.0
    """
    target = check_distribution(log_probabilities, target)
    return engine.sum([t * (log(t) - q) for t, q in zip(target, log_probabilities) if t > 0])


def l1_penalty(parameters: Iterable[Value], factor: float) -> Value:
    """factor * the sum of |p|: pulls weights to zero."""
    return engine.sum([abs(p) for p in parameters]) * at_least_0("factor", factor)


def l2_penalty(parameters: Iterable[Value], factor: float) -> Value:
    """factor * the sum of p²: keeps weights small."""
    return engine.sum([p * p for p in parameters]) * at_least_0("factor", factor)


def weighted(loss: Value, weight: float) -> Value:
    """The loss times its weight, which is 1 for most and then adds nothing to the graph."""
    return loss if weight == 1 else weight * loss


def mean_over(output: Any, target: Any, loss: Callable[[Any, Any], Any]) -> Value:
    """The loss of an output; of a list of outputs, the mean of those of its elements."""
    target = check_same_shape(output, target)
    if not isinstance(output, (list, tuple)):
        return loss(output, target)
    return engine.sum([loss(o, t) for o, t in zip(output, target)]) / len(output)
