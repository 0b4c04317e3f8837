"""The `dot` program, which lays out a picture."""

from __future__ import annotations

import shutil
import subprocess
from importlib import metadata


def rendered(source: bytes, picture_format: str) -> bytes:
    """The picture that the `dot` program makes of a DOT source."""
    command = [dot_program(), f"-T{picture_format}"]
    return subprocess.run(command, input=source, stdout=subprocess.PIPE, check=True).stdout


def dot_program() -> str:
    """The path of the `dot` that came with pip, or else of the system's."""
    try:
        for file in metadata.files("graphviz-pure") or ():
            if file.stem == "graphviz-pure" and file.suffix in ("", ".exe"):
                return str(file.locate())
    except metadata.PackageNotFoundError:
        pass
    if found := shutil.which("dot"):
        return found
    raise FileNotFoundError(
        "there is no `dot` to draw with; install one with `python -m pip install graphviz-pure`, or save as .dot"
    )
