"""Data as people have them - arrays, frames, Series, tensors - as nested lists of plain numbers."""

from __future__ import annotations

import operator
from typing import Any

from engine.text import described
from engine.value import Value

ATOMS = {float, int, bool, str, Value, type(None)}  # what a list may hold without being looked at


def as_lists(data: Any) -> Any:
    """Data as nested lists of plain numbers, by position: the rows of a frame or an array, the items of a Series.

    Numbers of numpy become Python's. Lists and tuples are looked through, and come back as they are if nothing in them
    has to change; so do strings and other things that are no data.

    Raises TypeError for dates, which are numbers to numpy but not to a model.

    >>> from array import array
    >>> as_lists([array("d", [1.0, 2.0]), [3.0, 4.0]])
    [[1.0, 2.0], [3.0, 4.0]]
    """
    if isinstance(data, (list, tuple)):
        if ATOMS.issuperset(map(type, data)):
            return data
        parts = [as_lists(part) for part in data]
        return data if all(map(operator.is_, parts, data)) else parts
    if type(data) in ATOMS:
        return data
    if getattr(getattr(data, "dtype", None), "kind", None) in ("m", "M"):
        raise TypeError(f"{described(data)} holds dates or times; make numbers of them, such as days since the first")
    if hasattr(data, "rows") and hasattr(data, "columns"):  # a frame of polars
        return as_lists([list(row) for row in data.rows()])
    if hasattr(data, "to_list"):  # a Series of pandas or polars
        return as_lists(data.to_list())
    if hasattr(data, "to_numpy"):  # a frame of pandas
        return as_lists(data.to_numpy())
    return data.tolist() if hasattr(data, "tolist") else data
