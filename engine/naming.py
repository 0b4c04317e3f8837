"""The names of values on pictures and in formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from engine.text import one_line

if TYPE_CHECKING:
    from engine.value import Value

LONGEST = 40  # characters of a name that are shown


def unique_names(order: Sequence[Value], names: Mapping[Value, str]) -> dict[Value, str]:
    """A name for every value: its label, else the name given, else v1, v2, ...; no two are the same.

    >>> from engine import Value, topological_order
    >>> x = Value(2.0, "x")
    >>> list(unique_names(topological_order(x * x + Value(1.0, "x")), {}).values())
    ['x', 'v1', "x'", 'v2']
    """
    own = {value: shortened(value.label or names.get(value, "")) for value in order}
    taken = {name for name in own.values() if name}
    given: set[str] = set()
    count = 0
    for value, name in own.items():
        if not name:
            count += 1
            while f"v{count}" in taken:
                count += 1
            name = f"v{count}"
        while name in given:
            name += "'"
        own[value] = name
        given.add(name)
    return own


def shortened(name: str, longest: int = LONGEST) -> str:
    """A name in one printable line of limited length."""
    line = one_line(name[: 2 * longest])
    return line if len(name) <= longest and len(line) <= longest else line[: longest - 1] + "…"
