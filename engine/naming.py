"""The names of values: their labels, or the variables that hold them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.text import one_line

if TYPE_CHECKING:
    from engine.value import Value

LONGEST = 40  # characters of a name that are shown


def variable_names(variables: Mapping[str, Any] | None) -> dict[Value, str]:
    """The name of every value held by a variable, or by a list, tuple or dict in one, as `xs[0]`.

    A variable of its own comes before a place in a list, and names that start with an underscore do not count.

    >>> from engine import Value
    >>> x, ys = Value(1.0), [Value(2.0), Value(3.0)]
    >>> sorted(variable_names({"ys": ys, "x": x}).values())
    ['x', 'ys[0]', 'ys[1]']
    """
    public = {name: item for name, item in (variables or {}).items() if not name.startswith("_")}
    names: dict[Value, str] = {}
    for inside in (False, True):
        for name, item in public.items():
            for value, place in values_in(item, name, set()) if inside else [(item, name)]:
                if hasattr(value, "partials"):
                    names.setdefault(value, place)
    return names


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


def values_in(item: Any, name: str, around: set[int]) -> Iterator[tuple[Any, str]]:
    """What is in lists, tuples and dicts, at any depth, and how it is reached."""
    if isinstance(item, (list, tuple, dict)) and id(item) not in around:  # a list can be inside itself
        pairs = item.items() if isinstance(item, dict) else enumerate(item)
        for key, part in pairs:
            yield from values_in(part, f"{name}[{key!r}]", around | {id(item)})
    else:
        yield item, name


def shortened(name: str, longest: int = LONGEST) -> str:
    """A name in one printable line of limited length."""
    line = one_line(name[: 2 * longest])
    return line if len(name) <= longest and len(line) <= longest else line[: longest - 1] + "…"
