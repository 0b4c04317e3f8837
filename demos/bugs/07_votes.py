"""Shares of an election from the scores of the parties. Scores of 10 are fine; with scores of 1000 it breaks."""

import engine
from engine import Value


def shares(scores):
    """A share for each score, all above 0, together 1: equal steps of the score are equal factors of the share."""
    powers = [engine.exp(score) for score in scores]
    total = engine.sum(powers)
    return [power / total for power in powers]


def surprise(scores, winner):
    """The loss: small if the winner had a large share."""
    return -engine.log(shares(scores)[winner])


def main():
    """The same distances between the scores, at two heights."""
    for height in (10.0, 1000.0):
        scores = [Value(height + distance, f"score {distance}") for distance in (0.0, 1.0, 2.0)]
        try:
            loss = surprise(scores, winner=1)
            loss.backward()
            grads = ", ".join(f"{score.grad:.4f}" for score in scores)
            print(f"scores from {height:.0f}: loss {loss.data:.4f}, grads {grads}")
        except ArithmeticError as error:
            print(f"scores from {height:.0f}: {error}")


if __name__ == "__main__":
    main()
