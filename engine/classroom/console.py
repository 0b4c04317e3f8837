"""What programs of the command line write: UTF-8 in files and pipes, and nothing that a terminal would act on."""

from __future__ import annotations

import os
import sys


def printable(text: str) -> str:
    r"""The text of somebody's program, in one line, with all escaped that is no letter of it.

    Escape codes could paint a terminal, line breaks could forge the lines of a report, and no file can hold half of a
    surrogate pair.

    >>> printable("\x1b[31mright\nadd")
    '\\x1b[31mright\\nadd'
    """
    return "".join([c if c.isprintable() else c.encode("unicode_escape").decode() for c in text])


def use_utf8() -> None:
    """Let files and pipes get UTF-8, whatever the locale says, and consoles an escape for what they cannot show."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed, as by `>&-`
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace", encoding=None if stream.isatty() else "utf-8")
