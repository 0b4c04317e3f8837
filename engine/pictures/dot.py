"""A scene in the language of Graphviz."""

from __future__ import annotations

from html import escape

import graphviz

from engine.pictures.layout import ranks
from engine.pictures.palette import FAINT, INK, MUTED, PAPER, TEXT_COLOURS, TINT, hue
from engine.pictures.scene import Line, Scene, SceneEdge, SceneNode
from engine.pictures.text_width import BOLD, SIZE, text_width

CROWDED = 300  # nodes: from here on, there are no texts on edges
HURRIED = 300  # nodes and edges: from here on, the layout does not look for the best one
FONT = {"fontname": "Helvetica", "fontsize": str(SIZE)}
BREAK = '<br align="left"/>'
HASTE = {"nslimit": "1", "nslimit1": "1", "mclimit": "0.3"}


def digraph(scene: Scene) -> graphviz.Digraph:
    """The scene as a graphviz.Digraph, to be laid out or restyled."""
    crowded = len(scene.nodes) > CROWDED
    graph = graphviz.Digraph(
        graph_attr={
            "rankdir": "LR",
            "nodesep": "0.2",
            "ranksep": "0.25",
            "ordering": "in",
            "bgcolor": PAPER,
            "color": FAINT,
        }
        | {**FONT, "fontcolor": MUTED, "labeljust": "l", "labelloc": "b", "label": text_below(scene)}
        | (HASTE if len(scene.nodes) + len(scene.edges) > HURRIED else {})
        | ({"splines": "line", "ranksep": "0.9", "ordering": ""} if scene.straight else {}),
        node_attr={"shape": "plain", **FONT, "fontcolor": INK, "color": INK},
        edge_attr={"arrowsize": "0.6", **FONT, "fontcolor": INK}
        | ({"arrowhead": "none", "tailport": "e", "headport": "w"} if scene.straight else {}),
    )
    if scene.straight:
        add_columns(graph, scene)
    else:
        add_nodes(graph, scene.nodes, 0)
    widths = scene.widths()
    for edge in scene.edges:
        graph.edge(edge.tail, edge.head, **edge_attributes(edge, widths[edge.id], crowded))
    return graph


def add_nodes(graph: graphviz.Digraph, nodes: list[SceneNode], depth: int) -> None:
    """Add nodes, those in the same module in a frame with its name."""
    frames: dict[str, list[SceneNode]] = {}
    for node in nodes:
        if len(node.place) > depth:
            frames.setdefault(node.place[depth], []).append(node)
        else:
            attributes = {"id": node.id, "class": node.kind, "tooltip": graphviz.escape(node.tooltip)}
            graph.node(node.id, node_label(node), **attributes)
    for title, inside in frames.items():
        with graph.subgraph(name=f"cluster_{inside[0].id}_{depth}") as frame:
            frame.attr(label=f"<{markup(title)}>", style="rounded", labelloc="t", tooltip=graphviz.escape(title))
            add_nodes(frame, inside, depth + 1)


def add_columns(graph: graphviz.Digraph, scene: Scene) -> None:
    """Add the nodes of a network, each layer in a column under its name."""
    columns: dict[int, list[SceneNode]] = {}
    column_of = ranks(scene)
    for node in scene.nodes:
        columns.setdefault(column_of[node.id], []).append(node)
    circle = {"shape": "circle", "style": "filled", "fillcolor": TINT, "width": "0.36", "fixedsize": "true"}
    for _, nodes in sorted(columns.items()):
        with graph.subgraph(
            graph_attr={"rank": "same"}, edge_attr={"style": "invis", "tailport": "_", "headport": "_"}
        ) as column:
            title = next((".".join(node.place) for node in nodes if node.place), "")
            above = f"title of {nodes[0].id}"
            column.node(above, f"<{coloured_line(Line('note', title), False)}>" if title else "", shape="plaintext")
            for node in nodes:
                attributes = {"id": node.id, "class": node.kind, "tooltip": graphviz.escape(node.tooltip)}
                column.node(node.id, node_label(node), **attributes, **(circle if node.kind == "unit" else {}))
                column.edge(above, node.id)
                above = node.id


def node_label(node: SceneNode) -> str:
    """A node as a table in DOT: what it is called, then a row for each number."""
    if node.kind in ("constant", "unit"):
        return f"<{coloured_line(node.lines[0], node.faded)}>"
    header = [line for line in node.lines if line.role in ("op", "label")]
    numbers = [line for line in node.lines if line not in header]
    rows = [
        f"<tr>{cell(lines, between, node.faded)}</tr>"
        for lines, between in ((header, "  "), (numbers, "<br/>"))
        if lines
    ]
    style = ["rounded"] * (node.kind != "value") + ["dashed"] * node.stale
    return (
        f'<<table border="{2 if node.kind == "group" else 1}" cellborder="0" cellspacing="0" cellpadding="5" '
        f'color="{FAINT if node.faded else INK}" bgcolor="{TINT if node.kind == "leaf" else PAPER}"'
        + (f' style="{",".join(style)}"' if style else "")
        + f">{'<hr/>'.join(rows)}</table>>"
    )


def cell(lines: list[Line], between: str, faded: bool) -> str:
    """A cell of a table in DOT, wide enough for letters that Graphviz cannot measure."""
    widths = [text_width(line.shown, SIZE) * (BOLD if line.role == "label" else 1) for line in lines]  # bold is wider
    width = max(widths) if between.startswith("<") else sum(widths)
    wide = "" if all(line.shown.isascii() for line in lines) else f' width="{width + 14:.0f}"'
    return f"<td{wide}>{between.join(coloured_line(line, faded) for line in lines)}</td>"


def markup(text: str) -> str:
    """Text as DOT's HTML-like labels want it."""
    return escape(text).replace("\\", "\\\\")  # for dot takes a single one for the start of a code, as in \\N


def coloured_line(line: Line, faded: bool) -> str:
    """A line of text in the colour of what it is."""
    text = markup(line.shown)
    colour = MUTED if faded else TEXT_COLOURS[line.role]
    return f'<font color="{colour}">{f"<b>{text}</b>" if line.role == "label" else text}</font>'


def edge_attributes(edge: SceneEdge, width: float, crowded: bool) -> dict[str, str]:
    """How an edge looks: its hue is the sign, its width the size; a negative one is dashed, which shows in grey too."""
    attributes = {"id": edge.id, "color": FAINT if edge.faded else hue(edge.weight)}
    attributes["penwidth"] = f"{width:.2f}"
    if edge.weight < 0:
        attributes["style"] = "dashed"
    if edge.tooltip:
        attributes["tooltip"] = attributes["labeltooltip"] = graphviz.escape(edge.tooltip)
    if edge.lines and not crowded:
        text = cell(edge.lines, "<br/>", edge.faded)
        attributes["label"] = (
            f'<<table border="0" cellborder="0" cellspacing="0" cellpadding="3"><tr>{text}</tr></table>>'
        )
    return attributes


def text_below(scene: Scene) -> str:
    lines = ["   ".join(coloured_line(line, False) for line in several) for several in scene.below]
    return f"<{''.join(line + BREAK for line in lines)}>" if lines else ""
