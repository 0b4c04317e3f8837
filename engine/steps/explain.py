"""The forward and the backward pass of a graph, in formulas: `explain`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from engine.steps.backward_steps import Step, accumulated, backward_steps, summed
from engine.steps.formula import Symbol, Term, computation, partial_formulas
from engine.steps.names import unique_names, variable_names
from engine.steps.notation import BRACKETS, LaTeX, MathML, Notation
from engine.steps.order import order_of
from engine.steps.paths import paths
from engine.steps.staleness import check_unchanged
from engine.text import described
from engine.value import Value


@dataclass(slots=True)
class Statement:
    """One line of an explanation: a rule in symbols, the same with its numbers, and the result."""

    target: str  # what gets the result: `e`, or `a.grad`
    sign: str  # "=" in the forward pass, "+=" in the backward pass
    rule: str
    numbers: str
    result: str


class Explainer:
    """Statements about the graph of an output, in a notation."""

    def __init__(self, output: Value, names: Mapping[Value, str], notation: Notation, wrt: Value | None = None) -> None:
        self.output = output
        self.order = order_of(output)
        self.told = set(self.order if wrt is None else paths(wrt, output).values)  # the values that are spoken of
        self.wrt = wrt
        self.names = names
        self.notation = notation
        self.node: Value | None = None  # the one at hand, and the formulas of its partials
        self.partials: list[Term | None] = []

    @property
    def has_branches(self) -> bool:
        """Whether a partial of this graph has a condition in it."""
        return any(has_condition(term) for node in self.told if node.op for term in partial_formulas(node))

    def name(self, value: Value) -> str:
        return self.notation.name(self.names[value])

    def grad(self, value: Value) -> str:
        return self.notation.grad(self.name(value), self.name(self.output))

    def computed(self, node: Value) -> Statement:
        formula, write = computation(node), self.notation.write
        rule, numbers = write(formula, self.names.__getitem__), write(formula, data_behind)
        return Statement(self.name(node), "=", rule, numbers, self.notation.number(node.data))

    def passed(self, step: Step) -> Statement:
        """What a step of the backward pass adds to a grad: upstream * local derivative."""
        if self.node is not step.node:
            self.node, self.partials = step.node, partial_formulas(step.node)
        partial = self.partials[step.index]
        assert partial is not None
        times, upstream = self.notation.times, self.notation.number(step.upstream)
        rule = times(self.grad(step.node), partial, self.names.__getitem__)
        numbers = times(upstream, partial, data_behind)
        if isinstance(partial, Symbol) and partial.op:  # a formula of its own: say what it gives
            numbers += f" {self.notation.equal} {times(upstream, step.partial, data_behind)}"
        return Statement(self.grad(step.input), "+=", rule, numbers, self.notation.number(step.contribution))

    def forward(self) -> Iterator[Statement]:
        """The forward pass: how each node was computed."""
        return (self.computed(node) for node in self.order if node.op and node in self.told and node is not self.wrt)

    def backward(self) -> Iterator[tuple[Statement, list[Statement]]]:
        """The backward pass: for each node, how it was computed, and what it adds to the grads of its inputs."""
        for node, steps in groupby(backward_steps(self.output), lambda step: step.node):
            if node in self.told and node is not self.wrt:
                yield self.computed(node), [self.passed(step) for step in steps if step.input in self.told]

    def gradients(self) -> Iterator[tuple[str, list[str], str]]:
        """The grad of each leaf, or of the one value asked for, and the contributions that it is the sum of."""
        arrived: dict[Value, list[float]] = {}
        for step in backward_steps(self.output):
            if step.input is self.wrt or (self.wrt is None and step.input.op is None):
                arrived.setdefault(step.input, []).append(step.contribution)
        for value in self.order:
            if value in arrived:
                number = self.notation.number
                yield self.grad(value), [number(x) for x in arrived[value]], number(accumulated(arrived[value]))


def has_condition(term: Term | None) -> bool:
    if not isinstance(term, Symbol) or term.op is None:
        return False
    return term.op.form in ("positive", "equal") or any(map(has_condition, term.inputs))


def data_behind(value: Value) -> float:
    """The number that stands for a value in a formula with numbers."""
    return value.data


def explain(
    output: Value, format: str = "text", *, wrt: Value | None = None, names: Mapping[str, Any] | None = None
) -> str:
    """The forward and the backward pass, each multiplication as a rule in symbols, with its numbers, and its result.

    `format` is "text", "markdown", "latex" (for amsmath's align*) or "html" (a page with MathML). `wrt` restricts the
    explanation to what leads from one value to the output. `names=locals()` names values without a label.

    Raises ValueError for another format, for a `wrt` that the output was not computed from, and if data has changed
    since the forward pass.

    >>> x = Value(3.0, "x")
    >>> print(explain(x * x + 1.0))
    forward pass
      v1 = x * x = 3 * 3 = 9
      v2 = v1 + 1 = 9 + 1 = 10
    <BLANKLINE>
    backward pass, from v2.grad = 1
      v2 = v1 + 1
        v1.grad += v2.grad * 1 = 1 * 1 = 1
      v1 = x * x
        x.grad += v1.grad * x = 1 * 3 = 3
        x.grad += v1.grad * x = 1 * 3 = 3
    <BLANKLINE>
    gradients
      x.grad = 3 + 3 = 6
    """
    if not isinstance(output, Value):
        raise TypeError(f"explain takes a Value, got {described(output)}")
    if format not in EXPLANATION_FORMATS:
        raise ValueError(f"unknown format {format!r}; choose from {', '.join(map(repr, EXPLANATION_FORMATS))}")
    notation, write = EXPLANATION_FORMATS[format]
    explainer = Explainer(output, unique_names(order_of(output), variable_names(names)), notation, wrt)
    check_unchanged(explainer.order)
    return Explanation("".join(write(explainer)))


class Explanation(str):
    """A text that shows itself as it is, at the end of a cell too, and not in quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


# --- formats ----------------------------------------------------------------------------------------------------------


def text(explainer: Explainer) -> Iterator[str]:
    yield "forward pass\n"
    for line in explainer.forward():
        yield f"  {line.target} = {line.rule} = {line.numbers} = {line.result}\n"
    yield f"\nbackward pass, from {explainer.grad(explainer.output)} = 1\n"
    for node, lines in explainer.backward():
        yield f"  {node.target} = {node.rule}\n"
        for line in lines:
            yield f"    {line.target} += {line.rule} = {line.numbers} = {line.result}\n"
    yield f"  {BRACKETS}\n" if explainer.has_branches else ""
    yield "\ngradients"
    for grad, arrived, result in explainer.gradients():
        yield f"\n  {grad} = {summed(arrived)}{result}"


def markdown(explainer: Explainer) -> Iterator[str]:
    """The explanation as Markdown: a table for each pass."""
    yield "### Forward pass\n\n| value | rule | with its numbers | result |\n|---|---|---|---|\n"
    for line in explainer.forward():
        yield table_row(line.target, line.rule, line.numbers, line.result)
    yield f"\n### Backward pass, from {in_code(explainer.grad(explainer.output))} = 1\n"
    yield "\n| through | grad | rule | with its numbers | result |\n|---|---|---|---|---|\n"
    for node, lines in explainer.backward():
        for line in lines:
            yield table_row(f"{node.target} = {node.rule}", line.target, f"+= {line.rule}", line.numbers, line.result)
    yield f"\n{BRACKETS}\n" if explainer.has_branches else ""
    yield "\n### Gradients\n\n| grad | is the sum of | |\n|---|---|---|\n"
    for grad, arrived, result in explainer.gradients():
        yield table_row(grad, " + ".join(arrived), result)


def latex(explainer: Explainer) -> Iterator[str]:
    """The explanation as LaTeX, for the package amsmath."""
    forward = [rf"{line.target} &= {line.rule} = {line.numbers} = {line.result}" for line in explainer.forward()]
    start = rf"{explainer.grad(explainer.output)} &= 1"
    backward = [
        rf"{line.target} &\mathrel{{+}}= {line.rule} = {line.numbers} = {line.result}"
        for _, lines in explainer.backward()
        for line in lines
    ]
    gradients = [rf"{grad} &= {summed(arrived)}{result}" for grad, arrived, result in explainer.gradients()]
    for title, lines in {"Forward pass": forward, "Backward pass": [start, *backward], "Gradients": gradients}.items():
        body = " \\\\\n  ".join(lines)
        yield f"% {title}\n\\begin{{align*}}\n  {body}\n\\end{{align*}}\n" if lines else ""


def html(explainer: Explainer) -> Iterator[str]:
    """The explanation as a page of HTML with MathML."""
    title = f"Backpropagation of {escape(explainer.names[explainer.output])}"
    yield f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{title}</title>\n{EXPLANATION_STYLE}'
    yield f"<h1>{title}</h1>\n"
    yield "<h2>Forward pass</h2>\n<table>\n"
    for line in explainer.forward():
        yield math_row(line.target, "=", line.rule, line.numbers, line.result)
    yield f"</table>\n<h2>Backward pass, from {math(explainer.grad(explainer.output))} = 1</h2>\n"
    for node, lines in explainer.backward():
        yield f"<h3>through {math(f'{node.target}<mo>=</mo>{node.rule}')}</h3>\n<table>\n"
        for line in lines:
            yield math_row(line.target, "+=", line.rule, line.numbers, line.result)
        yield "</table>\n"
    yield f"<p>{BRACKETS}</p>\n" if explainer.has_branches else ""
    yield "<h2>Gradients</h2>\n<table>\n"
    for grad, arrived, result in explainer.gradients():
        several = [] if len(arrived) == 1 else ["<mo>+</mo>".join(arrived)]
        yield math_row(grad, "=", *several, result)
    yield "</table>\n</html>\n"


EXPLANATION_FORMATS: dict[str, tuple[Notation, Callable[[Explainer], Iterator[str]]]] = {
    "text": (Notation(), text),
    "markdown": (Notation(), markdown),
    "latex": (LaTeX(), latex),
    "html": (MathML(), html),
}
EXPLANATION_STYLE = """<style>
:root { color-scheme: light dark; font: 1.1rem/1.6 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
td { padding: 0.3rem 0.6rem 0.3rem 0; vertical-align: middle; }
h3 { font-weight: normal; margin: 1rem 0 0; }
</style>
"""


def in_code(text: str) -> str:
    """Text as code in a table of Markdown, whatever is in it."""
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if fence != "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}".replace("|", "\\|")


def table_row(*cells: str) -> str:
    """A row of a table of Markdown."""
    return f"| {' | '.join(map(in_code, cells))} |\n"


def math(formula: str) -> str:
    return f"<math>{formula}</math>"


def math_row(target: str, sign: str, *parts: str) -> str:
    """A row of a table of formulas, each part equal to the one before."""
    cells = [math(target), f"<math><mo>{sign}</mo>{parts[0]}</math>", *[math(f"<mo>=</mo>{x}") for x in parts[1:]]]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"
