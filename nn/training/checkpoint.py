"""Checkpoints: all that a training run needs to go on, bit for bit, in a file of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from engine import Value, as_lists, read_file, write_file
from nn.checks import is_number
from nn.module import Module, items_in, modules_in
from nn.serialize import checksum
from nn.training.run import TrainingRun

LARGEST_CHECKPOINT = 1_000_000_000  # bytes of a file
RECORDED = ("train_loss", "validation_loss", "metrics", "learning_rate")
SETTINGS = ("model", "loss", "optimizer", "batch_size", "seed", "penalty", "clip_norm", "schedule", "parts")
DEEPEST = 4  # how far a setting is looked into
CHANGING = {"parameters", "optimizer", "steps", "initial_lr", "start"}  # in optimizers and schedules, no settings


def write_checkpoint(path: Path, run: TrainingRun) -> None:
    """Write a file whole, or leave the one that was there."""
    run.settings = run.settings or run_settings(run)
    state = run_state(run) | {"data": run.data_checksum, "settings": run.settings}
    write_file(path, json.dumps(state | {"checksum": checksum(json.dumps(state))}))


def read_checkpoint(path: Path, run: TrainingRun) -> None:
    """Put everything back as it was when the file was written.

    Raises ValueError, and changes nothing, if the file is no checkpoint of this model and these data and settings.
    """
    before = run_state(run)
    try:
        state = json.loads(read_file(path, LARGEST_CHECKPOINT).decode("utf-8"))
        data, settings = data_and_settings(state)
        check_state(state, run)
        if data not in (None, run.data_checksum):
            raise ValueError("it is of a run on other examples or targets, though as many")
        run.settings = run_settings(run)
        if settings is not None:
            check_settings(settings, run.settings)
        go_on_from(state, run)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        go_on_from(before, run)
        raise ValueError(
            f"{path} is no checkpoint to go on from: {error}; to begin anew, delete it, or give another file"
        ) from None


def data_and_settings(state: Any) -> tuple[Any, Any]:
    """Take what does not change in a run out of a state: the checksum of the data, and the settings; None in old files.

    Raises ValueError if the file is not what was written.
    """
    if not isinstance(state, dict):
        return None, None
    written = state.pop("checksum", None)
    if written not in (None, checksum(json.dumps(state))):
        raise ValueError("it is not what was written: it has been damaged, or changed by hand")
    return state.pop("data", None), state.pop("settings", None)


def run_state(run: TrainingRun) -> dict[str, Any]:
    """All that changes in a run, as JSON writes it."""
    return {
        "model": run.model.state_dict(),
        "optimizer": run.optimizer.state_dict(),
        "schedule": None if run.schedule is None else run.schedule.state_dict(),
        "rngs": [rng.getstate() for rng in random_sources(run)],
        "history": {name: getattr(run.history, name) for name in RECORDED},
        "order": run.order,
        "best_state": run.best_state,
    }


def go_on_from(state: dict[str, Any], run: TrainingRun) -> None:
    """Make a run what it was when the state was taken."""
    if state["best_state"]:
        run.model.load_state_dict(state["best_state"])  # it is refused now, if it does not fit, and not at the end
    run.model.load_state_dict(state["model"])
    run.optimizer.load_state_dict(state["optimizer"])
    if run.schedule is not None:
        run.schedule.load_state_dict(state["schedule"])
    for rng, (version, numbers, gauss) in zip(random_sources(run), state["rngs"]):
        rng.setstate((version, tuple(numbers), gauss))
    vars(run.history).update(state["history"])
    run.order, run.best_state = state["order"], state["best_state"]


def check_state(state: Any, run: TrainingRun) -> None:
    """Raise ValueError unless a state is of a run like this one; the parts of it check themselves when they go on."""
    if not isinstance(state, dict) or state.keys() != run_state(run).keys():
        raise ValueError("it does not hold what a checkpoint holds")
    check_order(state["order"], run)
    if (state["schedule"] is None) != (run.schedule is None):
        raise ValueError("it was written with a schedule, or this run has one")
    if len(state["rngs"]) != len(random_sources(run)):
        raise ValueError("it is of a model with other dropout")
    check_history(state["history"], run)
    if bool(state["best_state"]) != (run.validation is not None):
        raise ValueError("its best parameters are missing")


def check_settings(before: dict[str, Any], now: dict[str, Any]) -> None:
    """Raise ValueError, which names what differs, unless two runs were made with the same settings."""
    other = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    outermost = [name for name in other if not any(name.startswith(f"{above}.") for above in other)]
    if other:
        changes = ", ".join(f"{name} was {before.get(name)!r} and is {now.get(name)!r}" for name in outermost)
        raise ValueError(f"{changes}; to go on, give what was given then, with as many epochs as you like")


def check_order(order: Any, run: TrainingRun) -> None:
    """Raise ValueError unless this is an order of the examples of a run."""
    if not isinstance(order, list) or not all(type(i) is int for i in order):
        raise ValueError("its order of the examples is no list of whole numbers")
    if sorted(order) != list(range(len(run.inputs))):
        raise ValueError(f"it is of a run on {len(order)} examples, not {len(run.inputs)}")


def check_history(history: Any, run: TrainingRun) -> None:
    """Raise ValueError unless this is what a run like this one records."""
    if not isinstance(history, dict) or sorted(history) != sorted(RECORDED) or not history["train_loss"]:
        raise ValueError("its history is not complete")
    if bool(history["validation_loss"]) != (run.validation is not None):
        raise ValueError("it was written with a validation set and this run has none, or the other way round")
    parts = ["train"] if run.validation is None else ["train", "validation"]
    names = sorted(f"{part}_{metric.__name__}" for part in parts for metric in run.metrics)
    if sorted(history["metrics"]) != names:
        raise ValueError(f"its metrics are {sorted(history['metrics'])}, not {names}")
    columns = {**history, **history["metrics"]}
    del columns["metrics"]
    if run.validation is None:
        del columns["validation_loss"]
    epochs = len(history["train_loss"])
    for name, numbers in columns.items():
        if not isinstance(numbers, list) or len(numbers) != epochs or not all(map(is_number, numbers)):
            raise ValueError(f"{name} in its history is not a list of {epochs} numbers")


def random_sources(run: TrainingRun) -> list[Random]:
    """The sources of random numbers of a run: that of the order, and those of the parts of the model."""
    parts = [getattr(module, "rng", None) for module in modules_in(run.model)]
    return [run.rng, *[rng for rng in parts if isinstance(rng, Random)]]


# --- what a run was made with -----------------------------------------------------------------------------------------


def run_settings(run: TrainingRun) -> dict[str, Any]:
    """All that decides what a run computes, besides the data and the number of its epochs, by name."""
    return {name: setting for part in SETTINGS for name, setting in settings_in(part, getattr(run, part))}


def settings_in(name: str, given: Any) -> Iterator[tuple[str, Any]]:
    """What was given as JSON has it: a number, or what it is called, and then what it was made with."""
    given = as_lists(given)
    if given is None or isinstance(given, (int, float, str)):
        yield name, given
    elif isinstance(given, partial):
        yield from settings_in(name, given.func)
        yield from settings_in(name, [*given.args, given.keywords])
    elif not isinstance(given, Value):
        if not isinstance(given, (list, tuple, dict)):
            yield name, getattr(given, "__qualname__", type(given).__name__)
        for key, part in made_with(given) if name.count(".") < DEEPEST else ():
            yield from settings_in(f"{name}.{key}", part)


def made_with(given: Any) -> Iterable[tuple[Any, Any]]:
    """The items of a list, the lines of a model, the floats in a function or around it, the attributes of others."""
    if isinstance(given, Module):
        return enumerate(given.summary().splitlines())
    if hasattr(given, "__code__"):
        around = [cell.cell_contents for cell in given.__closure__ or ()]
        return enumerate(x for x in (*given.__code__.co_consts, *around) if isinstance(x, float))
    if isinstance(given, (list, tuple, dict, Random)):
        return items_in(given)
    changing = CHANGING.union(getattr(given, "remembers", ()) or getattr(given, "state_dict", dict)())
    found = {key: part for key, part in getattr(given, "__dict__", {}).items() if key not in changing}
    if hasattr(given, "lr"):
        first = getattr(given, "initial_lr", None)  # from where a schedule has begun
        found["lr"] = given.lr if first is None else first
    return found.items()
