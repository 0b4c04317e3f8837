"""What programs of the command line write: UTF-8 in files and pipes, and lines that fit the terminal."""

from __future__ import annotations

import os
import sys
import textwrap
from shutil import get_terminal_size


def use_utf8() -> None:
    """Let files and pipes get UTF-8, whatever the locale says, and consoles an escape for what they cannot show."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed, as by `>&-`
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace", encoding=None if stream.isatty() else "utf-8")


def fitted(text: str) -> str:
    """The text in lines no longer than those of the terminal, or than COLUMNS says; a long line goes on further in.

    Where there is neither, as in a pipe, the text stays as it is.
    """
    columns = get_terminal_size((0, 0)).columns
    if not columns:
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        further = " " * (len(line) - len(line.lstrip()) + 4)
        lines += textwrap.wrap(line, columns, subsequent_indent=further, break_on_hyphens=False) or [""]
    return "\n".join(lines)
