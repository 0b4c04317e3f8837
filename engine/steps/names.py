"""The names of values on pictures and in formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.text import described, one_line
from engine.value import Value

LONGEST_NAME = 40  # characters of a name that are shown


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


def shortened(name: str, longest: int = LONGEST_NAME) -> str:
    """A name in one printable line of limited length."""
    line = one_line(name[: 2 * longest])
    return line if len(name) <= longest and len(line) <= longest else line[: longest - 1] + "…"


def variable_names(variables: Mapping[str, Any] | None) -> dict[Value, str]:
    """The name of every value held by a variable, or by lists, tuples and dicts in one, as `xs[0]`.

    A variable of its own comes before a place in a list, and names that start with an underscore do not count.

    >>> from engine import Value
    >>> x, ys = Value(1.0), [Value(2.0), Value(3.0)]
    >>> sorted(variable_names({"ys": ys, "x": x}).values())
    ['x', 'ys[0]', 'ys[1]']
    """
    if variables is not None and not isinstance(variables, Mapping):
        raise TypeError(f"names are given as a mapping, such as locals(), got {described(variables)}")
    public = [(item, str(name)) for name, item in (variables or {}).items() if not str(name).startswith("_")]
    names: dict[Value, str] = {}
    for item, name in public:
        if isinstance(item, Value):
            names.setdefault(item, name)
    seen = set()
    for item, name in public:  # which grows meanwhile
        if isinstance(item, Value):
            names.setdefault(item, name)
        elif isinstance(item, (list, tuple, dict)) and id(item) not in seen:
            seen.add(id(item))
            pairs = item.items() if isinstance(item, dict) else enumerate(item)
            public += [
                (part, f"{name}[{key!r}]") for key, part in pairs if isinstance(part, (Value, list, tuple, dict))
            ]
    return names
