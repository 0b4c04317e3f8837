"""The ledger of a grad: the contributions that made it, edge by edge and path by path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.steps.backward_steps import Step, backward_steps, summed
from engine.steps.names import unique_names, variable_names
from engine.steps.order import order_of
from engine.steps.paths import Paths, paths, product_along, readable_count
from engine.text import made_at, name_of
from engine.value import Value


@dataclass(frozen=True, slots=True, repr=False)
class Ledger:
    """What made a grad; printed, it is a small table."""

    value: Value
    steps: tuple[Step, ...]  # the contributions, in the order in which they arrive
    total: float  # their sum
    paths: Paths | None  # from the value to the output; None if no output was given
    names: Mapping[Value, str]

    def __repr__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> list[str]:
        """The ledger as lines of text."""
        value = self.value
        lines = [f"{name_of(value)} | data {value.data!r}{made_at(value)}"]
        lines += [f"  from {name_of(x)} | data {x.data!r}{made_at(x)}" for x in value.inputs if type(x) is not float]
        if self.paths is None:
            return [*lines, f"grad {value.grad!r}; with the output, .why(output), this shows what made it"]
        names, name = self.names, self.names[value]
        lines.append(
            f"{name}.grad = {summed([repr(step.contribution) for step in self.steps])}{self.total!r}"
            if self.steps
            else ""
        )
        for step in self.steps:
            through = f"{names[step.node]}.grad * d({names[step.node]})/d({name})"
            lines.append(
                f"  {step.contribution!r} = {step.upstream!r} * {step.partial!r}, which is {through}, "
                f"of {name_of(step.node)}{made_at(step.node)}"
            )
        lines.append(f"paths to {names[self.paths.end]}: {readable_count(self.paths.count)}")
        for path in self.paths:
            factors = " * ".join(repr(edge.partial) for edge in path) or "1.0"
            lines.append(
                f"  {' -> '.join([name, *[names[edge.node] for edge in path]])}: {factors} = {product_along(path)!r}"
            )
        return [line for line in lines if line]


def ledger(value: Value, output: Value | None = None, *, names: Mapping[str, Any] | None = None) -> Ledger:
    """The contributions to the grad of a value in a backward pass from the output, and the paths between the two.

    `names=locals()` names values without a label.

    Raises ValueError if the output was not computed from the value.

    >>> from engine import Value
    >>> x = Value(3.0, "x")
    >>> y = x * x + x
    >>> [step.contribution for step in ledger(x, y).steps], ledger(x, y).total
    ([1.0, 3.0, 3.0], 7.0)
    """
    if output is None:
        return Ledger(value, (), value.grad, None, {})
    found = paths(value, output)
    steps = tuple(step for step in backward_steps(output) if step.input is value)
    every_name = unique_names(order_of(output), variable_names(names))
    return Ledger(value, steps, steps[-1].after if steps else 1.0, found, every_name)
