"""Formulas: what an op computes, and its partials, read on symbols and written in Python, LaTeX or MathML.

A rule of the table that is run on floats gives numbers, run on Values a graph; run on Symbols it gives its own text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from html import escape
from math import isinf, isnan
from typing import TYPE_CHECKING, Any, ClassVar

from engine.op import Op
from engine.operators import Operators

if TYPE_CHECKING:
    from engine.value import Value

BRACKETS = "[a condition] is 1 where it holds, and 0 elsewhere"  # Iverson's brackets, as in Knuth's books
WRITTEN_OUT = 8  # inputs: a sum or a dot product of up to so many is written with + and *


class Symbol(Operators):
    """A value, or an op applied to symbols and numbers, to be written down."""

    __slots__ = ("data", "op", "inputs")

    data: Any

    def __init__(self, data: Any = None, op: Op | None = None, inputs: Sequence[Any] = ()) -> None:
        self.data = data  # the value that the symbol stands for, if it is no op
        self.op = op
        self.inputs = inputs

    @staticmethod
    def __apply__(op: Op, inputs: Sequence[Any]) -> Symbol:
        if op.sign == "**" and type(inputs[1]) is float and inputs[1] == 1:
            return inputs[0]  # as the derivative of a square has it
        return Symbol(op=op, inputs=inputs)


Term = Symbol | float
Atom = Callable[["Value"], str | float]  # what stands for a value in a formula: its name, or its number
LEFT_OUT = Symbol()  # stands for inputs that are not written


def computation(node: Value) -> Term:
    """What a node computes from its inputs; sums and dot products of a few terms are spelled out."""
    assert node.op is not None
    symbols = [x if type(x) is float else Symbol(x) for x in node.inputs]
    if node.op.spelled_out and 0 < len(symbols) <= WRITTEN_OUT:
        return node.op.forward(*symbols)
    return Symbol(op=node.op, inputs=symbols)


def partials(node: Value) -> list[Term | None]:
    """The formula of d(node)/d(input) for each input; None for a constant."""
    assert node.op is not None
    symbols = [x if type(x) is float else Symbol(x) for x in node.inputs]
    return list(node.op.partials_at(node.inputs, symbols, Symbol(node)))


# --- writing ----------------------------------------------------------------------------------------------------------

SUM, PRODUCT, NEGATION, POWER, WHOLE = range(1, 6)  # how tightly an op binds
BINDING = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER}


class Notation:
    """How formulas are written: here, as in Python."""

    equal = "="
    forms: ClassVar[dict[str, str]] = {  # by the form of an op or by its sign: how it is set, if not as a call
        "positive": "[{0} > 0]",
        "equal": "[{0} = {1}]",
        "logarithm": "log({0})",
    }

    def name(self, text: str) -> str:
        """A name."""
        return text

    def number(self, x: float) -> str:
        """A number with four significant digits."""
        return f"{x:.4g}"

    def group(self, text: str) -> str:
        """A text in parentheses."""
        return f"({text})"

    def negation(self, text: str) -> str:
        """The negative of a text."""
        return f"-{text}"

    def infix(self, sign: str, left: str, right: str) -> str:
        """Two texts with a sign between them."""
        return f"{left} {sign} {right}"

    def call(self, name: str, arguments: Sequence[str]) -> str:
        """A function of some texts."""
        return f"{name}({', '.join(arguments)})"

    def grad(self, name: str, output: str) -> str:
        """The grad of a value: the derivative of the output in it."""
        return f"{name}.grad"

    def write(self, term: Term, atom: Atom) -> str:
        """A formula; `atom` says what stands for each value in it: a name, or a number."""
        return self.bound(term, atom)[0]

    def times(self, left: str, term: Term, atom: Atom) -> str:
        """A text times a formula."""
        right, binding = self.bound(term, atom)
        return self.infix("*", left, self.at_least(PRODUCT + 1, right, 0 if binding == NEGATION else binding))

    def bound(self, term: Term, atom: Atom) -> tuple[str, int]:
        """A formula, and how tightly it binds."""
        if term is LEFT_OUT:
            return "…", WHOLE
        leaf = atom(term.data) if isinstance(term, Symbol) and term.op is None else term
        if isinstance(leaf, str):
            return self.name(leaf), WHOLE
        if not isinstance(leaf, Symbol):
            return self.number(leaf), NEGATION if str(leaf).startswith("-") else WHOLE
        return self.applied(leaf, atom)

    def applied(self, term: Symbol, atom: Atom) -> tuple[str, int]:
        """An op applied to its inputs, and how tightly that binds."""
        inputs = list(term.inputs)
        if len(inputs) > WRITTEN_OUT:
            inputs[3:-1] = [LEFT_OUT]
        parts = [self.bound(x, atom) for x in inputs]
        op = term.op
        assert op is not None
        form = self.forms.get(op.form or op.sign)
        if form:
            texts = [self.at_least(WHOLE, *parts[0]) if op.sign == "**" else parts[0][0], *[x for x, _ in parts[1:]]]
            return form.format(*texts), POWER if op.sign == "**" else WHOLE
        if op.form == "terms" and LEFT_OUT not in inputs:
            texts = [self.at_least(SUM + bool(i), *part) for i, part in enumerate(parts)]
            return functools.reduce(lambda left, right: self.infix("+", left, right), texts), SUM
        if not op.sign:
            return self.call(op.name, [text for text, _ in parts]), WHOLE
        if len(parts) == 1:
            return self.negation(self.at_least(POWER, *parts[0])), NEGATION
        (left, left_binding), (right, right_binding) = parts
        binding = BINDING[op.sign]
        is_power = binding == POWER  # which alone groups from the right: a ** b ** c is a ** (b ** c)
        left = self.at_least(binding + is_power, left, left_binding)
        right = self.at_least(binding + (not is_power), right, 0 if right_binding == NEGATION else right_binding)
        return self.infix(op.sign, left, right), binding

    def at_least(self, needed: int, text: str, binding: int) -> str:
        """A text, in parentheses unless it binds tightly enough."""
        return text if binding >= needed else self.group(text)


class LaTeX(Notation):
    """Formulas as in LaTeX."""

    forms: ClassVar[dict[str, str]] = {
        "/": r"\frac{{{0}}}{{{1}}}",
        "**": "{0}^{{{1}}}",
        "root": r"\sqrt{{{0}}}",
        "exponential": "e^{{{0}}}",
        "magnitude": r"\left|{0}\right|",
        "positive": r"\left[{0} > 0\right]",
        "equal": r"\left[{0} = {1}\right]",
        "logarithm": r"\operatorname{{log}}\left({0}\right)",
    }

    def name(self, text: str) -> str:
        """A letter, a letter with a number below it, or a word."""
        if match := re.fullmatch(r"([a-zA-Z])_?(\d*)", text):
            letter, below = match.groups()
            return f"{letter}_{{{below}}}" if below else letter
        return rf"\text{{{latex_text(text)}}}"

    def grad(self, name: str, output: str) -> str:
        """The grad of a value: the derivative of the output in it."""
        return rf"\frac{{\partial {output}}}{{\partial {name}}}"

    def number(self, x: float) -> str:
        """A number with four significant digits."""
        if isnan(x) or isinf(x):
            return r"\text{nan}" if isnan(x) else r"\infty" if x > 0 else r"-\infty"
        mantissa, e, exponent = f"{x:.4g}".partition("e")
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if e else mantissa

    def group(self, text: str) -> str:
        """A text in parentheses."""
        return rf"\left({text}\right)"

    def infix(self, sign: str, left: str, right: str) -> str:
        """Two texts with a sign between them."""
        return f"{left} {CDOT if sign == '*' else sign} {right}"

    def call(self, name: str, arguments: Sequence[str]) -> str:
        """A function of some texts."""
        return rf"\operatorname{{{latex_text(name)}}}{self.group(', '.join(arguments))}"


CDOT = r"\cdot"
ESCAPED = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
ESCAPED |= {character: f"\\{character}" for character in "{}$&#_%"}


def latex_text(text: str) -> str:
    """A text that LaTeX shows as it is."""
    return "".join(ESCAPED.get(character, character) for character in text)


class MathML(Notation):
    """Formulas as in MathML Core, which browsers show."""

    equal = "<mo>=</mo>"
    forms: ClassVar[dict[str, str]] = {
        "/": "<mfrac><mrow>{0}</mrow><mrow>{1}</mrow></mfrac>",
        "**": "<msup><mrow>{0}</mrow><mrow>{1}</mrow></msup>",
        "root": "<msqrt>{0}</msqrt>",
        "exponential": "<msup><mi>e</mi><mrow>{0}</mrow></msup>",
        "magnitude": "<mo>|</mo>{0}<mo>|</mo>",
        "positive": "<mrow><mo>[</mo>{0}<mo>&gt;</mo><mn>0</mn><mo>]</mo></mrow>",
        "equal": "<mrow><mo>[</mo>{0}<mo>=</mo>{1}<mo>]</mo></mrow>",
        "logarithm": "<mi>log</mi><mrow><mo>(</mo>{0}<mo>)</mo></mrow>",
    }

    def name(self, text: str) -> str:
        """A name; a number at the end of a letter is set below it."""
        if match := re.fullmatch(r"([a-zA-Z])_?(\d+)", text):
            letter, below = match.groups()
            return f"<msub><mi>{letter}</mi><mn>{below}</mn></msub>"
        return f"<mi>{escape(text)}</mi>"

    def grad(self, name: str, output: str) -> str:
        """The grad of a value: the derivative of the output in it."""
        return f"<mfrac><mrow><mo>∂</mo>{output}</mrow><mrow><mo>∂</mo>{name}</mrow></mfrac>"

    def number(self, x: float) -> str:
        """A number with four significant digits."""
        text = f"{x:.4g}"
        return f"<mrow><mo>−</mo><mn>{text[1:]}</mn></mrow>" if text.startswith("-") else f"<mn>{text}</mn>"

    def group(self, text: str) -> str:
        """A text in parentheses."""
        return f"<mrow><mo>(</mo>{text}<mo>)</mo></mrow>"

    def negation(self, text: str) -> str:
        """The negative of a text."""
        return f"<mrow><mo>−</mo>{text}</mrow>"

    def infix(self, sign: str, left: str, right: str) -> str:
        """Two texts with a sign between them."""
        return f"{left}<mo>{ {'*': '·', '-': '−'}.get(sign, sign) }</mo>{right}"

    def call(self, name: str, arguments: Sequence[str]) -> str:
        """A function of some texts."""
        return f"<mi>{escape(name)}</mi>{self.group('<mo>,</mo>'.join(arguments))}"
