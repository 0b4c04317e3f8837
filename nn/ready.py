"""Whether everything that a training run is given fits together: `ready`, before anything changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import isfinite
from typing import Any

from engine import no_grad
from nn.checks import at_least_0, check_examples, whole
from nn.module import Module
from nn.more_losses import TARGET_CHECKS
from nn.optim import SGD
from nn.passes import evaluating
from nn.run import Run


def ready(run: Run) -> Run:
    """The run, with an optimizer and an order to start from. Raises ValueError or TypeError if it cannot start."""
    whole("epochs", run.epochs)
    whole("batch_size", run.batch_size)
    if run.clip_norm is not None:
        at_least_0("clip_norm", run.clip_norm)
    check_model(run.model)
    check_functions(run)
    check_optimizer(run)
    check_data("training", run, run.inputs, run.targets)
    if run.validation is not None:
        if not isinstance(run.validation, (tuple, list)) or len(run.validation) != 2:
            raise ValueError(f"validation must be a pair (inputs, targets), got {described(run.validation)}")
        check_data("validation", run, *run.validation)
    if run.patience is not None and whole("patience", run.patience) and run.validation is None:
        raise ValueError("patience needs a validation set to look at")
    if run.checkpoint is not None and not run.checkpoint.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {run.checkpoint.parent} for the checkpoint")
    run.optimizer = SGD(run.model.parameters(), lr=0.01) if run.optimizer is None else run.optimizer
    run.order = list(range(len(run.inputs)))
    return run


def check_model(model: Any) -> None:
    """Raise an error unless this is a Module, and its parameters are finite."""
    if not isinstance(model, Module):
        raise TypeError(f"the model must be a Module, such as MLP(2, [8, 1]), got {model!r}")
    for place, parameter in model.named_parameters():
        if not isfinite(parameter.data):
            raise ValueError(f"{place} is {parameter.data} before training; give it a finite number")


def check_functions(run: Run) -> None:
    """Raise an error unless loss, penalty, metrics and callbacks are functions, and the metrics have names."""
    if not callable(run.loss):
        raise TypeError(f"loss must be a function of an output and a target, such as mse_loss, got {run.loss!r}")
    if run.penalty is not None and not callable(run.penalty):
        raise TypeError(f"penalty must be a function of the model, which gives a Value, got {run.penalty!r}")
    if callable(run.metrics) or callable(run.callbacks):
        raise TypeError("metrics and callbacks are lists of functions, such as [accuracy]")
    for function in [*run.metrics, *run.callbacks]:
        if not callable(function):
            raise TypeError(f"a metric or a callback is a function, such as accuracy, got {function!r}")
    names = [getattr(metric, "__name__", "") for metric in run.metrics]
    if "" in names or len(set(names)) < len(names):
        raise ValueError(f"metrics are recorded by name, so each needs one of its own, got {names}")


def check_optimizer(run: Run) -> None:
    """Raise an error unless the optimizer moves parameters of the model, and the schedule is one of the optimizer."""
    optimizer, schedule = run.optimizer, run.schedule
    if optimizer is not None:
        needed = ["step", "lr", "state_dict", "load_state_dict"] if run.checkpoint else ["step", "lr"]
        if isinstance(optimizer, type) or not all(hasattr(optimizer, name) for name in needed):
            raise TypeError(
                f"optimizer must be one such as SGD(model.parameters(), lr=0.1), with {', '.join(needed)}, "
                f"got {optimizer!r}"
            )
        mine = {p for _, p in run.model.named_parameters()}
        trained = mine.intersection(getattr(optimizer, "parameters", mine))
        if not trained or not trained <= set(run.model.parameters()):
            what = "frozen parameters" if trained else "no parameter of this model"
            raise ValueError(f"the optimizer holds {what}; make it with SGD(model.parameters(), ...), after freezing")
    if schedule is not None and getattr(schedule, "optimizer", None) is not optimizer:
        raise ValueError(f"the schedule must be one of this optimizer, such as StepLR(optimizer, 10), got {schedule!r}")


def check_data(part: str, run: Run, inputs: Sequence[Any], targets: Sequence[Any]) -> None:
    """Raise ValueError unless the examples fit the model, and the targets fit the loss."""
    for what, items in (("inputs", inputs), ("targets", targets)):
        if not hasattr(items, "__len__") or not hasattr(items, "__getitem__"):
            raise TypeError(f"the {what} of the {part} set must be a list, got {items!r}")
    check_examples(part, run.model.inputs, inputs, targets)
    loss = run.loss
    while isinstance(loss, partial):
        loss = loss.func
    check = next((check for known, check in TARGET_CHECKS.items() if known is loss), None)
    if check is None:
        return
    with no_grad(), evaluating(run.model):
        output = run.model(inputs[0])
    for i, target in enumerate(targets):
        try:
            check(output, target)
        except ValueError as error:
            raise ValueError(f"{part} target {i}: {error}") from None


def described(item: Any) -> str:
    """A pair that is none, in a few words."""
    return f"{len(item)} items" if hasattr(item, "__len__") else repr(item)
