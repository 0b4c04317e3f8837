"""Tests of engine/functions.py; the functions that are ops are tested with these."""

import builtins

import pytest

import engine
from engine import Value


@pytest.mark.parametrize("values", [[], [1.5], [1.5, 2.0, -0.5]])
@pytest.mark.parametrize("start", [0, 10.0, Value(3.0)])
def test_sum_takes_a_start_as_pythons_own_does(values, start):
    mine, pythons = engine.sum(map(Value, values), start), builtins.sum(map(Value, values), start)
    assert float(getattr(mine, "data", mine)) == float(getattr(pythons, "data", pythons))
