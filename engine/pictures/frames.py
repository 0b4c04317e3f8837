"""The steps of a page as pictures, one after each event: for slides, and as a film."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from io import BytesIO

from engine.pictures.page_events import Event, Subgraph
from engine.pictures.palette import BACKWARD, FORWARD, INK, MUTED
from engine.pictures.svg import SVG
from engine.pictures.view import counted

SHAPES = {f"{SVG}{name}" for name in ("path", "polygon", "rect", "circle")}
CAPTION = 72  # the height of the lines below the picture
PACE = 1200  # milliseconds that a frame of a film is seen
FILM_WIDTH = 1280  # pixels of a film
ARROW = (
    f'<marker xmlns="{SVG[1:-1]}" id="backwards" viewBox="0 0 10 10" refX="5" refY="5" markerWidth="3" '
    f'markerHeight="3" orient="auto-start-reverse"><path d="M 0 0 L 10 5 L 0 10 z" fill="{BACKWARD}"/></marker>'
)


@dataclass
class State:
    """What is seen after some events: the data and grads that are known by then, and the edges that were passed."""

    data: dict[str, str] = field(default_factory=dict)
    arrived: dict[str, list[str]] = field(default_factory=dict)
    grads: dict[str, str] = field(default_factory=dict)
    edges: set[str] = field(default_factory=set)
    is_backward: bool = False

    def take(self, event: Event) -> None:
        """Go on by one event."""
        is_backward, is_single = event["pass"] == "backward", "count" not in event
        self.is_backward = self.is_backward or is_backward
        shown, arrivals = event.get("shows", []), event.get("arrivals", [])
        if is_single and is_backward:
            arrivals = [[event["nodes"][0], event["result"], event["after"]]]
        elif is_single:
            shown = [[event["nodes"][0], event["result"]]]
        self.data.update(dict(shown))
        for id, result, after in arrivals:
            self.arrived.setdefault(id, []).append(result)
            self.grads[id] = after
        self.edges.update(event.get("edges", []) if is_backward else [])

    def grad(self, id: str, spelled: bool) -> str:
        """The grad of a node as it is written: as a sum of contributions where there is room for all of them."""
        if not self.is_backward:
            return "–"
        terms = self.arrived.get(id, [])
        if len(terms) < 2 or not spelled:
            return self.grads.get(id, "0")
        written = [f"({term})" if i and term.startswith("-") else term for i, term in enumerate(terms)]
        return f"{' + '.join(written)} = {self.grads[id]}"


def frames(subgraph: Subgraph) -> Iterator[str]:
    """The picture as SVG before the first event, and after each of them, with what has happened below it."""
    picture, state = ET.fromstring(subgraph.svg.replace("sans-Serif", "sans-serif")), State()
    yield framed_picture(picture, subgraph, state, None)
    for event in subgraph.events:
        state.take(event)
        yield framed_picture(picture, subgraph, state, event)


def framed_picture(picture: ET.Element, subgraph: Subgraph, state: State, now: Event | None) -> str:
    """One frame."""
    frame = deepcopy(picture)
    x, y, width, height = map(float, frame.attrib["viewBox"].split())
    frame.set("viewBox", f"{x:g} {y:g} {width:g} {height + CAPTION:g}")
    frame.attrib.pop("style", None)
    frame.insert(0, ET.fromstring(f'<defs xmlns="{SVG[1:-1]}">{ARROW}</defs>'))
    frame.insert(1, ET.Element(f"{SVG}rect", {
        "x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": f"{height + CAPTION:g}", "fill": "#ffffff",
    }))  # fmt: skip
    is_last = now is subgraph.events[-1]
    for group in frame.iter(f"{SVG}g"):
        kinds = group.get("class", "").split()
        if "node" in kinds:
            show_node(group, state, now, is_last)
        elif "edge" in kinds:
            show_edge(group, state, now)
    for i, (text, colour) in enumerate(caption(now)):
        line = ET.SubElement(frame, f"{SVG}text", {
            "x": f"{x + 6:g}", "y": f"{y + height + 20 + 20 * i:g}", "fill": colour, "font-size": "15",
            "font-family": "Helvetica,Arial,sans-serif",
        })  # fmt: skip
        line.text = minus_signs(text)
    return ET.tostring(frame, encoding="unicode")


def show_node(group: ET.Element, state: State, now: Event | None, is_last: bool) -> None:
    """Write into a node what is known by now, and mark it if it has just changed."""
    id, kinds = group.attrib["id"], group.attrib["class"].split()
    for text in group.iter(f"{SVG}text"):
        role = text.get("class")
        if role == "data" and not {"leaf", "input"}.intersection(kinds):
            text.text = minus_signs(f"data {state.data.get(id, '–')}")
        elif role == "grad" and (text.text or "").startswith("grad"):
            text.text = minus_signs(f"grad {state.grad(id, ' = ' in (text.text or ''))}")
        elif role == "grad" and not is_last:
            text.set("visibility", "hidden")
        if now and id in now["nodes"]:
            text.set("font-weight", "bold")
    if now and id in now["nodes"]:
        for shape in group.iter():
            if shape.tag in SHAPES:
                shape.set("stroke", colour_of(now))
                shape.set("stroke-width", "3")


def show_edge(group: ET.Element, state: State, now: Event | None) -> None:
    """Show of an edge what has passed it, and mark it if something passes it now."""
    id = group.attrib["id"]
    passed, lit = id in state.edges, bool(now and id in now.get("edges", []))
    head = id[1 : id.rindex(".")]  # edges are called e<node>.<index>
    for text in group.iter(f"{SVG}text"):
        seen = head in state.data if text.get("class") == "data" else passed
        if text.get("class") in ("data", "grad") and not seen:
            text.set("visibility", "hidden")
    for shape in group:
        if shape.tag not in (f"{SVG}path", f"{SVG}polygon") or (passed and not lit):
            continue
        is_line = shape.tag == f"{SVG}path"
        shape.set("stroke", colour_of(now) if lit and now else MUTED)
        shape.set("stroke-width", ("5" if lit else "1") if is_line else "1")
        if not passed:
            shape.attrib.pop("stroke-dasharray", None)
        if not is_line:
            shape.set("fill", shape.attrib["stroke"])
        if lit and now and now["pass"] == "backward":
            shape.set(*("marker-start", "url(#backwards)") if is_line else ("visibility", "hidden"))


def colour_of(event: Event) -> str:
    return FORWARD if event["pass"] == "forward" else BACKWARD


def caption(event: Event | None) -> list[tuple[str, str]]:
    """What has happened, in symbols, in numbers, and what has come of it; each with its colour."""
    if event is None:
        return [("The leaves hold their data.", MUTED)]
    name = f"{event['pass']} pass:  "
    if "count" in event:
        return [(f"{name}{event['title']}, {counted(event['count'], 'step')}", colour_of(event))]
    lines = [(f"{name}{event['target']} {event['sign']} {event['rule']}", colour_of(event))]
    if event.get("numbers"):
        lines.append((f"= {event['numbers']} = {event['result']}", INK))
    if event.get("after"):
        before = event.get("before", "0")
        sums = "" if before == "0" else f": {before} + {event['result']} = {event['after']}"
        lines.append((f"{event['target']} is now {event['after']}{sums}{event.get('at', '')}", INK))
    return lines


def minus_signs(text: str) -> str:
    """The text with minus signs for hyphens before numbers, as the picture has them."""
    return re.sub(r"(?<![^\s(])-(?=[\d.]|inf)", "−", text)


def png_of(svg: str, width: int = FILM_WIDTH) -> bytes:
    """The pixels of a frame."""
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise ImportError(
            'frames as pixels need resvg: python -m pip install "chainrule[gif]"; as .svg they need nothing'
        ) from None
    return bytes(svg_to_bytes(svg_string=svg, width=width))


def gif_of(pictures: Sequence[str], width: int = FILM_WIDTH) -> bytes:
    """The frames as a film that begins anew when it ends; the last one stays three times as long."""
    pixels = [png_of(picture, width) for picture in pictures]
    from PIL import Image

    images = [Image.open(BytesIO(each)).convert("RGB").quantize(64) for each in pixels]
    film, paces = BytesIO(), [PACE] * (len(images) - 1) + [3 * PACE]
    images[0].save(film, format="GIF", save_all=True, append_images=images[1:], duration=paces, loop=0)
    return film.getvalue()
