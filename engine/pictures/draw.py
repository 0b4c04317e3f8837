"""The picture of a computation graph or of a model: `draw`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.files import write_file
from engine.steps.names import variable_names
from engine.steps.paths import paths
from engine.steps.staleness import stale_values
from engine.text import described
from engine.value import Value

if TYPE_CHECKING:
    from graphviz import Digraph

    from engine.pictures.page_events import DrawnGraph
    from engine.pictures.scene import Scene

# What makes the pictures is imported where it is used: it would make `import engine` twice as slow.

LARGEST_SCALE = 20
MOST_INLINE = 2_000  # values whose page takes a second at most
PICTURE_FORMATS = ("svg", "png", "pdf", "tex", "dot", "html", "gif")


class Drawing:
    """A picture, to be saved or shown in a notebook."""

    def __init__(
        self, scene: Scene, dot: str | os.PathLike[str] | None = None, drawn: DrawnGraph | None = None
    ) -> None:
        """The picture of a scene, laid out by the program `dot` if one is named, else by the first that is found.

        With what it was drawn from, its page can be stepped through.
        """
        self.scene = scene
        self.dot = dot
        self.drawn = drawn

    @cached_property
    def graphviz(self) -> Digraph:
        """The same picture as a graphviz.Digraph: restyle it, and what is saved and shown follows.

        The built-in layout, which is used where there is no program to lay it out, knows nothing of that.
        """
        from engine.pictures.dot import digraph

        return digraph(self.scene)

    def save(self, path: str | os.PathLike[str], scale: float = 1.0) -> Path:
        """Write the picture in the format of the path's ending, and return the path.

        The formats are .svg, .png, .pdf, .tex, .dot, .html, and .gif for a film of the steps of both passes. `scale`
        enlarges a PNG: 2.0 has twice the pixels in each direction.

        Raises ValueError for another ending or scale, OSError if the file cannot be written, and FileNotFoundError,
        with what to do, if there is no program that makes this format. An existing file stays as it is then.
        """
        path = Path(path)
        picture_format = path.suffix[1:].lower()
        if picture_format not in PICTURE_FORMATS:
            raise ValueError(f"{path.name!r} must end in one of {', '.join('.' + known for known in PICTURE_FORMATS)}")
        if not path.parent.is_dir():
            raise FileNotFoundError(f"there is no folder {path.parent}")
        if path.is_dir():
            raise IsADirectoryError(f"{path} is a folder")
        write_file(path, self.rendered(picture_format, scale))
        return path

    def rendered(self, picture_format: str, scale: float = 1.0) -> bytes:
        """The picture in one of the formats."""
        from engine.pictures.renderers import rendered
        from engine.pictures.tikz import tikz_text

        if not 0 < scale <= LARGEST_SCALE:
            raise ValueError(f"scale is a number above 0 and at most {LARGEST_SCALE}, got {scale!r}")
        if picture_format == "svg":
            return self.svg().encode()
        if picture_format == "html":
            return self.page().encode()
        if picture_format == "dot":
            return str(self.graphviz.source).encode()
        if picture_format == "tex":
            return tikz_text(self.scene).encode()
        if picture_format == "gif":
            from engine.pictures.frames import gif_of

            return gif_of(self.frames())
        return rendered(self.graphviz.source, picture_format, self.dot, scale)

    def frames(self) -> list[str]:
        """The steps of both passes as pictures in SVG: before the first, and after each, as the page shows them.

        Raises ValueError where there are no steps: of a model, and of a graph whose data has changed.
        """
        from engine.pictures.frames import frames
        from engine.pictures.page_events import subgraphs

        if self.drawn is None:
            raise ValueError("a model has no steps; draw what it computes: draw(model(x))")
        outermost = subgraphs(self.drawn, lambda scene: Drawing(scene, self.dot).svg())[0]
        if not outermost.events:
            raise ValueError("data has changed since the forward pass: there is nothing to step; compute it again")
        return list(frames(outermost))

    def save_frames(self, folder: str | os.PathLike[str], picture_format: str = "svg") -> list[Path]:
        """Write the frames into a new or empty folder, as 00.svg, 01.svg, ... or as PNG; return their paths.

        Raises ValueError for another format, and FileExistsError if there are files already: none is overwritten.
        """
        from engine.pictures.frames import png_of

        if picture_format not in ("svg", "png"):
            raise ValueError(f"frames are svg or png, got {picture_format!r}")
        folder = Path(folder)
        if before := sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []:
            raise FileExistsError(f"{folder} holds {before[0]!r} already; give a new or an empty folder")
        if not folder.parent.is_dir():
            raise FileNotFoundError(f"there is no folder {folder.parent}")
        pictures = self.frames()
        contents = [picture.encode() if picture_format == "svg" else png_of(picture) for picture in pictures]
        folder.mkdir(exist_ok=True)
        digits = len(str(len(contents) - 1))
        paths = [folder / f"{i:0{max(2, digits)}}.{picture_format}" for i in range(len(contents))]
        for path, content in zip(paths, contents):
            write_file(path, content)
        return paths

    def svg(self) -> str:
        """The picture as SVG; if there is no program to lay it out, with the built-in layout."""
        from engine.pictures.renderers import rendered
        from engine.pictures.svg import finished, svg_text

        if self.scene.straight and self.dot is None and "graphviz" not in vars(self):
            return svg_text(self.scene)  # which keeps layers and neurons in their places
        try:
            picture = rendered(self.graphviz.source, "svg", self.dot)
        except (FileNotFoundError, ImportError):
            if self.dot is not None:
                raise
            return svg_text(self.scene)
        return finished(picture, self.scene)

    def page(self) -> str:
        """The picture as a page of HTML, which needs nothing else; the page of a graph can be stepped through."""
        from engine.pictures.page import page, static_page
        from engine.pictures.page_events import nudges, subgraphs

        if self.drawn is None:
            return static_page(self.scene, self.svg())
        return page(subgraphs(self.drawn, lambda scene: Drawing(scene, self.dot).svg()), nudges(self.drawn))

    def _repr_svg_(self) -> str:
        from engine.pictures.svg import of_its_own_size

        return of_its_own_size(self.svg())

    def _repr_html_(self) -> str | None:
        """The page that can be stepped through, for a notebook; None, and so the picture, where there is no such page.

        Of a large graph it would take long, and fill the notebook.
        """
        from engine.pictures.page import framed

        if self.drawn is None or len(self.drawn.view.order) > MOST_INLINE or stale_values(self.drawn.view.order):
            return None
        return framed(self.page(), self.scene.title)

    def __repr__(self) -> str:
        return f"<{self.scene.title}: {len(self.scene.nodes)} nodes; show it in a notebook, or .save('graph.svg')>"


def draw(
    output: Value | Any,
    *,
    names: Mapping[str, Any] | None = None,
    fold: str = "auto",
    focus: Value | None = None,
    hops: int = 2,
    path: tuple[Value, Value] | None = None,
    dot: str | os.PathLike[str] | None = None,
) -> Drawing:
    """The picture of the graph that `output` was computed from, or of a model (an MLP) as circles and lines.

    A value is a box with its op, its label, its data and, after a backward pass, its grad; leaves are rounded. Each
    edge has the local derivative (∂) and what it added to the grad of its input (+=); its hue is the sign, its width
    the size. `names=locals()` names values without a label after the variables that hold them.

    What is large is folded: by size, or as `fold` says: "nothing", or a kind of module of the model, such as "neurons"
    or "layers". `focus` shows only the values at most `hops` edges from one of them; `path=(a, output)` highlights
    every path from one value to another, with the product of the local derivatives along each. `dot` is the program
    that lays the picture out, where it is not to be the first that is found.

    Raises TypeError for something that cannot be drawn, and ValueError for a value that is not part of the graph.
    """
    from engine.pictures.folds import folded
    from engine.pictures.model_scene import network
    from engine.pictures.page_events import DrawnGraph
    from engine.pictures.parts import along, around
    from engine.pictures.scene import scene_of
    from engine.pictures.words import path_notes

    if hasattr(output, "named_parameters"):
        if fold != "auto" or focus is not None or path is not None:
            raise ValueError("fold, focus and path are for graphs; draw what the model computes: draw(model(x), ...)")
        return Drawing(network(output), dot)
    if not isinstance(output, Value):
        hint = "; draw one of them, or their sum" if isinstance(output, (list, tuple)) else ""
        raise TypeError(f"draw takes a Value or a model, got {described(output)}{hint}")
    for value in (focus, *(path or ())):
        if value is not None and not isinstance(value, Value):
            raise TypeError(f"focus is a Value, and path is a pair of them, got {described(value)}")
    if (focus is not None or path is not None) and (fold != "auto" or (focus is not None and path is not None)):
        raise ValueError("give one of fold, focus and path: each says what is shown")
    known = variable_names(names)
    highlighted = None
    if focus is not None:
        if not isinstance(hops, int) or hops < 0:
            raise ValueError(f"hops is a number of edges, 0 or more, got {hops!r}")
        view = around(focus, hops, output)
    elif path is not None:
        start, end = path
        highlighted = paths(start, end)
        view = along(highlighted.values, output)
        if end not in view.drawn:
            raise ValueError(f"the path ends in {described(end)}, which is not part of the graph of the output")
        view.notes += path_notes(highlighted, known)
    else:
        view = folded(output, fold)
    return Drawing(scene_of(view, known, highlighted), dot, DrawnGraph(view, known))
