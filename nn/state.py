"""Values in nested lists, and the numbers that belong to them: what `state_dict` is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Any

from engine import Value


def parts(item: Any) -> Iterable[tuple[Any, Any]]:
    """What a list, a tuple or a dict holds, each part with its index or key; nothing for any other item."""
    if isinstance(item, dict):
        return item.items()
    return enumerate(item) if isinstance(item, (list, tuple)) else ()


def data_of(array: Any) -> Any:
    """The numbers of Values in nested lists."""
    return array.data if isinstance(array, Value) else [data_of(part) for _, part in parts(array)]


def paired(array: Any, numbers: Any, name: str) -> Iterator[tuple[Value, float]]:
    """Each Value of an array with its number; ValueError if they do not have the same shape."""
    if isinstance(array, Value):
        if not isinstance(numbers, (int, float)) or not isfinite(numbers):
            raise ValueError(f"{name} must be one finite number, got {numbers!r}")
        yield array, float(numbers)
    elif not isinstance(numbers, (list, tuple)) or len(numbers) != len(array):
        raise ValueError(f"{name} must be a list of {len(array)}, got {numbers!r}")
    else:
        for (key, part), number in zip(parts(array), numbers):
            yield from paired(part, number, f"{name}.{key}")
