"""Expressions in C: numbers are doubles, lists are structs of an address and a length, tables of rows too."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import reduce
from types import MappingProxyType
from typing import ClassVar

from engine.programs.c_words import C_FUNCTIONS, C_HELPERS, C_MACROS, C_WORDS
from engine.programs.translation import ITEM, TIMES, Translation
from engine.steps.notation import Text

C_NUMBER, C_LIST, C_TABLE, C_SEVERAL = "double", "list", "table", "void"  # what a function can give; several numbers


class CExpressions(Translation):
    """How C writes expressions; loops and new lists are statements before them."""

    reserved = frozenset([*C_WORDS.split(), *C_FUNCTIONS.split(), *C_HELPERS])
    macros = C_MACROS
    functions: ClassVar[Mapping[str, str]] = {
        **{name: name for name in (*C_FUNCTIONS.split(), *C_HELPERS)},
        "power": "pow",
        "round": "nearbyint",
    }
    constants: ClassVar[Mapping[str, str]] = {
        "inf": "INFINITY",
        "nan": "NAN",
        "pi": "3.141592653589793",
        "e": "2.718281828459045",
    }

    def __init__(self, source: str, given: Mapping[str, list[str]] = MappingProxyType({}), hypot: str = "") -> None:
        super().__init__(source)
        self.kinds: dict[str, str] = {}  # of the variables of the function at hand
        self.held: dict[str, str] = {}  # by their text in Python, lists that have a name in the statement at hand
        self.given = dict(given)  # the kinds of what each function is called with
        self.entries = set(given)  # functions that are called from outside
        self.helpers = {**C_HELPERS, **({"hypotenuse": hypot} if hypot else {})}
        self.hypot = hypot
        self.results = {name: result_of(definition) for name, definition in self.definitions.items()}

    # --- expressions ---

    def kind(self, node: ast.expr) -> str:
        """Whether an expression is a number, a list, or a table."""
        match node:
            case ast.Name(id=name):
                return self.kinds.get(name, C_NUMBER)
            case ast.Subscript(value=value, slice=index):
                one = C_TABLE if self.kind(value) == C_TABLE else C_LIST
                return one if isinstance(index, ast.Slice) else C_LIST if one == C_TABLE else C_NUMBER
            case ast.ListComp(elt=item, generators=[_]):
                return C_TABLE if self.kind(item) == C_LIST else C_LIST
            case ast.BinOp(left=ast.List()) | ast.List() | ast.Tuple():
                return C_LIST
            case ast.Call(func=ast.Name(id=name), args=args):
                if name in ("list", "reversed"):
                    return self.kind(args[0])
                return "long" if name in ("len", "int") else self.results.get(name, C_NUMBER)
            case ast.BinOp(left=left, op=op, right=right):
                whole = isinstance(op, ast.FloorDiv) or (
                    not isinstance(op, ast.Div) and "long" in (self.kind(left), self.kind(right))
                )
                return "long" if whole else C_NUMBER
        return C_NUMBER

    def expression(self, node: ast.expr) -> Text:
        match node:
            case ast.List(elts=[ast.Starred(value=items), last]):
                return f"with_last({self.text(items)}, {self.text(last)})", ITEM
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return f"LIST({', '.join(map(self.text, items))})", ITEM
            case ast.Subscript(value=value, slice=ast.Slice(lower=low, upper=high)):
                whole = self.text(value, ITEM)
                ends = [self.whole(low) if low else "0", self.whole(high) if high else f"{whole}.n"]
                return f"cut({whole}, {', '.join(ends)})", ITEM
            case ast.Subscript(value=value, slice=index):
                whole, at = self.text(value, ITEM), self.whole(index)
                at = f"{whole}.n - {at[1:]}" if at.startswith("-") else at
                if self.kind(value) == C_TABLE:
                    return f"(list){{{whole}.at + ({at}) * {whole}.width, {whole}.width}}", ITEM
                return f"{whole}.at[{at}]", ITEM
            case ast.BinOp(left=ast.List(elts=[item]), op=ast.Mult(), right=count):
                return f"filled({self.text(item)}, {self.whole(count)})", ITEM
            case ast.BinOp() if self.kind(node) == "long":
                return self.whole(node), TIMES
            case ast.ListComp():
                return self.comprehension(node), ITEM
        return super().expression(node)

    def whole(self, node: ast.expr) -> str:
        """A whole number."""
        match node:
            case ast.Constant(value=value):
                return str(value)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"-{self.whole(operand)}"
            case ast.BinOp(left=left, op=op, right=right):
                sign = {ast.FloorDiv: "/", ast.Mult: "*", ast.Add: "+", ast.Sub: "-"}[type(op)]
                return f"{self.whole(left)} {sign} {self.whole(right)}"
            case ast.Call(func=ast.Name(id="int"), args=[number]):
                return f"(long){self.text(number, ITEM)}"
        return self.text(node)

    def test(self, node: ast.expr, least: int) -> str:
        if self.kind(node) == C_LIST:
            return f"{self.text(node, ITEM)}.n"
        return self.text(node, least)

    def call(self, name: str, arguments: Sequence[ast.expr]) -> Text:
        match name, arguments:
            case "len", [ast.Tuple(elts=items)]:
                return str(float(len(items))), ITEM
            case "len", [items]:
                return f"{self.text(items, ITEM)}.n", ITEM
            case "list", [items]:
                return f"copied({self.text(items)})", ITEM
            case "hypot", _ if self.hypot or len(arguments) != 2:
                return f"hypotenuse({self.listed(arguments)})", ITEM
        return super().call(name, arguments)

    def arguments(self, name: str, arguments: Sequence[ast.expr]) -> str:
        definition = self.definitions.get(name)
        if definition is None or name in self.functions:
            return super().arguments(name, arguments)
        if definition.args.vararg:
            fixed = len(definition.args.args)
            self.given[name] = [C_NUMBER] * fixed + [C_LIST]
            return ", ".join([*map(self.text, arguments[:fixed]), self.listed(arguments[fixed:])])
        self.given[name] = [self.kind(argument) for argument in arguments]
        return super().arguments(name, arguments)

    def listed(self, arguments: Sequence[ast.expr]) -> str:
        """Arguments, as the list that a function of any number of them gets."""
        if len(arguments) == 1 and isinstance(arguments[0], ast.Starred):
            return self.text(arguments[0].value)
        return f"LIST({', '.join(map(self.text, arguments))})" if arguments else "(list){0, 0}"

    def comprehension(self, node: ast.ListComp, into: str = "") -> str:
        """The list that a comprehension gives, written by a loop before; into a list that is there, if one is given."""
        [generator] = node.generators
        count, _ = self.items(generator.target, generator.iter, "")
        if not into:
            into = self.new("items")
            self.write(f"list {into} = new_list({count});")
        i = self.new("i")
        self.write(f"for (long {i} = 0; {i} < {count}; {i}++) {{")
        self.depth += 1
        for line in self.items(generator.target, generator.iter, i)[1]:
            self.write(line)
        self.write(f"{into}.at[{i}] = {self.text(node.elt)};")
        self.depth -= 1
        self.write("}")
        return into

    def items(self, target: ast.expr, source: ast.expr, i: str) -> tuple[str, list[str]]:
        """How many items a loop has, and the lines that name those of turn i."""
        match source:
            case ast.Call(func=ast.Name(id="zip"), args=lists):
                several = [self.items(part, item, i) for part, item in zip(target.elts, lists)]  # type: ignore[attr-defined]
                count = reduce(lambda m, n: m if m == n else f"shorter({m}, {n})", [count for count, _ in several])
                return count, [line for _, lines in several for line in lines]
            case ast.Call(func=ast.Name(id="enumerate"), args=[inner]):
                number, item = target.elts  # type: ignore[attr-defined]
                self.kinds[number.id] = "long"
                count, lines = self.items(item, inner, i)
                return count, [f"long {self.name(number.id)} = {i};", *lines]
            case ast.Call(func=ast.Name(id="reversed"), args=[inner]):
                return self.items(target, inner, f"{self.text(inner, ITEM)}.n - 1 - {i}" if i else i)
        items = self.holding(source)
        kind = C_LIST if self.kind(source) == C_TABLE else C_NUMBER
        address = f"{items}.at + {i if i.isidentifier() else f'({i})'} * {items}.width"
        if isinstance(target, ast.List):
            row = self.new("row")
            lines = [f"double *{row} = {address};"]
            lines.append(f"double {', '.join([f'{self.text(x)} = {row}[{k}]' for k, x in enumerate(target.elts)])};")
            return f"{items}.n", lines
        assert isinstance(target, ast.Name)
        self.kinds[target.id] = kind
        item = f"{{{address}, {items}.width}}" if kind == C_LIST else f"{items}.at[{i}]"
        return f"{items}.n", [f"{kind} {self.name(target.id)} = {item};"]

    def holding(self, source: ast.expr) -> str:
        """The name of a list, which is given one if it has none."""
        text = self.text(source, ITEM)
        if text.isidentifier():
            return text
        key = ast.unparse(source)
        if key not in self.held:
            self.held[key] = self.new("items")
            self.write(f"{self.kind(source)} {self.held[key]} = {text};")
        return self.held[key]


def last_return(definition: ast.FunctionDef) -> ast.expr | None:
    """What a function gives, as its last line says."""
    last = definition.body[-1]
    return last.value if isinstance(last, ast.Return) else None


def flat_items(node: ast.expr | None) -> list[ast.expr]:
    """All items in tuples and lists, and in sums of lists."""
    match node:
        case None:
            return []
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return [inner for item in items for inner in flat_items(item)]
        case ast.BinOp(left=left, op=ast.Add(), right=ast.List() | ast.ListComp() as right):
            return [*flat_items(left), *flat_items(right)]
    return [node]


def result_of(definition: ast.FunctionDef) -> str:
    """The kind of what a function gives."""
    value = last_return(definition)
    if value is None or isinstance(value, ast.Tuple):
        return C_SEVERAL
    lists = [
        n for n in ast.walk(definition) if isinstance(n, ast.Assign) and isinstance(n.value, (ast.List, ast.BinOp))
    ]
    if isinstance(value, (ast.List, ast.ListComp)):
        return C_LIST
    return C_LIST if any(is_list(n.value) and unparsed(n.targets[0]) == unparsed(value) for n in lists) else C_NUMBER


def is_list(node: ast.expr) -> bool:
    """Whether an expression is `[]` or `[x] * n`."""
    return isinstance(node, ast.List) or (isinstance(node, ast.BinOp) and isinstance(node.left, ast.List))


def sequences_of(definition: ast.FunctionDef) -> set[str]:
    """The lists to which a function with several results adds, one item after the other."""
    empty = {
        unparsed(name)
        for n in definition.body
        if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Tuple) and isinstance(n.value, ast.Tuple)
        for name, item in zip(n.targets[0].elts, n.value.elts)
        if unparsed(item) == "[]"
    }
    return empty & set(map(unparsed, flat_items(last_return(definition))))


def is_among(target: ast.expr, source: ast.expr) -> bool:
    """Whether a comprehension goes over what it is assigned to, so that it can be written in its place."""
    return any(unparsed(node) == unparsed(target) for node in ast.walk(source) if isinstance(node, ast.expr))


def unparsed(node: ast.AST) -> str:
    """An expression, for comparison."""
    return ast.unparse(node)
