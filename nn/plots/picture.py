"""`Picture` and `Film`: what a notebook shows. It is imported when the first one is made, for it needs matplotlib."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.animation import FuncAnimation, PillowWriter
from matplotlib.figure import Figure

from engine import write_file
from nn.serialize import checksum

DPI = 80  # of a film, that it stays small
BUTTONS = {  # on the buttons, where matplotlib's page asks the network for a font
    "minus": "−", "fast-backward": "|◀", "step-backward": "‹", "play": "▶", "flip-horizontal": "◀", "pause": "❚❚",
    "step-forward": "›", "fast-forward": "▶|", "plus": "+",
}  # fmt: skip


class Picture(Figure):
    """A figure of matplotlib that no global state knows of, and that is shown at the end of a cell, in any kernel."""

    def _repr_png_(self) -> bytes:
        pixels = BytesIO()
        self.savefig(pixels, format="png", dpi=100)
        return pixels.getvalue()


class Film:
    """A figure that is drawn again and again: `save("film.gif")`, or `save("film.html")`; it plays in a notebook."""

    def __init__(self, figure: Figure, draw: Callable[[int], Any], frames: int, a_second: int) -> None:
        self.figure, self.draw, self.frames, self.a_second = figure, draw, frames, a_second

    def __repr__(self) -> str:
        return f"<Film of {self.frames} frames; show it in a notebook, or .save('film.gif') or .save('film.html')>"

    def save(self, path: str | Path) -> Path:
        """Write the film as .gif, or as a page with buttons (.html) that needs no network, and return the path."""
        path = Path(path)
        if path.suffix == ".gif":
            self.running().save(path, PillowWriter(self.a_second), dpi=DPI)
        elif path.suffix == ".html":
            write_file(
                path, f'<!DOCTYPE html>\n<html lang="en">\n<meta charset="utf-8">\n{STYLE}\n{self.html()}</html>'
            )
        else:
            raise ValueError(f"a film is saved as .gif or .html, got {str(path)!r}")
        return path

    def html(self) -> str:
        """The film with its buttons, for a page; all its frames are in it."""
        with rc_context({"animation.embed_limit": 1000, "savefig.dpi": DPI, "figure.dpi": DPI}):
            text = self.running().to_jshtml(self.a_second)
        signs = " ".join(f'.fa-{name}::before {{ content: "{sign}"; }}' for name, sign in BUTTONS.items())
        text = re.sub(r"<link\b[^>]*>", f"<style>.fa {{ font-style: normal; }} {signs}</style>", text)
        [name] = set(re.findall(r"_anim_img([0-9a-f]+)", text))  # by chance; the same film is the same page
        return text.replace(name, checksum(text.replace(name, "")).removeprefix("sha256:")[:32])

    _repr_html_ = html

    def running(self) -> FuncAnimation:
        """The film for matplotlib's writers."""
        return FuncAnimation(self.figure, self.draw, self.frames, init_func=lambda: None, cache_frame_data=False)


STYLE = """<title>Training, epoch by epoch</title>
<style>body { margin: 0; display: grid; place-items: center; font: 16px sans-serif; }
.animation img { width: min(96vw, 98vh); max-height: 80vh; object-fit: contain; }
.animation input[type=range] { width: min(90vw, 36em); }
.anim-buttons button { min-width: 36px; min-height: 32px; font-size: 16px; }</style>"""
