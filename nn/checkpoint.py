"""Checkpoints: all that a training run needs to go on, bit for bit, in a file of JSON."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from nn.files import write_whole
from nn.run import Run
from nn.tree import modules_in

RECORDED = ("train_loss", "validation_loss", "metrics", "learning_rate")


def write_checkpoint(path: Path, run: Run) -> None:
    """Write a file whole, or leave the one that was there."""
    write_whole(path, json.dumps(state_of(run)))


def read_checkpoint(path: Path, run: Run) -> None:
    """Put everything back as it was when the file was written.

    Raises ValueError, and changes nothing, if the file is no checkpoint of this model, optimizer and data.
    """
    before = state_of(run)
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
        check_state(state, run)
        go_on_from(state, run)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        go_on_from(before, run)
        raise ValueError(f"{path} is no checkpoint to go on from: {error}; delete it, or give another file") from None


def state_of(run: Run) -> dict[str, Any]:
    """All that changes in a run, as JSON writes it."""
    return {
        "model": run.model.state_dict(),
        "optimizer": run.optimizer.state_dict(),
        "schedule": None if run.schedule is None else run.schedule.state_dict(),
        "rngs": [rng.getstate() for rng in rngs(run)],
        "history": {name: getattr(run.history, name) for name in RECORDED},
        "order": run.order,
        "best_state": run.best_state,
    }


def go_on_from(state: dict[str, Any], run: Run) -> None:
    """Put a state back."""
    if state["best_state"]:
        run.model.load_state_dict(state["best_state"])  # it is refused now, if it does not fit, and not at the end
    run.model.load_state_dict(state["model"])
    run.optimizer.load_state_dict(state["optimizer"])
    if run.schedule is not None:
        run.schedule.load_state_dict(state["schedule"])
    for rng, (version, numbers, gauss) in zip(rngs(run), state["rngs"]):
        rng.setstate((version, tuple(numbers), gauss))
    vars(run.history).update(state["history"])
    run.order, run.best_state = state["order"], state["best_state"]


def check_state(state: Any, run: Run) -> None:
    """Raise ValueError unless a state is of a run like this one."""
    order, history = state["order"], state["history"]
    epochs, validated = len(history["train_loss"]), run.validation is not None
    if not all(type(i) is int for i in order) or sorted(order) != list(range(len(run.inputs))):
        raise ValueError(f"it is of a run on {len(order)} examples, not {len(run.inputs)}")
    if (state["schedule"] is None) != (run.schedule is None):
        raise ValueError("it was written with a schedule, or this run has one")
    if bool(history["validation_loss"]) != validated:
        raise ValueError("it was written with a validation set and this run has none, or the other way round")
    parts = ["train", "validation"] if validated else ["train"]
    names = {f"{part}_{metric.__name__}" for part in parts for metric in run.metrics}
    if history["metrics"].keys() != names:
        raise ValueError(f"its metrics are {sorted(history['metrics'])}, not {sorted(names)}")
    lists = [history["train_loss"], history["learning_rate"], *history["metrics"].values()]
    if validated:
        lists.append(history["validation_loss"])
    if any(not isinstance(numbers, list) or len(numbers) != epochs for numbers in lists):
        raise ValueError(f"its history is not a list of {epochs} numbers for each thing recorded")
    if not all(type(number) in (int, float) for numbers in lists for number in numbers):
        raise ValueError("its history holds something that is not a number")
    if set(history) != set(RECORDED) or bool(state["best_state"]) != validated:
        raise ValueError("its history or its best parameters are incomplete")
    if len(state["rngs"]) != len(rngs(run)):
        raise ValueError("it is of a model with other dropout")


def rngs(run: Run) -> list[Random]:
    """The sources of random numbers of a run: that of the order, and those of the parts of the model."""
    parts = [getattr(module, "rng", None) for module in modules_in(run.model)]
    return [run.rng, *[rng for rng in parts if isinstance(rng, Random)]]
