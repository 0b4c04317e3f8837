"""Programs in other languages, made of the Python text statement by statement: what the languages have in common.

The language of programs is a small part of Python: functions of numbers and lists, assignments, `+=`, `if`, `for`,
`continue` and `return`; arithmetic, comparisons, conditional expressions and list comprehensions; calls of `math`, of a
few builtins, and of functions that are written out in the same text. Names, order and comments stay as they are.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Mapping, Sequence
from typing import ClassVar

from engine.programs.declarations import declarations
from engine.programs.statements import WORD
from engine.steps.notation import Text

CHOOSE, OR, AND, EQUAL, ADD, TIMES, SIGN, ITEM = range(8)  # how tightly operators bind, alike in all these languages
OPERATOR: dict[type, tuple[str, int]] = {
    ast.Add: ("+", ADD), ast.Sub: ("-", ADD), ast.Mult: ("*", TIMES), ast.Div: ("/", TIMES),
    ast.And: ("&&", AND), ast.Or: ("||", OR),
    ast.Lt: ("<", EQUAL), ast.LtE: ("<=", EQUAL), ast.Gt: (">", EQUAL), ast.GtE: (">=", EQUAL),
    ast.Eq: ("==", EQUAL), ast.NotEq: ("!=", EQUAL),
}  # fmt: skip
LONGEST_LINE = 110


class Translation:
    """A program in another language. A subclass says how this writes what languages write differently."""

    reserved: frozenset[str] = frozenset()  # words that cannot be names
    macros = "(?!)"  # a pattern of others
    functions: ClassVar[Mapping[str, str]] = {}  # what functions of Python are called
    constants: ClassVar[Mapping[str, str]] = {}  # of math
    equal: ClassVar[Mapping[str, str]] = {}  # operators that are written otherwise

    def __init__(self, source: str) -> None:
        tree = ast.parse(source)
        self.definitions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        self.main = next((node for node in tree.body if isinstance(node, ast.If)), None)
        self.above, self.beside = comments_of(source)
        words = [
            n.arg if isinstance(n, ast.arg) else n.id for n in ast.walk(tree) if isinstance(n, (ast.arg, ast.Name))
        ]
        self.renamed = safe_names([*dict.fromkeys([*self.definitions, *words])], self.reserved, self.macros)
        self.lines: list[str] = []
        self.depth = 0
        self.count = 0  # of the names given here

    # --- expressions ---

    def text(self, node: ast.expr, least: int = CHOOSE) -> str:
        """An expression, in parentheses unless it binds tightly enough."""
        text, binding = self.expression(node)
        return text if binding >= least else f"({text})"

    def expression(self, node: ast.expr) -> Text:
        match node:
            case ast.Constant(value=int() | float() as value):
                return repr(float(value)), ITEM
            case ast.Name(id=name):
                return self.name(name), ITEM
            case ast.Attribute(value=ast.Name(id="math"), attr=name):
                return self.constants[name], ITEM
            case ast.BinOp(op=ast.Pow()):
                return self.call("power", [node.left, node.right])
            case ast.BinOp(op=op) if type(op) in OPERATOR and not isinstance(node.left, ast.List):
                sign, binding = OPERATOR[type(op)]
                return f"{self.text(node.left, binding)} {sign} {self.text(node.right, binding + 1)}", binding
            case ast.BoolOp(op=op, values=values):
                sign, binding = OPERATOR[type(op)]
                return f" {sign} ".join([f"{self.test(value, EQUAL)}" for value in values]), binding
            case ast.Compare(ops=[op], left=left, comparators=[right]) if type(op) in OPERATOR:
                sign = OPERATOR[type(op)][0]
                return f"{self.text(left, ADD)} {self.equal.get(sign, sign)} {self.text(right, ADD)}", EQUAL
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self.text(operand, SIGN)
                return f"-({inner})" if inner.startswith("-") else f"-{inner}", SIGN
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return f"!{self.test(operand, ITEM)}", SIGN
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return f"{self.test(test, OR)} ? {self.text(body, OR)} : {self.text(orelse)}", CHOOSE
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(value=ast.Name(id="math"), attr=name)):
                return self.call(name, node.args)
        raise self.unknown(node)

    def test(self, node: ast.expr, least: int) -> str:
        """An expression as a condition."""
        return self.text(node, least)

    def call(self, name: str, arguments: Sequence[ast.expr]) -> Text:
        """A call of a function."""
        if name in ("max", "min") and len(arguments) == 2:
            name = {"max": "larger", "min": "smaller"}[name]
        elif name in ("max", "min"):
            name = {"max": "largest", "min": "smallest"}[name]
        elif name == "any":  # any(map(math.isnan, xs))
            name, arguments = "any_nan", arguments[0].args[1:]  # type: ignore[attr-defined]
        elif name == "float":
            return self.expression(arguments[0])
        return f"{self.function(name)}({self.arguments(name, arguments)})", ITEM

    def function(self, name: str) -> str:
        """What a function is called."""
        return self.functions.get(name) or self.name(name)

    def arguments(self, name: str, arguments: Sequence[ast.expr]) -> str:
        return ", ".join(map(self.text, arguments))

    def name(self, name: str) -> str:
        return self.renamed.get(name, name)

    def new(self, stem: str) -> str:
        """A name that the program does not use."""
        self.count += 1
        while f"{stem}{self.count}" in self.renamed.values():
            self.count += 1
        return f"{stem}{self.count}"

    def unknown(self, node: ast.AST) -> ValueError:
        return ValueError(f"{type(self).__name__} has no words for this piece of a program: {ast.unparse(node)[:200]}")

    # --- statements ---

    def write(self, text: str) -> None:
        """A line; a long one in several."""
        room, indent = LONGEST_LINE - 4 * self.depth, "    " * self.depth
        while len(text) > room and " " in text[:room].strip() and not text.startswith("//"):
            cut = max(text.rfind(", ", 0, room) + 1, 0) or text.rindex(" ", 0, room)
            self.lines.append(indent + text[:cut])
            text, indent, room = text[cut + 1 :], "    " * (self.depth + 1), LONGEST_LINE - 4 * self.depth - 4
        self.lines.append(indent + text)

    def block(self, statements: Sequence[ast.stmt]) -> None:
        """Statements, one step further in, with the comments of the Python text."""
        self.depth += 1
        for statement in statements:
            for comment in self.above.pop(statement.lineno, ()):
                self.write(f"// {self.comment(comment)}")
            if names := self.declared.get(id(statement)):
                self.declare(names)
            start = len(self.lines)
            self.statement(statement)
            note = self.beside.get(statement.end_lineno or 0)
            if note and len(self.lines) > start and not isinstance(statement, (ast.If, ast.For)):
                self.lines[-1] += f"  // {self.comment(note)}"
        self.depth -= 1

    def comment(self, text: str) -> str:
        """A comment with the names of this program, which can neither end nor go on in the next line."""
        text = WORD.sub(lambda word: self.name(word[0]), text)
        return "".join([c if c.isprintable() and c != "\\" else "?" for c in text]).replace("*/", "* /")

    def statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Assign(targets=targets, value=value):
                self.assign(node, targets, value)
            case ast.AugAssign(target=target, op=op, value=value) if type(op) in OPERATOR:
                self.write(f"{self.text(target)} {OPERATOR[type(op)][0]}= {self.text(value)};")
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr=method), args=[argument])):
                self.method(owner, method, argument)
            case ast.Expr(value=ast.Call()):
                self.write(f"{self.text(node.value)};")
            case ast.If(body=[ast.Raise()]):
                self.write(f"if ({self.test(node.test, CHOOSE)}) {self.failing()}")
            case ast.If():
                self.choice(node)
            case ast.For():
                self.loop(node)
            case ast.Continue():
                self.write("continue;")
            case ast.Return(value=value):
                self.returned(value)
            case _:
                raise self.unknown(node)

    def choice(self, node: ast.If, before: str = "") -> None:
        self.write(f"{before}if ({self.test(node.test, CHOOSE)}) {{")
        self.block(node.body)
        match node.orelse:
            case []:
                self.write("}")
            case [ast.If() as other]:
                self.choice(other, "} else ")
            case statements:
                self.write("} else {")
                self.block(statements)
                self.write("}")

    def begin(self, definition: ast.FunctionDef) -> list[ast.stmt]:
        """Look where the variables of a function have to be declared, and give its statements."""
        body = [s for s in definition.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
        if doc := ast.get_docstring(definition):
            self.write(f"// {self.comment(doc)}")
        given = {arg.arg for arg in ast.walk(definition.args) if isinstance(arg, ast.arg)}
        self.inline, self.declared = declarations(body, given)
        return body

    # --- what a subclass says ---

    def assign(self, node: ast.Assign, targets: Sequence[ast.expr], value: ast.expr) -> None:
        raise NotImplementedError

    def declare(self, names: Sequence[str]) -> None:
        raise NotImplementedError

    def method(self, owner: ast.expr, method: str, argument: ast.expr) -> None:
        raise NotImplementedError

    def loop(self, node: ast.For) -> None:
        raise NotImplementedError

    def returned(self, value: ast.expr | None) -> None:
        raise NotImplementedError

    def failing(self) -> str:
        """The statement where Python raises an error."""
        raise NotImplementedError


def comments_of(source: str) -> tuple[dict[int, list[str]], dict[int, str]]:
    """The comments that stand alone, by the line of the statement below, and those beside a statement, by its line."""
    above: dict[int, list[str]] = {}
    beside: dict[int, str] = {}
    waiting: list[str] = []
    code = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            if token.start[0] == code:
                beside[code] = token.string[1:].strip()
            else:
                waiting.append(token.string[1:].strip())
        elif token.type not in (tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT):
            code = token.end[0]
            if waiting:
                above[token.start[0]], waiting = waiting, []
    return above, beside


def safe_names(names: Sequence[str], reserved: frozenset[str], macros: str) -> dict[str, str]:
    """Names of letters that every language has, none of them a word of the language."""
    found: dict[str, str] = {}
    used = {name for name in names if name.isascii() and name not in reserved} | reserved
    for name in names:
        word = re.sub(r"[^\w]|[^\x00-\x7f]", lambda letter: f"u{ord(letter[0]):x}", name)
        if word != name or word in reserved or re.fullmatch(macros, word):
            word = word.lstrip("_").replace("__", "_") + "_" * (word == name)
            while word in used:
                word += "_"
        used.add(word)
        found[name] = word
    return found
