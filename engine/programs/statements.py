"""Statements laid out as a function of plain Python; a long one is cut into parts that call each other in turn."""

from __future__ import annotations

import itertools
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

WIDTH = 110  # of a line
LONGEST_FUNCTION = 1_000  # statements in a function
WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class ProgramLine:
    """`target sign text  # comment`; without a target, the text alone."""

    target: str
    text: str
    sign: str = "="
    comment: str = ""

    @property
    def targets(self) -> list[str]:
        return self.target.split(" = ") if self.target else []


@dataclass(frozen=True, slots=True)
class Function:
    """A function, to be laid out."""

    name: str
    parameters: Sequence[str]
    docstring: str
    sections: Sequence[tuple[str, Sequence[ProgramLine]]]  # a heading, and what stands under it
    returned: str

    @property
    def statements(self) -> list[ProgramLine]:
        return [statement for _, section in self.sections for statement in section]


def module(function: Function, helpers: Mapping[str, str], last: str = "", in_parts: bool = True) -> str:
    """The text of a file with a function, and the functions that it calls, of which each needs those before it.

    A long one is cut for Python's compiler; other languages want it whole.
    """
    return module_text([*helpers.values(), *function_texts(function, in_parts), *([last] if last else [])])


def module_text(parts: Sequence[str]) -> str:
    """The text of a file with these definitions."""
    text = "\n\n\n".join(parts)
    return ("import math\n\n\n" if "math." in text else "") + text + "\n"


def function_texts(function: Function, in_parts: bool) -> list[str]:
    """The text of a function; of a long one, those of its parts and of one that calls them."""
    if len(function.statements) <= LONGEST_FUNCTION or not in_parts:
        lines = [
            line
            for heading, section in function.sections
            for line in [f"# {heading}" if heading else "", *aligned(section)]
            if line
        ]
        return [definition(function.name, function.parameters, function.docstring, lines, function.returned)]
    pieces = cut(function)
    calls = [ProgramLine(", ".join(results), call(name, parameters)) for name, parameters, _, results in pieces]
    return [
        *[
            definition(name, parameters, "", aligned(section), ", ".join(results))
            for name, parameters, section, results in pieces
        ],
        definition(function.name, function.parameters, function.docstring, aligned(calls), function.returned),
    ]


def definition(name: str, parameters: Sequence[str], docstring: str, lines: Iterable[str], returned: str) -> str:
    head = wrapped("", f"def {name}({', '.join(parameters)}):")
    body = [*([f'"""{docstring}"""'] if docstring else []), *lines, *wrapped("return ", returned).split("\n")]
    return "\n".join([head, *[indented(line) for line in body]])


def aligned(section: Sequence[ProgramLine]) -> list[str]:
    """The lines of a section, with the comments below each other."""
    lines = [wrapped(f"{s.target} {s.sign} " if s.target else "", s.text) for s in section]
    column = max((len(line) for line, s in zip(lines, section) if s.comment and len(line) <= 50), default=0)
    return [f"{line.ljust(column)}  # {s.comment}" if s.comment else line for line, s in zip(lines, section)]


def wrapped(start: str, text: str) -> str:
    """A line, or in parentheses several if it is long."""
    if len(start) + len(text) <= WIDTH or text.startswith("if "):
        return start + text
    if text.startswith("def "):
        head, _, rest = text.partition("(")
        return f"{head}(\n{filled(rest[:-2])}\n):"
    if len(start) > WIDTH and start.endswith(" = "):
        return f"(\n{filled(start[:-3])}\n) = {wrapped('', text)}"
    if is_call(text):
        head, _, rest = text.partition("(")
        return f"{start}{head}(\n{filled(rest[:-1])}\n)"
    return f"{start}(\n{filled(text)}\n)"


def is_call(text: str) -> bool:
    """Whether a text is one call, and nothing beside it."""
    if not text.endswith(")") or not re.match(r"\w+\(", text):
        return False
    depths = list(itertools.accumulate((c == "(") - (c == ")") for c in text))
    return 0 not in depths[text.index("(") : -1]


def filled(text: str) -> str:
    """Lines of limited length, one step further in."""
    words = text.split()
    many = max(1, len(words) * (WIDTH - 16) // len(text))  # in a line; textwrap would take as long as all the rest
    return "\n".join(["    " + " ".join(words[i : i + many]) for i in range(0, len(words), many)])


def indented(text: str) -> str:
    if text and "\n" not in text:  # most of many: textwrap is slow
        return f"    {text}"
    return textwrap.indent(text, "    ")


def call(name: str, arguments: Sequence[str]) -> str:
    return f"{name}({', '.join(arguments)})"


def cut(function: Function) -> list[tuple[str, list[str], list[ProgramLine], list[str]]]:
    """The parts of a long function: a name, what it is given, its statements, and what it gives to later parts."""
    statements = function.statements
    variables = {*function.parameters, *[name for s in statements for name in s.targets]}
    wanted = {word for word in WORD.findall(function.returned) if word in variables}
    stem = function.name
    while any(variable.startswith(f"{stem}_") for variable in variables):
        stem += "_"
    parts = []
    for start in reversed(range(0, len(statements), LONGEST_FUNCTION)):
        section = list(statements[start : start + LONGEST_FUNCTION])
        given: dict[str, None] = {}
        own: dict[str, None] = {}
        for s in section:
            code = s.text.partition(": raise ")[0]  # the words of a message are no variables
            reads = WORD.findall(code) + ([s.target] if s.sign != "=" else [])
            given.update(dict.fromkeys(word for word in reads if word in variables and word not in own))
            own.update(dict.fromkeys(s.targets))
        results = [word for word in own if word in wanted]
        wanted = (wanted - own.keys()) | given.keys()
        parts.append((f"{stem}_{start // LONGEST_FUNCTION + 1}", list(given), section, results))
    return parts[::-1]
