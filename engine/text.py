"""How values and other things are written in one line, in reprs and in errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.graph import Node


def name_of(value: Node) -> str:
    """The label of a value and how it was computed: `h = tanh(n)`."""
    label = one_line(str(value.label or ""))
    if value.op is None:
        return label or "leaf"
    terms = [str(x) if type(x) is float else one_line(str(x.label or "")) or str(x.data) for x in value.inputs]
    if len(terms) > 6:
        terms[3:-1] = ["..."]
    formula = value.op.written(terms)
    return f"{label} = {formula}" if label else formula


def made_at(value: Node) -> str:
    """Where a value was made, as far as that was recorded."""
    return f" at {value.origin}" if value.origin else ""


def whence(inputs: Sequence[Any]) -> str:
    """Where the inputs of an op came from, in parentheses."""
    names = [f"{x.data} is {name_of(x)}{made_at(x)}" for x in inputs if type(x) is not float]
    return f" ({'; '.join(names[:6])})"


def described(x: Any) -> str:
    """Any object and its type, cut short."""
    text = one_line(repr(x))
    return f"{text if len(text) <= 60 else text[:57] + '...'} of type {type(x).__name__}"


def one_line(text: str) -> str:
    """Text with its line breaks, control characters and halves of surrogate pairs escaped: no terminal acts on it."""
    return text if text.isprintable() else repr(text)[1:-1]
