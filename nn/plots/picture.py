"""`Picture`: a figure that a notebook shows. It is imported when the first one is made, for it needs matplotlib."""

from __future__ import annotations

from io import BytesIO

from matplotlib.figure import Figure


class Picture(Figure):
    """A figure of matplotlib that no global state knows of, and that is shown at the end of a cell, in any kernel."""

    def _repr_png_(self) -> bytes:
        pixels = BytesIO()
        self.savefig(pixels, format="png", dpi=100)
        return pixels.getvalue()
