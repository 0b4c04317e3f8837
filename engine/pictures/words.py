"""How values, ops and paths are written on pictures."""

from __future__ import annotations

from collections.abc import Mapping

from engine.steps.names import shortened
from engine.steps.paths import LISTED_PATHS, Paths, product_along, readable_count
from engine.value import Value


def short_number(x: float) -> str:
    """A number with four significant digits."""
    return f"{x:.4g}"


def is_written_inside(node: Value) -> bool:
    """Whether the constants of a node are written with its op: `x - 1` is drawn as a box that says `_ - 1`."""
    return node.op is not None and bool(node.op.sign)


def op_text(node: Value) -> str:
    """How the op of a node is written in its box; an input is a `_` there, if that is needed beside a number."""
    assert node.op is not None
    if is_written_inside(node) and float in map(type, node.inputs):
        return node.op.written([short_number(x) if type(x) is float else "_" for x in node.inputs])
    return node.op.sign or node.op.name


def name(value: Value, names: Mapping[Value, str]) -> str:
    """The label of a value, or the name of its variable."""
    return value.label or names.get(value, "")


def name_or_formula(value: Value, names: Mapping[Value, str]) -> str:
    """What a value is called, and how it was computed: `h = tanh(n)`."""
    own = shortened(name(value, names))
    if value.op is None:
        return own or "a leaf"
    return f"{own} = {short_formula(value, names)}" if own else short_formula(value, names)


def short_formula(value: Value, names: Mapping[Value, str]) -> str:
    """How a value was computed: `tanh(n)`; nothing for a leaf."""
    if value.op is None:
        return ""
    terms = [
        short_number(x) if type(x) is float else shortened(name(x, names)) or short_number(x.data) for x in value.inputs
    ]
    if len(terms) > 6:
        terms[3:-1] = ["..."]
    return value.op.written(terms)


def path_notes(found: Paths, names: Mapping[Value, str]) -> list[str]:
    """The paths that are highlighted, each with the product of the local derivatives along it."""
    start, end = (shortened(name(value, names)) or short_number(value.data) for value in (found.start, found.end))
    title = f"paths from {start} to {end}: {readable_count(found.count)}"
    lines = [f"{title}; the local derivatives along each, and their product:"]
    for path in found:
        factors = [short_number(edge.partial) for edge in path]
        if len(factors) > 8:
            factors[4:-3] = ["…"]
        lines.append(f"{' * '.join(factors)} = {short_number(product_along(path))}")
    if found.count > LISTED_PATHS:
        lines.append(f"… and {readable_count(found.count - LISTED_PATHS)} more paths")
    return [
        *lines,
        f"the sum of the products, the derivative of {end} with respect to {start}, is {short_number(found.total)}",
    ]
