"""The gradient of a batch in pieces, which any executor of concurrent.futures computes: the bits depend on the pieces.

A model travels once to each thread or process, with its loss and the examples; after that, only numbers do.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import pickle
import signal
import threading
from array import array
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from engine import Value, sampling
from nn.training.compiled import TrainingPrograms

GradientSum = tuple[list[float], list[Any], list[float]]  # losses, outputs, and the sums of the gradients
Sum = Callable[[Any, Sequence[int], Sequence[Value]], GradientSum]  # `gradient_sum` of train.py

KEPT = 4  # runs whose copies a process keeps for each of its threads
STAND_IN = 0.5  # for each random number, where only their count is looked for


class PieceError(RuntimeError):
    """A piece of a batch that could not be computed; the parameters are those of before the step."""


def in_pieces(gradient_sum: Sum, run: Any, batch: Sequence[int], parameters: Sequence[Value]) -> GradientSum:
    """What `gradient_sum` gives for a batch: that of its pieces, which are added up in their order."""
    if run.executor is None and run.parts is None:
        return gradient_sum(run, batch, parameters)
    parts = run.parts or 1
    bounds = [k * len(batch) // parts for k in range(parts + 1)]
    pieces = [batch[start:stop] for start, stop in itertools.pairwise(bounds) if start < stop]
    if run.executor is None:
        results = [gradient_sum(run, piece, parameters) for piece in pieces]
    else:
        results = run.message.computed(run.executor, gradient_sum, pieces)
    losses, outputs, totals = [], [], [0.0] * len(parameters)
    for some_losses, some_outputs, some_totals in results:
        losses += some_losses
        outputs += some_outputs
        totals = [total + more for total, more in zip(totals, some_totals)]
    return losses, outputs, totals


# --- here -------------------------------------------------------------------------------------------------------------


class Message:
    """What travels once: a run without the numbers that change, under the name of its hash."""

    def __init__(self, run: Any) -> None:
        """Raises ValueError if the model, the loss or the examples cannot be sent."""
        self.values = [p for _, p in run.model.named_parameters()]
        language = run.programs.language if run.programs else ""
        parts = run.model, run.loss, run.inputs, run.targets, run.weights, language
        try:
            self.text = without_numbers(parts, self.values)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise ValueError(
                f"an executor needs a model, a loss and examples that can be sent: {error}. Give it functions and "
                "classes that stand at the top of a module, no lambdas"
            ) from None
        self.name = hashlib.sha256(self.text).hexdigest()
        self.draws = run.programs.batch.draws if run.programs else draws_of(run)

    def computed(self, executor: Any, gradient_sum: Sum, pieces: Sequence[Sequence[int]]) -> list[GradientSum]:
        """The results for the pieces, in their order. Raises PieceError, or the ArithmeticError of an example."""
        data = array("d", [p.data for p in self.values]).tobytes()
        numbers = [(data, array("q", piece).tobytes(), self.random(len(piece))) for piece in pieces]
        results: list[Any] = [None] * len(pieces)
        futures: dict[int, Any] = {}
        i = 0
        try:
            for text in (None, self.text):  # to those who do not know the run, it is sent
                futures = {}
                for i in [i for i, result in enumerate(results) if result is None]:
                    futures[i] = executor.submit(compute, gradient_sum, self.name, text, *numbers[i])
                for i, future in futures.items():
                    results[i] = future.result()
        except ArithmeticError:
            raise
        except Exception as error:
            raise PieceError(
                f"piece {i + 1} of {len(pieces)}, which begins with example {pieces[i][0]}, was not computed: "
                f"{type(error).__name__}: {error}; the parameters are those of before the step"
            ) from error
        finally:
            for future in futures.values():
                future.cancel()
        return [unpacked(*result) for result in results]

    def random(self, examples: int) -> bytes:
        """The random numbers for so many examples, drawn here, in the order in which one process would."""
        return array("d", [draw() for _ in range(examples) for draw in self.draws]).tobytes()


def without_numbers(parts: Any, values: Sequence[Value]) -> bytes:
    """The parts as bytes, the same as long as nothing but these Values and the states of random numbers has changed."""
    leaves = set(map(id, values))
    text = io.BytesIO()

    class Pickler(best_pickler()):  # type: ignore[misc]
        def reducer_override(self, item: Any) -> Any:
            if id(item) in leaves:
                return Value, (0.0, item.label)
            if type(item) is Random:
                return Random, (0,)
            return super().reducer_override(item) if hasattr(super(), "reducer_override") else NotImplemented

    Pickler(text, protocol=pickle.HIGHEST_PROTOCOL).dump(parts)
    return text.getvalue()


def best_pickler() -> Any:
    """That of cloudpickle, where it is, for it sends what stands in a notebook; dask and loky bring it."""
    try:
        from cloudpickle import Pickler
    except ImportError:
        return pickle.Pickler
    return Pickler


def draws_of(run: Any) -> list[Callable[[], float]]:
    """What draws the random numbers of an example, in order; nothing is drawn."""
    draws: list[Callable[[], float]] = []

    def noted(draw: Callable[[], float]) -> float:
        draws.append(draw)
        return STAND_IN

    with sampling(noted):
        run.loss(run.model(run.inputs[0]), run.targets[0])
    return draws


# --- where a piece is computed ----------------------------------------------------------------------------------------


class Copy:
    """The copy of a run that a thread has for itself."""

    def __init__(self, text: bytes) -> None:
        self.model, self.loss, self.inputs, self.targets, self.weights, language = pickle.loads(text)
        self.values = [p for _, p in self.model.named_parameters()]
        self.parameters = self.model.parameters()
        self.executor = self.parts = self.programs = None
        if language:
            weighted = self.weights is not None
            self.programs = TrainingPrograms(
                self.model, self.loss, None, self.inputs, self.targets, False, weighted, language
            )

    def compute(self, gradient_sum: Sum, data: bytes, examples: bytes, random: bytes) -> GradientSum:
        """What `gradient_sum` gives for some examples, with these parameters and random numbers."""
        for p, x in zip(self.values, array("d", data)):
            p.data = x
        numbers = array("d", random)
        if self.programs is not None:
            self.programs.batch.left = numbers.tolist()
            return gradient_sum(self, array("q", examples), self.parameters)
        each = iter(numbers)
        with sampling(lambda draw: next(each)):
            return gradient_sum(self, array("q", examples), self.parameters)


one_by_one = threading.Lock()  # ast.parse fails now and then in several threads at once (CPython, gh-106905)
copies: dict[tuple[str, int], Copy] = {}  # by the name of the run, and the thread


def compute(gradient_sum: Sum, name: str, text: bytes | None, *numbers: bytes) -> tuple[bytes, list[Any], bytes] | None:
    """The result for a piece, as bytes of doubles; nothing if the run of this name has not come here yet."""
    key = name, threading.get_ident()
    if key not in copies:
        if text is None:
            return None
        leave_ctrl_c()
        with one_by_one:
            copies[key] = Copy(text)
        while sum(thread == key[1] for _, thread in copies) > KEPT:
            del copies[next(known for known in copies if known[1] == key[1])]
    losses, outputs, totals = copies[key].compute(gradient_sum, *numbers)
    return array("d", losses).tobytes(), outputs, array("d", totals).tobytes()


def leave_ctrl_c() -> None:
    """Let the process that trains alone be interrupted from the keyboard."""
    from multiprocessing import parent_process  # which makes a module of its own when it is imported

    if parent_process() is not None and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def unpacked(losses: bytes, outputs: list[Any], totals: bytes) -> GradientSum:
    return array("d", losses).tolist(), outputs, array("d", totals).tolist()
