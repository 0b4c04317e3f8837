"""Programs in JavaScript, for pages."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import ClassVar

from engine.programs.javascript_words import JAVASCRIPT_FUNCTIONS, JAVASCRIPT_HELPERS, JAVASCRIPT_WORDS
from engine.programs.translation import ITEM, Translation
from engine.steps.notation import Text


def to_javascript(source: str) -> str:
    """A program of plain Python, in JavaScript."""
    return JavaScript(source).program()


class JavaScript(Translation):
    """Lists are arrays, and a function with several results gives an array of them."""

    reserved = frozenset(JAVASCRIPT_WORDS.split()) | JAVASCRIPT_HELPERS.keys()
    functions: ClassVar[Mapping[str, str]] = {**JAVASCRIPT_FUNCTIONS, **{name: name for name in JAVASCRIPT_HELPERS}}
    constants: ClassVar[Mapping[str, str]] = {"inf": "Infinity", "nan": "NaN", "pi": "Math.PI", "e": "Math.E"}
    equal: ClassVar[Mapping[str, str]] = {"==": "===", "!=": "!=="}

    def program(self) -> str:
        """The text of the file."""
        for name, definition in self.definitions.items():
            if name not in self.functions:
                self.write("")
                self.define(definition)
        if self.main is not None:
            call = self.main.body[0].value.args[0]  # type: ignore[attr-defined]
            self.write("")
            self.write(f"console.log({self.text(call)});")
        text = "\n".join(self.lines)
        used: dict[str, str] = {}
        while new := [
            name for name in JAVASCRIPT_HELPERS if name not in used and f"{name}(" in text + "".join(used.values())
        ]:
            used.update((name, JAVASCRIPT_HELPERS[name].strip()) for name in new)
        return "\n\n".join(['"use strict";', *used.values(), text.strip()]) + "\n"

    def define(self, definition: ast.FunctionDef) -> None:
        body = self.begin(definition)
        arguments = definition.args
        names = [self.name(arg.arg) for arg in arguments.args]
        self.rest = arguments.vararg.arg if arguments.vararg else ""
        names += [f"...{self.name(self.rest)}"] if self.rest else []
        self.write(f"function {self.name(definition.name)}({', '.join(names)}) {{")
        self.block(body)
        self.write("}")

    def expression(self, node: ast.expr) -> Text:
        match node:
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return f"[{', '.join(map(self.text, items))}]", ITEM
            case ast.Starred(value=value):
                return f"...{self.text(value, ITEM)}", ITEM
            case ast.Subscript(value=value, slice=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=n))):
                return f"{self.text(value, ITEM)}.at(-{n!r})", ITEM
            case ast.Subscript(value=value, slice=ast.Slice(lower=low, upper=high)):
                ends = [self.whole(low) if low else "0", *([self.whole(high)] if high else [])]
                return f"{self.text(value, ITEM)}.slice({', '.join(ends)})", ITEM
            case ast.Subscript(value=value, slice=index):
                return f"{self.text(value, ITEM)}[{self.whole(index)}]", ITEM
            case ast.BinOp(left=ast.List(elts=[item]), op=ast.Mult(), right=count):
                return f"Array({self.whole(count)}).fill({self.text(item)})", ITEM
            case ast.BinOp(left=left, op=ast.Add(), right=ast.List() as right):
                return f"{self.text(left, ITEM)}.concat({self.text(right)})", ITEM
            case ast.BinOp(left=left, op=ast.FloorDiv(), right=right):
                return f"Math.floor({self.text(left)} / {self.text(right)})", ITEM
            case ast.ListComp(elt=item, generators=[one]):
                return self.mapped(one, self.text(item)), ITEM
            case ast.ListComp(elt=item, generators=[one, other]):  # [x for xs in rows for x in xs]
                return self.mapped(one, self.mapped(other, self.text(item))) + ".flat()", ITEM
        return super().expression(node)

    def mapped(self, generator: ast.comprehension, item: str) -> str:
        """A list comprehension."""
        match generator.iter:
            case ast.Call(func=ast.Name(id="range"), args=[start, stop, step]):
                start_, stop_, step_ = map(self.whole, (start, stop, step))
                i = self.text(generator.target)
                count = f"({stop_} - {start_}) / {step_}"
                return f"Array.from({{ length: {count} }}, (_, k) => {start_} + k * {step_}).map(({i}) => {item})"
        item = f"({item})" if item.startswith("{") else item
        return f"{self.text(generator.iter, ITEM)}.map(({self.text(generator.target)}) => {item})"

    def whole(self, node: ast.expr) -> str:
        """A whole number."""
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "int":
            return self.whole(node.args[0])
        return str(node.value) if isinstance(node, ast.Constant) else self.text(node)

    def test(self, node: ast.expr, least: int) -> str:
        if not isinstance(node, ast.Name):
            return self.text(node, least)
        size = ".length" * (node.id == self.rest)  # an empty array is true, and nan is not
        return f"{self.name(node.id)}{size} !== 0"

    def call(self, name: str, arguments: Sequence[ast.expr]) -> Text:
        match name, arguments:
            case "len", [items]:
                return f"{self.text(items, ITEM)}.length", ITEM
            case "list", [items]:
                return f"[...{self.text(items)}]", ITEM
            case "reversed", [items]:
                return f"[...{self.text(items)}].reverse()", ITEM
            case "enumerate", [items]:
                return f"{self.text(items, ITEM)}.entries()", ITEM
        return super().call(name, arguments)

    # --- statements ---

    def assign(self, node: ast.Assign, targets: Sequence[ast.expr], value: ast.expr) -> None:
        new = self.inline.get(id(node), set())
        names = [n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name) and is_given(n)]
        if any(name not in new for name in names):
            self.declare([name for name in names if name in new])
            new = set()
        text, *_ = self.expression(value)
        if new and len(targets) > 1:  # let a = 0, b = 0;
            self.write(f"let {', '.join([f'{self.text(target)} = {text}' for target in targets])};")
        else:
            self.write(f"{'let ' * bool(new)}{' = '.join(map(self.text, targets))} = {text};")

    def declare(self, names: Sequence[str]) -> None:
        if names:
            self.write(f"let {', '.join(map(self.name, names))};")

    def method(self, owner: ast.expr, method: str, argument: ast.expr) -> None:
        if method == "remove":
            self.write(f"{self.text(owner)}.splice({self.text(owner)}.indexOf({self.text(argument)}), 1);")
        else:
            self.write(f"{self.text(owner)}.push({self.text(argument)});")

    def loop(self, node: ast.For) -> None:
        self.write(f"for (const {self.text(node.target)} of {self.text(node.iter)}) {{")
        self.block(node.body)
        self.write("}")

    def returned(self, value: ast.expr | None) -> None:
        self.write(f"return {self.text(value)};" if value else "return;")

    def failing(self) -> str:
        return 'throw new Error("a comparison came out differently");'


def is_given(name: ast.Name) -> bool:
    """Whether a name is given something here."""
    return isinstance(name.ctx, ast.Store)
