"""What programs of the command line write: UTF-8 in files and pipes."""

from __future__ import annotations

import os
import sys


def use_utf8() -> None:
    """Let files and pipes get UTF-8, whatever the locale says, and consoles an escape for what they cannot show."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed, as by `>&-`
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace", encoding=None if stream.isatty() else "utf-8")
