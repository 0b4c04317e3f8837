"""What a notebook shows of a value or a model at the end of a cell: `mime_bundle`, the body of `_repr_mimebundle_`."""

from __future__ import annotations

import sys
from typing import Any

from engine.pictures.draw import draw
from engine.value import Value

MOST_VALUES = 20_000  # which take half a second to be folded and drawn


def mime_bundle(shown: Any, **kinds: Any) -> dict[str, str]:
    """The picture of a value or a model for a notebook, by its MIME type; the notebook adds the text.

    A value without a label is named after its variable. What cannot be drawn, or not at once, stays text, which says
    why; so it is in a terminal, without a word. Whatever has been done to a value, nothing is raised but by its repr.
    """
    if not shows_pictures():
        return {}
    try:
        if isinstance(shown, Value) and has_more_than(MOST_VALUES, shown):
            raise ValueError(f"it has more than {MOST_VALUES:,} values; draw(value, focus=value) shows a part")
        variables = {name: x for name, x in [*vars(sys.modules["__main__"]).items()] if isinstance(x, Value)}
        return {"image/svg+xml": draw(shown, names=variables)._repr_svg_()}
    except Exception as error:  # whatever it is: the cell has its result all the same
        return {"text/plain": f"{shown!r}\nno picture: {error}"}


def shows_pictures() -> bool:
    """Whether there is more than a terminal, which IPython asks for pictures too."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is None or shell.display_formatter.active_types != ["text/plain"]


def has_more_than(most: int, output: Value) -> bool:
    """Whether a graph has more values than that."""
    seen, waiting = {output}, [output]
    while waiting and len(seen) <= most:
        fresh = {x for x in waiting.pop().inputs if type(x) is not float} - seen
        seen |= fresh
        waiting += fresh
    return len(seen) > most
