"""The temperature over the year, learnt from a year of Mondays. The model knows no frost."""

import math
from random import Random

import nn

YEAR = 52  # weeks


def season(week):
    """The temperature to be expected in a week, in tens of degrees Celsius."""
    return 0.6 - 1.2 * math.cos(2 * math.pi * week / YEAR)


def measured(seed=0):
    """The place of each week in the year, from -1 to 1, and its temperature."""
    rng = Random(seed)
    places = [[week / YEAR * 2 - 1] for week in range(YEAR)]
    return places, [season(week) + rng.gauss(0.0, 0.05) for week in range(YEAR)]


def learn(seed=1):
    """A network that has learnt the year."""
    places, temperatures = measured(seed)
    model = nn.MLP(1, [10, 1], activation="tanh", output_activation="relu", init="normal", seed=seed)
    optimizer = nn.Adam(model.parameters(), lr=0.03)
    nn.fit(model, places, temperatures, nn.mse_loss, optimizer, epochs=100, batch_size=13, seed=seed, progress=False)
    return model


def main():
    """The year in steps of four weeks."""
    model = learn()
    for week in range(0, YEAR, 4):
        [predicted] = nn.predict(model, [[week / YEAR * 2 - 1]])
        print(f"week {week:2}: expected {10 * season(week):5.1f} degrees, predicted {10 * predicted:5.1f}")


if __name__ == "__main__":
    main()
