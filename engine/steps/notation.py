"""How formulas are written: as text, LaTeX, MathML or source. There is one table of how tightly ops bind."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from html import escape
from math import copysign, isinf, isnan
from typing import ClassVar

from engine.steps.formula import LEFT_OUT, WRITTEN_OUT, Atom, Symbol, Term

BRACKETS = "[a condition] is 1 where it holds, and 0 elsewhere"  # Iverson's brackets, as in Knuth's books
CHOICE, SUM, PRODUCT, NEGATION, POWER, WHOLE = range(6)  # how tightly a text binds
BINDING = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER}
Text = tuple[str, int]  # and how tightly it binds


class Notation:
    """How formulas are written: here, as in Python."""

    equal = "="
    groups_negatives = True  # a negative number behind a sign stands in parentheses: a * (-2)
    forms: ClassVar[dict[str, str]] = {  # by the form of an op or by its sign: how it is set, if not as a call
        "positive": "[{0} > 0]",
        "equal": "[{0} = {1}]",
        "logarithm": "log({0})",
    }

    def name(self, text: str) -> str:
        return text

    def number(self, x: float) -> str:
        """A number with four significant digits."""
        return f"{x:.4g}"

    def group(self, text: str) -> str:
        return f"({text})"

    def negation(self, text: str) -> str:
        return f"-{text}"

    def infix(self, sign: str, left: str, right: str) -> str:
        """Two texts with a sign between them."""
        return f"{left} {sign} {right}"

    def call(self, name: str, arguments: Sequence[str]) -> str:
        return f"{name}({', '.join(arguments)})"

    def grad(self, name: str, output: str) -> str:
        """The grad of a value: the derivative of the output with respect to it."""
        return f"{name}.grad"

    def write(self, term: Term, atom: Atom) -> str:
        """A formula; `atom` says what stands for each value in it: a name, or a number."""
        return self.bound(term, atom)[0]

    def times(self, left: str, term: Term, atom: Atom) -> str:
        """An upstream gradient times the formula of a partial."""
        return self.joined("*", (left, WHOLE), self.bound(term, atom))[0]

    def bound(self, term: Term, atom: Atom) -> Text:
        """A formula, and how tightly it binds."""
        if term is LEFT_OUT:
            return "…", WHOLE
        leaf = atom(term.data) if isinstance(term, Symbol) and term.op is None else term
        if isinstance(leaf, str):
            return self.name(leaf), WHOLE
        if not isinstance(leaf, Symbol):
            return self.literal(leaf)
        return self.applied(leaf, atom)

    def applied(self, term: Symbol, atom: Atom) -> Text:
        """An op applied to its inputs, and how tightly that binds."""
        inputs = list(term.inputs)
        if len(inputs) > WRITTEN_OUT:
            inputs[3:-1] = [LEFT_OUT]
        parts = [self.bound(x, atom) for x in inputs]
        op = term.op
        assert op is not None
        if op.form == "scaled power":
            scale, x, y = term.inputs
            return self.applied(scale * x**y, atom)
        form = self.forms.get(op.form or op.sign)
        if form:
            texts = [self.at_least(WHOLE, parts[0]) if op.form == "power" else parts[0][0], *[x for x, _ in parts[1:]]]
            return form.format(*texts), POWER if op.form == "power" else WHOLE
        if op.form == "terms" and len(term.inputs) <= WRITTEN_OUT:
            texts = [self.at_least(SUM + bool(i), part) for i, part in enumerate(parts)]
            return functools.reduce(lambda left, right: self.infix("+", left, right), texts), SUM
        if not op.sign:
            return self.call(op.name, [text for text, _ in parts]), WHOLE
        if len(parts) == 2:
            return self.joined(op.sign, *parts)
        return self.negated(parts[0]) if op.sign == "-" else (self.call(op.name, [parts[0][0]]), WHOLE)

    # --- parentheses, where the other op binds more tightly ---

    def literal(self, x: float) -> Text:
        """A number, which binds like a negation if it has a sign."""
        return self.number(x), NEGATION if copysign(1.0, x) < 0 and x == x else WHOLE

    def negated(self, text: Text) -> Text:
        """The negative of a text, which has to bind like a power."""
        return self.negation(self.at_least(POWER, text)), NEGATION

    def joined(self, sign: str, left: Text, right: Text) -> Text:
        """Two texts with a sign between them."""
        binding = BINDING.get(sign, PRODUCT)  # as Python's own signs beside + - and ** do: % // @
        is_power = binding == POWER  # which alone groups from the right: a ** b ** c is a ** (b ** c)
        if self.groups_negatives and right[1] == NEGATION:
            right = self.group(right[0]), WHOLE
        first = left[0] if left[1] >= binding + is_power else self.group(left[0])
        second = right[0] if right[1] > binding - is_power else self.group(right[0])
        return self.infix(sign, first, second), binding

    def at_least(self, needed: int, text: Text) -> str:
        """A text, in parentheses unless it binds tightly enough."""
        return text[0] if text[1] >= needed else self.group(text[0])


class Source(Notation):
    """Formulas as a program has them: every number is read back bit for bit."""

    groups_negatives = False

    def number(self, x: float) -> str:
        """A number as Python reads it back."""
        if isnan(x):
            return "math.nan"
        if isinf(x):
            return "math.inf" if x > 0 else "-math.inf"
        return repr(x)


SOURCE = Source()


class LaTeX(Notation):
    """Formulas for amsmath."""

    forms: ClassVar[dict[str, str]] = {
        "/": r"\frac{{{0}}}{{{1}}}",
        "power": "{0}^{{{1}}}",
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
        """The grad of a value: the derivative of the output with respect to it."""
        return rf"\frac{{\partial {output}}}{{\partial {name}}}"

    def number(self, x: float) -> str:
        """A number with four significant digits."""
        if isnan(x) or isinf(x):
            return r"\text{nan}" if isnan(x) else r"\infty" if x > 0 else r"-\infty"
        mantissa, e, exponent = f"{x:.4g}".partition("e")
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if e else mantissa

    def group(self, text: str) -> str:
        return rf"\left({text}\right)"

    def infix(self, sign: str, left: str, right: str) -> str:
        """Two texts with a sign between them."""
        return f"{left} {CDOT if sign == '*' else latex_text(sign)} {right}"

    def call(self, name: str, arguments: Sequence[str]) -> str:
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
        "power": "<msup><mrow>{0}</mrow><mrow>{1}</mrow></msup>",
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
        """The grad of a value: the derivative of the output with respect to it."""
        return f"<mfrac><mrow><mo>∂</mo>{output}</mrow><mrow><mo>∂</mo>{name}</mrow></mfrac>"

    def number(self, x: float) -> str:
        """A number with four significant digits."""
        text = f"{x:.4g}"
        return f"<mrow><mo>−</mo><mn>{text[1:]}</mn></mrow>" if text.startswith("-") else f"<mn>{text}</mn>"

    def group(self, text: str) -> str:
        return f"<mrow><mo>(</mo>{text}<mo>)</mo></mrow>"

    def negation(self, text: str) -> str:
        return f"<mrow><mo>−</mo>{text}</mrow>"

    def infix(self, sign: str, left: str, right: str) -> str:
        """Two texts with a sign between them."""
        return f"{left}<mo>{ {'*': '·', '-': '−'}.get(sign, escape(sign)) }</mo>{right}"

    def call(self, name: str, arguments: Sequence[str]) -> str:
        return f"<mi>{escape(name)}</mi>{self.group('<mo>,</mo>'.join(arguments))}"
