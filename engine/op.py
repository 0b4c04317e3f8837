"""What a row of the table of calculus is: `Op`."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.operands import real

Rule = Callable[..., Any]
UNDEFINED = (ArithmeticError, ValueError)  # what Python's floats raise where an op is not defined
TABLE: dict[str, Op] = {}  # every row, by name


@dataclass(frozen=True, slots=True, eq=False)
class Op:
    """One row of the table: an op, its derivative, and how it is written.

    An op of one, two or three inputs has a rule for each in `partials`, called with the inputs and the output. An op of
    any number has one rule for all in `all_partials`, called with the sequence of the inputs and the output: O(n).
    """

    name: str
    forward: Rule
    partials: tuple[Rule, ...] = ()
    all_partials: Callable[[Sequence[Any], Any], Sequence[Any]] | None = None
    sign: str = ""  # how it is written between or before its inputs; without one, as a call: `tanh(a)`
    form: str = ""  # how it is set in print, where not as a call: a "power", a "root", "equal", ...
    domain: str = ""  # what the inputs must satisfy, in words
    beyond: Rule = lambda *inputs: math.nan  # what IEEE arithmetic gives where `forward` raises
    piece: Rule = lambda *inputs: None  # which smooth piece of the op the inputs are on; the kinks are where it changes
    bound: Rule = lambda *magnitudes: math.inf  # what its magnitude is at most, of the magnitudes of the inputs
    fixed: int | None = None  # the input that must be a plain number for the bound to hold, and is given with its sign
    gate: bool = False  # where it is 0, nothing passes back through it
    spelled_out: bool = False  # `forward` is nothing but + * /, on numbers of any kind: it can be written out
    pairs: bool = False  # it multiplies the first half of its inputs by the second; a last one is a bias

    def __post_init__(self) -> None:
        known = TABLE.get(self.name)
        if known and not known.forward.__module__ == self.forward.__module__ == "__main__":  # as of a cell run again
            raise ValueError(f"there is an op named {self.name!r} already")
        takes = getattr(getattr(self.forward, "__code__", None), "co_argcount", 0)  # functions of C do not tell
        if takes and self.partials and takes != len(self.partials):
            raise ValueError(f"{self.name} takes {takes} input(s), and has a partial for {len(self.partials)}")
        TABLE[self.name] = self

    def __call__(self, *inputs: Any) -> Any:
        """This op at the inputs: a float if they are plain numbers, a Value if one of them is a Value."""
        if self.partials and len(inputs) != len(self.partials):
            raise TypeError(f"{self.name} takes {len(self.partials)} input(s), got {len(inputs)}")
        for x in inputs:
            if type(x) is not float and hasattr(x, "__apply__"):
                return x.__apply__(self, inputs)
        at = [real(x) for x in inputs]
        try:
            return self.forward(*at)
        except UNDEFINED as error:
            raise type(error)(self.complaint(error, at)) from None

    def __repr__(self) -> str:
        return f"<op {self.name}>"

    def __reduce__(self) -> Any:
        return row, (self.name,)  # a copy of a row is the row itself

    def partials_at(self, inputs: Sequence[Any], at: Sequence[Any], out: Any) -> tuple[Any, ...]:
        """The partial with respect to each input, at numbers or at Values; None for an input that is a plain number."""
        if self.all_partials is not None:
            partials = self.all_partials(at, out)
            if float not in map(type, inputs):
                return tuple(partials)
            return tuple([None if type(x) is float else partial for x, partial in zip(inputs, partials)])
        return tuple([None if type(x) is float else rule(*at, out) for x, rule in zip(inputs, self.partials)])

    def ieee(self, at: Sequence[float]) -> float:
        """The op at these numbers in IEEE arithmetic: inf or nan where floats raise."""
        try:
            return self.forward(*at)
        except UNDEFINED:
            return self.beyond(*at)

    def written(self, terms: Sequence[str]) -> str:
        """The op applied to terms, as Python writes it."""
        if not self.sign:
            return f"{self.name}({', '.join(terms)})"
        terms = [f"({term})" if term.startswith("-") else term for term in terms]
        return f" {self.sign} ".join(terms) if len(terms) == 2 else self.sign + terms[0]

    def complaint(self, error: Exception, at: Sequence[float]) -> str:
        """Why the op has no value at these numbers, in one sentence."""
        call = self.written([str(x) for x in at])
        if isinstance(error, OverflowError):
            return f"{call} overflows: the result is too large for a float"
        if isinstance(error, ZeroDivisionError):
            return f"{call} is undefined: division by zero"
        return f"{call} is undefined: {self.name} needs {self.domain}"


def row(name: str) -> Op:
    """The op of this name, for a pickle, which names ops."""
    return TABLE[name]
