"""The Python text of a function of the table: what stands in the row is what stands in a program."""

from __future__ import annotations

import ast
import builtins
import copy
import functools
import inspect
import linecache
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

from engine.op import Op
from engine.steps.notation import BINDING, CHOICE, NEGATION, SOURCE, WHOLE

SIGNS: dict[type, str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
CALL = ("\x01", "\x02")  # around a call that is worth a line of its own


@dataclass(frozen=True)
class FunctionSource:
    """An expression with a gap, `{0}`, for each parameter."""

    text: str
    binding: int
    uses: tuple[int, ...]  # how often each parameter stands in it
    helpers: dict[str, str] = field(default_factory=dict)  # the functions it calls: their names and definitions

    @cached_property
    def beside_signs(self) -> frozenset[int]:
        """The parameters that stand somewhere not as an argument of a call, but beside a sign or a word."""
        gaps = re.findall(r"([(,] ?)?{(\w+)}(?=([,)]?))", self.text)
        return frozenset(
            len(self.uses) - 1 if gap == "rest" else int(gap) for start, gap, end in gaps if not (start and end)
        )

    @cached_property
    def takes_any(self) -> bool:
        """Whether it takes any number of inputs."""
        return "{rest}" in self.text

    def filled(self, texts: Sequence[str]) -> str:
        """The expression with these texts in its gaps; a last gap for any number of inputs takes the rest."""
        fixed = len(self.uses) - 1
        if self.takes_any:
            text = self.text.replace("{rest},)", "{rest})") if len(texts) > fixed + 1 else self.text
            return text.format(*texts[:fixed], rest=", ".join(texts[fixed:]))
        return self.text.format(*texts)


@functools.cache
def function_source(function: Callable[..., Any]) -> FunctionSource:
    """How Python writes this function of numbers, with nothing but `math` and functions that are written out too.

    Raises ValueError if that cannot be told.
    """
    if isinstance(function, BuiltinFunctionType) and function.__module__ == "math":
        return FunctionSource(f"math.{function.__name__}({{rest}})", WHOLE, (1,))
    if not isinstance(function, FunctionType):
        raise ValueError(f"{function!r} is no function written in Python")
    definition = definition_of(function)
    body = definition.body
    if isinstance(definition, ast.FunctionDef):
        statements = [s for s in definition.body if not is_docstring(s)]
        if len(statements) != 1 or not isinstance(statements[0], ast.Return) or definition.args.vararg:
            return call_of(function)
        body = statements[0].value
    names = Names(function)
    parameters = [argument.arg for argument in definition.args.args]
    rest = definition.args.vararg
    gaps = {name: f"GAP{i}GAP" for i, name in enumerate(parameters)} | ({rest.arg: "RESTGAP"} if rest else {})
    names.gaps = gaps
    expression = names.visit(body)
    text = ast.unparse(expression).replace("{", "{{").replace("}", "}}")
    uses = tuple(text.count(gap) for gap in gaps.values())
    for i in range(len(parameters)):
        text = text.replace(f"GAP{i}GAP", f"{{{i}}}")
    text = text.replace("*RESTGAP", "{rest}").replace("RESTGAP", "({rest},)")
    for name in names.helpers:
        text = with_marks(text, name)
    return FunctionSource(text, binding_of(expression), uses, names.helpers)


def call_of(function: FunctionType) -> FunctionSource:
    """A call of the function, whose definition goes along."""
    helpers = with_definition(function)
    parameters = inspect.signature(function).parameters.values()
    gaps = ["{rest}" if p.kind is p.VAR_POSITIONAL else f"{{{i}}}" for i, p in enumerate(parameters)]
    return FunctionSource(f"{CALL[0]}{public(function)}({', '.join(gaps)}){CALL[1]}", WHOLE, (1,) * len(gaps), helpers)


def with_definition(function: Any) -> dict[str, str]:
    """The definition of a function, after those of the functions that it calls."""
    definition = definition_of(function)
    names = Names(function)
    definition = names.visit(definition)
    if isinstance(definition, ast.Lambda):
        definition = ast.FunctionDef(
            public(function), definition.args, [ast.Return(definition.body)], decorator_list=[], lineno=1
        )
    definition.name = public(function)
    return {**names.helpers, public(function): ast.unparse(ast.fix_missing_locations(definition))}


def public(function: FunctionType) -> str:
    """The name of a function in a program."""
    return function.__name__.strip("_")


class Names(ast.NodeTransformer):
    """Puts into a function's own text what its names stand for outside of it."""

    def __init__(self, function: FunctionType) -> None:
        self.function = function
        self.gaps: dict[str, str] = {}
        self.helpers: dict[str, str] = {}
        self.around = {**vars(builtins), **function.__globals__, **inspect.getclosurevars(function).nonlocals}
        self.own: set[str] = set()

    def visit(self, node: ast.AST) -> Any:
        """The node with its names replaced."""
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            inside = [n for n in ast.walk(node) if isinstance(n, (ast.arg, ast.Name))]
            self.own |= {n.arg if isinstance(n, ast.arg) else n.id for n in inside if not is_read(n)}
        return super().visit(node)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(node.arg)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        """A definition, without annotation of what it returns."""
        node.returns = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        assert node.value is not None
        return self.generic_visit(ast.Assign([node.target], node.value, lineno=node.lineno))

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.gaps:
            return ast.Name(self.gaps[node.id], ast.Load())
        if node.id in self.own or not is_read(node):
            return node
        return self.replaced(node.id, self.around.get(node.id))

    def replaced(self, name: str, meant: Any) -> ast.expr:
        """The expression for a global name."""
        if isinstance(meant, Op):
            meant = meant.forward
        if isinstance(meant, ModuleType) and meant is math:
            return ast.Name("math", ast.Load())
        if getattr(meant, "__module__", "") == "math":
            return ast.Attribute(ast.Name("math", ast.Load()), meant.__name__, ast.Load())
        if meant is not None and meant is getattr(builtins, name, None):
            return ast.Name(name, ast.Load())
        if isinstance(meant, FunctionType):
            self.helpers |= with_definition(meant)
            return ast.Name(public(meant), ast.Load())
        if type(meant) is float:
            return ast.parse(SOURCE.number(meant), mode="eval").body
        raise ValueError(f"{self.function.__name__} uses {name!r}, which a program that imports only math cannot")


def is_read(node: ast.AST) -> bool:
    """Whether a name is read, and not given."""
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)


def is_docstring(statement: ast.stmt) -> bool:
    """Whether a statement is a mere text."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def with_marks(text: str, name: str) -> str:
    """The text with marks around each call of a function."""
    start = text.find(f"{name}(")
    if start < 0 or (start and (text[start - 1].isalnum() or text[start - 1] in "_.")):
        return text
    depth, end = 0, start
    for end in range(start + len(name), len(text)):
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        if depth == 0:
            break
    return text[:start] + CALL[0] + text[start : end + 1] + CALL[1] + text[end + 1 :]


def binding_of(node: ast.expr) -> int:
    match node:
        case ast.BinOp(op=op):
            return BINDING[SIGNS[type(op)]]
        case ast.UnaryOp():
            return NEGATION
        case ast.Name() | ast.Call() | ast.Attribute() | ast.Subscript():
            return WHOLE
        case ast.Constant(value=value):
            return NEGATION if str(value).startswith("-") else WHOLE
    return CHOICE


# --- reading a function's own text ------------------------------------------------------------------------------------


def definition_of(function: FunctionType) -> Any:
    """The definition, a FunctionDef or a Lambda, in the file that the function is from; a copy, to be changed."""
    code = function.__code__
    found = [node for node in definitions(code.co_filename) if is_of(node, code)]
    if len(found) != 1:
        what = "is not there" if not found else "is not the only one of its kind in its line"
        raise ValueError(f"the definition of {function.__qualname__} in {code.co_filename} {what}")
    return copy.deepcopy(found[0])


@functools.cache
def definitions(filename: str) -> list[ast.FunctionDef | ast.Lambda]:
    try:
        tree = ast.parse("".join(linecache.getlines(filename)))
    except SyntaxError:
        return []
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.Lambda))]


def is_of(node: ast.FunctionDef | ast.Lambda, code: CodeType) -> bool:
    """Whether a function was made by this definition; several lambdas may stand in one line."""
    if isinstance(node, ast.FunctionDef):
        return node.name == code.co_name and node.lineno == code.co_firstlineno
    if node.lineno != code.co_firstlineno or code.co_name != "<lambda>":
        return False
    other = next(c for c in compile(ast.Expression(node), "", "eval").co_consts if isinstance(c, CodeType))
    return (other.co_varnames, other.co_names, numbers_of(other)) == (code.co_varnames, code.co_names, numbers_of(code))


def numbers_of(code: CodeType) -> list[str]:
    """The numbers in a piece of code."""
    return [repr(constant) for constant in code.co_consts if isinstance(constant, (int, float))]
