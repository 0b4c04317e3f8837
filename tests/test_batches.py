"""A model and a loss as a program that loops over a batch: which numbers it takes."""

import math
from fractions import Fraction

import pytest

from engine import Value, compile_batch


def test_a_batch_takes_numbers_of_any_kind_and_only_in_the_arrangement_of_the_first():
    w = Value(3.0, "w")
    batch = compile_batch(lambda x: w * x[0] + x[1], lambda output, target: output - target, [w], [[1.0, 2.0]], [0.0])
    floats = batch([[1.0, 2.0], [5.0, 4.0]], [0.0, 0.0])
    assert floats == ([5.0, 19.0], [5.0, 19.0], [6.0])
    assert batch([(1, 2.0), [Fraction(5), Value(4.0)]], [0.0, 0.0]) == floats
    for wrong in ([1.0], [1.0, 2.0, 3.0], [1.0, [2.0]], [[1.0], 2.0], 1.0):
        with pytest.raises(ValueError, match="example 1 is arranged differently"):
            batch([[1.0, 2.0], wrong], [0.0, 0.0])
    with pytest.raises(TypeError, match="an example"):
        batch([[1.0, "2"]], [0.0])


def test_one_number_too_large_among_many_is_computed_as_the_engine_does():
    w = Value(2.0, "w")
    batch = compile_batch(lambda x: (w * x[0]).relu(), lambda output, target: output - target, [w], [[1.0]], [0.0])
    losses, _, gradient = batch([[-1.0], [1e308], [-1e308]], [0.0, 0.0, 0.0])
    assert losses == [0.0, math.inf, 0.0]
    assert gradient == [1e308]
