"""Every row of the table against mpmath at 50 digits: the forward function, and every partial."""

import math

import mpmath
import pytest

from engine import Value, ops
from engine.op import Op

mpmath.mp.dps = 50

ORACLES = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "neg": lambda x: -x,
    "power": lambda x, y: x**y,
    "times_or_0": lambda x, y: x * y,
    "log_or_0": mpmath.log,
    "exp": mpmath.exp,
    "log": mpmath.log,
    "tanh": mpmath.tanh,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "relu": lambda x: max(x, 0),
    "step": lambda x: 1 if x > 0 else 0,
    "sum": lambda *xs: mpmath.fsum(xs),
    "dot": lambda *xs: mpmath.fdot(zip(xs[: len(xs) // 2], xs[len(xs) // 2 :])) + (xs[-1] if len(xs) % 2 else 0),
    "logsumexp": lambda *xs: mpmath.log(mpmath.fsum(mpmath.exp(x) for x in xs)),
    "softmax": lambda i, *xs: mpmath.exp(xs[int(i)]) / mpmath.fsum(mpmath.exp(x) for x in xs),
}  # fmt: skip

UNARY = [(0.3,), (-1.7,), (2.5,), (-30.0,), (1e-8,)]
BINARY = [(0.3, 2.0), (-1.7, 3.0), (2.5, -0.4), (1e-5, 1e5), (7.0, 7.0)]
POINTS = {
    "log": [(0.3,), (1.0,), (1e-300,), (1e300,)],
    "log_or_0": [(0.3,), (1e300,)],
    "exp": [*UNARY, (-700.0,), (700.0,)],
    "tanh": [*UNARY, (19.0,)],
    "sigmoid": [*UNARY, (700.0,), (-700.0,)],
    "power": [(0.3, 2.0), (-1.7, 3.0), (2.5, -0.4), (1e-5, 0.5), (3.0, 0.0), (-2.0, -2.0)],
    "sum": [(1.5,), (1e16, 1.0, -1e16), (0.1, 0.2, 0.3, 0.4)],
    "dot": [(2.0, 3.0), (2.0, 3.0, 0.5), (2.0, -3.0, 0.7, 11.0, 0.5)],
    "logsumexp": [(3.0,), (1000.0, 1000.0), (-1000.0, -1001.0, -2000.0), (0.0, -40.0)],
    "softmax": [(0.0, 1.0, 2.0), (1.0, 1000.0, 1000.0), (2.0, -3.0, 40.0, 1.0)],
}
ROWS = [op for op in vars(ops).values() if isinstance(op, Op)]
CASES = [
    pytest.param(op, at, id=f"{op.name}{at}")
    for op in ROWS
    for at in POINTS.get(op.name, UNARY if len(op.partials) == 1 else BINARY)
]


def oracle_partial(op: Op, at: tuple[float, ...], i: int) -> mpmath.mpf:
    """The derivative in input i: a central difference so fine that its error is below 1e-30."""
    with mpmath.workdps(100):
        x = mpmath.mpf(at[i])
        h = (abs(x) or 1) * mpmath.mpf(10) ** -33
        before, after = list(map(mpmath.mpf, at[:i])), list(map(mpmath.mpf, at[i + 1 :]))
        above, below = (ORACLES[op.name](*before, x + d, *after) for d in (h, -h))
        return (above - below) / (2 * h)


def assert_close(got: float, true: mpmath.mpf, absolute: float = 0.0) -> None:
    assert abs(got - true) <= 1e-15 * 4 * abs(true) + absolute, (got, mpmath.nstr(true, 20))


@pytest.mark.parametrize(("op", "at"), CASES)
def test_forward(op, at):
    slack = 0.0 if len(op.partials) == 1 else 1e-16 * max(map(abs, at))  # a sum is as exact as its largest term
    assert_close(op(*at), ORACLES[op.name](*map(mpmath.mpf, at)), slack)


@pytest.mark.parametrize(("op", "at"), CASES)
def test_partials(op, at):
    values = [Value(x) for x in at]
    if op.name == "softmax":
        values[0] = at[0]  # which one, a constant
    for i, partial in enumerate(op(*values).partials):
        if partial is None:
            continue
        assert isinstance(partial, float)
        if op.name == "power" and i == 1 and at[0] < 0:
            assert math.isnan(partial)  # no real derivative in the exponent
        else:
            assert_close(partial, oracle_partial(op, at, i), absolute=1.2e-16)
