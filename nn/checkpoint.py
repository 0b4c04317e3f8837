"""Checkpoints: all that a training run needs to go on, bit for bit, in a file of JSON."""

from __future__ import annotations

import json
from math import inf
from pathlib import Path
from random import Random
from typing import Any

from nn.files import write_whole
from nn.history import History
from nn.module import Module
from nn.tree import modules_in


def write_checkpoint(
    path: str | Path,
    model: Module,
    optimizer: Any,
    schedule: Any,
    rng: Random,
    history: History,
    order: list[int],
    best: float,
    best_state: dict[str, Any],
) -> None:
    """Write a file whole, or leave the one that was there."""
    version, numbers, gauss = rng.getstate()
    content = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": None if schedule is None else schedule.state_dict(),
        "rng": [version, list(numbers), gauss],
        "dropout": [[v, list(n), g] for v, n, g in (d.rng.getstate() for d in dropouts(model))],
        "history": {name: getattr(history, name) for name in RECORDED},
        "order": order,
        "best": None if best == inf else best,
        "best_state": best_state,
    }
    write_whole(Path(path), json.dumps(content))


def read_checkpoint(
    path: str | Path,
    model: Module,
    optimizer: Any,
    schedule: Any,
    rng: Random,
    history: History,
    examples: int,
    metrics: list[str],
    validated: bool,
) -> tuple[list[int], float, dict[str, Any]]:
    """Put everything back as it was, and give the order of the examples and the best parameters so far.

    Raises ValueError if the file is no checkpoint of this model, optimizer and data.
    """
    before = model.state_dict(), optimizer.state_dict()
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        order = content["order"]
        if sorted(order) != list(range(examples)):
            raise ValueError(f"it is of a run on {len(order)} examples, not {examples}")
        if (content["schedule"] is None) != (schedule is None):
            raise ValueError("it was written with a schedule, or this run has one")
        if sorted(content["history"]["metrics"]) != sorted(metrics):
            raise ValueError(f"its metrics are {sorted(content['history']['metrics'])}, not {sorted(metrics)}")
        if bool(content["history"]["validation_loss"]) != validated:
            raise ValueError("it was written with a validation set and this run has none, or the other way round")
        sources = [rng, *[d.rng for d in dropouts(model)]]
        if len(content["dropout"]) != len(sources) - 1:
            raise ValueError("it is of a model with other dropout")
        states = [tuple_state(state) for state in [content["rng"], *content["dropout"]]]
        recorded = {name: content["history"][name] for name in RECORDED}
        model.load_state_dict(content["model"])
        optimizer.load_state_dict(content["optimizer"])
        if schedule is not None:
            schedule.load_state_dict(content["schedule"])
        for source, state in zip(sources, states):
            source.setstate(state)
        vars(history).update(recorded)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        model.load_state_dict(before[0])
        optimizer.load_state_dict(before[1])
        raise ValueError(f"{path} is no checkpoint to go on from: {error}; delete it, or give another file") from None
    return order, inf if content["best"] is None else content["best"], content["best_state"]


RECORDED = ("train_loss", "validation_loss", "metrics", "learning_rate")


def tuple_state(state: Any) -> Any:
    """The state of a random.Random, from JSON."""
    version, numbers, gauss = state
    return version, tuple(numbers), gauss


def dropouts(model: Module) -> list[Any]:
    """The parts of a model that draw random numbers."""
    return [module for module in modules_in(model) if isinstance(getattr(module, "rng", None), Random)]
