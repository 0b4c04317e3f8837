"""The step of an optimizer as a function of lists, made from the text of its own method."""

from __future__ import annotations

import ast
import builtins
import inspect
import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from types import FunctionType
from typing import Any

from engine.programs.statements import indented, module_text

CALLS: dict[Any, str] = {
    abs: "math.fabs", max: "max", min: "min", math.sqrt: "math.sqrt", math.exp: "math.exp", math.log: "math.log",
    zip: "zip", enumerate: "enumerate",
}  # fmt: skip
LANGUAGE = (
    ast.AugAssign, ast.If, ast.Tuple, ast.Constant, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp,
    ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context,
)  # fmt: skip


class Update(ast.NodeTransformer):
    """The text of a function `update`, which does to lists of numbers what `optimizer.step()` does to its parameters.

    The attributes of the optimizer that are numbers become items of one list, and those that are a list with a number
    for each parameter are lists of their own. A test of attributes alone is settled here, and what other methods do
    that are called is written out.
    """

    def __init__(self, optimizer: Any) -> None:
        """Raises ValueError if the method cannot be found, or is not in the language of programs."""
        self.optimizer = optimizer
        self.numbers: list[str] = []  # attributes, or items of them such as betas[0]
        self.lists: list[str] = []
        self.changed: list[str] = []  # the numbers that the next step finds changed
        self.asked: dict[str, bool] = {}  # attributes that were tested, and how that came out
        self.methods: dict[str, Any] = {}  # those that were read
        self.parameters: set[str] = set()  # variables that are one
        body = list(self.method("step", type(optimizer).__mro__))
        if again := self.asked.keys() & set(self.changed):
            raise ValueError(f"{min(again)} is tested, and each step changes it")
        first = [f"[{', '.join(map(own, self.numbers))}] = numbers"] * bool(self.numbers)
        last = [f"numbers[{self.numbers.index(name)}] = {own(name)}" for name in self.changed]
        lines = [*first, *[ast.unparse(ast.fix_missing_locations(statement)) for statement in body], *last]
        head = f"def update({', '.join(['p_data', 'p_grad', 'numbers', *map(own, self.lists)])}):"
        self.source = module_text(["\n".join([head, *map(indented, lines)])])

    def is_current(self) -> bool:
        """Whether the same would be written now."""
        mine = vars(self.optimizer)
        tested = {name: bool(mine.get(name)) for name in self.asked}
        found = {name: getattr(type(self.optimizer), name) for name in self.methods}
        return not self.methods.keys() & mine.keys() and tested == self.asked and found == self.methods

    def value(self, name: str) -> float:
        """A number of the optimizer, which may be an item of an attribute."""
        attribute, _, index = name.removesuffix("]").partition("[")
        found = getattr(self.optimizer, attribute)
        return float(found[int(index)] if index else found)

    # --- statements ---

    def method(self, name: str, classes: Sequence[type], result: Sequence[ast.expr] = ()) -> Iterator[ast.stmt]:
        """What a method does, that of the first of some classes that has it; what it gives is assigned to `result`."""
        home = next((c for c in classes if name in vars(c)), object)
        function = vars(home).get(name)
        if not isinstance(function, FunctionType) or name in vars(self.optimizer):
            raise ValueError(f"{name} is not a method of a class")
        self.methods.setdefault(name, function)
        try:
            [tree] = ast.parse(textwrap.dedent(inspect.getsource(function))).body
        except (OSError, SyntaxError) as error:
            raise ValueError(f"the text of {name} cannot be read: {error}") from None
        if not isinstance(tree, ast.FunctionDef) or len(tree.args.args) != 1 or tree.decorator_list:
            raise ValueError(f"{name} takes arguments, or is decorated")
        local = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        every = type(self.optimizer).__mro__
        for node in self.settled(tree.body):
            self.known = {**vars(builtins), **function.__globals__, **dict.fromkeys(local)}
            match node:
                case ast.Assign(targets=targets, value=value):
                    pass
                case ast.Return(value=ast.expr() as value):
                    targets = list(result)
                case ast.Expr(value=value):
                    targets = []
                case _:
                    yield self.visit(node)
                    continue
            match value:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=called), args=[]):
                    yield from self.method(called, every, targets)
                case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr=called), args=[]):
                    yield from self.method(called, every[every.index(home) + 1 :], targets)
                case ast.Constant(value=str()):
                    pass
                case _:
                    yield from self.assigned(targets, self.visit(value))

    def settled(self, nodes: Iterable[ast.stmt]) -> list[ast.stmt]:
        """Statements up to the first `return`; in place of tests of attributes alone, what is done after them."""
        found: list[ast.stmt] = []
        for node in nodes:
            answer = self.answer(node.test) if isinstance(node, ast.If) else None
            if answer is None or not isinstance(node, ast.If):
                found.append(node)
            else:
                found += self.settled(node.body if answer else node.orelse)
            if found and isinstance(found[-1], ast.Return):
                break
        return found

    def answer(self, test: ast.expr) -> bool | None:
        """How a test of attributes alone comes out."""
        match test:
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                return self.asked.setdefault(name, bool(vars(self.optimizer).get(name)))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self.answer(operand)
                return None if inner is None else not inner
            case ast.BoolOp(op=op, values=values):
                answers = [self.answer(value) for value in values]
                return None if None in answers else any(answers) if isinstance(op, ast.Or) else all(answers)
        return None

    def assigned(self, targets: Sequence[ast.expr], value: ast.expr) -> Iterator[ast.stmt]:
        """An assignment: tuples item by item, and to a list of the optimizer place by place."""
        match targets, value:
            case [ast.Tuple(elts=names)], ast.Tuple(elts=items):
                for name, item in zip(names, items):
                    yield from self.assigned([name], item)
            case [*others, ast.Attribute(value=ast.Name(id="self")) as last], ast.ListComp(elt=item, generators=[each]):
                whole = self.visit(last)
                target, iterated = in_place(each.target, each.iter)
                spot = ast.Subscript(whole, ast.Name("place"), ast.Store())
                yield ast.For(target, iterated, [ast.Assign([spot], item)], [])
                if others:
                    yield from self.assigned(others, whole)
            case [], _:
                raise unwritten(value)
            case _:
                yield ast.Assign([self.visit(target) for target in targets], value)

    def visit_For(self, node: ast.For) -> ast.For:
        target, items = self.loop(node.target, node.iter)
        return ast.For(target, items, [self.visit(statement) for statement in self.settled(node.body)], [])

    def visit_ListComp(self, node: ast.ListComp) -> ast.ListComp:
        [each] = node.generators
        if each.ifs:
            raise unwritten(node)
        target, items = self.loop(each.target, each.iter)
        return ast.ListComp(self.visit(node.elt), [ast.comprehension(target, items, [], 0)])

    def loop(self, target: ast.expr, items: ast.expr) -> tuple[ast.expr, ast.expr]:
        """What a loop goes over; the parameters among it are a place in their lists."""
        match target, items:
            case ast.Tuple(elts=targets), ast.Call(func=ast.Name(id="zip"), args=several):
                pairs = list(zip(targets, several))
            case _:
                pairs = [(target, items)]
        plain = [(name, self.visit(part)) for name, part in pairs if ast.unparse(part) != "self.parameters"]
        self.parameters |= {ast.unparse(name) for name, part in pairs if ast.unparse(part) == "self.parameters"}
        if len(plain) > 1:
            names, lists = zip(*plain)
            target, items = ast.Tuple(list(names)), ast.Call(ast.Name("zip"), list(lists), [])
        else:
            [(target, items)] = plain or [(ast.Name("x"), ast.Name("p_data"))]
        return (target, items) if len(plain) == len(pairs) else in_place(target, items)

    # --- expressions ---

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr="data" | "grad" as which) if name in self.parameters:
                return ast.Subscript(ast.Name(f"p_{which}"), ast.Name("place"), node.ctx)
            case ast.Attribute(value=ast.Name(id="self"), attr=name) if name in vars(self.optimizer):
                found = vars(self.optimizer)[name]
                if isinstance(found, tuple):
                    return ast.Tuple([self.number(f"{name}[{i}]", x, node) for i, x in enumerate(found)])
                if isinstance(found, list) and len(found) == len(self.optimizer.parameters) and holds_floats(found):
                    self.lists += [name] * (name not in self.lists)
                    return ast.Name(own(name), node.ctx)
                return self.number(name, found, node)
        raise unwritten(node)

    def number(self, name: str, found: Any, node: ast.Attribute) -> ast.Name:
        """The name of an attribute that is a number."""
        if not isinstance(found, (int, float)):
            raise unwritten(node)
        self.numbers += [name] * (name not in self.numbers)
        if isinstance(node.ctx, ast.Store):
            self.changed += [name] * (name not in self.changed)
        return ast.Name(own(name), node.ctx)

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        answer = self.answer(node.test)
        return self.generic_visit(node) if answer is None else self.visit(node.body if answer else node.orelse)

    def visit_Call(self, node: ast.Call) -> ast.Call:
        try:
            called = self.known[node.func.id] if isinstance(node.func, ast.Name) else getattr(math, node.func.attr)  # type: ignore[attr-defined]
            name = CALLS[called]
        except (KeyError, AttributeError, TypeError):
            raise unwritten(node) from None
        return ast.Call(ast.parse(name, mode="eval").body, [self.visit(argument) for argument in node.args], [])

    def visit_Name(self, node: ast.Name) -> ast.Name:
        is_variable = isinstance(node.ctx, ast.Store) or self.known.get(node.id, "unknown") is None
        if not is_variable or node.id in self.parameters:
            raise unwritten(node)
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if not isinstance(node, LANGUAGE):
            raise unwritten(node)
        return super().generic_visit(node)


def in_place(target: ast.expr, items: ast.expr) -> tuple[ast.expr, ast.expr]:
    """A loop over items together with their place."""
    if isinstance(items, ast.Call) and ast.unparse(items.func) == "enumerate":
        return target, items
    return ast.Tuple([ast.Name("place"), target]), ast.Call(ast.Name("enumerate"), [items], [])


def own(name: str) -> str:
    """What an attribute of the optimizer is called in the program: betas[0] is self_betas_0."""
    return "self_" + name.replace("[", "_").removesuffix("]")


def unwritten(node: ast.AST) -> ValueError:
    return ValueError(f"`{ast.unparse(node)}` is not in the language of programs")


def holds_floats(items: list[Any]) -> bool:
    return all(type(item) is float for item in items)
