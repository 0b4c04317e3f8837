"""The page of calculus: each op is one row, with its forward function and its partials.

A partial is the derivative of the output in one input. It is a function of the inputs and of the output `out`, written
in the ops themselves, so each row can be read in several ways: on floats it gives numbers; on Values it builds a graph,
which can be differentiated again, printed, drawn or compiled. Nothing here knows of graphs. A partial with a branch
names a row for the branch, as relu's partial names `step`.

To add an op, add a row (and a short method on Value if people expect `x.op()`).
"""

import math
from collections.abc import Sequence
from math import inf, nan
from typing import Any

from engine.op import Op

# fmt: off

# --- arithmetic -------------------------------------------------------------------------------------------------------

#           name   forward              partial in x                     partial in y
add   = Op("add",  lambda x, y: x + y,  (lambda x, y, out: 1.0,          lambda x, y, out: 1.0),       sign="+")
sub   = Op("sub",  lambda x, y: x - y,  (lambda x, y, out: 1.0,          lambda x, y, out: -1.0),      sign="-")
mul   = Op("mul",  lambda x, y: x * y,  (lambda x, y, out: y,            lambda x, y, out: x),         sign="*")
div   = Op("div",  lambda x, y: x / y,  (lambda x, y, out: 1.0 / y,      lambda x, y, out: -out / y),  sign="/",
           beyond=lambda x, y: nan if x == 0 or math.isnan(x) else math.copysign(inf, x) * math.copysign(1.0, y))
neg   = Op("neg",  lambda x: -x,        (lambda x, out: -1.0,),                                        sign="-")


def _power(x: float, y: float) -> float:
    out = x ** y
    if isinstance(out, complex):
        raise ValueError
    return out


def _power_beyond(x: float, y: float) -> float:
    if x < 0 and y % 1 != 0:
        return nan
    return math.copysign(inf, x) if y % 2 == 1 else inf


power = Op("power", _power,             (lambda x, y, out: times(y, x ** (y - 1.0)),
                                         lambda x, y, out: out * log_or_0(x)),                         sign="**",
           domain="a whole number as exponent when the base is negative", beyond=_power_beyond)

# What makes `x ** 0` constant, and `0 ** y` too, also at x = 0.
times_or_0 = Op("times_or_0", lambda x, y: 0.0 if x == 0 else x * y,
                (lambda x, y, out: y, lambda x, y, out: x))
log_or_0   = Op("log_or_0", lambda x: math.log(x) if x > 0 else 0.0 if x == 0 else nan,
                (lambda x, out: 1.0 / x,))


def times(x: Any, y: Any) -> Any:
    """x * y, and 0 wherever x is 0; just the product if x is a plain number."""
    if type(x) is float:
        return x * y if x != 0 else 0.0
    return times_or_0(x, y)


# --- functions of one number ------------------------------------------------------------------------------------------


def _sigmoid(x: float) -> float:
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)  # exp(-x) would overflow
    return e / (1.0 + e)


#               name        forward                             partial
exp     = Op("exp",         math.exp,                           (lambda x, out: out,),
             beyond=lambda x: inf)
log     = Op("log",         math.log,                           (lambda x, out: 1.0 / x,),
             domain="a number above 0", beyond=lambda x: -inf if x == 0 else nan)
tanh    = Op("tanh",        math.tanh,                          (lambda x, out: 1.0 - out * out,))
sigmoid = Op("sigmoid",     _sigmoid,                           (lambda x, out: out * (1.0 - out),))
relu    = Op("relu",        lambda x: 0.0 if x <= 0 else x,     (lambda x, out: step(x),))
step    = Op("step",        lambda x: 0.0 if x <= 0 else 1.0,   (lambda x, out: 0.0,))

# fmt: on

# --- functions of any number of inputs --------------------------------------------------------------------------------


def _sum(*terms: float) -> float:
    if not terms:
        return 0.0
    total = terms[0]
    for term in terms[1:]:  # not the builtin sum, which rounds differently since Python 3.12
        total += term
    return total


def _dot(*inputs: float) -> float:
    n = len(inputs) // 2  # the weights, then the inputs they weigh, then perhaps a bias
    total = inputs[0] * inputs[n]
    for w, x in zip(inputs[1:n], inputs[n + 1 :]):
        total += w * x
    return total + inputs[-1] if len(inputs) > 2 * n else total


def _dot_partials(inputs: Sequence[Any], out: Any) -> Sequence[Any]:
    n = len(inputs) // 2
    return (*inputs[n : 2 * n], *inputs[:n], 1.0)[: len(inputs)]


def _logsumexp(*xs: float) -> float:
    top = max(xs)
    if math.isinf(top):
        return nan if any(map(math.isnan, xs)) else top
    rest = list(xs)
    rest.remove(top)
    return top + math.log1p(_sum(*[math.exp(x - top) for x in rest]))


def shares(xs: Sequence[Any]) -> list[Any]:
    """The softmax of xs: each exp(x) divided by the sum of them all."""
    if any(type(x) is not float for x in xs):
        return [softmax(float(i), *xs) for i in range(len(xs))]
    top = max(xs)  # exp(x - top) cannot overflow, and the quotients stay the same
    powers = [math.exp(x - top) for x in xs]
    total = _sum(*powers)
    return [power / total for power in powers]


def _softmax_partials(inputs: Sequence[Any], out: Any) -> Sequence[Any]:
    chosen, *xs = inputs
    parts = shares(xs)
    partials = [-out * part for part in parts]
    i = int(chosen)
    partials[i] = out * sum(*parts[:i], *parts[i + 1 :])  # out * (1 - out), without the cancellation near 1
    return [0.0, *partials]


# fmt: off

#               name         forward      all partials: one function of the sequence of the inputs, and of out
sum       = Op("sum",        _sum,        all_partials=lambda inputs, out: (1.0,) * len(inputs))
dot       = Op("dot",        _dot,        all_partials=_dot_partials)
logsumexp = Op("logsumexp",  _logsumexp,  all_partials=lambda inputs, out: shares(inputs))
softmax   = Op("softmax",    lambda i, *xs: shares(xs)[int(i)],  all_partials=_softmax_partials)
