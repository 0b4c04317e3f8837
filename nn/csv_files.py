"""Tables in CSV files, read strictly: `load_csv`."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import fsum, isfinite
from pathlib import Path
from typing import Any

from nn.checks import flag

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
MISSING = {"", "?", "na", "n/a", "nan", "null", "none"}  # what stands for no value, in small letters
Row = tuple[int, list[str]]  # the number of the line where it begins, and its cells


@dataclass(frozen=True, slots=True)
class Table:
    """The samples of a file: a row of numbers for each, and its label."""

    features: list[str]  # the names of the columns
    inputs: list[list[float]]
    labels: list[str]  # as they are written; empty if the file has none
    notes: list[str] = field(default_factory=list)  # what was left out or filled in

    @property
    def classes(self) -> list[str]:
        """The different labels, in the order of their indices: of numbers, or of the alphabet."""
        classes = sorted(set(self.labels))
        return sorted(classes, key=float) if all(map(NUMBER.fullmatch, classes)) else classes

    @property
    def targets(self) -> list[int]:
        """The label of each sample as the index of its class."""
        index = {name: i for i, name in enumerate(self.classes)}
        return [index[label] for label in self.labels]

    @property
    def numbers(self) -> list[float]:
        """The labels as numbers, for a regression. Raises ValueError if one is not a number."""
        return [parse_cell(label, f"label {i}") for i, label in enumerate(self.labels)]

    def __repr__(self) -> str:
        size = f"Table | {len(self.inputs)} samples of {len(self.features)} features"
        labels = [f"{len(set(self.labels))} different labels"] if self.labels else []
        return " | ".join([size, *labels, *self.notes])


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file, and where each of its cells stands."""

    path: Path
    name: str
    lines: list[int]
    cells: list[str]
    decimal: str

    def where(self, i: int) -> str:
        """Where a cell stands, in words."""
        return f"{self.path}, line {self.lines[i]}, column {self.name!r}"

    @property
    def is_text(self) -> bool:
        """Whether it holds something else than numbers."""
        return any(is_word(cell, self.decimal) for cell in self.cells)

    def number(self, i: int) -> float:
        """A cell as a number. Raises ValueError if it is none."""
        text = plain(self.cells[i], self.decimal)
        if NUMBER.fullmatch(text) and isfinite(number := float(text)):
            return number
        what = (
            f"{text[:40]!r} is not a finite number"
            if text
            else "the cell is empty; drop the sample or fill in a number"
        )
        if is_missing(text):
            raise ValueError(f"{self.where(i)}: {what}, as missing='drop' and missing='mean' do")
        raise ValueError(f"{self.where(i)}: {what}; for a column of words say categories=True, or drop=[{self.name!r}]")

    def complete(self) -> list[float]:
        """The cells as numbers. Raises ValueError if one is missing."""
        return [self.number(i) for i in range(len(self.cells))]

    def filled(self) -> list[float]:
        """The cells as numbers, the missing ones with the mean of the others."""
        numbers = [None if is_missing(cell) else self.number(i) for i, cell in enumerate(self.cells)]
        known = [x for x in numbers if x is not None]
        if not known:
            raise ValueError(
                f"{self.path}, column {self.name!r}: every cell is empty, so there is no mean; drop the column"
            )
        mean = fsum(known) / len(known)
        return [mean if x is None else x for x in numbers]

    def one_hot(self) -> list[tuple[str, list[float]]]:
        """For each different text, a column that is 1 where it stands, in the order of the alphabet."""
        for i, cell in enumerate(self.cells):
            if is_missing(cell):
                raise ValueError(f"{self.where(i)}: a word is missing, and words have no mean; say missing='drop'")
        return [
            (f"{self.name}={word}", [float(cell == word) for cell in self.cells]) for word in sorted(set(self.cells))
        ]


def load_csv(
    path: str | os.PathLike[str],
    header: bool | None = None,
    label: str | int | None = None,
    delimiter: str = ",",
    *,
    columns: Sequence[str | int] | None = None,
    drop: Sequence[str | int] = (),
    missing: str | None = None,
    categories: bool = False,
    decimal: str = ".",
    encoding: str = "utf-8",
) -> Table:
    """The table in a file: a sample in each line, a feature in each column, of which one may be the label.

    `label` is the name of that column, or its index (-1 for the last), and so are those of the `columns` to take and to
    `drop`; without these, all are taken but a nameless first one, which is an index. A first line with numbers in it,
    whose words stand above words, is a sample, and any other the header, unless `header` says otherwise or one of
    its names is asked for; without a header, columns are 0, 1, ...

    Samples with missing values (empty, NA, NaN, ?, null) are refused, or left out if `missing` is "drop"; if it is
    "mean", the mean of the column is filled in. With `categories`, a column of words becomes a column of 0 and 1 for
    each word, named `sex=female`. Numbers may have a decimal comma: `decimal=","`, with `delimiter=";"`.

    Raises ValueError, with file, line and column, for a line with another number of cells, a cell that is no finite
    number, a column name that is there twice, and for a file that is empty or not in this encoding.
    """
    path = Path(path)
    check_options(header, delimiter, missing, categories, decimal)
    lines = [(number, [cell.strip() for cell in cells]) for number, cells in rows(path, delimiter, encoding)]
    if not lines:
        raise ValueError(f"{path} is empty")
    asked_for = {name for name in (label, *(columns or ()), *drop) if isinstance(name, str)}
    names, samples, notes = named(lines, header, decimal, asked_for)
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"{path}, line {lines[0][0]}: column {twice[0]!r} is there twice")
    place = None if label is None else column_of(label, names, path, delimiter)
    if place is not None and len(names) == 1:
        raise ValueError(f"{path} has no column besides the label {names[0]!r}")
    dropped = {column_of(name, names, path, delimiter) for name in drop}
    asked = range(len(names)) if columns is None else [column_of(name, names, path, delimiter) for name in columns]
    taken = [i for i in asked if i != place and i not in dropped and not (columns is None and i == 0 and not names[0])]
    for number, cells in samples:
        if len(cells) != len(names):
            raise ValueError(f"{path}, line {number}: {len(cells)} cells, where there are {len(names)} columns")
    if not samples:
        raise ValueError(f"{path} has a header and no samples")
    used = taken if place is None else [*taken, place]
    whole = [row for row in samples if not any(is_missing(row[1][i]) for i in used)]
    gaps = len(samples) - len(whole)
    if gaps and missing == "drop":
        samples = whole
        notes.append(f"{gaps} samples with missing values left out")
    elif gaps and missing == "mean":
        notes.append(f"missing values of {gaps} samples filled in with the mean of the column")
    if not samples:
        raise ValueError(f"{path}: every sample has a missing value, so none is left; drop the column that is empty")

    places = [number for number, _ in samples]

    def column(i: int) -> Column:
        return Column(path, names[i], places, [cells[i] for _, cells in samples], decimal)

    features: list[tuple[str, list[float]]] = []
    for found in map(column, taken):
        if categories and found.is_text:
            features += found.one_hot()
        else:
            features.append((found.name, found.filled() if missing == "mean" else found.complete()))
    labels = [] if place is None else labels_in(column(place))
    inputs = [list(row) for row in zip(*[numbers for _, numbers in features])]
    return Table([name for name, _ in features], inputs, labels, notes)


def check_options(header: Any, delimiter: Any, missing: Any, categories: Any, decimal: Any) -> None:
    """Raise an error for options that mean nothing."""
    if header is not None:
        flag("header", header)
    flag("categories", categories)
    if not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n':
        raise ValueError(f"delimiter must be one character, such as ',' or ';', got {delimiter!r}")
    if missing not in (None, "drop", "mean"):
        raise ValueError(f"missing must be 'drop', 'mean' or None, got {missing!r}")
    if decimal not in (".", ",") or decimal == delimiter:
        raise ValueError(f"decimal must be '.' or ',' and not the delimiter, got {decimal!r} with {delimiter!r}")


def named(
    lines: list[Row], header: bool | None, decimal: str, asked_for: set[str]
) -> tuple[list[str], list[Row], list[str]]:
    """The names of the columns, the samples, and a note if the first line could be either."""
    [_, first], notes = lines[0], []
    if header is None:
        header = not asked_for.isdisjoint(first) or not is_sample(first, lines[1:], decimal)
        if not header and any(is_word(cell, decimal) for cell in first):
            notes = ["the first line is read as a sample, for it holds numbers; if it holds names, say header=True"]
    names = first if header else [str(i) for i in range(len(first))]
    return names, lines[1:] if header else lines, notes


def is_sample(first: list[str], others: list[Row], decimal: str) -> bool:
    """Whether a first line holds numbers, and words only where other lines hold words."""
    words = {i for _, cells in others for i, cell in enumerate(cells) if is_word(cell, decimal)}
    return any(NUMBER.fullmatch(plain(cell, decimal)) for cell in first) and all(
        i in words for i, cell in enumerate(first) if is_word(cell, decimal)
    )


def is_word(cell: str, decimal: str) -> bool:
    """Whether a cell holds something that is no number."""
    return not is_missing(cell) and not NUMBER.fullmatch(plain(cell, decimal))


def labels_in(column: Column) -> list[str]:
    """The labels. Raises ValueError if one is missing."""
    for i, cell in enumerate(column.cells):
        if not cell:
            raise ValueError(f"{column.where(i)}: the cell is empty; drop the sample or fill in a number")
    return column.cells


def plain(cell: str, decimal: str) -> str:
    """A number as Python writes it."""
    return cell.replace(decimal, ".") if decimal != "." and "." not in cell else cell


def is_missing(cell: str) -> bool:
    return cell.lower() in MISSING


def rows(path: Path, delimiter: str, encoding: str) -> Iterator[Row]:
    """The rows of a file that are not blank."""
    text = io.StringIO(text_of(path, encoding), newline="")
    reader = csv.reader(text, delimiter=delimiter, strict=True, skipinitialspace=True)
    start = 1
    try:
        for cells in reader:
            if cells:
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise ValueError(f"{path}, line {start}: {error}; is a quote left open there?") from None


def text_of(path: Path, encoding: str) -> str:
    """What is written in a file, without a mark at the beginning."""
    content = path.read_bytes()
    try:
        text = content.decode(encoding)
    except LookupError:
        raise ValueError(f"there is no encoding {encoding!r}; such as 'utf-8', 'latin-1' or 'cp1252'") from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        name = "UTF-8" if encoding == "utf-8" else encoding
        raise ValueError(
            f"{path} is not {name} text (line {line}, byte {error.start:,}); save it as UTF-8, or say what it "
            "is, such as encoding='latin-1'"
        ) from None
    if (place := text.find("\0")) >= 0:
        line = text.count("\n", 0, place) + 1
        raise ValueError(f"{path}, line {line}: there is a null byte; is this a text file?")
    return text.removeprefix("\ufeff")


def column_of(label: Any, names: Sequence[str], path: Path, delimiter: str) -> int:
    """The index of a column."""
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
