"""Exercise 13: train without fit.

Goal: write the training loop: forward, cost, backward, step.

    loss of an example    (output - target) ** 2
    cost                  (loss 1 + loss 2 + ... + loss n) / n
    step                  p.data = p.data - lr * p.grad, for each parameter p

`model(x)` gives the output for one example, a Value. `model.parameters()` gives the parameters, and `model.zero_grad()`
sets their grads to 0: they are leaves, so their grads add up over backward passes.

1. Write `cost`: a Value.
2. Write `step`: one step of gradient descent on the whole set. Return the cost before the step, as a float.
3. Write `train`: as many epochs, each of one step. Return the costs, one for each epoch.

Check: python -m demos.exercises check 13
"""

import engine
from engine import Value
from nn import MLP


def cost(model: MLP, inputs: list[list[float]], targets: list[float]) -> Value:
    """The mean loss over a set."""
    raise NotImplementedError("step 1, cost")


def step(model: MLP, inputs: list[list[float]], targets: list[float], lr: float) -> float:
    """The cost before a step of gradient descent, which this makes."""
    raise NotImplementedError("step 2, step")


def train(model: MLP, inputs: list[list[float]], targets: list[float], lr: float, epochs: int) -> list[float]:
    """The cost before the step of each epoch."""
    raise NotImplementedError("step 3, train")
