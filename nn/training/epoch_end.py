"""What `fit` does between two epochs: validation, schedule, checkpoint, callbacks, early stopping."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nn.training.checkpoint import write_checkpoint
from nn.training.run import Callback, TrainingRun


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
