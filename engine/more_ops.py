"""A second page of calculus: rows for ops that are used more rarely, written as those in ops.py are."""

import math
from collections.abc import Sequence
from math import copysign, inf, isfinite, isinf, nan
from typing import Any

from engine.op import Op
from engine.ops import hypot, log, maximum, sqrt

# fmt: off


def _cbrt(x: float) -> float:
    root = copysign(math.fabs(x) ** (1 / 3), x)  # math.cbrt is there from Python 3.11 on
    return root - (root - x / (root * root)) / 3 if x and not isinf(x) else x  # a step of Newton's


def _floor(x: float) -> float:
    return float(math.floor(x)) if isfinite(x) else x


def _ceil(x: float) -> float:
    return float(math.ceil(x)) if isfinite(x) else x


def _round(x: float) -> float:
    return float(round(x)) if isfinite(x) else x


def _prod(*factors: float) -> float:
    product = 1.0
    for factor in factors:
        product *= factor
    return product


def _others(factors: Sequence[Any], out: Any) -> Sequence[Any]:
    """The product of all the other factors, for each: of those before it and those behind it."""
    before, behind = [1.0], [1.0]
    for factor in factors[:-1]:
        before.append(before[-1] * factor)
    for factor in reversed(factors[1:]):
        behind.append(factor * behind[-1])
    return [x * y for x, y in zip(before, reversed(behind))]


#       name       forward                                     partials
log2  = Op("log2",  math.log2,                                 (lambda x, out: 1.0 / (x * math.log(2)),),
           domain="a number above 0", beyond=lambda x: -inf if x == 0 else nan)
log10 = Op("log10", math.log10,                                (lambda x, out: 1.0 / (x * math.log(10)),),
           domain="a number above 0", beyond=lambda x: -inf if x == 0 else nan)
exp2  = Op("exp2",  lambda x: 2.0 ** x,                       (lambda x, out: out * math.log(2),), beyond=lambda x: inf)
cbrt  = Op("cbrt",  _cbrt,                                     (lambda x, out: 1.0 / (3.0 * out * out),))
asinh = Op("asinh", math.asinh,                                (lambda x, out: 1.0 / hypot(x, 1.0),))
acosh = Op("acosh", math.acosh,                                (lambda x, out: 1.0 / (sqrt(x - 1.0) * sqrt(x + 1.0)),),
           domain="a number of at least 1")
atanh = Op("atanh", math.atanh,                                (lambda x, out: 1.0 / ((1.0 - x) * (1.0 + x)),),
           domain="a number between -1 and 1", beyond=lambda x: copysign(inf, x) if math.fabs(x) == 1 else nan)
xlogy = Op("xlogy", lambda x, y: 0.0 if x == 0 and y == y else x * math.log(y),
           (lambda x, y, out: log(y), lambda x, y, out: x / y),
           domain="a second input above 0", beyond=lambda x, y: copysign(inf, -x) if y == 0 else nan)
floor = Op("floor", _floor,                                   (lambda x, out: 0.0,), piece=_floor)
ceil  = Op("ceil",  _ceil,                                    (lambda x, out: 0.0,), piece=_ceil)
nearest_whole = Op("round", _round,                           (lambda x, out: 0.0,), piece=_round)
norm  = Op("norm",  math.hypot,           all_partials=lambda xs, out: [x / maximum(out, 5e-324) for x in xs])
prod  = Op("prod",  _prod,                all_partials=_others)
