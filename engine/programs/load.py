"""Source into functions."""

from __future__ import annotations

import itertools
import linecache
import weakref
from collections.abc import Callable
from functools import lru_cache
from types import CodeType
from typing import Any

serial = itertools.count(1)


def loaded(source: str, name: str) -> Callable[..., Any]:
    """The function of this name in a program, into which debuggers can step."""
    code = code_of(source, name)
    names: dict[str, Any] = {"__name__": "compiled", "__code__": code}  # which lives as long as its functions
    exec(code, names)
    return names[name]


@lru_cache(maxsize=256)
def code_of(source: str, name: str) -> CodeType:
    """The code of a program, under a file name at which linecache, and so a debugger, finds the text."""
    filename = f"<compiled {name} {next(serial)}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    code = compile(source, filename, "exec")
    weakref.finalize(code, linecache.cache.pop, filename, None)  # the text goes when nothing can run it any more
    return code
