"""Second derivatives."""

import pytest

import engine
from engine import Value, grad


def test_the_hessian_of_logsumexp_is_that_of_softmax():
    xs = [Value(1000.0), Value(1001.0), Value(999.5)]
    p = engine.softmax([x.data for x in xs])
    for i, slope in enumerate(grad(engine.logsumexp(xs), xs)):
        assert slope.data == p[i]
        for j, curvature in enumerate(grad(slope, xs)):
            assert curvature.data == pytest.approx(p[i] * ((i == j) - p[j]), rel=1e-13)
