"""A scene as SVG: drawn with the built-in layout, or what `dot` drew, finished.

Either way the picture has a title and a description for those who cannot see it, exact numbers to be hovered over,
colours for light and dark, and a size that follows the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from engine.pictures.layout import LINE, PAD, Item, Layout, Route, layered_layout
from engine.pictures.palette import BACKWARD, FAINT, FORWARD, INK, MUTED, PAPER, TEXT_COLOURS, TINT, hue, style
from engine.pictures.scene import Line, Scene
from engine.pictures.text_width import BOLD, SIZE, text_width

SVG = "{http://www.w3.org/2000/svg}"
MARGIN = 14
MOST_PIXELS = 1000  # from side to side of a picture in a notebook
FRAME = 12  # between a module and the frame around it
ROLES = {FORWARD: "data", BACKWARD: "grad"}
ElementTree.register_namespace("", SVG[1:-1])


def finished(svg: bytes, scene: Scene) -> str:
    """What `dot` made of a scene, completed with what `dot` does not know of."""
    picture = ElementTree.fromstring(svg)
    tooltips = {node.id: node.tooltip for node in scene.nodes} | {edge.id: edge.tooltip for edge in scene.edges}
    for group in picture.iter(f"{SVG}g"):
        title = group.find(f"{SVG}title")
        if title is not None:
            title.text = tooltips.get(group.get("id", ""), "")
            if not title.text:
                group.remove(title)
    for link in picture.iter(f"{SVG}a"):
        link.tag = f"{SVG}g"
        link.attrib.clear()
    for group in picture.iter(f"{SVG}g"):
        if group.get("class", "").startswith(("node", "edge")):
            centre_texts(group)
    width, height = map(float, picture.attrib["viewBox"].split()[2:])
    return completed(picture, scene, width, height)


def centre_texts(group: Element) -> None:
    """Fix the middle of each text in a node or an edge, not its left end: its letters may be set in another font."""
    for text in group.iter(f"{SVG}text"):
        if text.get("text-anchor") == "start":
            wider = BOLD if text.get("font-weight") == "bold" else 1.0
            middle = float(text.attrib["x"]) + wider * text_width("".join(text.itertext()), SIZE) / 2
            text.attrib |= {"x": f"{middle:.2f}", "text-anchor": "middle"}


def completed(picture: Element, scene: Scene, width: float, height: float) -> str:
    """The text of a picture, with what all of them have in common."""
    picture.attrib.pop("height", None)
    picture.attrib |= {
        "viewBox": f"0 0 {width:.0f} {height:.0f}",
        "width": "100%",
        "style": f"--natural: {width * 4 / 3:.0f}px; max-width: var(--natural)",
        "class": "chainrule",
        "role": "img",
        "aria-label": scene.title,
    }
    for element in picture.iter():
        role = ROLES.get(element.get("fill", ""))
        if role and element.tag in (f"{SVG}text", f"{SVG}tspan"):
            element.set("class", role)  # by which the page finds it
    for i, (name, text) in enumerate({"title": scene.title, "desc": scene.description, "style": style()}.items()):
        element = Element(f"{SVG}{name}")
        element.text = text
        picture.insert(i, element)
    return ElementTree.tostring(picture, encoding="unicode")


def of_its_own_size(svg: str) -> str:
    """A picture for where nothing around it says how wide it is to be, as in a notebook, whose cells it fits."""
    picture = ElementTree.fromstring(svg)
    width, height = map(float, picture.attrib["viewBox"].split()[2:])
    scale = min(4 / 3, MOST_PIXELS / width)
    size = {"width": f"{scale * width:.0f}", "height": f"{scale * height:.0f}"}
    picture.attrib |= {**size, "style": "max-width: 100%; height: auto"}
    return ElementTree.tostring(picture, encoding="unicode")


# --- drawn with the built-in layout -----------------------------------------------------------------------------------


def svg_text(scene: Scene) -> str:
    """The scene as SVG, without any other program."""
    layout = layered_layout(scene)
    frames = frames_around(scene, layout)
    left = min([0.0, *[frame[1][0] for frame in frames]]) - MARGIN
    top = min([0.0, *[frame[1][1] for frame in frames]]) - MARGIN
    below = scene.below
    widths_below = [sum(text_width(line.shown, SIZE) + 2 * PAD for line in lines) for lines in below]
    right = max([layout.width, *widths_below, *[frame[1][2] for frame in frames]])
    bottom = max([layout.height, *[frame[1][3] for frame in frames]])
    width, height = right - left + MARGIN, bottom - top + MARGIN + LINE * len(below)
    picture = Element(f"{SVG}svg")
    SubElement(picture, f"{SVG}rect", width="100%", height="100%", fill=PAPER)
    fonts = {"font-family": "Helvetica, Arial, sans-serif", "font-size": str(SIZE), "text-anchor": "middle"}
    everything = SubElement(picture, f"{SVG}g", fonts, transform=f"translate({-left:.0f} {-top:.0f})")
    for title, (x0, y0, x1, y1) in frames:
        frame = SubElement(everything, f"{SVG}g", {"class": "cluster"})
        add_box(frame, x0, y0, x1 - x0, y1 - y0, FAINT, "none", 8)
        add_text(frame, x0 + 8, y0 + LINE, Line("note", title), anchor="start")
    widths = scene.widths()
    for route in layout.routes:
        add_edge(everything, route, widths[route.edge.id], scene.straight)
    for item in layout.items.values():
        add_node(everything, item)
    for i, lines in enumerate(below, 1):
        add_text(everything, left + MARGIN, bottom + MARGIN / 2 + i * LINE - 4, *lines, anchor="start")
    return completed(picture, scene, width, height)


def frames_around(scene: Scene, layout: Layout) -> list[tuple[str, tuple[float, float, float, float]]]:
    """The frames around modules that stand together, outermost first: a title, and left, top, right and bottom."""
    members: dict[tuple[str, ...], list[Item]] = {}
    for node in scene.nodes:
        for depth in range(1, len(node.place) + 1):
            members.setdefault(node.place[:depth], []).append(layout.items[node.id])
    deepest = max(map(len, members), default=0)
    frames = []
    for place, inside in sorted(members.items(), key=lambda pair: len(pair[0])):
        if len(inside) == 1 and inside[0].node and inside[0].node.kind == "value":
            continue  # its own label says where it belongs
        pad = FRAME * (1 + deepest - len(place))
        x0, x1 = min(i.x - i.width / 2 for i in inside) - pad, max(i.x + i.width / 2 for i in inside) + pad
        y0, y1 = min(i.y - i.height / 2 for i in inside) - pad, max(i.y + i.height / 2 for i in inside) + pad
        foreign = [item for item in layout.items.values() if item.node and item.node.place[: len(place)] != place]
        if not any(x0 < item.x < x1 and y0 < item.y < y1 for item in foreign):
            x1 = max(x1, x0 + text_width(place[-1], SIZE) + 2 * PAD)
            frames.append((place[-1], (x0, y0 - LINE, x1, y1)))
    return frames


def add_node(parent: Element, item: Item) -> None:
    """Draw a node: its box, what it is called, a rule, its numbers."""
    node = item.node
    assert node is not None
    group = SubElement(parent, f"{SVG}g", {"id": node.id, "class": f"node {node.kind}"})
    if node.tooltip:
        SubElement(group, f"{SVG}title").text = node.tooltip
    left, y = item.x - item.width / 2, item.y - item.height / 2
    ink = FAINT if node.faded else INK
    if node.kind == "unit":
        circle = {
            "cx": f"{item.x:.1f}",
            "cy": f"{item.y:.1f}",
            "r": f"{item.width / 2:.1f}",
            "stroke": ink,
            "fill": TINT,
        }
        SubElement(group, f"{SVG}circle", circle)
        y += PAD / 2 - 3
    elif node.kind != "constant":
        fill = TINT if node.kind == "leaf" else PAPER
        box = add_box(group, left, y, item.width, item.height, ink, fill, 0 if node.kind == "value" else 8)
        box.attrib |= {"stroke-width": "2"} if node.kind == "group" else {}
        box.attrib |= {"stroke-dasharray": "5 2"} if node.stale else {}
    header = [line for line in node.lines if line.role in ("op", "label")]
    if header:
        y += LINE + PAD / 2
        add_text(group, item.x, y - 4, *header, faded=node.faded)
        y += PAD / 2
        if len(node.lines) > len(header):
            points = {"x1": f"{left:.1f}", "x2": f"{left + item.width:.1f}", "y1": f"{y:.1f}", "y2": f"{y:.1f}"}
            SubElement(group, f"{SVG}line", points, stroke=ink)
    y += PAD / 2 if node.kind != "constant" else -1
    for line in node.lines[len(header) :]:
        y += LINE
        add_text(group, item.x, y - 4, line, faded=node.faded)


def add_edge(parent: Element, route: Route, width: float, straight: bool) -> None:
    """Draw an edge: a smooth line through its bends, an arrow head, its text."""
    edge = route.edge
    group = SubElement(parent, f"{SVG}g", {"id": edge.id, "class": "edge"})
    if edge.tooltip:
        SubElement(group, f"{SVG}title").text = edge.tooltip
    colour = FAINT if edge.faded else hue(edge.weight)
    points = waypoints(route, straight)
    (x0, _), (x, y) = points[-2:]
    forwards = 1 if x >= x0 else -1
    if not straight:
        points[-1] = (x - 6 * forwards, y)
        tip = f"{x:.1f},{y:.1f} {x - 8 * forwards:.1f},{y - 4:.1f} {x - 8 * forwards:.1f},{y + 4:.1f}"
        SubElement(group, f"{SVG}polygon", points=tip, fill=colour)
    way = curve(points) if not straight else "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
    line = {"d": way, "fill": "none", "stroke": colour}
    line |= {"stroke-width": f"{width:.2f}"} if width != 1 else {}
    if edge.weight < 0:
        line["stroke-dasharray"] = "6 3"
    SubElement(group, f"{SVG}path", line)
    if route.text_at:
        top = route.text_at.y - route.text_at.height / 2
        for i, text in enumerate(edge.lines, 1):
            add_text(group, route.text_at.x, top + i * LINE - 4, text, faded=edge.faded)


def waypoints(route: Route, straight: bool) -> list[tuple[float, float]]:
    """The points that an edge passes: out of a node, below its text, into a node; a straight one passes few of them."""
    tail, *bends, head = route.items
    if straight:  # between neighbouring columns of nodes, nothing is in the way but the column of texts
        bends = [bend for bend in bends if bend is route.text_at or bend.column % 2 == tail.column % 2]
    side = 1 if head.x >= tail.x else -1
    points = [(tail.x + side * tail.width / 2, tail.y)]
    for bend in bends:
        points += [(bend.x + end * bend.width / 2, bend.y + bend.line) for end in (-side, side)]
    return [*points, (head.x - side * head.width / 2, route.end_y)]


def curve(points: Sequence[tuple[float, float]]) -> str:
    """A line through points that is level at each of them."""
    commands = [f"M{points[0][0]:.1f},{points[0][1]:.1f}"]
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = (x0 + x1) / 2
        if (x0, y0) != (x1, y1):
            level = f"L{x1:.1f},{y1:.1f}"
            commands.append(level if y0 == y1 else f"C{middle:.1f},{y0:.1f} {middle:.1f},{y1:.1f} {x1:.1f},{y1:.1f}")
    return "".join(commands)


def add_box(
    parent: Element, x: float, y: float, width: float, height: float, stroke: str, fill: str, radius: int
) -> Element:
    sizes = {"x": x, "y": y, "width": width, "height": height}
    attributes = {name: f"{size:.1f}" for name, size in sizes.items()}
    return SubElement(parent, f"{SVG}rect", attributes, stroke=stroke, fill=fill, rx=str(radius))


def add_text(parent: Element, x: float, y: float, *lines: Line, faded: bool = False, anchor: str = "") -> None:
    """Write one line, its parts each in the colour of what it is."""
    text = SubElement(parent, f"{SVG}text", {"x": f"{x:.1f}", "y": f"{y:.1f}"})
    text.attrib |= {"text-anchor": anchor} if anchor else {}
    for i, line in enumerate(lines):
        part = SubElement(text, f"{SVG}tspan", {"dx": "7"} if i else {}) if len(lines) > 1 else text
        part.attrib |= {"font-weight": "bold"} if line.role == "label" else {}
        part.set("fill", MUTED if faded else TEXT_COLOURS[line.role])
        part.text = line.shown
