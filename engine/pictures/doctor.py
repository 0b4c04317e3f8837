"""What can be drawn on this machine, and with what: `python -m engine doctor`."""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from time import perf_counter

from engine.pictures.draw import PICTURE_FORMATS, Drawing, draw
from engine.pictures.renderers import ADVICE, Renderer, renderers
from engine.pictures.renderers import GRAPHVIZ_FORMATS as PROGRAMS
from engine.pictures.svg import svg_text
from engine.value import Value

PACKAGES = {"graphviz": "drawing", "graphviz-pure": "PNG", "matplotlib": "plots", "tqdm": "progress bars"}


def report() -> Iterator[str]:
    """The lines of a report on packages, programs and formats, each tried on a test picture."""
    yield f"Python {platform.python_version()} on {platform.platform()}, {sys.executable}"
    yield "\npackages"
    for package, purpose in PACKAGES.items():
        yield f"  {package:15} {version(package):12} for {purpose}"
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    output = a * b
    output.backward()
    drawing = draw(output)
    if version("graphviz") == "missing":
        yield "\nwithout the package graphviz there is only SVG and HTML: python -m pip install graphviz"
        return
    yield "\nprograms, in the order in which they are tried, each drawing a test picture"
    for renderer in renderers():
        yield f"  {renderer.kind:18} {renderer.path or 'not found'}"
        if renderer.path:
            for picture_format in PROGRAMS[renderer.kind]:
                yield f"    .{picture_format:5} {tried(renderer, drawing, picture_format)}"
    start = perf_counter()
    size = len(svg_text(drawing.scene))
    yield f"  {'built-in layout':18} needs no program\n    .svg   ok, {size:,} bytes in {perf_counter() - start:.3f} s"
    yield "\nwhat `draw(output).save(...)` can write here"
    missing = False
    with tempfile.TemporaryDirectory() as folder:
        for picture_format in PICTURE_FORMATS:
            try:
                drawing.save(Path(folder) / f"test.{picture_format}")
                yield f"  .{picture_format:5} ok"
            except (OSError, RuntimeError):
                missing = True
                yield f"  .{picture_format:5} no program can make it"
    if missing:
        yield "\n" + ADVICE


def version(package: str) -> str:
    """The version of an installed package."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "missing"


def tried(renderer: Renderer, drawing: Drawing, picture_format: str) -> str:
    """What came of drawing with a program."""
    start = perf_counter()
    try:
        size = len(renderer.rendered(drawing.graphviz.source, picture_format))
    except RuntimeError as error:
        return f"failed: {error}"
    return f"ok, {size:,} bytes in {perf_counter() - start:.3f} s"
