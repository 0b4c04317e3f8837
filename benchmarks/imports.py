"""The time of an import in a fresh process."""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median

from benchmarks.job import Measured

# Without `site`, which may have imported a part of it already. The start of the interpreter is off the clock.
PROGRAM = """
import sys, time
sys.path[:] = {path}
start = time.perf_counter()
import {module}
print(time.perf_counter() - start)
"""


def fresh(module: str, times: int) -> Measured:
    """The median over several processes, after one to write the bytecode."""
    program = PROGRAM.format(path=json.dumps(sys.path), module=module)
    command = [sys.executable, "-I", "-S", "-c", program]
    seconds = [float(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout) for _ in range(1 + times)]
    return {"import": median(seconds[1:])}
