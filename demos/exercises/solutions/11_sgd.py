"""Exercise 11, solved."""


def sgd_step(parameters: list[float], gradient: list[float], lr: float) -> list[float]:
    """The parameters after one step."""
    return [p - lr * g for p, g in zip(parameters, gradient)]


def momentum_step(
    parameters: list[float], gradient: list[float], velocities: list[float], lr: float, momentum: float
) -> tuple[list[float], list[float]]:
    """The parameters and the velocities after one step."""
    velocities = [momentum * v + g for v, g in zip(velocities, gradient)]
    return [p - lr * v for p, v in zip(parameters, velocities)], velocities
