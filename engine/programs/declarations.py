"""Where the variables of a Python function have to be declared in a language that asks for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

Around = tuple[tuple[int, ast.stmt], ...]  # the blocks around a use of a name, from outside: which, and where in it


def declarations(body: Sequence[ast.stmt], given: set[str]) -> tuple[dict[int, set[str]], dict[int, list[str]]]:
    """For statements, by identity: the variables that they declare, and those to be declared before them.

    A variable is declared in the smallest block that holds all its uses.
    """
    places: dict[str, list[Around]] = {}
    written: set[str] = set()
    for place, name in uses(body, ()):
        places.setdefault(name.id, []).append(place)
        written |= {name.id} if isinstance(name.ctx, ast.Store) else set()
    inline: dict[int, set[str]] = {}
    before: dict[int, list[str]] = {}
    for variable, (first, *others) in places.items():
        if variable in written - given:
            depth = min([shared(first, other) for other in others], default=len(first))
            statement = first[depth - 1][1]
            if depth == len(first) and isinstance(statement, ast.Assign):
                inline.setdefault(id(statement), set()).add(variable)
            else:
                before.setdefault(id(statement), []).append(variable)
    return inline, before


def uses(block: Sequence[ast.stmt], around: Around) -> Iterator[tuple[Around, ast.Name]]:
    """The names in a block, without those that loops and comprehensions have for themselves."""
    for statement in block:
        here = (*around, (id(block), statement))
        inner = [part for part in (getattr(statement, "body", []), getattr(statement, "orelse", [])) if part]
        own = (
            {n.id for n in ast.walk(statement.target) if isinstance(n, ast.Name)}
            if isinstance(statement, ast.For)
            else set()
        )
        shown = {ast.For: "iter", ast.If: "test"}.get(type(statement))
        for name in names_of(getattr(statement, shown) if shown else statement):
            yield here, name
        for part in inner:
            yield from ((place, name) for place, name in uses(part, here) if name.id not in own)


def names_of(node: ast.AST) -> list[ast.Name]:
    """The names in an expression, without those of comprehensions."""
    own = {
        n.id for c in ast.walk(node) if isinstance(c, ast.comprehension)
        for n in ast.walk(c.target) if isinstance(n, ast.Name)
    }  # fmt: skip
    return [n for n in ast.walk(node) if isinstance(n, ast.Name) and n.id not in own]


def shared(one: Around, other: Around) -> int:
    """How many blocks are around both places."""
    return next((i for i, (a, b) in enumerate(zip(one, other)) if a[0] != b[0]), min(len(one), len(other)))
