"""A model as a tree of modules, lists and Values: walking it, and writing it down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine import Value
from nn.state import parts


def is_module(item: Any) -> bool:
    """Whether this is a Module, told without that class, which this file is below."""
    return hasattr(item, "named_parameters")


def children(module: Any) -> Iterator[tuple[str, Any]]:
    """The modules among the attributes of a module, in lists, tuples and dicts too, each with its name."""

    def inside(item: Any, name: str) -> Iterator[tuple[str, Any]]:
        if is_module(item):
            yield name, item
        else:
            for key, part in parts(item):
                if not isinstance(part, Value):  # most are, in long lists
                    yield from inside(part, f"{name}.{key}")

    for name, attribute in vars(module).items():
        yield from inside(attribute, name)


def modules_in(module: Any) -> list[Any]:
    """A module and all modules in it, each once."""
    found = {id(module): module}
    to_visit = [module]
    while to_visit:
        for _, child in children(to_visit.pop()):
            if id(child) not in found:
                found[id(child)] = child
                to_visit.append(child)
    return list(found.values())


def tree(module: Any, name: str = "", above: tuple[Any, ...] = ()) -> str:
    """A line for each module, below and to the right of those it is in, with the number of its parameters.

    Alike modules side by side share a line; one that it is in itself is named only.
    """
    indent, title = "  " * len(above), f"{name}: " if name else ""
    if any(module is other for other in above):
        return f"{indent}{title}{type(module).__name__}, as above"
    lines = [f"{indent}{title}{module.described()}, {sum(1 for _ in module.named_parameters()):,} parameters"]
    alike: dict[tuple[str, str], list[str]] = {}
    for child_name, child in children(module):
        text = tree(child, "", (*above, module))
        alike.setdefault((child_name.split(".")[0], text), []).append(child_name)
    for (_, text), names in alike.items():
        label = names[0] if len(names) == 1 else f"{names[0]} to {names[-1].split('.')[-1]}"
        lines.append(f"{indent}  {label}: {text[len(indent) + 2 :]}")
    return "\n".join(lines)


def leaves(item: Any, place: str, seen: set[int]) -> Iterator[tuple[str, Value]]:
    """Each leaf Value in a module or a list that is not yet among the seen, with its place."""
    for name, part in parts(vars(item) if is_module(item) else item):
        if id(part) in seen:
            continue
        seen.add(id(part))
        where = f"{place}.{name}" if place else f"{name}"
        if not isinstance(part, Value):
            yield from leaves(part, where, seen)
        elif part.op is None:
            yield where, part


def arrays_in(item: Any, name: str, above: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    """The arrays in one attribute, each with its place; nothing for a module that the attribute is in."""
    if is_module(item):
        if not any(item is other for other in above):
            yield from ((f"{name}.{inner}", array) for inner, array in item.arrays(above))
    elif is_array(item):
        yield name, item
    else:
        for key, part in parts(item):
            yield from arrays_in(part, f"{name}.{key}", above)


def is_array(item: Any) -> bool:
    """Whether this is a leaf Value, or holds nothing but such, in lists in lists."""
    if isinstance(item, Value):
        return item.op is None
    held = [part for _, part in parts(item)]
    return bool(held) and all(map(is_array, held))
