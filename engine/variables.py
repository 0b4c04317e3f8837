"""The names of values after the variables that hold them: `names=locals()`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeGuard

from engine.operators import Operators
from engine.text import described

if TYPE_CHECKING:
    from engine.value import Value


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
        if is_value(item):
            names.setdefault(item, name)
    seen = set()
    for item, name in public:  # which grows meanwhile
        if is_value(item):
            names.setdefault(item, name)
        elif isinstance(item, (list, tuple, dict)) and id(item) not in seen:
            seen.add(id(item))
            pairs = item.items() if isinstance(item, dict) else enumerate(item)
            public += [
                (part, f"{name}[{key!r}]") for key, part in pairs if isinstance(part, (Operators, list, tuple, dict))
            ]
    return names


def is_value(item: Any) -> TypeGuard[Value]:
    """Whether this is a Value, told without importing that class, which this module is below."""
    return isinstance(item, Operators) and hasattr(item, "partials")
