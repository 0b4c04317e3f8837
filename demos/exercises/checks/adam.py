"""Exercise 12. Where a path ends is computed by nn.Adam, what a step is made of by the formulas of the paper."""

from math import sqrt

from demos.exercises.checks.numbers import text
from demos.exercises.questions import Outcome, Question, Test
from engine import Value
from nn import Adam

P, G, M, V, T = 1.0, 0.5, -0.2, 0.04, 3
LR, B1, B2, EPS = 0.1, 0.9, 0.99, 0.01  # an eps that can be seen
GRADIENTS = [0.5, -1.0, 2.0, 0.25]


def tests() -> list[Test]:
    return [Test("adam_step", step()), Test("adam", [path()])]


def step() -> list[Question]:
    """Each number of a step, in the order in which it is computed."""
    m, v = B1 * M + (1 - B1) * G, B2 * V + (1 - B2) * G * G
    m_hat, v_hat = m / (1 - B1**T), v / (1 - B2**T)
    p = P - LR * m_hat / (sqrt(v_hat) + EPS)
    because = {
        "m": f"b1 * m + (1 - b1) * g = {B1} * {text(M)} + {1 - B1:g} * {G}",
        "v": f"b2 * v + (1 - b2) * g * g = {B2} * {V} + {1 - B2:g} * {G} * {G}",
        "m_hat": f"m / (1 - b1 ** t) = {text(m)} / (1 - {B1} ** {T})",
        "v_hat": f"v / (1 - b2 ** t) = {v:.6g} / (1 - {B2} ** {T})",
        "p": f"p - lr * m_hat / (sqrt(v_hat) + eps) = {P:g} - {LR} * {text(m_hat)} / (sqrt({v_hat:.6g}) + {EPS})",
    }
    right = {"m": m, "v": v, "m_hat": m_hat, "v_hat": v_hat, "p": p}
    mistakes: dict[str, dict[str, Outcome]] = {
        "m": {"b on the wrong side": (1 - B1) * M + B1 * G, "b1 and b2 swapped": B2 * M + (1 - B2) * G},
        "v": {"grad instead of its square": B2 * V + (1 - B2) * G, "b on the wrong side": (1 - B2) * V + B2 * G * G,
              "b1 and b2 swapped": B1 * V + (1 - B1) * G * G},
        "m_hat": {"forgot the bias correction": m, "t does not count": m / (1 - B1)},
        "v_hat": {"forgot the bias correction": v, "t does not count": v / (1 - B2)},
        "p": {"up instead of down": P + LR * m_hat / (sqrt(v_hat) + EPS),
              "eps inside the root": P - LR * m_hat / sqrt(v_hat + EPS),
              "forgot the bias correction": P - LR * m / (sqrt(v) + EPS),
              "forgot the learning rate": P - m_hat / (sqrt(v_hat) + EPS)},
    }  # fmt: skip
    ask = f"adam_step({P}, {G}, {M}, {V}, {T}, {LR}, {B1}, {B2}, {EPS})"
    return [Question(f'{ask}["{name}"]', right[name], because[name], mistakes[name]) for name in right]


def path() -> Question:
    """The parameter after each of four steps."""
    mistakes = {
        "t does not count": taken(restart=False, count=False),
        "m and v forgotten": taken(restart=True, count=True),
        "up instead of down": [2 * P - p for p in by_the_optimizer()],
    }
    because = "m and v go from step to step, and t is 1, 2, 3, 4"
    ask = f"adam({P}, {GRADIENTS}, {LR}, {B1}, {B2}, {EPS})"
    return Question(ask, by_the_optimizer(), because, mistakes)


def by_the_optimizer() -> list[float]:
    """The path that nn.Adam takes."""
    p = Value(P)
    optimizer = Adam([p], lr=LR, betas=(B1, B2), eps=EPS)
    path = []
    for g in GRADIENTS:
        p.grad = g
        optimizer.step()
        path.append(p.data)
    return path


def taken(restart: bool, count: bool) -> list[float]:
    """The path of an Adam that forgets m and v at each step, or whose t stays 1."""
    p, m, v, path = P, 0.0, 0.0, []
    for i, g in enumerate(GRADIENTS, 1):
        t = i if count else 1
        m, v = (0.0, 0.0) if restart else (m, v)
        m, v = B1 * m + (1 - B1) * g, B2 * v + (1 - B2) * g * g
        p -= LR * (m / (1 - B1**t)) / (sqrt(v / (1 - B2**t)) + EPS)
        path.append(p)
    return path
