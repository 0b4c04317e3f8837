"""Prints the bits of many gradients and of a training run: the same in every process and on every Python.

python -m tests.bits
"""

import random

import engine
from engine import Value
from nn import MLP, SGD, AdamW, CosineAnnealingLR, cross_entropy, fit, make_moons


def lines() -> list[str]:
    """The numbers in hexadecimal."""
    rng = random.Random(0)
    xs = [Value(rng.uniform(0.1, 0.9)) for _ in range(9)]
    numbers: list[Value] = list(xs)
    functions = [
        engine.exp, engine.log1p, engine.sqrt, engine.sin, engine.tan, engine.atan, engine.tanh, engine.sigmoid,
        engine.softplus, engine.gelu, engine.silu, engine.erf, engine.relu, abs,
    ]  # fmt: skip
    for function in functions * 3:
        a, b, c = rng.sample(numbers, 3)
        numbers.append(
            function(engine.tanh(a * b - c)) if function not in (engine.log1p, engine.sqrt) else function(a * a)
        )
        numbers.append(engine.logsumexp([a, b, c]) / engine.dot([a, b], [b, c], 3.0) + engine.softmax([a, b, c])[1])
    output = engine.mean(numbers) + engine.maximum(*numbers)
    output.backward()
    second = engine.hvp(output, xs, [1.0] * 9)
    model = MLP(2, [5, 3], activation="tanh", seed=1)
    inputs = [[rng.gauss(0, 1), rng.gauss(0, 1)] for _ in range(30)]
    targets = [rng.randrange(3) for _ in inputs]
    history = fit(model, inputs, targets, cross_entropy, SGD(model.parameters(), lr=0.1, momentum=0.9), epochs=3,
                  batch_size=7, progress=False)  # fmt: skip
    moons = make_moons(30, seed=2)
    second_model = MLP(2, [6, 2], activation="gelu", init="kaiming_normal", dropout=0.2, seed=3)
    adam = AdamW(second_model.parameters(), lr=0.05, amsgrad=True)
    second_history = fit(second_model, *moons, cross_entropy, adam, epochs=3, batch_size=7, progress=False,
                         schedule=CosineAnnealingLR(adam, 3), clip_norm=1.0)  # fmt: skip
    results = {
        "first order": [x.grad for x in xs],
        "second order": [entry.data for entry in second],
        "adaptive training": [*second_history.train_loss, *[p.data for p in second_model.parameters()]],
        "training": [*history.train_loss, *[p.data for p in model.parameters()]],
    }
    return [f"{name}: {' '.join(number.hex() for number in found)}" for name, found in results.items()]


if __name__ == "__main__":
    print(*lines(), sep="\n")
