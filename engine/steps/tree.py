"""A graph as text for the terminal: `tree`, each value with what it was computed from below it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from shutil import get_terminal_size
from typing import Any
from unicodedata import combining, east_asian_width

from engine.steps.names import shortened, unique_names, variable_names
from engine.steps.order import order_of
from engine.value import Value

BRANCHES = ("├ ", "└ ", "│ ", "  ")  # to a value, to the last one; below a value, below the last one
IN_ASCII = str.maketrans("├└│…", "+`|~")  # what stands for them where a terminal has no more than ASCII
LEAST_COLUMNS, MOST_COLUMNS = 40, 200
DIGITS = 9  # columns that a number takes at most
NUMBERS = len(" data ") + DIGITS + len(" grad ") + DIGITS
ROOM = 5  # columns for a name, at least


@dataclass(frozen=True, slots=True, repr=False)
class Tree:
    """A graph as lines of text."""

    lines: tuple[str, ...]

    def __repr__(self) -> str:
        return "\n".join(self.lines)


def tree(output: Value, *, width: int | None = None, most: int = 50, names: Mapping[str, Any] | None = None) -> Tree:
    """The graph of a value as text: each value, its data and its grad, and below it what it was computed from.

    A value that is used again is named again, without what is below it. Lines are at most `width` columns wide, without
    a width as wide as the terminal, from 40 to 200; at most `most` of them are shown, and the last one says how many
    values are not. What has no label is named after the variable at hand that holds it, or after one of `names`.

    >>> a, b = Value(2.0, "a"), Value(-3.0, "b")
    >>> y = a * b + a
    >>> y.backward()
    >>> tree(y, width=60)
    y = v1 + a                     data -4        grad 1
    ├ v1 = a * b                   data -6        grad 1
    │ ├ a                          data 2         grad -2
    │ └ b                          data -3        grad 2
    └ a, as above
    """
    order = order_of(output)
    columns = get_terminal_size().columns if width is None else width
    columns = min(max(columns, LEAST_COLUMNS), MOST_COLUMNS)
    named = unique_names(order, variable_names(sys._getframe(1).f_locals if names is None else names))
    in_ascii = not shows_unicode()
    if in_ascii:
        named = {value: name.encode("ascii", "backslashreplace").decode("ascii") for value, name in named.items()}
    lines: list[str] = []
    shown: set[Value] = set()
    for before, value, again in walk(output, columns - NUMBERS - ROOM):
        if len(lines) == most:
            break
        if again:
            lines.append(f"{before}{in_columns(named[value], columns - len(before) - 10).rstrip()}, as above")
        else:
            room = columns - NUMBERS - len(before)
            name = in_columns(formula(value, named), room)
            lines.append(f"{before}{name} data {in_few_digits(value.data):{DIGITS}} grad {in_few_digits(value.grad)}")
            shown.add(value)
    if left := len(order) - len(shown):
        lines.append(f"… {left:,} values more")
    return Tree(tuple(line.translate(IN_ASCII) for line in lines) if in_ascii else tuple(lines))


def walk(output: Value, deepest: int) -> Iterator[tuple[str, Value, bool]]:
    """What stands before each line, its value, and whether this has been above; depth first, in the order of inputs."""
    above: set[Value] = set()
    waiting = [("", "", output)]  # what stands before a value, before those below it, and the value
    while waiting:
        before, below, value = waiting.pop()
        again = value in above
        yield before, value, again
        above.add(value)
        inputs = [x for x in dict.fromkeys(value.inputs) if type(x) is not float]
        if not again and len(below) + len(BRANCHES[0]) <= deepest:
            last = len(inputs) - 1
            waiting += [
                (below + BRANCHES[i == last], below + BRANCHES[2 + (i == last)], x)
                for i, x in reversed(list(enumerate(inputs)))
            ]


def formula(value: Value, named: Mapping[Value, str]) -> str:
    """The name of a value, and how it was computed from others."""
    if value.op is None:
        return named[value]
    terms = [f"{x:.4g}" if type(x) is float else named[x] for x in value.inputs]
    if len(terms) > 6:
        terms[3:-1] = ["…"]
    return f"{named[value]} = {value.op.written(terms)}"


def in_columns(text: str, columns: int) -> str:
    """The text in so many columns of the terminal: shortened, or filled up with spaces."""
    length = len(text)
    while (width := columns_of(found := shortened(text, length))) > columns:
        length -= 1
    return found + " " * (columns - width)


def columns_of(text: str) -> int:
    """How many columns of a terminal a text takes: none for what stands on another letter, two for a wide one."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def in_few_digits(number: float) -> str:
    """A number in four digits, or in as many as fit."""
    return next(text for digits in (4, 3, 2) if len(text := f"{number:.{digits}g}") <= DIGITS)


def shows_unicode() -> bool:
    """Whether the terminal can show the lines of a tree."""
    try:
        "├└│…".encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
