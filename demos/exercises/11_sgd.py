"""Exercise 11: stochastic gradient descent, and momentum.

Goal: write what uses the gradients. Backpropagation computes them; the optimizer moves the parameters.

    SGD             p = p - lr * g
    with momentum   v = momentum * v + g
                    p = p - lr * v

The gradient points uphill, so a step goes against it. The velocity v remembers earlier gradients; it starts at 0. This
is the form of torch.optim.SGD: the learning rate is not part of v, and g comes in whole.

1. Write `sgd_step`: return the new parameters.
2. Write `momentum_step`: return the new parameters and the new velocities.

Check: python -m demos.exercises check 11
"""


def sgd_step(parameters: list[float], gradient: list[float], lr: float) -> list[float]:
    """The parameters after one step."""
    raise NotImplementedError("step 1, sgd_step")


def momentum_step(
    parameters: list[float], gradient: list[float], velocities: list[float], lr: float, momentum: float
) -> tuple[list[float], list[float]]:
    """The parameters and the velocities after one step."""
    raise NotImplementedError("step 2, momentum_step")
