"""Plain numbers among the inputs of an op: every view takes them, in every place."""

import json

import pytest

import engine
from engine import (
    Value,
    backward_steps,
    compile,
    draw,
    expand,
    explain,
    grad,
    gradcheck,
    jvp,
    ledger,
    nudge,
    quiz,
    to_source,
    worksheet,
)  # fmt: skip

OPS = {
    "sum": lambda xs: engine.sum(xs),
    "mean": lambda xs: engine.mean(xs),
    "dot": lambda xs: engine.dot(xs, list(reversed(xs)), 2.0),
    "maximum": lambda xs: engine.maximum(*xs),
    "minimum": lambda xs: engine.minimum(*xs),
    "logsumexp": lambda xs: engine.logsumexp(xs),
    "softmax": lambda xs: engine.softmax(xs)[1],
}
VIEWS = {
    "text": lambda y, x: explain(y),
    "markdown": lambda y, x: explain(y, "markdown"),
    "latex": lambda y, x: explain(y, "latex"),
    "html": lambda y, x: explain(y, "html"),
    "source": lambda y, x: to_source(y, [x]),
    "svg": lambda y, x: draw(y).svg(),
    "page": lambda y, x: draw(y).rendered("html", 1.0),
    "folded": lambda y, x: draw(y, path=(x, y)).svg(),
    "expanded": lambda y, x: repr(expand(y)),
    "ledger": lambda y, x: repr(ledger(x, y)),
    "nudge": lambda y, x: str(nudge(y, x)),
    "quiz": lambda y, x: str(quiz(y, ask=lambda question: "", say=lambda text: None)),
    "worksheet": lambda y, x: worksheet(y).html,
    "steps": lambda y, x: json.dumps([step.after for step in backward_steps(y)]),
}


@pytest.mark.parametrize("place", [0, 1, 8, 12])
@pytest.mark.parametrize("name", OPS)
def test_a_constant_in_any_place_of_an_op_is_shown_in_every_view(name, place):
    x = Value(0.3, "x")
    xs = [x] * 4 + [x * 2.0] * 8
    xs.insert(place, 1.0)
    y = OPS[name](xs)
    y.backward()
    for view, show in VIEWS.items():
        assert show(y, x), view


@pytest.mark.parametrize("name", OPS)
def test_and_is_differentiated_in_every_way(name):
    def function(x):
        return OPS[name]([1.0, x, x * 2.0, 0.5])

    x = Value(0.3)
    y = function(x)
    y.backward()
    assert gradcheck(function, 0.3)
    assert grad(function(x), [x])[0].data == pytest.approx(x.grad, rel=1e-14)
    assert jvp(function, [0.3], [1.0])[1] == pytest.approx(x.grad, rel=1e-14)
    assert compile(function, 0.3)(0.3) == (y.data, (x.grad,))
