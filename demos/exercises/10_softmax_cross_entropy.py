"""Exercise 10: softmax and cross entropy.

Goal: turn scores (logits) into probabilities, and a wrong probability into a loss. Numbers only, no Values.

    softmax           p_i = exp(z_i - m) / (exp(z_1 - m) + exp(z_2 - m) + ...)      m = max(z)
    cross entropy     loss = -log(p_target) = m + log(exp(z_1 - m) + exp(z_2 - m) + ...) - z_target
    its gradient      d loss / d z_i = p_i - 1 if i is the target, else p_i
    cost              the mean of the losses of a set of examples

Subtracting m changes no probability, and keeps exp from overflowing: exp(1000) is too large for a float. The second
form of the loss never takes the log of a probability that has become 0.

1. Write `softmax`. It must work for the logits 1000 and -1000.
2. Write `cross_entropy`, the loss of one example, in the second form. The target is the index of the right class.
3. Write `cross_entropy_gradient`.
4. Write `cost`.

Check: python -m demos.exercises check 10
"""

import math


def softmax(logits: list[float]) -> list[float]:
    """The probability of each class."""
    raise NotImplementedError("step 1, softmax")


def cross_entropy(logits: list[float], target: int) -> float:
    """-log(softmax(logits)[target])."""
    raise NotImplementedError("step 2, cross_entropy")


def cross_entropy_gradient(logits: list[float], target: int) -> list[float]:
    """d loss / d logit, for each logit."""
    raise NotImplementedError("step 3, cross_entropy_gradient")


def cost(batch: list[list[float]], targets: list[int]) -> float:
    """The mean loss of a set of examples."""
    raise NotImplementedError("step 4, cost")
