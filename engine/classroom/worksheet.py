"""Backpropagation on paper: `worksheet`, and `exercise`, which makes graphs with friendly numbers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from engine import modes
from engine.files import write_file
from engine.steps.backward_steps import backward_steps, grads_of, summed
from engine.steps.explain import Explainer
from engine.steps.formula import Symbol, symbolic_partials
from engine.steps.names import unique_names, variable_names
from engine.steps.notation import BRACKETS, Notation
from engine.steps.order import order_of
from engine.steps.staleness import check_unchanged
from engine.text import described
from engine.value import Value

LARGEST_SHEET = 40  # ops: a graph with more is too much for a sheet of paper
FRIENDLY = [-4, -3, -2, -1, 1, 2, 3, 4]
LARGEST_FRIENDLY = 60  # the size of a number that is still friendly
DRAWS = 1000
BLANK = "_____"
ROOMY_UP_TO = 12  # steps of the backward pass: then a page has room for boxes that are high enough for a pen
TITLES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

SHEET_STYLE = """
@page { margin: 14mm; }
:root { color-scheme: light dark; font: 10.5pt/1.35 system-ui, sans-serif; }
body { max-width: 180mm; margin: 0 auto; color: var(--ink); background: var(--paper); }
h1 { font-size: 15pt; } h2 { font-size: 12pt; margin: 1em 0 0.2em; }
header { display: flex; justify-content: space-between; }
figure { margin: 0; } figure svg { width: 100%; max-height: 62mm; }
table { border-collapse: collapse; }
td { padding: 1.5pt 6pt 1.5pt 0; }
.passes { display: flex; flex-wrap: wrap; gap: 0 8mm; font-size: 9.5pt; }
.passes > div { max-width: 100%; } .passes h2 { width: 0; min-width: 100%; }
td.box { border: 1pt solid currentColor; min-width: 22mm; padding-left: 4pt; }
.roomy > .passes td.box { height: 7mm; }
.rules { border: 1pt solid currentColor; padding: 4pt 9pt; break-inside: avoid; } .rules p { margin: 2pt 0; }
code { font-family: ui-monospace, Menlo, Consolas, monospace; } tr { break-inside: avoid; }
.key { break-before: page; } .key .passes { font-size: 8pt; gap: 0 5mm; }
.key td { padding-right: 2pt; } .key td.box { min-width: 9mm; }
"""


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A page to print: a sheet to fill in, and its answer key on a page of its own."""

    html: str

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page, and return the path. Raises OSError if that is not possible."""
        path = Path(path)
        write_file(path, self.html)
        return path

    def __repr__(self) -> str:
        return f"Worksheet | a page of {len(self.html):,} characters, to be written with .save('sheet.html')"

    def _repr_html_(self) -> str:
        return f'<iframe srcdoc="{escape(self.html)}" width="100%" height="600"></iframe>'


def worksheet(output: Value, *, seed: int | None = None, names: Mapping[str, Any] | None = None) -> Worksheet:
    """The backpropagation of a graph as a sheet to fill in: the graph, a box for each step, the rules, the answers.

    With a seed the leaves get other numbers, small whole ones: seeds 0, 1, 2, ... are the versions A, B, C, ...

    Raises ValueError for a graph too large for a sheet, and without a seed if data has changed since the forward pass.

    >>> sheet = worksheet(exercise("neuron"), seed=1)
    >>> "Version B" in sheet.html
    True
    """
    if not isinstance(output, Value):
        raise TypeError(f"worksheet takes a Value, got {described(output)}; exercise('neuron') makes one")
    order = order_of(output)
    ops = [value.op for value in order if value.op]
    if not 0 < len(ops) <= LARGEST_SHEET:
        raise ValueError(
            f"a worksheet has room for 1 to {LARGEST_SHEET} ops, this graph has {len(ops)}; draw it instead"
        )
    known = {value: name for value, name in variable_names(names).items() if value in set(order)}
    if seed is None:
        check_unchanged(order)
    else:
        output, known = with_friendly_numbers(output, known, Random(seed))
    version = "" if seed is None else f"Version {TITLES[seed % len(TITLES)]}{seed // len(TITLES) or ''}"
    return Worksheet("".join(sheet(output, known, version)))


def exercise(level: str, seed: int = 0) -> Value:
    """A graph with friendly numbers to practise on: "gate", "fork", "neuron" or "layers", from easy to hard.

    >>> exercise("fork").label
    'y'
    """
    if level not in LEVELS:
        raise ValueError(f"unknown level {level!r}; choose from {', '.join(map(repr, LEVELS))}")
    names, build = LEVELS[level]
    output = build(*[Value(1.0, name) for name in names.split()])
    output.label = "y"
    return with_friendly_numbers(output, {}, Random(seed))[0]


def fork(a: Value, b: Value, c: Value) -> Value:
    """a is used twice, so that two contributions arrive at it."""
    u, v = a * b, a + c
    u.label, v.label = "u", "v"
    return u * v


def neuron(w1: Value, x1: Value, w2: Value, x2: Value, b: Value) -> Value:
    """A neuron with the activation relu."""
    z = w1 * x1 + w2 * x2 + b
    z.label = "z"
    return z.relu()


def layers(x: Value, w1: Value, w2: Value, w3: Value, w4: Value, b: Value) -> Value:
    """Two hidden neurons and one on top of them."""
    h1, h2 = (w1 * x).relu(), (w2 * x).relu()
    h1.label, h2.label = "h1", "h2"
    return w3 * h1 + w4 * h2 + b


LEVELS: dict[str, tuple[str, Any]] = {
    "gate": ("a b", lambda a, b: a * b),
    "fork": ("a b c", fork),
    "neuron": ("w1 x1 w2 x2 b", neuron),
    "layers": ("x w1 w2 w3 w4 b", layers),
}


def with_friendly_numbers(output: Value, names: Mapping[Value, str], rng: Random) -> tuple[Value, dict[Value, str]]:
    """The same graph at small whole numbers, with gradients that are worth the work, and its names."""
    order = order_of(output)
    for attempt in range(DRAWS):
        copies: dict[Value, Value] = {}
        numbers_left = iter(rng.sample(FRIENDLY, len(FRIENDLY)))  # no two leaves are the same, if there are enough
        with modes.Switch(ieee=True, recording=True, anomaly=False):
            for value in order:
                if value.op is None:
                    copies[value] = Value(next(numbers_left, None) or rng.choice(FRIENDLY), value.label)
                else:
                    copies[value] = value.op(*[x if type(x) is float else copies[x] for x in value.inputs])
                    copies[value].label = value.label
        copy = copies[output]
        numbers = [*[value.data for value in copies.values()], *[step.after for step in backward_steps(copy)]]
        dull = sum(step.contribution == 0 for step in backward_steps(copy)) > attempt / DRAWS * len(numbers)
        if not dull and all(abs(x) <= LARGEST_FRIENDLY and (x % 1 == 0 or attempt > DRAWS / 2) for x in numbers):
            return copy, {copies[value]: name for value, name in names.items()}
    raise ValueError(f"no friendly numbers were found for {output!r}; give it numbers of your own, without a seed")


# --- the sheet --------------------------------------------------------------------------------------------------------


def sheet(output: Value, names: Mapping[Value, str], version: str) -> Iterator[str]:
    explainer = Explainer(output, unique_names(order_of(output), names), Notation())
    title = "Backpropagation by hand" + (f" · {version}" if version else "")
    yield f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
    roomy = " roomy" * (len(list(backward_steps(output))) <= ROOMY_UP_TO)
    yield f'<style>{SHEET_STYLE}</style>\n<body class="chainrule{roomy}">\n'
    yield f"<header><h1>{escape(title)}</h1><p>Name: ________________________</p></header>\n"
    yield from pass_sheet(explainer, names, blank=True)
    yield f'<section class="key">\n<h1>Answers{f" · {version}" if version else ""}</h1>\n'
    yield from pass_sheet(explainer, names, blank=False)
    yield "</section>\n</html>\n"


def pass_sheet(explainer: Explainer, names: Mapping[Value, str], blank: bool) -> Iterator[str]:
    """The graph, and a table for each pass, with boxes to fill in or with the answers."""
    output = explainer.output
    yield f"<figure>{picture(output, names, blank)}</figure>\n"
    if blank:
        yield f'<div class="rules"><p><b>Rules</b></p>\n{rules(explainer.order)}</div>\n'
    numbers = count(1)
    yield '<div class="passes">\n<div>\n<h2>Forward: compute each value</h2>\n<table>\n'
    for line in explainer.forward():
        yield table_line(next(numbers), f"{line.target} = {line.rule}", f"= {line.numbers} =", line.result, blank)
    yield "</table>\n<h2>In the end: the gradient of each leaf</h2>\n<table>\n"
    for grad, arrived, total in explainer.gradients():
        yield table_line(None, f"{grad} =", summed(arrived).strip(), total, blank)
    yield "</table>\n</div>\n<div>\n<h2>Backward: what is added to each grad</h2>\n<table>\n"
    yield table_line(next(numbers), f"{explainer.grad(output)} =", "", "1", blank)
    for step in backward_steps(output):
        line = explainer.passed(step)
        rule = f"{explainer.grad(step.node)} * {BLANK}" if blank else line.rule
        yield table_line(next(numbers), f"{line.target} += {rule}", f"= {line.numbers} =", line.result, blank)
    yield "</table>\n</div>\n</div>\n"


def table_line(number: int | None, rule: str, numbers: str, result: str, blank: bool) -> str:
    """A row of a table: its number, a formula, and a box with the result or for it."""
    cells = [f"<td>{number or ''}</td>", f'<td class="rule"><code>{escape(rule)}</code></td>']
    cells += [] if blank else [f"<td><code>{escape(numbers)}</code></td>"]
    return f'<tr>{"".join(cells)}<td class="box"><code>{"&nbsp;" if blank else escape(result)}</code></td></tr>\n'


def picture(output: Value, names: Mapping[Value, str], blank: bool) -> str:
    """The graph with blanks for all that is to be found, or with everything."""
    from engine.pictures.scene import scene_of
    from engine.pictures.svg import svg_text
    from engine.pictures.view import everything

    scene = scene_of(everything(output), unique_names(order_of(output), names), None, grads_of(output))
    if blank:
        for line in [
            line for node in scene.nodes if node.kind == "value" for line in node.lines if line.role == "data"
        ]:
            line.text = f"data {BLANK}"
        for line in [line for node in scene.nodes for line in node.lines if line.role == "grad"]:
            line.text = f"grad {BLANK}"
        for edge in scene.edges:
            edge.weight = 0.0  # whose hue and width would tell
            edge.tooltip = ""
            for line in edge.lines:
                line.text = f"{line.text.split()[0]} {BLANK}"
        for node in scene.nodes:
            node.tooltip = ""
        scene.sentences = ["The graph of the exercise."]
        scene.legend = []
    return svg_text(scene)  # the built-in layout draws operands in the order in which they are written


def rules(order: list[Value]) -> str:
    """The local derivatives of the ops of a graph, each op once."""
    names = "xyz"
    lines = {}
    for node in order:
        if node.op is None or node.op.name in lines or len(node.inputs) > len(names):
            continue
        symbols = [Symbol(Value(1.0, name)) for name in names[: len(node.inputs)]]
        out = Value(1.0, "out")
        write, label = Notation().write, lambda value: value.label
        derivatives = symbolic_partials(node.op, symbols, symbols, Symbol(out))
        parts = [f"∂out/∂{name} = {write(partial, label)}" for name, partial in zip(names, derivatives)]
        lines[node.op.name] = f"out = {write(Symbol(op=node.op, inputs=symbols), label)}: {', '.join(parts)}"
    if any("[" in line for line in lines.values()):
        lines["brackets"] = BRACKETS
    lines["chain"] = "input.grad += output.grad * local derivative (+=, for a value may be used more than once)"
    return "".join(f"<p><code>{escape(line)}</code></p>\n" for line in lines.values())
