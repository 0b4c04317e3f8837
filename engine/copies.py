"""Copying and pickling graphs as flat lists, so that their depth does not matter."""

from __future__ import annotations

import copy
import weakref
from contextvars import ContextVar
from typing import Any, NamedTuple

from engine.graph import Node, topological_order


def deep_copy(output: Node, memo: dict[int, Any]) -> Any:
    """A copy of the value and of all it was computed from, but for what the memo of `copy.deepcopy` has already."""
    for value in topological_order(output, memo.setdefault(id(Node), set())):  # many values of one graph in one go
        if id(value) not in memo:
            twin = memo[id(value)] = copy.copy(value)
            twin.inputs = tuple([x if type(x) is float else memo[id(x)] for x in value.inputs])
    return memo[id(output)]


def reduced(value: Node, protocol: Any) -> tuple[Any, ...]:
    """What `pickle` writes of a value: its state, after all that it was computed from, a flat list."""
    state: Any = object.__reduce_ex__(value, 2)
    pickled = _pickled.get()() or Pickled()
    if value.op is None or value in pickled.next:
        pickled.next.discard(value)
        return state
    _pickled.set(weakref.ref(pickled))
    return after, (pickled, Below(value, pickled), state[0], *state[1]), *state[2:]


def after(pickled: Any, below: Any, make: Any, *arguments: Any) -> Any:
    """A value, made after those that it was computed from."""
    return make(*arguments)


class Pickled:
    """What a pickle has met, and what of it comes next in its list; the pickle keeps this alive."""

    def __init__(self) -> None:
        self.met, self.next = set[Node](), set[Node]()

    def __reduce__(self) -> Any:
        self.met, self.next = set(), set()  # a pickle asks only once, when it begins
        return Pickled, ()


class Below(NamedTuple):
    """What a value was computed from and the pickle has not met, each after its inputs."""

    value: Node
    pickled: Pickled

    def __reduce__(self) -> Any:
        order = topological_order(self.value, self.pickled.met)[:-1]
        self.pickled.next |= set(order)
        return tuple, (order,)


_pickled: ContextVar[Any] = ContextVar("engine.copies.pickled", default=lambda: None)
