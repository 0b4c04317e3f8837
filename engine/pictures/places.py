"""Where in its model a value belongs, read from the labels of the parameters that it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from engine.value import Value

Place = tuple[str, ...]  # the modules around a value, from the outermost: ("layers.0", "neurons.2")

NAME = r"[^\W\d]\w*"
SEGMENT = rf"{NAME}(?:\.\d+)*"  # an attribute, and the numbers of a part of it: `layers.0`, `w.1`, `b`
PATH = re.compile(rf"{SEGMENT}(?:\.{SEGMENT})*")
LONGEST_PATH = 200  # a label longer than this is a text, not a path


def place_of(label: str) -> Place:
    """The modules around the parameter with this label.

    >>> place_of("layers.0.neurons.2.w.1")
    ('layers.0', 'neurons.2')
    >>> place_of("w")
    ()
    """
    if len(label) > LONGEST_PATH or not PATH.fullmatch(label):
        return ()
    return tuple(re.findall(SEGMENT, label)[:-1])


def array_of(label: str) -> str:
    """The name of the array that a leaf is a part of: `x` for `x.3`; nothing for any other label."""
    match = re.fullmatch(rf"({NAME})(?:\.\d+)+", label) if len(label) <= LONGEST_PATH else None
    return match[1] if match else ""


def places(order: Sequence[Value]) -> dict[Value, Place]:
    """The place of every value that has one, given values in topological order.

    A value belongs where the parameters belong that it uses. What is made of the values of one place alone belongs
    there too, if it is their sum or the activation on top.
    """
    found: dict[Value, Place] = {}
    activated: set[Value] = set()
    for value in order:
        if value.op is None:
            place = place_of(value.label)
        else:
            inputs = [x for x in value.inputs if type(x) is not float]
            place = common(found[x] for x in inputs if x.op is None and x in found)
            if not place and (inside := {found.get(x, ()) for x in inputs}) != {()}:
                is_sum = value.op.sign == "+" or value.op.form == "terms"
                is_activation = not value.op.sign and len(inputs) == 1
                if len(inside) == 1 and (is_sum or is_activation) and activated.isdisjoint(inputs):
                    [place] = inside
                    if is_activation:
                        activated.add(value)
        if place:
            found[value] = place
    return found


def common(several: Iterable[Place]) -> Place:
    """The modules that are around all the places."""
    prefix: Place | None = None
    for place in several:
        if prefix is None:
            prefix = place
        while prefix != place[: len(prefix)]:
            prefix = prefix[:-1]
    return prefix or ()
