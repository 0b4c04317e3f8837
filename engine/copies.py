"""Copying and pickling graphs as flat lists, so that their depth does not matter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.graph import Node, topological_order


def state_of(value: Node) -> tuple[Any, ...]:
    """All that a value holds; its inputs come first, and what a subclass adds comes last."""
    added = getattr(value, "__dict__", {})
    return value.inputs, value.op, value.partials, value.data, value.grad, value.label, value.origin, added


def with_state(kind: type[Any], *state: Any) -> Any:
    """A value of this class that holds all this."""
    value: Any = object.__new__(kind)
    value.inputs, value.op, value.partials, value.data, value.grad, value.label, value.origin, added = state
    if added:
        value.__dict__.update(added)
    return value


def deep_copy(output: Node, memo: dict[int, Any]) -> Any:
    """A copy of the value and of all it was computed from, but for what the memo of `copy.deepcopy` has already."""
    for value in topological_order(output):
        if id(value) not in memo:
            inputs, *rest = state_of(value)
            copies = tuple([x if type(x) is float else memo[id(x)] for x in inputs])
            memo[id(value)] = with_state(type(value), copies, *rest)
    return memo[id(output)]


def reduced(output: Node) -> tuple[Any, ...]:
    """What `pickle` writes: for a leaf its state, for a graph a flat list."""
    if output.op is None:
        return with_state, (type(output), *state_of(output))
    order = topological_order(output)
    places = {value: place for place, value in enumerate(order)}
    records: list[Any] = []
    for value in order:
        if value.op is None:
            records.append(value)
        else:
            inputs, *rest = state_of(value)
            records.append((type(value), tuple([x if type(x) is float else places[x] for x in inputs]), *rest))
    return from_records, (records,)


def from_records(records: Sequence[Any]) -> Any:
    """The last value of a flat list of leaves, and of nodes that name their inputs by their places in the list."""
    values: list[Any] = []
    for record in records:
        if isinstance(record, tuple):
            kind, places, *rest = record
            inputs = tuple([x if type(x) is float else values[x] for x in places])
            record = with_state(kind, inputs, *rest)
        values.append(record)
    return values[-1]
