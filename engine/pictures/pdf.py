"""PDF of an SVG that Graphviz has made, by the packages svglib and reportlab, for Graphviz from pip writes none."""

from __future__ import annotations

from importlib.util import find_spec
from io import BytesIO


def can_write_pdf() -> bool:
    """Whether the packages are there."""
    return bool(find_spec("svglib") and find_spec("reportlab"))


def pdf_of(svg: bytes) -> bytes:
    """The same picture as PDF, the text as text; the same bytes for the same picture."""
    from reportlab.graphics.renderPDF import draw
    from reportlab.pdfgen.canvas import Canvas
    from svglib.svglib import svg2rlg

    drawing, page = svg2rlg(BytesIO(svg)), BytesIO()
    canvas = Canvas(page, (drawing.width, drawing.height), invariant=1)
    draw(drawing, canvas, 0, 0)
    canvas.save()
    return page.getvalue()
