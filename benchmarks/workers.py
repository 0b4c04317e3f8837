"""Steps whose batch is computed in pieces by several workers, and what a message to a worker costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from statistics import median
from time import perf_counter, sleep
from typing import Any

import nn
from benchmarks.job import Measured
from benchmarks.tasks import classes

PARTS = 8  # of each batch


@contextmanager
def loky(workers: int) -> Iterator[Executor]:
    """Processes as joblib has them."""
    from loky import get_reusable_executor

    executor = get_reusable_executor(workers)
    yield executor
    executor.shutdown(wait=True)


@contextmanager
def dask(workers: int) -> Iterator[Executor]:
    """A cluster on this machine."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0") as cluster,
        Client(cluster) as client,
    ):
        yield client.get_executor(pure=False)


EXECUTORS: dict[str, Callable[[int], Any]] = {
    "threads": ThreadPoolExecutor,
    "processes": lambda workers: ProcessPoolExecutor(workers, mp_context=get_context("spawn")),
    "loky": loky,
    "dask": dask,
}


def steps(kind: str, workers: int, count: int) -> Measured:
    """The median time of an eager step of digits in pieces, and the parameters after the last."""
    if not kind:
        return measured(None, count)
    with EXECUTORS[kind](workers) as executor:
        return measured(executor, count)


def measured(executor: Executor | None, count: int) -> Measured:
    """The same with this executor."""
    task = classes("digits")
    model = nn.MLP(task.widths[0], task.widths[1:], activation=task.activation)
    walk = nn.train_steps(
        model, task.inputs, task.targets, nn.cross_entropy, nn.SGD(model.parameters(), lr=task.rate), 1,
        task.batch_size, executor=executor, parts=PARTS,
    )  # fmt: skip
    next(walk)  # the model travels
    times = []
    for _ in range(count):
        start = perf_counter()
        next(walk)
        times.append(perf_counter() - start)
    return {"step": median(times), "result": [p.data for p in model.parameters()]}


def message(kind: str, size: int, count: int) -> Measured:
    """The median time until a worker has answered a message of so many bytes with nothing."""
    with EXECUTORS[kind](1) as executor:
        executor.submit(len, bytes(size)).result()
        times = []
        for _ in range(count):
            start = perf_counter()
            executor.submit(len, bytes(size)).result()
            times.append(perf_counter() - start)
    return {"message": median(times), "result": 0.0}


class Delayed(ThreadPoolExecutor):
    """Workers that wait in place of computing, as cores that this machine does not have."""

    def __init__(self, workers: int, seconds: float, latency: float) -> None:
        super().__init__(workers)
        self.wait = seconds + latency

    def submit(self, function: Any, /, *arguments: Any, **options: Any) -> Future[Any]:
        """The answer, after the time of a piece, of a message there, and of one back."""
        return super().submit(lambda: (sleep(self.wait), function(*arguments, **options))[1])


def simulated(workers: int, seconds: float, latency: float, additions: int) -> Measured:
    """The time of a step in as many pieces as there are workers, each of which takes so long."""
    gradient = [0.0] * additions
    with Delayed(workers, seconds / workers, latency) as executor:
        for future in [executor.submit(len, b"") for _ in range(workers)]:
            future.result()  # its threads are there
        start = perf_counter()
        totals = gradient
        for future in [executor.submit(len, b"") for _ in range(workers)]:
            future.result()
            totals = [total + more for total, more in zip(totals, gradient)]
        return {"step": perf_counter() - start, "result": 0.0}


def predicted(workers: int, seconds: float, latency: float, a_piece: float) -> float:
    """The model of a step: its share of the compute, a way there and back, and what each piece costs who trains."""
    return seconds / workers + latency + workers * a_piece
