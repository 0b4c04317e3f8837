"""A layered layout: nodes in columns from left to right, edges between neighbouring columns, few crossings.

It goes the way of Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures"
(IEEE Trans. SMC 11, 1981): give each node a column, cut long edges into bends, order each column by the mean position
of its neighbours, and move everything as close to its neighbours as the order allows.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import fsum  # the builtin sum of floats rounds differently since Python 3.12

from engine.pictures.scene import Scene, SceneEdge, SceneNode
from engine.pictures.text_width import SIZE, text_width

LINE = 16  # from one line of text to the next
PAD = 8  # between a text and the border around it
GAP = 16  # between a node and the next below it
COLUMN_GAP = 30
SWEEPS = 12


@dataclass(eq=False, slots=True)
class Item:
    """Something in a column: a node, or a bend of an edge, which also holds the text of the edge."""

    node: SceneNode | None
    width: float
    height: float
    column: int
    position: int = 0  # in the column, from above
    x: float = 0.0  # of the centre
    y: float = 0.0
    line: float = 0.0  # how far below the centre its edges pass
    left: list[Item] = field(default_factory=list, repr=False)  # its neighbours in the columns beside its own
    right: list[Item] = field(default_factory=list, repr=False)


@dataclass(slots=True)
class Route:
    """An edge and what it passes."""

    edge: SceneEdge
    items: list[Item]  # the node it leaves, its bends, the node it enters
    text_at: Item | None  # the bend that holds its text
    end_y: float = 0.0  # where it enters the node


@dataclass(slots=True)
class Layout:
    """Where the nodes, the edges and their texts are, in points."""

    items: dict[str, Item]  # the nodes, by id
    routes: list[Route]
    width: float
    height: float


def layered_layout(scene: Scene) -> Layout:
    """Nodes in columns by their distance from the leaves, with few crossings (Sugiyama et al., 1981)."""
    columns_of = ranks(scene)
    with_texts = any(edge.lines for edge in scene.edges)
    step = 2 if with_texts else 1  # texts of edges stand in columns between those of the nodes
    items = {node.id: Item(node, *box_size(node), columns_of[node.id] * step) for node in scene.nodes}
    columns: list[list[Item]] = [[] for _ in range(1 + max((item.column for item in items.values()), default=0))]
    for item in items.values():
        columns[item.column].append(item)
    routes = [route(edge, items, columns) for edge in scene.edges]
    if not scene.straight:
        untangle(columns)
    place_rows(columns)
    gap = 3 * COLUMN_GAP / step if scene.straight else COLUMN_GAP
    if (
        scene.straight and not with_texts
    ):  # a model: the taller its columns, the farther apart, so that lines can be told
        gap = max(gap, max(len(column) for column in columns) * LINE)
    place_columns(columns, gap)
    lowest = min((item.y - item.height / 2 for column in columns for item in column), default=0.0)
    for column in columns:
        for item in column:
            item.y -= lowest
    spread_ends(routes, 0.0 if scene.straight else 14.0)
    height = max((item.y + item.height / 2 for column in columns for item in column), default=0.0)
    width = max((item.x + item.width / 2 for column in columns for item in column), default=0.0)
    return Layout(items, routes, width, height)


def box_size(node: SceneNode) -> tuple[float, float]:
    """The width and the height of a node."""
    if node.kind == "unit":
        return 26.0, 26.0
    header = [line for line in node.lines if line.role in ("op", "label")]
    rows = ["  ".join(line.shown for line in header), *[line.shown for line in node.lines if line not in header]]
    width = max(text_width(row, SIZE) for row in rows) * 1.05
    if node.kind == "constant":
        return width + 4, LINE
    numbers = len(node.lines) - len(header)
    return width + 2 * PAD, LINE * numbers + PAD * bool(numbers) + (LINE + PAD) * bool(header)


def ranks(scene: Scene) -> dict[str, int]:
    """The column of each node: one after the last of its inputs, and leaves close to where they are used."""
    order = order_in_layers(scene)
    position = {id: i for i, id in enumerate(order)}
    heads: dict[str, list[str]] = {id: [] for id in order}
    for edge in scene.edges:
        if position[edge.tail] < position[edge.head]:
            heads[edge.tail].append(edge.head)
    columns = dict.fromkeys(order, 0)
    for id in order:
        for head in heads[id]:
            columns[head] = max(columns[head], columns[id] + 1)
    entered = {head for several in heads.values() for head in several}
    for id, several in heads.items():
        if several and id not in entered:
            columns[id] = min(columns[head] for head in several) - 1
    return columns


def order_in_layers(scene: Scene) -> list[str]:
    """The nodes, each after its inputs, as far as that is possible: nodes that stand for many may form a circle."""
    waiting = {node.id: 0 for node in scene.nodes}  # each with the number of edges still to come in
    heads: dict[str, list[str]] = {node.id: [] for node in scene.nodes}
    for edge in scene.edges:
        waiting[edge.head] += 1
        heads[edge.tail].append(edge.head)
    ready = [id for id, count in waiting.items() if not count]
    order: dict[str, None] = {}
    while waiting:
        for id in ready:  # which grows meanwhile
            order[id] = None
            del waiting[id]
            for head in heads[id]:
                if head in waiting:
                    waiting[head] -= 1
                    if not waiting[head]:
                        ready.append(head)
        ready = [next(iter(waiting))] if waiting else []  # a circle is entered at its first node
    return list(order)


def route(edge: SceneEdge, items: dict[str, Item], columns: Sequence[list[Item]]) -> Route:
    """The way of an edge through the columns between its nodes, with a new bend in each."""
    tail, head = items[edge.tail], items[edge.head]
    backwards = tail.column > head.column
    if backwards:
        tail, head = head, tail
    way = [tail]
    for column in range(tail.column + 1, head.column):
        bend = Item(None, 0.0, 4.0, column)
        columns[column].append(bend)
        way.append(bend)
    way.append(head)
    for one, other in pairwise(way):
        one.right.append(other)
        other.left.append(one)
    text_at = None
    if edge.lines and len(way) > 2:
        text_at = way[-2]
        text_at.width = max(text_width(line.shown, SIZE) for line in edge.lines) + PAD
        text_at.height = LINE * len(edge.lines) + 6.0
        text_at.line = text_at.height / 2 - 2
    return Route(edge, way[::-1] if backwards else way, text_at)


# --- the order in the columns -----------------------------------------------------------------------------------------


def untangle(columns: list[list[Item]]) -> None:
    """Order the columns so that few edges cross: sweep to and fro, and keep the best that was seen."""
    best = [list(column) for column in columns]
    for column in columns:
        count_off(column)
    fewest = crossings(columns)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        forth = sweep % 2 == 0
        for column in columns if forth else reversed(columns):
            means = {}
            for item in column:
                beside = item.left if forth else item.right
                means[item] = sum(other.position for other in beside) / len(beside) if beside else item.position
            if sweep % 4 >= 2:
                column.reverse()  # so that those with equal means change places
            column.sort(key=means.__getitem__)
            count_off(column)
        count = crossings(columns)
        if count < fewest:
            fewest, best = count, [list(column) for column in columns]
    columns[:] = best
    for column in columns:
        count_off(column)


def count_off(column: Iterable[Item]) -> None:
    """Tell the items of a column their positions."""
    for position, item in enumerate(column):
        item.position = position


def crossings(columns: Sequence[Sequence[Item]]) -> int:
    """How many pairs of edges cross."""
    total = 0
    for column in columns:
        passed: list[int] = []
        for item in column:
            ends = sorted(other.position for other in item.right)
            total += sum(len(passed) - bisect_right(passed, end) for end in ends)
            for end in ends:
                insort(passed, end)
    return total


# --- coordinates ------------------------------------------------------------------------------------------------------


def place_rows(columns: Sequence[Sequence[Item]]) -> None:
    """Move every item as close to its neighbours as the order in its column allows."""
    for column in columns:
        y = 0.0
        for item in column:
            item.y = y + item.height / 2
            y += item.height + GAP
    for sweep in range(SWEEPS):
        forth = sweep % 2 == 0
        for column in columns if forth else reversed(columns):
            wishes = []
            for item in column:
                beside = (item.left if forth else item.right) or item.right or item.left
                wishes.append(fsum(o.y + o.line for o in beside) / len(beside) - item.line if beside else item.y)
            settle(column, wishes)


def settle(column: Sequence[Item], wishes: Iterable[float]) -> None:
    """Give each item the y that it wishes, or else, together with those in its way, the nearest that keeps them apart.

    That is a least-squares fit of increasing numbers, by pooling neighbours that are in each other's way.
    """
    blocks: list[tuple[float, int]] = []  # of items that touch: the mean of what they wish, their number
    offsets = []
    offset = 0.0
    for i, item in enumerate(column):
        if i:
            above = column[i - 1]
            offset += (above.height + item.height) / 2 + (GAP if above.node or item.node else GAP / 3)
        offsets.append(offset)
    for wish, down in zip(wishes, offsets):
        mean, count = wish - down, 1
        while blocks and blocks[-1][0] >= mean:
            other, others = blocks.pop()
            mean, count = (mean * count + other * others) / (count + others), count + others
        blocks.append((mean, count))
    settled = [mean for mean, count in blocks for _ in range(count)]
    for item, mean, down in zip(column, settled, offsets):
        item.y = mean + down


def place_columns(columns: Sequence[Sequence[Item]], gap: float) -> None:
    """Put the columns side by side."""
    x = 0.0
    for column in columns:
        width = max((item.width for item in column), default=0.0)
        for item in column:
            item.x = x + width / 2
        x += width + gap


def spread_ends(routes: Iterable[Route], widest: float) -> None:
    """Let the edges enter each node at different heights, in the order in which they come."""
    arriving: dict[Item, list[Route]] = {}
    for route in routes:
        arriving.setdefault(route.items[-1], []).append(route)
    for head, several in arriving.items():
        several.sort(key=lambda route: route.items[-2].y)
        apart = min(widest, head.height / (len(several) + 1))
        for i, route in enumerate(several):
            route.end_y = head.y + (i - (len(several) - 1) / 2) * apart
