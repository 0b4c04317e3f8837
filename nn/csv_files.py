"""Tables of numbers in CSV files, read strictly: `load_csv`."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from nn.checks import flag

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Table:
    """The samples of a file: a row of numbers for each, and its label."""

    features: list[str]  # the names of the columns
    inputs: list[list[float]]
    labels: list[str]  # as they are written; empty if the file has none

    @property
    def classes(self) -> list[str]:
        """The different labels, in the order of their indices."""
        return sorted(set(self.labels))

    @property
    def targets(self) -> list[int]:
        """The label of each sample as the index of its class."""
        index = {name: i for i, name in enumerate(self.classes)}
        return [index[label] for label in self.labels]

    @property
    def numbers(self) -> list[float]:
        """The labels as numbers, for a regression. Raises ValueError if one is not a number."""
        return [parse_cell(label, f"label {i}") for i, label in enumerate(self.labels)]


def load_csv(
    path: str | os.PathLike[str], header: bool = True, label: str | int | None = None, delimiter: str = ","
) -> Table:
    """The table in a file: a sample in each line, a feature in each column, of which one may be the label.

    `label` is the name of that column, or its index (-1 for the last). A file without a header gets the names 0, 1, ...

    Raises ValueError, with file, line and column, for a line with another number of cells, an empty cell, a cell that
    is no finite number, a column name that is there twice, and for a file that is empty or not UTF-8.
    """
    path, header = Path(path), flag("header", header)
    if not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n':
        raise ValueError(f"delimiter must be one character, such as ',' or ';', got {delimiter!r}")
    lines = rows(path, delimiter)
    first = next(lines, None)
    if first is None:
        raise ValueError(f"{path} is empty")
    names = [name.strip() for name in first[1]] if header else [str(i) for i in range(len(first[1]))]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"{path}, line {first[0]}: column {twice[0]!r} is there twice")
    place = None if label is None else column_of(label, names, path, delimiter)
    if place is not None and len(names) == 1:
        raise ValueError(f"{path} has no column besides the label {names[0]!r}")
    inputs: list[list[float]] = []
    labels: list[str] = []
    for number, cells in lines if header else chained(first, lines):
        if len(cells) != len(names):
            raise ValueError(f"{path}, line {number}: {len(cells)} cells, where there are {len(names)} columns")
        numbers = []
        for i, cell in enumerate(cells):
            where = f"{path}, line {number}, column {names[i]!r}"
            if not cell.strip():
                raise ValueError(f"{where}: the cell is empty; drop the sample or fill in a number")
            if i == place:
                labels.append(cell.strip())
            else:
                numbers.append(parse_cell(cell, where))
        inputs.append(numbers)
    if not inputs:
        raise ValueError(f"{path} has a header and no samples")
    return Table([name for i, name in enumerate(names) if i != place], inputs, labels)


def rows(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file that are not blank, each with the number of the line where it begins."""
    reader = csv.reader(io.StringIO(text_of(path), newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if cells:
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise ValueError(f"{path}, line {start}: {error}; is a quote left open there?") from None


def text_of(path: Path) -> str:
    """What is written in a file, without a mark at the beginning."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValueError(f"{path} is not UTF-8 text (line {line}, byte {error.start:,}); save it as UTF-8") from None
    if (place := text.find("\0")) >= 0:
        line = text.count("\n", 0, place) + 1
        raise ValueError(f"{path}, line {line}: there is a null byte; is this a text file?")
    return text.removeprefix("\ufeff")


def chained(first: tuple[int, list[str]], rest: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The first line, and then the others."""
    yield first
    yield from rest


def column_of(label: Any, names: Sequence[str], path: Path, delimiter: str) -> int:
    """The index of the column of labels."""
    if isinstance(label, int) and not isinstance(label, bool) and -len(names) <= label < len(names):
        return label % len(names)
    if label in names:
        return list(names).index(label)
    hint = f"; is {delimiter!r} the right delimiter?" if len(names) == 1 else ""
    raise ValueError(f"{path} has no column {label!r}, only {', '.join(names[:20])}{hint}")


def parse_cell(cell: str, where: str) -> float:
    text = cell.strip()
    if not NUMBER.fullmatch(text) or not isfinite(float(text)):
        raise ValueError(f"{where}: {text[:40]!r} is not a finite number")
    return float(text)
