"""What a derivative means: `nudge` a leaf, and see the output follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.steps.names import unique_names, variable_names
from engine.steps.order import order_of
from engine.steps.paths import paths
from engine.steps.staleness import check_unchanged
from engine.value import Value


@dataclass(frozen=True, slots=True)
class Nudge:
    """What a small change of a leaf does to the output; printed, it is a sentence."""

    leaf: str  # the names
    output: str
    h: float  # the change of the leaf
    grad: float
    predicted: float  # grad * h
    actual: float

    def __str__(self) -> str:
        change = f"{'raise' if self.h >= 0 else 'lower'} {self.leaf} by {abs(self.h):g}"
        product = f"{self.grad:.4g} * {self.h:g} = {self.predicted + 0.0:.4g}"  # + 0.0, for -0 is odd to read
        return f"{change}: {self.output} should change by grad * h = {product}; it changes by {self.actual + 0.0:.4g}"


def nudge(output: Value, leaf: Value, h: float = 0.01, *, names: Mapping[str, Any] | None = None) -> Nudge:
    """The change of the output that the gradient predicts if h is added to a leaf, and the actual one.

    The graph is computed again with the new number; nothing in it changes. `names=locals()` names what has no label.

    Raises ValueError for a value that an op made, or that the output was not computed from, and if data has changed
    since the forward pass.

    >>> a, b = Value(2.0, "a"), Value(-3.0, "b")
    >>> print(nudge(a * b, a, 0.01))
    raise a by 0.01: v1 should change by grad * h = -3 * 0.01 = -0.03; it changes by -0.03
    """
    if leaf.op is not None:
        raise ValueError(f"only leaves can be nudged, and {leaf!r} was computed; nudge what it was computed from")
    check_unchanged(order_of(output))
    return nudged(output, leaf, h, unique_names(order_of(output), variable_names(names)))


def nudged(output: Value, leaf: Value, h: float, names: Mapping[Value, str]) -> Nudge:
    """The same, with a name for every value."""
    grad = paths(leaf, output).total
    actual = output_with(output, {leaf: leaf.data + h}) - output_with(output, {})
    return Nudge(names[leaf], names[output], h, grad, grad * h, actual)


def output_with(output: Value, changed: dict[Value, float]) -> float:
    """The data of the output if some leaves held other numbers."""
    data = dict(changed)
    for value in order_of(output):
        if value.op is not None:
            data[value] = value.op.ieee([x if type(x) is float else data[x] for x in value.inputs])
        else:
            data.setdefault(value, value.data)
    return data[output]
