"""Whether everything that a training run is given fits together: `ready`, before anything changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from inspect import signature
from math import isfinite
from typing import Any

from engine import no_grad
from nn.checks import at_least_0, check_examples, whole
from nn.compiled import CompiledPasses
from nn.metrics import accuracy, check_targets, log_loss
from nn.module import Module
from nn.more_losses import TARGET_CHECKS
from nn.optim import SGD
from nn.passes import Passes, in_mode
from nn.run import Run
from nn.state import data_of


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
    run.passes = passes_of(run)
    return run


def passes_of(run: Run) -> Passes | CompiledPasses:
    """What computes the gradients of a run."""
    if not run.compiled:
        return Passes(run.model, run.loss, run.penalty)
    inputs, targets = list(run.inputs), list(run.targets)
    if run.validation is not None:
        inputs += run.validation[0]
        targets += run.validation[1]
    return CompiledPasses(run.model, run.loss, run.penalty, inputs, targets)


def check_model(model: Any) -> None:
    """Raise an error unless this is a Module, and its parameters are finite."""
    if not isinstance(model, Module):
        raise TypeError(f"the model must be a Module, such as MLP(2, [8, 1]), got {model!r}")
    for place, parameter in model.named_parameters():
        if not isfinite(parameter.data):
            raise ValueError(f"{place} is {parameter.data} before training; give it a finite number")


def check_functions(run: Run) -> None:
    """Raise an error unless loss, penalty, metrics and callbacks are functions, and the metrics have names."""
    check_function("loss", run.loss, "an output and a target, such as mse_loss", 2)
    if run.penalty is not None:
        check_function("penalty", run.penalty, "the model, which gives a Value", 1)
    for functions in (run.metrics, run.callbacks):
        if not isinstance(functions, (list, tuple)):
            raise TypeError(f"metrics and callbacks are lists of functions, such as [accuracy], got {functions!r}")
    for metric in run.metrics:
        check_function("a metric", metric, "the outputs and the targets, such as accuracy", 2)
    for callback in run.callbacks:
        check_function("a callback", callback, "the history", 1)
    names = [getattr(metric, "__name__", "") for metric in run.metrics]
    if "" in names or len(set(names)) < len(names):
        raise ValueError(f"metrics are recorded by name, so each needs one of its own, got {names}")


def check_function(name: str, function: Any, what: str, count: int) -> None:
    """Raise TypeError unless this can be called with so many arguments."""
    if not callable(function):
        raise TypeError(f"{name} must be a function of {what}, got {function!r}")
    try:
        takes = signature(function)
    except ValueError:
        return  # some functions written in C do not tell
    try:
        takes.bind(*[None] * count)
    except TypeError as error:
        raise TypeError(f"{name} must be a function of {what}, got {function!r}: {error}") from None


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
    if schedule is not None and (optimizer is None or getattr(schedule, "optimizer", None) is not optimizer):
        raise ValueError(f"the schedule must be one of this optimizer, such as StepLR(optimizer, 10), got {schedule!r}")


def check_data(part: str, run: Run, inputs: Sequence[Any], targets: Sequence[Any]) -> None:
    """Raise an error unless the examples fit the model, and the targets fit the loss and the metrics."""
    for what, items in (("inputs", inputs), ("targets", targets)):
        if not hasattr(items, "__len__") or not hasattr(items, "__getitem__"):
            raise TypeError(f"the {what} of the {part} set must be a list, got {items!r}")
    check_examples(part, run.model.inputs, inputs, targets)
    loss, scored = run.loss, any(metric in (accuracy, log_loss) for metric in run.metrics)
    while isinstance(loss, partial):
        loss = loss.func
    check = next((check for known, check in TARGET_CHECKS.items() if known is loss), None)
    if check is None and not scored:
        return
    with no_grad(), in_mode(run.model, training=False):
        output = run.model(inputs[0])
    for i, target in enumerate(targets):
        try:
            if check is not None:
                check(output, target)
            if scored:
                check_targets([data_of(output)], [target])
        except ValueError as error:
            raise ValueError(f"{part} target {i}: {error}") from None


def described(item: Any) -> str:
    """A pair that is none, in a few words."""
    return f"{len(item)} items" if hasattr(item, "__len__") else repr(item)
