"""Tests of engine/functions.py; the functions that are ops are tested with these."""

import builtins
import math

import numpy
import pytest

import engine
from engine import Value


@pytest.mark.parametrize("values", [[], [1.5], [1.5, 2.0, -0.5]])
@pytest.mark.parametrize("start", [0, 10.0, Value(3.0)])
def test_sum_takes_a_start_as_pythons_own_does(values, start):
    mine, pythons = engine.sum(map(Value, values), start), builtins.sum(map(Value, values), start)
    assert float(getattr(mine, "data", mine)) == float(getattr(pythons, "data", pythons))


@pytest.mark.parametrize("values", [[3.0], [1.5, 2.0, -0.5], [1e200, 1e200], [0.0, 0.0]])
def test_norm_and_prod_are_numpys_with_torchs_gradients(values):
    assert engine.norm(values) == pytest.approx(math.hypot(*values), rel=1e-15)
    assert engine.prod(values) == pytest.approx(math.prod(values), rel=1e-15)
    xs = [Value(x) for x in values]
    size = math.hypot(*values)
    assert [d.data for d in engine.grad(engine.norm(xs), xs)] == [
        pytest.approx(x / size if size else 0.0) for x in values
    ]
    others = [math.prod(values[:i] + values[i + 1 :]) for i in range(len(values))]
    assert [d.data for d in engine.grad(engine.prod(xs), xs)] == pytest.approx(others)


@pytest.mark.parametrize("correction", [0, 1])
def test_var_and_std_are_numpys(correction):
    values = [1.5, 2.0, -0.5, 7.0]
    assert engine.var(values, correction) == pytest.approx(numpy.var(values, ddof=correction), rel=1e-15)
    assert engine.std(map(Value, values), correction).data == pytest.approx(
        numpy.std(values, ddof=correction), rel=1e-15
    )
    assert engine.gradcheck(lambda *xs: engine.std(xs, correction), *values)


def test_var_needs_more_values_than_its_correction():
    with pytest.raises(ValueError, match=r"the variance of 1 value\(s\) needs a correction below that, got 1"):
        engine.var([2.0])


@pytest.mark.parametrize("x", [2.5, 3.5, -0.5, 0.49, 1e300, math.inf, -math.inf])
def test_rounding_is_numpys_and_has_derivative_0(x):
    for mine, numpys in ((engine.round, numpy.round), (engine.floor, numpy.floor), (engine.ceil, numpy.ceil)):
        value = Value(x)
        result = mine(value)
        result.backward()
        assert (result.data, value.grad) == (numpys(x), 0.0)


def test_round_of_numbers_is_pythons_own():
    assert (engine.round(2.5), engine.round(2.567, 2), type(engine.round(7.1))) == (2, 2.57, int)
    with pytest.raises(TypeError, match="a Value is rounded to a whole number"):
        engine.round(Value(2.567), 2)
