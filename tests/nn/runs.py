"""A small training run, which the tests of the loop and of what surrounds it start from."""

import nn
from nn import MLP, Adam, fit, mse_loss

DATA = nn.make_moons(24, seed=1)
VALIDATION = nn.make_moons(12, seed=2)


def made(dropout=0.0, lr=0.1):
    model = MLP(2, [5, 1], activation="tanh", seed=3, dropout=dropout)
    return model, Adam(model.parameters(), lr=lr)


def run(epochs, dropout=0.0, **options):
    model, optimizer = made(dropout)
    schedule = nn.ExponentialLR(optimizer, gamma=0.9)
    history = fit(
        model, *DATA, mse_loss, optimizer, epochs, 5, VALIDATION, progress=False, schedule=schedule, **options
    )
    return model, history
