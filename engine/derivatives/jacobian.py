"""First derivatives of several outputs: `jacobian`."""

from __future__ import annotations

from collections.abc import Iterable

from engine.derivatives.grad import grad
from engine.value import Value


def jacobian(outputs: Iterable[Value], inputs: Iterable[Value]) -> list[list[Value]]:
    """d(output)/d(input), a row for each output and a column for each input, as Values.

    >>> x, y = Value(3.0), Value(4.0)
    >>> [[entry.data for entry in row] for row in jacobian([x * y, x + y], [x, y])]
    [[4.0, 3.0], [1.0, 1.0]]
    """
    inputs = list(inputs)
    return [grad(output, inputs) for output in outputs]
