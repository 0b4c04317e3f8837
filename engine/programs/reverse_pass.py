"""The backward pass with the contributions to each grad gathered into one expression: the same bits, and faster."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from engine.programs.statements import ProgramLine
from engine.programs.writer import TERMS, Writer
from engine.steps.formula import partial_formulas
from engine.steps.notation import NEGATION, SOURCE, SUM, WHOLE, Text

if TYPE_CHECKING:
    from engine.value import Value


class ReversePass:
    """Writes the backward pass of a graph, from the grads that are known already."""

    def __init__(self, writer: Writer, wanted: Collection[Value]) -> None:
        self.writer = writer
        self.wanted = wanted  # the values whose grads are needed
        self.arrived: dict[Value, list[Text]] = {}  # what has flowed back to each, in order

    def backward(self, order: Sequence[Value]) -> list[ProgramLine]:
        """The statements that pass what has arrived back through these values."""
        statements: list[ProgramLine] = []
        for node in reversed(order):
            if node.op is not None and node in self.arrived:
                statements += self.passed(node)
        return statements

    def grads(self, values: Sequence[Value]) -> tuple[list[ProgramLine], list[str]]:
        """The grads of these values, once all has flowed back, and the statements that compute them."""
        statements: list[ProgramLine] = []
        texts = []
        for value in values:
            before, (text, _) = self.grad(value)
            statements += before
            texts.append(text)
        return statements, texts

    def passed(self, node: Value) -> list[ProgramLine]:
        """The statements that pass the grad of a node on to its inputs."""
        statements, upstream = self.grad(node)
        partials = self.writer.partials(node, partial_formulas(node))
        statements += [ProgramLine(*pair) for pair in self.writer.drained()]
        for x, partial in zip(node.inputs, partials):
            if partial is not None and x in self.wanted:
                self.arrived.setdefault(x, []).append(contribution_text(upstream, partial))
        return statements

    def grad(self, value: Value, name: str = "") -> tuple[list[ProgramLine], Text]:
        """The grad of a value, and the statements that compute it, under a name if need be."""
        terms = self.arrived.get(value, [("0.0", WHOLE)])
        if len(terms) == 1 and terms[0][1] in (WHOLE, NEGATION) and "(" not in terms[0][0] and "[" not in terms[0][0]:
            return [], terms[0]
        name = name or f"d_{self.writer.names[value]}"
        statements = []
        for i in range(0, len(terms), TERMS):
            before = [(name, WHOLE)] if i else []
            statements.append(ProgramLine(name, summed_contributions([*before, *terms[i : i + TERMS]])))
        self.arrived[value] = [(name, WHOLE)]
        return statements, (name, WHOLE)


def summed_contributions(terms: Sequence[Text]) -> str:
    """The sum of what has arrived, in its order."""
    text = SOURCE.at_least(SUM, terms[0])
    for term in terms[1:]:
        text += f" - {term[0][1:]}" if term[1] == NEGATION else f" + {SOURCE.at_least(SUM + 1, term)}"
    return text


def contribution_text(upstream: Text, partial: Text) -> Text:
    """A contribution: upstream times partial; one that is 1 or -1 need not be written."""
    for one, other in ((upstream, partial), (partial, upstream)):
        if one[0] == "1.0":
            return other
        if one[0] == "-1.0":
            return (other[0][1:], WHOLE) if other[1] == NEGATION else SOURCE.negated(other)
    return SOURCE.joined("*", upstream, partial)
