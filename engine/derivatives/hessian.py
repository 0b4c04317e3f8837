"""Second derivatives: `hessian`, and `hvp`, which multiplies it by a vector without computing it."""

from __future__ import annotations

from collections.abc import Iterable

from engine.derivatives.grad import grad
from engine.derivatives.jacobian import jacobian
from engine.functions import dot
from engine.value import Value


def hessian(output: Value, inputs: Iterable[Value]) -> list[list[Value]]:
    """The second derivatives of the output with respect to each pair of inputs, as Values.

    >>> x, y = Value(3.0), Value(4.0)
    >>> [[entry.data for entry in row] for row in hessian(x * x * y, [x, y])]
    [[8.0, 6.0], [6.0, 0.0]]
    """
    inputs = list(inputs)
    return jacobian(grad(output, inputs), inputs)


def hvp(output: Value, inputs: Iterable[Value], vector: Iterable[float]) -> list[Value]:
    """The Hessian times a vector, as Values, without computing the Hessian.

    >>> x, y = Value(3.0), Value(4.0)
    >>> [entry.data for entry in hvp(x * x * y, [x, y], [1.0, 10.0])]
    [68.0, 6.0]
    """
    inputs = list(inputs)
    return grad(dot(grad(output, inputs), list(vector)), inputs)
