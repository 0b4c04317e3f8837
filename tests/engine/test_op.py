"""Rows of one's own: what follows from one, and what is refused."""

import math
import pickle

import pytest

import engine
from engine import Op, Value
from engine.op import TABLE


@pytest.fixture
def softsign():
    """A row that a user may write, gone from the table after the test."""
    yield Op("softsign", lambda x: x / (1 + abs(x)), (lambda x, out: 1 / (1 + abs(x)) ** 2,))
    del TABLE["softsign"]


def test_everything_follows_from_a_row(softsign):
    x = Value(3.0, "x")
    y = softsign(x)
    assert (softsign(3), y.data, engine.grad(y, [x])[0].data) == (0.75, 0.75, 0.0625)
    assert engine.hessian(y, [x])[0][0].data == -2 / 4**3
    assert engine.compile(softsign, 0.0)(3.0) == (0.75, (0.0625,))
    assert engine.gradcheck(softsign, 3.0, second_order=True)
    assert "softsign" in engine.draw(y).svg()
    assert "softsign(x)" in str(engine.explain(y))
    assert engine.jvp(softsign, [3.0], [1.0]) == (0.75, 0.0625)
    assert pickle.loads(pickle.dumps(y)).op is softsign
    program = {}
    exec(engine.to_source(y, [x]), program)
    assert program["value_and_grad"](3.0) == (0.75, (0.0625,))


@pytest.mark.parametrize(
    ("forward", "partials", "message"),
    [
        (lambda x, y: x * y, (lambda x, y, out: y,), r"wrong takes 2 input\(s\), and has a partial for 1"),
        (lambda x: x, (lambda x, out: 1.0,) * 2, r"wrong takes 1 input\(s\), and has a partial for 2"),
    ],
)
def test_as_many_partials_as_inputs(forward, partials, message):
    with pytest.raises(ValueError, match=message):
        Op("wrong", forward, partials)
    assert "wrong" not in TABLE


@pytest.mark.parametrize(
    "use",
    [
        lambda x, y: engine.grad(y, [x]),
        lambda x, y: engine.hessian(y, [x]),
        lambda x, y: engine.hvp(y, [x], [1.0]),
        lambda x, y: str(engine.explain(y)),
        lambda x, y: engine.to_source(y, [x]),
        lambda x, y: engine.compile(y.op, 1.0),
        lambda x, y: engine.worksheet(y),
    ],
    ids=["grad", "hessian", "hvp", "explain", "to_source", "compile", "worksheet"],
)
def test_a_partial_that_takes_numbers_out_of_the_graph_is_named(use):
    once = Op("once", math.sinh, (lambda x, out: math.cosh(x),))
    try:
        x = Value(1.0)
        y = once(x)
        y.backward()
        assert x.grad == math.cosh(1.0)
        with pytest.raises(
            TypeError, match="a partial of the op 'once' takes numbers out of the graph, .*; write it with ops"
        ):
            use(x, y)
    finally:
        del TABLE["once"]


def test_a_cell_of_a_notebook_can_be_run_again():
    cell = "from engine import Op\nOp('again', lambda x: 2 * x, (lambda x, out: 2.0,))"
    try:
        for _ in range(2):
            exec(cell, {"__name__": "__main__"})
    finally:
        del TABLE["again"]
