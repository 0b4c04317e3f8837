"""What comes between the epochs of a run, and how it is seen and stopped: a progress bar, and Ctrl-C."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

from nn.module import modules_in
from nn.training.checkpoint import write_checkpoint
from nn.training.run import Callback, TrainingRun

LONG = 5.0  # seconds: a shorter run has nothing to gain from being compiled


def after_epoch(run: TrainingRun, callbacks: Sequence[Callback], patience: int | None, file: Path | None) -> None:
    """Do all that comes after an epoch; if it has been the last, the history says why."""
    history = run.history
    run.validate()
    if run.schedule is not None:
        run.schedule.step((history.validation_loss or history.train_loss)[-1])
    if file is not None:
        write_checkpoint(file, run)
    answers = [callback(history) for callback in callbacks]
    if any(answer is True for answer in answers):
        history.stopped = f"by a callback after epoch {len(history.train_loss)}"
    else:
        history.stop_if_stuck(patience)


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """A block in which the first Ctrl-C only sets an event, so that nothing is left half done; a second interrupts."""
    interrupted = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield interrupted  # signals go to the main thread
        return

    def handle(number: int, frame: Any) -> None:
        if interrupted.is_set():
            raise KeyboardInterrupt
        interrupted.set()

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)


def with_progress(todo: range, epochs: int, run: TrainingRun, progress: bool) -> Iterator[int]:
    """The epochs' numbers, with a progress bar on a terminal and in a notebook, else with a few lines of text."""
    if not progress:
        yield from todo
        return
    if not todo:
        why = run.history.stopped or "more epochs would go on from there"
        print(f"nothing to train: the checkpoint has {len(run.history.train_loss)} epochs; {why}", file=messages())
    tqdm = bars()
    if tqdm is None or not (sys.stderr.isatty() or in_notebook()):
        for epoch in with_hint(todo, run):
            yield epoch
            if (epoch + 1) % max(1, epochs // 10) == 0:
                print(f"epoch {epoch + 1}/{epochs}: {run.history.latest()}", file=messages())
    else:
        with tqdm(with_hint(todo, run), unit="epoch", initial=todo.start, total=epochs, file=messages()) as bar:
            for epoch in bar:
                yield epoch
                bar.set_postfix_str(run.history.latest())


def in_notebook() -> bool:
    """Whether this runs in a cell."""
    return "ipykernel" in sys.modules


def messages() -> Any:
    """Where progress is told: beside the output of the program, but a notebook shows what goes there in red."""
    return sys.stdout if in_notebook() else sys.stderr


def bars() -> Any:
    """tqdm's bars, the widget in a notebook that has widgets, or None if tqdm is not there."""
    try:
        if in_notebook() and find_spec("ipywidgets"):
            from tqdm.notebook import tqdm
        else:
            from tqdm import tqdm
    except ImportError:
        return None
    return tqdm


def with_hint(todo: range, run: TrainingRun) -> Iterator[int]:
    """The epochs' numbers; if the first one took so long that the run will, a line says what would make it faster."""
    start = perf_counter()
    for epoch in todo:
        yield epoch
        if epoch == todo.start and (perf_counter() - start) * len(todo) > LONG and can_be_compiled(run):
            print("compiled=True would train to the same numbers, usually more than ten times as fast", file=messages())


def can_be_compiled(run: TrainingRun) -> bool:
    """Whether a run could be faster: if it is not compiled, and of a model made of what this package brings."""
    return run.programs is None and all(type(part).__module__.startswith("nn.") for part in modules_in(run.model))
