"""Derivatives as graphs: first order against the backward pass, higher orders against the calculus book."""

import math

import pytest

import engine
from engine import Value, grad


def test_first_order_is_what_backward_gives_and_leaves_every_grad_alone():
    a, b = Value(2.0), Value(-3.0)
    y = (a * b + a**3).tanh() / b
    slopes = grad(y, [a, b])
    assert (a.grad, b.grad, y.grad) == (0.0, 0.0, 0.0)
    y.backward()
    assert [slope.data for slope in slopes] == [a.grad, b.grad]


def test_all_orders_of_a_power():
    x = Value(2.0)
    derivative = x**4
    for expected in (32.0, 48.0, 48.0, 24.0, 0.0):
        [derivative] = grad(derivative, [x])
        assert derivative.data == expected


@pytest.mark.parametrize("exponent", [float, Value], ids=["constant", "Value"])
@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_powers_at_zero_at_every_order(n, exponent):
    x = Value(0.0)
    derivative = x ** exponent(n)
    for order in range(1, 7):
        [derivative] = grad(derivative, [x])
        assert derivative.data == (math.factorial(n) if order == n else 0.0)


def test_a_power_inside_another_function_at_zero_at_every_order():
    x = Value(0.0)
    derivative = engine.exp(-(x ** Value(2)))
    for expected in (0.0, -2.0, 0.0, 12.0, 0.0, -120.0):  # Hermite's polynomials at 0, H_n(0), with (-1)**n
        [derivative] = grad(derivative, [x])
        assert derivative.data == expected


@pytest.mark.parametrize("n", [2, 3])
def test_the_exponent_of_zero_has_the_derivative_0_at_every_order(n):
    x, y = Value(0.0), Value(n)
    assert [[entry.data for entry in row] for row in engine.hessian(x**y, [x, y])] == [
        [2.0 * (n == 2), 0.0],
        [0.0, 0.0],
    ]


def test_where_there_is_no_derivative_it_is_what_ieee_arithmetic_gives():
    x, y = Value(0.0), Value(0.0)
    assert [slope.data for slope in grad(engine.hypot(x, y), [x, y])] == [0.0, 0.0]
    for f in (engine.atan2(x, y), engine.sqrt(x * x + y * y)):
        assert all(math.isnan(slope.data) for slope in grad(f, [x, y]))


def test_a_power_in_its_exponent():
    x, y = Value(0.0), Value(0.0)
    assert [d.data for d in grad(x**y, [x, y])] == [0.0, 0.0]
    y = Value(2.0)
    assert [d.data for d in grad(x**y, [x, y])] == [0.0, 0.0]
    x = Value(3.0)
    [slope] = grad(x**y, [y])
    [curvature] = grad(slope, [y])
    assert curvature.data == pytest.approx(9 * math.log(3) ** 2, rel=1e-15)


def test_tanh_to_the_third_order():
    x = Value(0.5)
    t = math.tanh(0.5)
    derivative = engine.tanh(x)
    for expected in (1 - t * t, -2 * t * (1 - t * t), (1 - t * t) * (6 * t * t - 2)):
        [derivative] = grad(derivative, [x])
        assert derivative.data == pytest.approx(expected, rel=1e-14)


def test_the_derivative_with_respect_to_something_unused_is_0_and_of_itself_is_1():
    x, unused = Value(3.0), Value(4.0)
    assert [d.data for d in grad(x * 2, [unused, x])] == [0.0, 2.0]
    assert [d.data for d in grad(x, [x])] == [1.0]


def test_a_result_is_never_a_value_the_user_holds():
    x, y = Value(3.0, "x"), Value(4.0, "y")
    dx, dy = grad(x * y, [x, y])
    assert dx is not y
    assert dy is not x
    both = grad((x + y) * x.exp(), [y, y])
    assert both[0] is not both[1]


def test_the_derivative_with_respect_to_a_value_in_the_middle():
    x = Value(3.0)
    square = x * x
    assert grad(square * x, [square])[0].data == 3.0


def test_ieee_where_floats_raise():
    x = Value(0.0)
    [slope] = grad(x**0.5, [x])
    assert slope.data == math.inf


def test_changed_data_is_an_error_that_names_the_value():
    x = Value(3.0, "x")
    y = x * x
    x.data = 10.0
    with pytest.raises(ValueError, match=r"x \* x holds 9.0, but its inputs now give 100.0"):
        grad(y, [x])
    nan = Value(math.nan)
    assert math.isnan(grad(nan * 2, [nan])[0].data) is False  # nan data is no change


def test_bad_arguments():
    x = Value(3.0)
    with pytest.raises(TypeError, match=r"write grad\(output, \[x\]\)"):
        grad(x * 2, x)
    with pytest.raises(TypeError, match="grad takes Values, got 3.0"):
        grad(x * 2, [3.0])
    with pytest.raises(TypeError, match="grad takes Values, got 3.0"):
        grad(3.0, [x])
