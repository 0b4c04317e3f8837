"""How a long run is seen and stopped: a progress bar, and Ctrl-C."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nn.history import History


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


def with_progress(todo: range, epochs: int, history: History, progress: bool) -> Iterator[int]:
    """The epochs' numbers, with a progress bar on a terminal and in a notebook, else with a few lines of text."""
    if not progress:
        yield from todo
        return
    try:
        from tqdm.auto import tqdm
    except ImportError:
        tqdm = None
    if tqdm is None or not (sys.stderr.isatty() or "ipykernel" in sys.modules):
        for epoch in todo:
            yield epoch
            if (epoch + 1) % max(1, epochs // 10) == 0:
                print(f"epoch {epoch + 1}/{epochs}: {history.latest()}", file=sys.stderr)
    else:
        with tqdm(todo, unit="epoch", initial=todo.start, total=epochs) as bar:
            for epoch in bar:
                yield epoch
                bar.set_postfix_str(history.latest())
