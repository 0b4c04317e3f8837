"""The programs that make a picture of DOT: which there are, and what to do if there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib import metadata

from engine.pictures.pdf import can_write_pdf, pdf_of

# What each kind of program can write; the built-in layout writes SVG and needs no program.
GRAPHVIZ_FORMATS = {
    "a named dot": ("svg", "png", "pdf"),
    "graphviz-pure": ("svg", "png"),
    "the system's dot": ("svg", "png", "pdf"),
}

PATIENCE = 20  # seconds

ADVICE = """\
to get one (each line is one command):
  any system      python -m pip install graphviz-pure     (SVG and PNG)
                  python -m pip install "chainrule[pdf]"  (PDF, too)
  Debian, Ubuntu  sudo apt install graphviz               (SVG, PNG and PDF)
  Fedora          sudo dnf install graphviz
  macOS           brew install graphviz
  Windows         winget install graphviz
what always works: .svg, .dot, and .html, which any browser prints to PDF"""


@dataclass(frozen=True, slots=True)
class Renderer:
    """A program that lays out DOT, or the place where there is none."""

    kind: str
    path: str  # "" if it was not found

    def makes(self, picture_format: str) -> bool:
        """Whether it gives pictures of this format: the program alone, or as PDF what it writes as SVG."""
        return picture_format in GRAPHVIZ_FORMATS[self.kind] or (picture_format == "pdf" and can_write_pdf())

    def rendered(self, source: str, picture_format: str, scale: float = 1.0) -> bytes:
        """The picture of a DOT source; `scale` enlarges a PNG.

        Raises RuntimeError, with what the program said, if it fails.
        """
        if picture_format not in GRAPHVIZ_FORMATS[self.kind]:
            return pdf_of(self.rendered(source, "svg"))
        command = [
            self.path,
            "-q",
            f"-T{picture_format}",
            *([f"-Gdpi={96 * scale:g}"] if picture_format == "png" else []),
        ]
        try:
            done = subprocess.run(command, input=source.encode(), capture_output=True, timeout=PATIENCE)
        except OSError as error:
            raise RuntimeError(f"{self.kind} ({self.path}) cannot be run: {error}") from None
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"{self.kind} ({self.path}) was not done in {PATIENCE} seconds") from None
        if done.returncode or not done.stdout:
            said = done.stderr.decode(errors="replace").strip()[-300:] or f"exit status {done.returncode}"
            raise RuntimeError(f"{self.kind} ({self.path}) made no {picture_format}: {said}")
        return done.stdout


def renderers(dot: str | os.PathLike[str] | None = None) -> list[Renderer]:
    """The places where a program can be, in the order in which they are tried; `dot` is one named by the user."""
    places = {"graphviz-pure": pip_installed(), "the system's dot": shutil.which("dot") or ""}
    if dot is not None:
        places = {"a named dot": shutil.which(dot) or ""} | places
    return [Renderer(kind, path) for kind, path in places.items()]


def pip_installed() -> str:
    """The path of the program that the package graphviz-pure has brought; it need not be on the PATH."""
    try:
        files = metadata.files("graphviz-pure") or []
    except metadata.PackageNotFoundError:
        return ""
    paths = [str(file.locate()) for file in files if file.stem == "graphviz-pure" and file.suffix in ("", ".exe")]
    return next((path for path in paths if os.access(path, os.X_OK)), "")


def rendered(source: str, picture_format: str, dot: str | os.PathLike[str] | None, scale: float = 1.0) -> bytes:
    """The picture of a DOT source, made by the first program that can.

    Raises FileNotFoundError, with all that was tried and what to do, if there is none.
    """
    tried = []
    for renderer in renderers(dot):
        if dot is not None and renderer.kind == "a named dot" and not renderer.path:
            raise FileNotFoundError(f"there is no program {os.fspath(dot)!r} to draw with")
        if not renderer.path:
            tried.append(f"{renderer.kind}: not found")
        elif not renderer.makes(picture_format):
            tried.append(f"{renderer.kind}: {renderer.path} writes no {picture_format}")
        else:
            try:
                return renderer.rendered(source, picture_format, scale)
            except RuntimeError as error:
                if renderer.kind == "a named dot":
                    raise
                tried.append(str(error))
    raise FileNotFoundError(
        f"no program could make a {picture_format}. What was tried:\n  " + "\n  ".join(tried) + "\n" + ADVICE
    )
