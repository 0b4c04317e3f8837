"""The page in which a picture is looked at: one file that needs nothing else."""

from __future__ import annotations

from html import escape

from engine.pictures.scene import Scene


def page(scene: Scene, svg: str) -> str:
    """An HTML page with the picture and with its numbers in a table."""
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in scene.table)
    return f"<!doctype html><title>{escape(scene.title)}</title>{svg}<table>{rows}</table>"
