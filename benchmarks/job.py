"""A measurement in a process of its own: `python -m benchmarks.job training.plain [10]`."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

Measured = dict[str, Any]  # numbers by name; "result" shows what was computed, a number or several


@dataclass(frozen=True)
class Job:
    """A function of a module of this folder, called with these arguments in a fresh process."""

    function: str  # such as "training.plain"
    arguments: tuple[Any, ...]  # that can be hashed, and written in JSON
    collector: bool = True  # whether the garbage collector runs, as by default
    once: bool = False  # what is counted, not timed, is the same in every round; the longest are timed once
    peer: str = ""  # the package that it measures, if it is another

    def run(self) -> Measured:
        """What the function measures."""
        command = [sys.executable, "-m", "benchmarks.job", self.function, json.dumps(self.arguments)]
        if not self.collector:
            command.append("--without-collector")
        return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def main(function: str, arguments: str, *options: str) -> None:
    """Call the function here, and print what it measures."""
    module, name = function.split(".")
    measure: Callable[..., Measured] = getattr(import_module(f"benchmarks.{module}"), name)
    if "--without-collector" in options:
        gc.disable()
    print(json.dumps(measure(*json.loads(arguments))))


if __name__ == "__main__":
    main(*sys.argv[1:])
