"""The part of the grader that runs a student's file: in a process of its own, started by grader.py.

`python -m demos.bugs.trial mended 04 FILE` and `python -m demos.bugs.trial diagnose FILE` print one line of JSON last.
"""

import contextlib
import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

from demos.bugs.oracles import ORACLES, Wrong
from engine import diagnose, one_line


def module_in(path: Path) -> Any:
    """The module in a file, run as if imported."""
    sys.path.append(str(path.parent))  # for what it imports
    name = f"my_{path.stem}" if path.stem in sys.modules else path.stem  # a file may be named engine.py, too
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path.name} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where a dataclass looks its own module up
    spec.loader.exec_module(module)
    return module


def mended(number: str, path: Path) -> tuple[bool, str]:
    """Whether the program in a file is right, and what is wrong if it is not."""
    try:
        ORACLES[number](vars(module_in(path)))
    except Wrong as wrong:
        return False, one_line(str(wrong))
    return True, "the program is right"


def diagnosed(path: Path) -> tuple[bool, str]:
    """Whether the engine in a file has none of the known mistakes, and the report."""
    diagnosis = diagnose(module_in(path))
    return bool(diagnosis), str(diagnosis)


def main() -> None:
    """Do one trial."""
    kind, *number, path = sys.argv[1:]
    file = Path(path).resolve()
    with (
        open(os.devnull, "w", encoding="utf-8") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        is_right, text = mended(number[0], file) if kind == "mended" else diagnosed(file)
    print(json.dumps({"is_right": is_right, "text": text}))


if __name__ == "__main__":
    main()
