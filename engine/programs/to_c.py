"""Programs in C: with the bits of Python, and close to the speed of the machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from functools import cached_property

from engine.programs.c_expressions import (
    C_LIST,
    C_NUMBER,
    C_SEVERAL,
    C_TABLE,
    CExpressions,
    flat_items,
    is_among,
    last_return,
    sequences_of,
    unparsed,
)
from engine.programs.c_words import C_RUN, PYTHONS_HYPOT

SHOWN = 9  # results in one line; more stand below each other


def to_c(source: str) -> str:
    """A program of plain Python, in C. A function with several results writes them into an array."""
    return C(source).program()


def callable_c(source: str, name: str, kinds: Sequence[str] | None = None) -> str:
    """The same as a library, whose function `run` calls the one of this name.

    It takes an address with the arguments, or if they are lists and tables their addresses and sizes, and addresses
    for the results. What it gives is 0, or not where Python might have raised an error or a comparison came out
    differently.
    """
    return C(source, {name: list(kinds)} if kinds else {}, hypot=PYTHONS_HYPOT).library(name)


class C(CExpressions):
    """Functions and statements of C. Several results go where `result` points."""

    def library(self, name: str) -> str:
        """The text of a file with the function `run`."""
        definition = self.definitions[name]
        names = [self.name(arg.arg) for arg in definition.args.args]
        given, call = ["double *given"], [f"given[{i}]" for i in range(len(names))]
        if name in self.entries:
            sizes = {C_LIST: ["n"], C_TABLE: ["n", "width"]}
            of = [(kind, x, [f"{size}_{x}" for size in sizes[kind]]) for x, kind in zip(names, self.given[name])]
            given = [f"double *{x}{''.join([f', long {size}' for size in sizes])}" for _, x, sizes in of]
            call = [f"({kind}){{{', '.join([x, *sizes])}}}" for kind, x, sizes in of]
        arrays = [*sorted(sequences_of(definition)), "result"]
        return self.program(C_RUN.format(
            given=", ".join([*given, *[f"double *{array}" for array in arrays]]), name=self.name(name),
            call=", ".join([*call, *arrays]), forget="forget(0);" if self.allocates else "",
        ))  # fmt: skip

    def program(self, *more: str) -> str:
        """The text of the file."""
        parts = []
        for name, definition in reversed(self.definitions.items()):  # each is called by those below it
            is_called = name in self.given or name == next(reversed(self.definitions))
            if is_called and name not in self.functions:
                self.lines = []
                self.define(definition)
                parts.append("\n".join(self.lines))
        parts = [*parts[::-1], *more]
        if self.main is not None:
            self.lines = []
            self.print_example(self.main.body[0].value.args[0])  # type: ignore[attr-defined]
            parts.append("\n".join(self.lines))
        for name, helper in reversed(self.helpers.items()):
            if any(re.search(rf"\b({name}|{name.upper()})[ (]", part) for part in parts):
                parts.insert(0, helper.strip())
        text = "\n\n".join(parts)
        headers = ["math.h", *["stdio.h"] * ("printf(" in text), *["stdlib.h"] * ("calloc(" in text or "free(" in text)]
        headers += ["fenv.h"] * ("fetestexcept(" in text) + ["string.h"] * ("memcpy(" in text)
        return "\n".join([f"#include <{header}>" for header in headers]) + f"\n\n{text}\n"

    def print_example(self, call: ast.Call) -> None:
        """The function that prints the example, as Python would but for `.0`."""
        name = call.func.id  # type: ignore[attr-defined]
        count = len(flat_items(last_return(self.definitions[name])))
        self.write("int main(void) {")
        self.depth += 1
        self.write(f"double result[{count}];")
        self.write(f"{self.name(name)}({', '.join([*map(self.text, call.args), 'result'])});")
        if count <= SHOWN:
            shown = f"(%.17g, ({', '.join(['%.17g'] * (count - 1))}{',' * (count == 2)}))"
            self.write(f'printf("{shown}\\n", {", ".join([f"result[{i}]" for i in range(count)])});')
        else:
            self.write(f'for (int i = 0; i < {count}; i++) printf("%.17g\\n", result[i]);')
        self.depth -= 1
        self.write("}")

    def define(self, definition: ast.FunctionDef) -> None:
        """A function."""
        body = self.begin(definition)
        self.body = body
        arguments = definition.args
        names = [arg.arg for arg in (*arguments.args, *([arguments.vararg] if arguments.vararg else []))]
        kinds = self.given.get(definition.name, [C_NUMBER] * len(arguments.args))
        self.kinds = dict(zip(names, kinds))
        result = self.results[definition.name]
        self.count = 0
        self.sequences = sequences_of(definition)
        given = [f"{kind} {self.name(name)}" for name, kind in self.kinds.items()]
        if result == C_SEVERAL:
            given += [f"double *{self.name(name)}" for name in sorted(self.sequences)]
            given += ["double *result"] * bool(flat_items(last_return(definition)))
        self.write(f"static {result} {self.name(definition.name)}({', '.join(given) or 'void'}) {{")
        self.is_outermost = definition.name in (self.entries or [next(reversed(self.definitions))])
        self.block(body)
        self.write("}")

    # --- statements ---

    def statement(self, node: ast.stmt) -> None:
        self.held = {}
        super().statement(node)

    def assign(self, node: ast.Assign, targets: Sequence[ast.expr], value: ast.expr) -> None:
        new = self.inline.get(id(node), set())
        match targets, value:
            case [ast.Tuple(elts=names)], ast.Tuple(elts=values):
                for one, item in zip(names, values):
                    self.assign(node, [one], item)
            case [ast.Name(id=name)], ast.List(elts=[]):
                if name not in self.sequences:
                    self.kinds[name] = C_LIST
                    self.write(f"list {self.name(name)} = new_list({self.turns(name)});")
                    self.write(f"{self.name(name)}.n = 0;")
            case [ast.Name(id=name)], ast.ListComp() if self.kind(value) == C_TABLE:
                self.kinds[name] = C_TABLE
                self.write(f"table {self.name(name)} = {self.table(value)};")
            case [ast.Tuple(elts=names) | ast.List(elts=names)], _:
                self.unpack(names, value, new)
            case [ast.Name() | ast.Subscript() as target], ast.ListComp() if is_among(target, value.generators[0].iter):
                self.comprehension(value, self.holding(target))
            case _:
                text, kind = self.text(value), self.kind(value)
                written = [self.text(target) for target in targets]
                self.kinds.update((n.id, kind) for n in targets if isinstance(n, ast.Name) and n.id in new)
                if len(new) == len(targets):
                    self.write(f"{kind} {', '.join([f'{name} = {text}' for name in written])};")
                else:
                    self.declare(sorted(new))
                    self.write(f"{' = '.join(written)} = {text};")

    def turns(self, name: str) -> str:
        """How often the loop goes round in which items are added to a list."""
        loop = next(
            n for s in self.body for n in ast.walk(s) if isinstance(n, ast.For) and f"{name}.append(" in ast.unparse(n)
        )
        return self.items(loop.target, loop.iter, "")[0]

    def table(self, value: ast.ListComp) -> str:
        """The rows of a table: pieces of a list, or new ones."""
        match value:
            case ast.ListComp(
                elt=ast.Subscript(value=items),
                generators=[ast.comprehension(iter=ast.Call(func=ast.Name(id="range"), args=ends))],
            ):
                start, stop, step = map(self.whole, ends)
                return f"{{{self.text(items)}.at + {start}, ({stop} - {start}) / {step}, {step}}}"
            case ast.ListComp(elt=ast.BinOp(left=ast.List(elts=[x]), right=width), generators=[generator]):
                rows, n = self.text(generator.iter), self.whole(width)
                return f"{{filled({self.text(x)}, {rows}.n * {n}).at, {rows}.n, {n}}}"
        raise self.unknown(value)

    def unpack(self, names: Sequence[ast.expr], value: ast.expr, new: set[str]) -> None:
        """The items of a list, or the results of a function, under names."""
        source = f"{self.holding(value)}.at"
        items = [f"{self.text(name)} = {source}[{i}]" for i, name in enumerate(names)]
        known = {n.id for n in names if isinstance(n, ast.Name)} - new
        self.declare(sorted(new) if known else [])
        self.write(f"{'' if known else 'double '}{', '.join(items)};")

    def declare(self, names: Sequence[str]) -> None:
        if names:
            self.write(f"double {', '.join(map(self.name, names))};")

    def method(self, owner: ast.expr, method: str, argument: ast.expr) -> None:
        name = self.text(owner)
        if method == "remove":
            self.write(f"{name} = removed({name}, {self.text(argument)});")
        elif isinstance(owner, ast.Name) and owner.id in self.sequences:
            self.write(" ".join([f"*{name}++ = {self.text(item)};" for item in flat_items(argument)]))
        else:
            self.write(f"{name}.at[{name}.n++] = {self.text(argument)};")

    def loop(self, node: ast.For) -> None:
        i = self.new("i")
        count, lines = self.items(node.target, node.iter, i)
        if self.is_outermost and self.depth == 1 and self.makes_lists(node):
            before = self.new("before")
            self.write(f"block *{before} = blocks;")
            lines = [f"forget({before});", *lines]
        self.write(f"for (long {i} = 0; {i} < {count}; {i}++) {{")
        self.depth += 1
        for line in lines:
            self.write(line)
        self.depth -= 1
        self.block(node.body)
        self.write("}")

    @cached_property
    def allocates(self) -> bool:
        """Whether lists are made somewhere that need memory."""
        return any(map(self.makes_lists, self.definitions.values()))

    def makes_lists(self, node: ast.AST) -> bool:
        """Whether lists that need memory may be made in a piece of the program, or in a function that it calls."""
        return any(
            isinstance(n, (ast.ListComp, ast.Starred))
            or (isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in self.definitions)
            for n in ast.walk(node)
        )

    def returned(self, value: ast.expr | None) -> None:
        if value is None:
            self.write("return;")
        elif not isinstance(value, ast.Tuple):
            self.write(f"return {self.text(value)};")
        else:
            items = [item for item in flat_items(value) if unparsed(item) not in self.sequences]
            if any(isinstance(item, ast.ListComp) for item in items):
                for item in items:
                    self.write_out(item)
            elif items:
                self.write(", ".join([f"result[{i}] = {self.text(item)}" for i, item in enumerate(items)]) + ";")

    def write_out(self, item: ast.expr) -> None:
        """Write a number to the results, or all numbers of a table: `[x for row in rows for x in row]`."""
        if isinstance(item, ast.ListComp):
            rows, i = self.text(item.generators[0].iter), self.new("i")
            self.write(f"for (long {i} = 0; {i} < {rows}.n * {rows}.width; {i}++) *result++ = {rows}.at[{i}];")
        else:
            self.write(f"*result++ = {self.text(item)};")

    def failing(self) -> str:
        return "failed = 1;"
