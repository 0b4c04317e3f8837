"""Exercise 11. The right numbers are those of nn.SGD."""

from demos.exercises.checks.numbers import text
from demos.exercises.questions import Question, Test
from engine import Value
from nn import SGD

PS, GS, VS, LR, MOMENTUM = [1.0, -2.0, 0.5], [0.5, -4.0, 0.0], [0.25, 1.0, -3.0], 0.25, 0.9


def tests() -> list[Test]:
    return [Test("sgd_step", [sgd()]), Test("momentum_step", momentum()), Test("five steps", [five_steps()])]


def stepped(momentum: float, velocities: list[float]) -> list[float]:
    """The parameters after one step of the optimizer."""
    parameters = [Value(p) for p in PS]
    optimizer = SGD(parameters, lr=LR, momentum=momentum)
    optimizer.velocities = list(velocities)
    for p, g in zip(parameters, GS):
        p.grad = g
    optimizer.step()
    return [p.data for p in parameters]


def sgd() -> Question:
    """One plain step."""
    because = f"p - lr * g, the first: {PS[0]:g} - {LR:g} * {GS[0]:g}"
    mistakes = {
        "up instead of down": [p + LR * g for p, g in zip(PS, GS)],
        "forgot the learning rate": [p - g for p, g in zip(PS, GS)],
    }
    return Question(f"sgd_step({PS}, {GS}, {LR})", stepped(0.0, []), because, mistakes)


def momentum() -> list[Question]:
    """One step with momentum: the velocities, then the parameters."""
    right = [MOMENTUM * v + g for v, g in zip(VS, GS)]
    ask = f"momentum_step({PS}, {GS}, {VS}, {LR}, {MOMENTUM})"
    because = f"v = momentum * v + g, the first: {MOMENTUM:g} * {VS[0]:g} + {GS[0]:g}"
    mistakes = {
        "forgot the old velocity": GS,
        "a mean instead of a sum": [MOMENTUM * v + (1 - MOMENTUM) * g for v, g in zip(VS, GS)],
        "the learning rate in the velocity": [MOMENTUM * v + LR * g for v, g in zip(VS, GS)],
        "wrong sign": [MOMENTUM * v - g for v, g in zip(VS, GS)],
    }
    moved = {
        "up instead of down": [p + LR * v for p, v in zip(PS, right)],
        "forgot the learning rate": [p - v for p, v in zip(PS, right)],
        "forgot the old velocity": [p - LR * g for p, g in zip(PS, GS)],
    }
    step = f"p - lr * v, the second: {text(PS[1])} - {LR:g} * {text(right[1])}"
    return [
        Question(f"{ask}[1]", right, because, mistakes),
        Question(f"{ask}[0]", stepped(MOMENTUM, VS), step, moved),
    ]


def five_steps() -> Question:
    """Five steps down the valley p * p, from 1, by way of the velocity of the step before."""
    p = Value(1.0)
    optimizer = SGD([p], lr=LR, momentum=MOMENTUM)
    right = []
    for _ in range(5):
        p.grad = 2 * p.data
        optimizer.step()
        right.append(p.data)
    lines = f"""\
ps, vs, path = [1.0], [0.0], []
for _ in range(5):
    ps, vs = momentum_step(ps, [2 * ps[0]], vs, {LR}, {MOMENTUM})
    path.append(ps[0])"""
    return Question("path", right, "each step goes on with the p and the v of the one before", given=lines)
