"""A picture for LaTeX: what stands in its SVG, drawn with TikZ, in the document's own letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from engine.pictures.palette import NAMES, PAPER
from engine.pictures.scene import Scene
from engine.pictures.svg import SVG, svg_text

PREAMBLE = r"""% {title}
% \usepackage{{tikz}} in the preamble; \resizebox{{\textwidth}}{{!}}{{\input{{this file}}}} makes it fit.
% Labels in other scripts than Latin and Greek need lualatex or xelatex, with a font that has them.
{colours}
\begin{{tikzpicture}}[x=1pt, y=-1pt, inner sep=0pt, font=\sffamily\fontsize{{12}}{{14}}\selectfont]
"""
GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta lambda mu nu xi pi rho sigma tau varphi chi psi omega "
    "Delta Theta Sigma Phi Omega"
)
SPECIAL = {
    **{sign: f"\\{sign}" for sign in "{}$&#%_"},
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\char34{}", "−": r"\ensuremath{-}",
    "∂": r"\ensuremath{\partial}", "…": r"\ldots{}", "·": r"\ensuremath{\cdot}", "×": r"\ensuremath{\times}",
    **{letter: rf"\ensuremath{{\{name}}}" for letter, name in zip("αβγδεζηθλμνξπρστφχψωΔΘΣΦΩ", GREEK.split())},
    "√": r"\ensuremath{\surd}", "²": r"\ensuremath{^2}", "³": r"\ensuremath{^3}", "∞": r"\ensuremath{\infty}",
}  # fmt: skip
ANCHORS = {"start": "base west", "middle": "base"}


def tikz_text(scene: Scene) -> str:
    """The scene as a tikzpicture, laid out by the built-in layout; one unit is a point."""
    picture = ElementTree.fromstring(svg_text(scene))
    colours = "\n".join(rf"\definecolor{{{name}}}{{HTML}}{{{code[1:].upper()}}}" for code, name in NAMES.items())
    title = " ".join(scene.title.split())
    head = PREAMBLE.format(title=title.encode("ascii", "replace").decode(), colours=colours)
    return head + "".join(f"  {command};\n" for command in commands(picture, "base")) + "\\end{tikzpicture}\n"


def commands(parent: Element, anchor: str) -> Iterator[str]:
    """A command of TikZ for each element of an SVG picture that shows something."""
    anchor = ANCHORS.get(parent.get("text-anchor", ""), anchor)
    for element in parent:
        kind = element.tag.removeprefix(SVG)
        at = dict(element.items())
        if kind == "g":
            yield from commands(element, anchor)
        elif kind == "text":
            own = ANCHORS.get(at.get("text-anchor", ""), anchor)
            yield rf"\node[anchor={own}] at ({at['x']},{at['y']}) {{{letters(element)}}}"
        elif kind == "rect" and at["width"] != "100%":
            x, y, width, height = (float(at[name]) for name in ("x", "y", "width", "height"))
            corners = f", rounded corners={at['rx']}pt" if at["rx"] != "0" else ""
            yield rf"\path[{style_of(at)}{corners}] ({x:g},{y:g}) rectangle ({x + width:g},{y + height:g})"
        elif kind == "circle":
            yield rf"\path[{style_of(at)}] ({at['cx']},{at['cy']}) circle[radius={at['r']}pt]"
        elif kind == "line":
            yield rf"\path[{style_of(at)}] ({at['x1']},{at['y1']}) -- ({at['x2']},{at['y2']})"
        elif kind == "polygon":
            yield rf"\path[{style_of(at)}] {' -- '.join(f'({point})' for point in at['points'].split())} -- cycle"
        elif kind == "path":
            yield rf"\path[{style_of(at)}] {way(at['d'])}"


def style_of(at: dict[str, str]) -> str:
    """How a shape is drawn and filled."""
    options = []
    if at.get("stroke", "none") != "none":
        options.append(f"draw={NAMES[at['stroke']]}")
        options.append(f"line width={at.get('stroke-width', '1')}pt")
    if at.get("fill", "none") != "none":
        options.append(f"fill={'white' if at['fill'] == PAPER else NAMES[at['fill']]}")
    if "stroke-dasharray" in at:
        on, off = at["stroke-dasharray"].split()
        options.append(f"dash pattern=on {on}pt off {off}pt")
    return ", ".join(options)


def way(text: str) -> str:
    """A way of SVG, of M, L and C, as TikZ writes it."""
    parts = []
    for letter, points in re.findall(r"([MLC])([^MLC]*)", text):
        places = [f"({point})" for point in points.split()]
        if letter == "C":
            parts.append(f".. controls {places[0]} and {places[1]} .. {places[2]}")
        else:
            parts.append(places[0] if letter == "M" else f"-- {places[0]}")
    return " ".join(parts)


def letters(text: Element) -> str:
    """The parts of a line of text, each in its colour; bold is bold."""
    parts = [part for part in (text, *text) if part.text]
    colours = [NAMES[part.get("fill", text.get("fill", ""))] for part in parts]
    return r"\enspace ".join(
        rf"\textcolor{{{colour}}}{{{bold(part, text)}{escaped(part.text or '')}}}"
        for part, colour in zip(parts, colours)
    )


def bold(part: Element, text: Element) -> str:
    """What makes the letters bold, if they are."""
    return r"\bfseries " if "bold" in (part.get("font-weight"), text.get("font-weight")) else ""


def escaped(text: str) -> str:
    r"""A text that TeX sets as it is, and that can never be a command.

    >>> print(escaped(r"50% of \w_1 & {x}"))
    50\% of \textbackslash{}w\_1 \& \{x\}
    """
    shown = "".join(character if character.isprintable() else " " for character in text)
    return "".join(SPECIAL.get(character, character) for character in shown)
