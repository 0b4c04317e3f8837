"""Python text for the values of a graph: their names, what their ops compute, and what flows back through them."""

from __future__ import annotations

import builtins
import functools
import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.op import TABLE, Op
from engine.programs.function_source import CALL, function_source
from engine.steps.formula import Symbol, Term
from engine.steps.notation import CHOICE, NEGATION, SOURCE, SUM, WHOLE, Text

if TYPE_CHECKING:
    from engine.value import Value

TERMS = 100  # in one expression; Python's compiler goes one step deeper for each
TAKEN = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "math"}


def can_be_named(function: str) -> bool:
    """Whether a program can give a function this name: Python allows it, and no program uses it for something else."""
    return function.isidentifier() and function == unicodedata.normalize("NFKC", function) and function not in TAKEN


def identifiers(
    names: Mapping[Value, str], taken: Iterable[str] = (), prefixes: Sequence[str] = ("d_",)
) -> dict[Value, str]:
    """A name for each value that Python can use, and with each prefix in front of it too; all are different.

    >>> from engine import Value
    >>> list(identifiers({Value(1.0): "layers.0.b", Value(2.0): "lambda", Value(3.0): "3 x"}).values())
    ['layers_0_b', 'lambda_', 'v3_x']
    """
    used = {*TAKEN, *TABLE, *taken}
    starts = ["", *prefixes]
    found = {}
    for value, name in names.items():
        word = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", name)).strip("_") or "v"
        if not word.isidentifier():
            word = f"v{word}" if f"v{word}".isidentifier() else "v"
        unique, count = word, 1
        while not used.isdisjoint([start + unique for start in starts]):
            count += 1
            unique = f"{word}_" if word in TAKEN and f"{word}_" not in used else f"{word}_{count}"
        used.update([start + unique for start in starts])
        found[value] = unique
    return found


class Writer:
    """Writes formulas in Python. What is worth a line of its own becomes a statement before, and is computed once."""

    def __init__(self, names: Mapping[Value, str]) -> None:
        self.names = names
        self.taken = set(names.values())
        self.counts: Counter[str] = Counter()  # of the names given here, by what they begin with
        self.before: list[tuple[str, str]] = []  # such statements: a name, and what it is
        self.known: dict[str, str] = {}  # by its text, the name of what has been computed
        self.repeated: dict[int, str] = {}  # by its identity, the name of a part of several formulas, once it has one
        self.helpers: dict[str, str] = {}  # the functions that the program calls, with their definitions

    def computed(self, value: Value) -> str:
        """What the op of a value computes from its inputs."""
        assert value.op is not None
        text, _ = self.applied(value.op, [self.term(x if type(x) is float else Symbol(x)) for x in value.inputs])
        if re.fullmatch(A_CALL, text):
            self.known[text[1:-1]] = self.names[value]
            return text[1:-1]
        return self.with_calls_before(text)

    def drained(self) -> list[tuple[str, str]]:
        """The statements that have to come before what has been written last."""
        before, self.before = self.before, []
        return before

    def partials(self, value: Value, terms: Sequence[Term | None]) -> list[Text | None]:
        """The formulas of the partials of a value with respect to its inputs as source; None for a constant."""
        self.repeated = dict.fromkeys(repeated(terms), "") if value.op and value.op.all_partials else {}
        texts = [None if term is None else self.term(term) for term in terms]
        return [text and (self.with_calls_before(text[0]), text[1]) for text in texts]

    def term(self, term: Term) -> Text:
        """A formula as source, and how tightly it binds."""
        if not isinstance(term, Symbol):
            return SOURCE.literal(term)
        if term.op is None:
            return self.names[term.data], WHOLE
        if self.repeated.get(id(term)):
            return self.repeated[id(term)], WHOLE
        text = self.applied(term.op, [self.term(x) for x in term.inputs])
        if id(term) in self.repeated:
            self.repeated[id(term)] = self.hoisted(self.with_calls_before(text[0]))
            return self.repeated[id(term)], WHOLE
        return text

    def applied(self, op: Op, parts: Sequence[Text]) -> Text:
        """An op applied to pieces of source."""
        if op.spelled_out:
            return self.spelled_out(in_symbols(op, len(parts)), parts)
        words = function_source(op.forward)
        if words.text == "-{0}":
            return SOURCE.negated(parts[0])
        if words.text == f"{{0}} {op.sign} {{1}}" or (op.form == "power" and is_real_power(*parts)):
            return SOURCE.joined(op.sign, *parts)
        self.helpers |= words.helpers
        if words.binding == CHOICE:  # what is called there may be undefined where it is not chosen
            parts = [(text.translate(WITHOUT_MARKS), binding) for text, binding in parts]
        last = len(words.uses) - 1
        texts = [
            SOURCE.at_least(WHOLE, part) if min(i, last) in words.beside_signs else part[0]
            for i, part in enumerate(parts)
        ]
        for i, uses in enumerate(words.uses[: None if words.takes_any else len(texts)]):
            if uses > 1 and parts[i][1] < NEGATION:
                texts[i] = self.hoisted(self.with_calls_before(texts[i]))
        text = words.filled(texts)
        return text.translate(WITHOUT_MARKS) if words.binding == CHOICE else text, words.binding

    def spelled_out(self, term: Any, parts: Sequence[Text]) -> Text:
        """A formula, with a text for each of its inputs; a long sum in several statements."""
        if not isinstance(term, Symbol):
            return SOURCE.literal(term) if type(term) is float else (str(term), WHOLE)
        if term.op is None:
            return parts[term.data]
        if not is_addition(term):
            return self.applied(term.op, [self.spelled_out(x, parts) for x in term.inputs])
        terms: list[Any] = []
        while is_addition(term):
            term, last = term.inputs
            terms.append(last)
        return self.added([self.spelled_out(each, parts) for each in [term, *reversed(terms)]])

    def added(self, terms: Sequence[Text]) -> Text:
        """The sum of some terms, from left to right; of many, in several statements."""
        here = list(terms[:TERMS])
        for i in range(TERMS, len(terms), TERMS):
            here = [(self.hoisted(self.with_calls_before(total(here)[0])), WHOLE), *terms[i : i + TERMS]]
        return total(here)

    def with_calls_before(self, text: str) -> str:
        """The text with a name for each marked call, which stands for it in a statement before."""
        while CALL[0] in text:
            text = re.sub(A_CALL, lambda match: self.hoisted(match[1]), text)
        return re.sub(r"\bint\((\d+)\.0\)", r"\1", text) if "int(" in text else text

    def hoisted(self, text: str) -> str:
        """The name of what the text computes, in a statement before."""
        if text not in self.known:
            function = re.match(r"\w+(?=\()", text)
            stem = function[0] if function else "t"
            self.counts[stem] += 1
            while f"{stem}{self.counts[stem]}" in self.taken:
                self.counts[stem] += 1
            self.known[text] = f"{stem}{self.counts[stem]}"
            self.taken.add(self.known[text])
            self.before.append((self.known[text], text))
        return self.known[text]


@functools.lru_cache(maxsize=256)
def in_symbols(op: Op, n: int) -> Any:
    """What an op that is spelled out computes from n inputs, which are symbols for 0, 1, ..., n - 1."""
    return op.forward(*map(Symbol, range(n)))


def is_addition(term: Any) -> bool:
    """Whether a formula is x + y; what its op computes says so, not how it is written."""
    return isinstance(term, Symbol) and term.op is not None and function_source(term.op.forward).text == "{0} + {1}"


WITHOUT_MARKS = str.maketrans("", "", "".join(CALL))
A_CALL = f"{CALL[0]}([^{CALL[0]}{CALL[1]}]*){CALL[1]}"


def is_real_power(base: Text, exponent: Text) -> bool:
    """Whether a power can be written with ** alone: not if it might become a complex number."""
    is_whole = re.fullmatch(r"-?\d+\.0", exponent[0]) is not None
    return is_whole or re.fullmatch(r"\d+\.\d+", base[0]) is not None


def total(terms: Sequence[Text]) -> Text:
    """The sum of some terms, from left to right."""
    if len(terms) < 2:
        return terms[0] if terms else ("0.0", WHOLE)
    return " + ".join([SOURCE.at_least(SUM + (i > 0), term) for i, term in enumerate(terms)]), SUM


def repeated(terms: Iterable[Any]) -> set[int]:
    """The identities of the formulas that stand in more than one place among these."""
    met: set[int] = set()
    twice: set[int] = set()
    waiting = list(terms)
    while waiting:
        term = waiting.pop()
        if isinstance(term, Symbol) and term.op is not None:
            (twice if id(term) in met else met).add(id(term))
            if id(term) not in twice:
                waiting += term.inputs
    return twice
