"""What the program writes for a few lecture graphs, as somebody has looked at it and found it right.

`python -m tests.golden_files` writes the files again: look at every change before it is committed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine import Value, draw, explain, to_source, topological_order
from engine.pictures.svg import svg_text
from tests import graphs

FOLDER = Path(__file__).parent / "golden"


def backpropagated(graph):
    """The output of a graph, after its backward pass."""
    output = graph()
    output.backward()
    return output


def leaves_of(output: Value) -> list[Value]:
    """The values that a graph starts from."""
    return [value for value in topological_order(output) if value.op is None]


def source(graph: Callable[[], Value]) -> str:
    """A graph as a program of its leaves."""
    output = graph()
    return to_source(output, leaves_of(output))


LECTURES = {
    "lecture": graphs.lecture,
    "neuron": graphs.neuron,
    "diamond": graphs.diamond,
    "twice": graphs.twice,
    "batch": graphs.batch,
}
FILES: dict[str, Callable[[], str]] = {
    **{f"{name}.svg": lambda graph=graph: draw(backpropagated(graph)).svg() for name, graph in LECTURES.items()},
    **{
        f"{name}_builtin.svg": lambda graph=graph: svg_text(draw(backpropagated(graph)).scene)
        for name, graph in LECTURES.items()
        if name != "batch"  # a network is always drawn with the built-in layout
    },
    **{
        f"{name}.{ending}": lambda graph=LECTURES[name], format=format: explain(graph(), format)
        for name in ("lecture", "neuron", "diamond")
        for format, ending in {"text": "txt", "markdown": "md", "latex": "tex", "html": "html"}.items()
    },
    **{
        f"{name}_source.txt": lambda graph=LECTURES[name]: source(graph)
        for name in ("lecture", "neuron", "diamond", "twice")
    },
    "lecture_forward.svg": lambda: draw(graphs.lecture()).svg(),
}

if __name__ == "__main__":
    for name, text in FILES.items():
        (FOLDER / name).write_text(text(), encoding="utf-8", newline="\n")
        print(FOLDER / name)
