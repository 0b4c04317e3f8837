"""What every op is according to mpmath, and where to ask: the independent side of the tests of the table."""

from collections.abc import Callable, Sequence

import mpmath as mp

DIGITS = 120


def dot(*xs):
    """Weights, what they weigh, and perhaps a bias."""
    n = len(xs) // 2
    return mp.fdot(zip(xs[:n], xs[n:])) + (xs[-1] if len(xs) % 2 else 0)


def softmax(i, *xs):
    """The share of the i-th of the xs."""
    return mp.exp(xs[int(i)]) / mp.fsum(mp.exp(x) for x in xs)


# fmt: off
EXACT: dict[str, Callable] = {
    "add": lambda x, y: x + y,  "sub": lambda x, y: x - y,  "mul": lambda x, y: x * y,  "div": lambda x, y: x / y,
    "neg": lambda x: -x,        "power": lambda x, y: mp.re(mp.mpf(x) ** y),
    "scaled_power": lambda scale, x, y: scale * mp.re(mp.mpf(x) ** y),  "log_or_0": mp.log,
    "hypot": lambda x, y: mp.sqrt(x * x + y * y),  "atan2": mp.atan2,
    "exp": mp.exp,    "expm1": mp.expm1,  "log": mp.log,    "log1p": mp.log1p,  "sqrt": mp.sqrt,
    "sin": mp.sin,    "cos": mp.cos,      "tan": mp.tan,    "asin": mp.asin,    "acos": mp.acos,  "atan": mp.atan,
    "sinh": mp.sinh,  "cosh": mp.cosh,    "tanh": mp.tanh,  "erf": mp.erf,      "erfc": mp.erfc,
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),   "softplus": lambda x: mp.log1p(mp.exp(x)),
    "silu": lambda x: x / (1 + mp.exp(-x)),      "gelu": lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2,
    "abs": abs,       "sign": mp.sign,    "step": lambda x: mp.mpf(x > 0),      "relu": lambda x: max(x, 0),
    "leaky_relu": lambda x, slope: x if x > 0 else slope * x,
    "elu": lambda x, alpha: x if x > 0 else alpha * mp.expm1(x),
    "clip": lambda x, low, high: min(max(x, low), high),
    "where": lambda condition, x, y: x if condition != 0 else y,
    "same": lambda x, y: mp.mpf(x == y),
    "sum": lambda *xs: mp.fsum(xs),       "mean": lambda *xs: mp.fsum(xs) / len(xs),
    "log2": lambda x: mp.log(x, 2),  "log10": mp.log10,  "exp2": lambda x: mp.mpf(2) ** x,
    "cbrt": lambda x: mp.sign(x) * mp.cbrt(abs(x)),  "asinh": mp.asinh,  "acosh": mp.acosh,  "atanh": mp.atanh,
    "xlogy": lambda x, y: x * mp.log(y),  "floor": mp.floor,  "ceil": mp.ceil,  "round": mp.nint,
    "norm": lambda *xs: mp.sqrt(mp.fsum(x * x for x in xs)),  "prod": lambda *xs: mp.fprod(xs),
    "dot": dot,       "logsumexp": lambda *xs: mp.log(mp.fsum(mp.exp(x) for x in xs)),
    "softmax": softmax,  "maximum": lambda *xs: max(xs),  "minimum": lambda *xs: min(xs),
}

ONE   = [(x,) for x in (0.3, -0.7, 1.5, -2.25, 7.0, -30.0, 1e-8, -1e-8)]
TWO   = [(0.3, 2.0), (-1.7, 3.0), (2.5, -0.4), (1e-5, 1e5), (-7.0, 7.5)]
LARGE = [(x,) for x in (1000.0, -1000.0, 25.0, -100.0)]
POINTS: dict[str, list[tuple[float, ...]]] = {
    "power": [(0.3, 2.0), (-1.7, 3.0), (2.5, -0.4), (1e-5, 0.5), (3.0, 0.0), (-2.0, -2.0), (1e100, 3.0)],
    "scaled_power": [(2.0, 0.3, 2.0), (-3.0, 1.7, 3.0), (0.5, 2.5, -0.4), (0.0, 2.0, 3.0), (1e-5, 1e100, 3.0)],
    "div":   [*TWO, (49.0, 49.0), (1.0, 1e200), (1e-200, 1e100)],
    "hypot": [*TWO, (3e200, 4e200), (3e-200, 4e-200)],
    "atan2": [*TWO, (3e200, 4e200), (1.0, -1e-9)],
    "exp":   [*ONE, (700.0,), (-700.0,)],           "expm1": [*ONE, (1e-300,), (-50.0,), (700.0,)],
    "log":   [(0.3,), (1.0,), (1e-300,), (1e300,)], "log_or_0": [(0.3,), (7.0,), (1e300,)],
    "log2":  [(0.3,), (1e-300,), (1e300,)],         "log10": [(0.3,), (1e-300,), (1e300,)],
    "cbrt":  [(0.3,), (-8.0,), (1e-300,), (-1e300,)],
    "acosh": [(1.5,), (1.0001,), (1e200,)],         "atanh": [(0.3,), (-0.7,), (0.999999,), (1e-8,)],
    "xlogy": [(0.3, 2.0), (-1.7, 0.3), (1e-5, 1e5)],
    "floor": [(0.3,), (-0.7,), (7.25,), (-30.6,)],  "ceil": [(0.3,), (-0.7,), (7.25,), (-30.6,)],
    "round": [(0.3,), (-0.7,), (7.25,), (-30.6,)],
    "norm":  [(3.0,), (3.0, -4.0), (3e200, 4e200, 1.0), (3e-200, 4e-200)],
    "prod":  [(1.5,), (2.0, -3.0, 0.5), (1e-5, 1e5, 7.0, -1.0)],
    "log1p": [(0.3,), (-0.7,), (1e-300,), (-1e-16,), (1e300,)],
    "sqrt":  [(0.3,), (4.0,), (1e-300,), (1e300,)],
    "sin":   [*ONE, (1e10,)],                       "cos": [*ONE, (1e10,)],
    "asin":  [(0.3,), (-0.7,), (0.999999,), (-0.999999,), (1e-8,)],
    "acos":  [(0.3,), (-0.7,), (0.999999,), (-0.999999,), (1e-8,)],
    "atan":  [*ONE, (1e10,)],                       "tanh": [*ONE, (19.0,), (1000.0,)],
    "sinh":  [*ONE, (700.0,)],                      "cosh": [*ONE, (700.0,)],
    "erf":   [*ONE[:5], (1e-8,)],                   "erfc": [*ONE[:5], (25.0,)],
    "sigmoid":  [*ONE, *LARGE],                     "softplus": [*ONE, *LARGE],
    "silu":     [*ONE, *LARGE],                     "gelu": [*ONE[:5], (-10.0,), (1000.0,)],
    "leaky_relu": [(0.3, 0.01), (-0.7, 0.01), (-5.0, 0.3)],
    "elu":        [(0.3, 1.0), (-0.7, 1.0), (-5.0, 0.3), (1000.0, 1.0)],
    "clip":       [(0.3, -1.0, 1.0), (-3.0, -1.0, 1.0), (5.0, -1.0, 1.0)],
    "where":      [(1.0, 2.0, 3.0), (0.0, 2.0, 3.0)],
    "sum":        [(1.5,), (0.1, 0.2, 0.3, 0.4), (3.0, -1.0, 1e10)],
    "mean":       [(1.5,), (0.1, 0.2, 0.3), (3.0, -1.0, 1e10, 7.0)],
    "dot":        [(2.0, 3.0), (2.0, 3.0, 0.5), (2.0, -3.0, 0.7, 11.0, 0.5)],
    "logsumexp":  [(3.0,), (1000.0, 1000.0), (-1000.0, -1001.0, -999.5), (0.0, -40.0), (1.0, 2.0, 3.0)],
    "softmax":    [(0.0, 1.0, 2.0), (1.0, 1000.0, 1000.0), (2.0, -3.0, 40.0, 1.0), (0.0, -1000.0, -1001.0)],
    "maximum":    [(1.0, 2.0, -3.0), (5.0,)],       "minimum": [(1.0, 2.0, -3.0), (5.0,)],
}
# fmt: on


def points(name: str, inputs: int) -> list[tuple[float, ...]]:
    """Where to look at an op."""
    return POINTS.get(name) or (ONE if inputs == 1 else TWO)


def exact(name: str, at: Sequence[float]) -> mp.mpf:
    """The op at these numbers."""
    with mp.workdps(DIGITS):
        return EXACT[name](*map(mp.mpf, at))


def exact_derivative(name: str, at: Sequence[float], inputs: Sequence[int]) -> mp.mpf:
    """The derivative with respect to these inputs in turn, by central differences that leave 20 digits and more."""

    def difference(xs: list[mp.mpf], inputs: Sequence[int]) -> mp.mpf:
        if not inputs:
            return EXACT[name](*xs)
        first, *rest = inputs
        h = (abs(mp.mpf(at[first])) or 1) * mp.mpf(10) ** -25
        above, below = ([*xs[:first], xs[first] + d, *xs[first + 1 :]] for d in (h, -h))
        return (difference(above, rest) - difference(below, rest)) / (2 * h)

    with mp.workdps(DIGITS):
        return difference(list(map(mp.mpf, at)), inputs)
