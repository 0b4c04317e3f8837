"""The picture of a computation graph: `draw`."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from engine.graph import topological_order
from engine.text import made_at
from engine.value import Value

if TYPE_CHECKING:
    from graphviz import Digraph

FORWARD, BACKWARD = "#0072B2", "#D55E00"  # blue and orange, told apart by colour-blind eyes too


FORMATS = ("svg", "png", "pdf", "dot")


class Drawing:
    """A picture of a graph, to be saved or shown in a notebook; `graphviz` is its source, to be styled at will."""

    def __init__(self, graphviz: Digraph) -> None:
        self.graphviz = graphviz

    def save(self, path: str | Path) -> Path:
        """Write the picture, in the format that the path ends in (.svg, .png, .pdf or .dot), and return the path.

        Raises ValueError for another ending, FileNotFoundError if the folder or the `dot` program is missing.
        """
        path = Path(path)
        picture_format = path.suffix[1:].lower()
        if picture_format not in FORMATS:
            raise ValueError(f"{path.name!r} must end in one of {', '.join('.' + known for known in FORMATS)}")
        if not path.parent.is_dir():
            raise FileNotFoundError(f"there is no folder {path.parent}")
        path.write_bytes(self.rendered(picture_format))
        return path

    def rendered(self, picture_format: str) -> bytes:
        """The picture in one of the formats."""
        from engine.rendering import rendered  # not at the top: it would make `import engine` twice as slow

        source = self.graphviz.source.encode()
        return source if picture_format == "dot" else rendered(source, picture_format)

    def _repr_svg_(self) -> str:
        return self.rendered("svg").decode()


def draw(output: Value) -> Drawing:
    """The picture of the graph that `output` was computed from.

    A value is a box with its label, its data and, after a backward pass, its grad. An op is an ellipse, and each edge
    into it carries the local derivative. A constant is a small number without a box.
    """
    import graphviz

    graph = graphviz.Digraph(
        graph_attr={"rankdir": "LR", "nodesep": "0.15", "ranksep": "0.3"},
        node_attr={"fontname": "Helvetica", "fontsize": "13"},
        edge_attr={"fontname": "Helvetica", "fontsize": "12", "fontcolor": FORWARD, "arrowsize": "0.7"},
    )
    names: dict[Value, str] = {}
    for value in topological_order(output):
        name = names[value] = f"v{len(names)}"
        grad, exact_grad = (f"{value.grad:.4g}", repr(value.grad)) if output.grad != 0 else ("–", "–")
        tooltip = graphviz.escape(f"data {value.data!r}, grad {exact_grad}{made_at(value)}")
        graph.node(name, box(value, grad), shape="plain", tooltip=tooltip)
        if value.op is None:
            continue
        graph.node(f"{name}_op", value.op.sign or value.op.name, color=FORWARD, margin="0.05")
        graph.edge(f"{name}_op", name)
        for i, (x, partial) in enumerate(zip(value.inputs, value.partials)):
            if partial is None:
                graph.node(f"{name}_constant{i}", f"{x:.4g}", shape="plaintext")
                graph.edge(f"{name}_constant{i}", f"{name}_op")
            else:
                graph.edge(names[x], f"{name}_op", label=f"{partial:.4g}")
    return Drawing(graph)


def box(value: Value, grad: str) -> str:
    """A value as a table in DOT: label, data, grad."""
    label = f"<td><b>{escape(printable(value.label))}</b></td>" if value.label else ""
    return (
        '<<table border="0" cellborder="1" cellspacing="0" cellpadding="5"><tr>'
        f'{label}<td><font color="{FORWARD}">data {value.data:.4g}</font></td>'
        f'<td><font color="{BACKWARD}">grad {grad}</font></td></tr></table>>'
    )


def printable(text: str) -> str:
    """The text with every character that XML cannot hold replaced by a mark."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
