"""The page of calculus: each op is one row, with its forward function and its partials.

A partial is the derivative of the output with respect to one input. It is a function of the inputs and of the output
`out`, written in the ops themselves, so each row can be read in several ways: on floats it gives numbers; on Values it
builds a graph, which can be differentiated again, printed or drawn. Nothing here knows of graphs. A partial with a
branch names a row for the branch, as relu's partial names `step`.

To add an op, add a row (and a short method in number_like.py if people expect `x.op()`).
"""

import math
import operator
from collections.abc import Sequence
from math import copysign, inf, isnan, nan, pi
from typing import Any

from engine.op import Op

# fmt: off

# --- arithmetic -------------------------------------------------------------------------------------------------------


def _power(x: float, y: float) -> float:
    out = x ** y
    if isinstance(out, complex):
        raise ValueError
    return out


#           name    forward               partial w.r.t. x              partial w.r.t. y
add   = Op("add",   lambda x, y: x + y,  (lambda x, y, out: 1.0,        lambda x, y, out: 1.0),                sign="+",
           bound=operator.add)
sub   = Op("sub",   lambda x, y: x - y,  (lambda x, y, out: 1.0,        lambda x, y, out: -1.0),               sign="-",
           bound=operator.add)
mul   = Op("mul",   lambda x, y: x * y,  (lambda x, y, out: y,          lambda x, y, out: x),                  sign="*",
           bound=operator.mul)
div   = Op("div",   lambda x, y: x / y,  (lambda x, y, out: 1.0 / y,    lambda x, y, out: -out / y),           sign="/",
           beyond=lambda x, y: nan if x == 0 or isnan(x) else copysign(inf, x) * copysign(1.0, y),
           bound=lambda x, y: x / math.fabs(y), fixed=1)
power = Op("power", _power,              (lambda x, y, out: multiple_of_power(y, x, y - 1.0),
                                          lambda x, y, out: out * log_or_0(x)),                               sign="**",
           form="power", domain="a whole number as exponent when the base is negative",
           beyond=lambda x, y: nan if x < 0 and y % 1 != 0 else copysign(inf, x) if y % 2 == 1 else inf,
           bound=lambda x, y: max(1.0, x) ** math.ceil(y) if 0 <= y <= 4 else inf, fixed=1)
hypot = Op("hypot", math.hypot,          (lambda x, y, out: x / maximum(out, 5e-324),  # 0 at the origin, as torch.norm
                                          lambda x, y, out: y / maximum(out, 5e-324)))
atan2 = Op("atan2", math.atan2,          (lambda y, x, out: x / hypot(y, x) / hypot(y, x),
                                          lambda y, x, out: -y / hypot(y, x) / hypot(y, x)))
neg   = Op("neg",   lambda x: -x,        (lambda x, out: -1.0,),                                               sign="-",
           bound=math.fabs)

# These two keep x ** 0 constant with respect to x, and 0 ** y with respect to y, at 0 too, however often derived.
scaled_power = Op("scaled_power", lambda c, x, y: 0.0 if c == 0 else c * _power(x, y),
                  (lambda c, x, y, out: power(x, y), lambda c, x, y, out: scaled_power(c * y, x, y - 1.0),
                   lambda c, x, y, out: out * log_or_0(x)), form="scaled power", beyond=lambda c, *x: c * power.ieee(x))
log_or_0 = Op("log_or_0", lambda x: math.log(x) if x > 0 else 0.0 if x == 0 else nan,
              (lambda x, out: (1.0 - same(x, 0.0)) / (x + same(x, 0.0)),), form="logarithm")


def multiple_of_power(c: Any, x: Any, y: Any) -> Any:
    """c * x ** y, and 0 wherever c is 0; the mere product if c is a plain number."""
    if type(c) is not float:
        return scaled_power(c, x, y)
    return c * x ** y if c != 0 else 0.0


# --- smooth functions of one number -----------------------------------------------------------------------------------


def _sigmoid(x: float) -> float:
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)  # exp(-x) would overflow
    return e / (1.0 + e)


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-math.fabs(x)))  # log(1 + exp(x)) would overflow


# The rules of tanh and sigmoid are the textbook's: they cancel where out is near 1 or -1, with an error below 1e-16.

#              name       forward       partial
exp      = Op("exp",      math.exp,    (lambda x, out: out,),             beyond=lambda x: inf, form="exponential")
expm1    = Op("expm1",    math.expm1,  (lambda x, out: exp(x),),                                 beyond=lambda x: inf)
log      = Op("log",      math.log,    (lambda x, out: 1.0 / x,),         domain="a number above 0",
              beyond=lambda x: -inf if x == 0 else nan)
log1p    = Op("log1p",    math.log1p,  (lambda x, out: 1.0 / (1.0 + x),), domain="a number above -1",
              beyond=lambda x: -inf if x == -1 else nan)
sqrt     = Op("sqrt",     math.sqrt,   (lambda x, out: 0.5 / out,),       domain="a number of at least 0", form="root")
sin      = Op("sin",      math.sin,    (lambda x, out: cos(x),),         domain="a finite number", bound=lambda *x: 1.0)
cos      = Op("cos",      math.cos,    (lambda x, out: -sin(x),),        domain="a finite number", bound=lambda *x: 1.0)
tan      = Op("tan",      math.tan,    (lambda x, out: 1.0 + out * out,), domain="a finite number")
asin     = Op("asin",     math.asin,   (lambda x, out: 1.0 / sqrt((1.0 - x) * (1.0 + x)),),
              domain="a number from -1 to 1")
acos     = Op("acos",     math.acos,   (lambda x, out: -1.0 / sqrt((1.0 - x) * (1.0 + x)),),
              domain="a number from -1 to 1")
atan     = Op("atan",     math.atan,   (lambda x, out: 1.0 / (1.0 + x * x),))
sinh     = Op("sinh",     math.sinh,   (lambda x, out: cosh(x),),         beyond=lambda x: copysign(inf, x))
cosh     = Op("cosh",     math.cosh,   (lambda x, out: sinh(x),),         beyond=lambda x: inf)
tanh     = Op("tanh",     math.tanh,   (lambda x, out: 1.0 - out * out,),                          bound=lambda *x: 1.0)
erf      = Op("erf",      math.erf,    (lambda x, out: 2.0 / math.sqrt(pi) * exp(-x * x),))
erfc     = Op("erfc",     math.erfc,   (lambda x, out: -2.0 / math.sqrt(pi) * exp(-x * x),))
sigmoid  = Op("sigmoid",  _sigmoid,    (lambda x, out: out * (1.0 - out),),                        bound=lambda *x: 1.0)
softplus = Op("softplus", _softplus,   (lambda x, out: sigmoid(x),),                                   bound=_softplus)
silu     = Op("silu",     lambda x: x * _sigmoid(x),
                                       (lambda x, out: sigmoid(x) * (1.0 + x * sigmoid(-x)),),         bound=math.fabs)
gelu     = Op("gelu",     lambda x: 0.5 * x * math.erfc(-x / math.sqrt(2)),  # 1 + erf would cancel below 0
                                       (lambda x, out: 0.5 * erfc(-x / math.sqrt(2))
                                                       + x * exp(-0.5 * x * x) / math.sqrt(2 * pi),), bound=math.fabs)

# --- functions in pieces ----------------------------------------------------------------------------------------------

#                 name          forward                                              partials
step       = Op("step",       lambda x: 0.0 if x <= 0.0 else 1.0,                  (lambda x, out: 0.0,),
                piece=lambda x, *_: x > 0, form="positive", bound=lambda *x: 1.0)
sign       = Op("sign",       lambda x: copysign(1.0, x) if x < 0 or x > 0 else x, (lambda x, out: 0.0,),
                piece=lambda x, *_: x > 0, bound=lambda *x: 1.0)
abs        = Op("abs",        math.fabs,                                           (lambda x, out: sign(x),),
                piece=lambda x, *_: x > 0, form="magnitude", bound=math.fabs)
relu       = Op("relu",       lambda x: 0.0 if x <= 0.0 else x,                    (lambda x, out: step(x),),
                piece=lambda x, *_: x > 0, bound=math.fabs, gate=True)
leaky_relu = Op("leaky_relu", lambda x, slope: x if x > 0 else slope * x,
                (lambda x, slope, out: step(x) + slope * (1.0 - step(x)),
                 lambda x, slope, out: minimum(x, 0.0)),
                piece=lambda x, *_: x > 0)
elu        = Op("elu",        lambda x, alpha: x if x > 0 else alpha * math.expm1(x),
                (lambda x, alpha, out: step(x) + alpha * exp(minimum(x, 0.0)) * (1.0 - step(x)),
                 lambda x, alpha, out: expm1(minimum(x, 0.0))),
                piece=lambda x, *_: x > 0)
clip       = Op("clip",       lambda x, low, high: low if x < low else high if x > high else x,
                (lambda x, low, high, out: (1.0 - step(low - x)) * (1.0 - step(x - high)),
                 lambda x, low, high, out: step(low - x),
                 lambda x, low, high, out: step(x - high) * step(x - low)),
                piece=lambda x, low, high: (x > low, x > high))
where      = Op("where",      lambda condition, x, y: x if condition != 0 else y,
                (lambda condition, x, y, out: 0.0,
                 lambda condition, x, y, out: 1.0 - same(condition, 0.0),
                 lambda condition, x, y, out: same(condition, 0.0)),
                piece=lambda condition, x, y: condition != 0)
same       = Op("same",       lambda x, y: 1.0 if x == y or (x != x and y != y) else 0.0,  # nan is the same as nan
                (lambda x, y, out: 0.0, lambda x, y, out: 0.0),
                piece=lambda x, y: x == y, form="equal", bound=lambda *x: 1.0)

# --- functions of any number of inputs --------------------------------------------------------------------------------


def _sum(*terms: float) -> float:
    total = terms[0] if terms else 0.0
    for term in terms[1:]:  # not the builtin sum, which rounds differently since Python 3.12
        total += term
    return total


def _dot(*inputs: float) -> float:
    n = len(inputs) // 2  # the weights, then what they weigh, then perhaps a bias
    total = inputs[0] * inputs[n]
    for w, x in zip(inputs[1:n], inputs[n + 1 :]):
        total += w * x
    return total + inputs[-1] if len(inputs) > 2 * n else total


def _dot_partials(inputs: Sequence[Any], out: Any) -> Sequence[Any]:
    n = len(inputs) // 2
    return (*inputs[n : 2 * n], *inputs[:n], 1.0)[: len(inputs)]


def _maximum(*xs: float) -> float:
    return nan if any(map(isnan, xs)) else max(xs)


def _minimum(*xs: float) -> float:
    return nan if any(map(isnan, xs)) else min(xs)


def _shared_by_ties(inputs: Sequence[Any], out: Any) -> Sequence[Any]:
    ties = [same(x, out) for x in inputs]
    count = sum(*ties)
    return [tie / count for tie in ties]


def _logsumexp(*xs: float) -> float:
    top = max(xs)
    if math.isinf(top):
        return _maximum(*xs)
    rest = list(xs)
    rest.remove(top)
    return top + math.log1p(_sum(*[math.exp(x - top) for x in rest]))


def _softmax(xs: Sequence[float]) -> list[float]:
    top = max(xs)  # exp(x - top) cannot overflow, and the quotients stay the same
    powers = [math.exp(x - top) for x in xs]
    total = _sum(*powers)
    return [power / total for power in powers]


def shares(xs: Sequence[Any]) -> list[Any]:
    """The softmax of xs: each exp(x) divided by the sum of them all."""
    if set(map(type, xs)) != {float}:
        return [softmax(float(i), *xs) for i in range(len(xs))]
    return _softmax(xs)


def _softmax_partials(inputs: Sequence[Any], out: Any) -> Sequence[Any]:
    chosen, *xs = inputs
    parts = shares(xs)
    partials = [-out * part for part in parts]
    i = int(chosen)
    partials[i] = out * sum(*parts[:i], *parts[i + 1 :])  # out * (1 - out), without the cancellation near 1
    return [0.0, *partials]


#               name       forward                           all partials, of the sequence of the inputs and of out
sum       = Op("sum",       _sum,                             all_partials=lambda xs, out: (1.0,) * len(xs),
               bound=_sum, spelled_out=True, form="terms")
mean      = Op("mean",      lambda *xs: _sum(*xs) / len(xs),  all_partials=lambda xs, out: (1 / len(xs),) * len(xs),
               bound=_sum, spelled_out=True)
dot       = Op("dot",       _dot,                             all_partials=_dot_partials,
               bound=_dot, spelled_out=True, pairs=True)
logsumexp = Op("logsumexp", _logsumexp,                       all_partials=lambda xs, out: shares(xs), bound=_logsumexp)
softmax   = Op("softmax",   lambda i, *xs: _softmax(xs)[int(i)], all_partials=_softmax_partials, bound=lambda *x: 1.0)
maximum   = Op("maximum",   _maximum,                         all_partials=_shared_by_ties,
               piece=lambda *xs: xs.index(max(xs)), bound=_maximum)
minimum   = Op("minimum",   _minimum,                         all_partials=_shared_by_ties,
               piece=lambda *xs: xs.index(min(xs)), bound=_maximum)
