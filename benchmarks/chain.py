"""Large graphs: a chain of n additions, x + x + ... + x, as deep as it is long, and a random graph."""

from __future__ import annotations

import gc
import sys
import threading
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from time import perf_counter
from typing import Any

import engine
from benchmarks import microgpt
from benchmarks.job import Measured


def build(x: Any, n: int) -> Any:
    """The end of the chain."""
    y = x
    for _ in range(n):
        y = y + x
    return y


def ours(n: int) -> Measured:
    """How long a chain takes, in Python as it is."""
    return times(engine.Value, n)


def micrograd(n: int) -> Measured:
    """How long it takes micrograd."""
    from micrograd.engine import Value

    return deep(n, times, Value, n)


def like_microgpt(n: int) -> Measured:
    """How long it takes a Value as in microgpt."""
    return deep(n, times, microgpt.Value, n)


def deep(n: int, function: Callable[..., Measured], *arguments: Any) -> Measured:
    """What a function measures, with all the stack that recursion into this many nodes needs."""
    limit, size = sys.getrecursionlimit(), threading.stack_size(2**30)
    sys.setrecursionlimit(10 * n + 1000)
    try:
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(function, *arguments).result()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(size)


def times(Value: Callable[[float], Any], n: int) -> Measured:
    """Seconds to build a chain, to run backward, and to free it; the median of several if they are short."""
    run(Value, 500)  # warm up
    columns = zip(*[run(Value, n) for _ in range(max(1, 200_000 // n))])
    forward, backward, free, result = map(median, columns)
    per_node = (forward + backward) / n
    return {"build": forward, "backward": backward, "free": free, "per node": per_node, "result": result}


def run(Value: Callable[[float], Any], n: int) -> tuple[float, float, float, float]:
    """Seconds to build, to run backward, and to free; and the grad of x, which is n + 1."""
    x = Value(1.0)
    start = perf_counter()
    y = build(x, n)
    built = perf_counter()
    y.backward()
    passed = perf_counter()
    del y
    freed = perf_counter()
    return built - start, passed - built, freed - passed, x.grad


def our_memory(n: int) -> Measured:
    """Bytes for each node of a chain, and the objects that are left to the cycle collector when it goes."""
    return memory(engine.Value, n)


def micrograd_memory(n: int) -> Measured:
    """The same of micrograd."""
    from micrograd.engine import Value

    return memory(Value, n)


def microgpt_memory(n: int) -> Measured:
    """The same of a Value as in microgpt."""
    sys.setrecursionlimit(10 * n + 1000)  # to free it
    return memory(microgpt.Value, n)


def memory(Value: Callable[[float], Any], n: int) -> Measured:
    """What tracemalloc finds, and the cycle collector."""
    gc.collect()
    gc.disable()
    x = Value(1.0)
    tracemalloc.start()
    y = build(x, n)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    result = y.data
    del y
    return {"bytes": size / n, "garbage": gc.collect(), "result": result}
