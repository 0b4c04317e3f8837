"""What a training run needs: all that it is given is checked here, once, before anything changes."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import partial
from inspect import signature
from math import isfinite
from pathlib import Path
from typing import Any

from engine import Value, topological_order
from nn import losses
from nn.checks import (
    as_examples,
    as_sequence,
    at_least_0,
    check_binary,
    check_class,
    check_distribution,
    check_examples,
    check_margin,
    check_same_shape,
    whole,
)  # fmt: skip
from nn.data import mean_of
from nn.layers import MLP
from nn.metrics import accuracy, check_targets, log_loss
from nn.module import Module, data_of
from nn.training.evaluation import in_mode
from nn.xray import parameters_by_layer

Loss = Callable[[Any, Any], Value]  # of the output for one example, and its target
Penalty = Callable[[Module], Value]

TARGET_CHECKS: dict[Any, Callable[[Any, Any], None]] = {  # which targets fit which loss
    losses.mse_loss: check_same_shape,
    losses.l1_loss: check_same_shape,
    losses.huber_loss: check_same_shape,
    losses.hinge_loss: check_margin,
    losses.binary_cross_entropy: check_binary,
    losses.binary_cross_entropy_with_logits: check_binary,
    losses.cross_entropy: check_class,
    losses.kl_div: check_distribution,
}


def check_run(
    model: Module,
    inputs: Sequence[Any],
    targets: Sequence[Any],
    loss: Loss,
    optimizer: Any,
    batch_size: int,
    penalty: Penalty | None,
    clip_norm: float | None,
    validation: tuple[Sequence[Any], Sequence[Any]] | None,
    metrics: Sequence[Any],
    schedule: Any,
) -> None:
    """Raise ValueError or TypeError unless all these fit together."""
    whole("batch_size", batch_size)
    if clip_norm is not None:
        at_least_0("clip_norm", clip_norm)
    check_model(model)
    check_function("loss", loss, "an output and a target, such as mse_loss", 2)
    if penalty is not None:
        check_function("penalty", penalty, "the model, which gives a Value", 1)
    check_metrics(metrics)
    check_optimizer(model, optimizer, schedule)
    check_data("training", model, loss, metrics, inputs, targets)
    if validation is not None:
        check_data("validation", model, loss, metrics, *validation)


def pair_by_position(model: Any, validation: Any) -> tuple[Sequence[Any], Sequence[Any]] | None:
    """The validation set by position, in plain lists."""
    if validation is None:
        return None
    if not isinstance(validation, (tuple, list)) or len(validation) != 2:
        got = f"{len(validation)} items" if hasattr(validation, "__len__") else repr(validation)
        raise ValueError(f"validation must be a pair (inputs, targets), got {got}")
    return by_position("validation", model, *validation)


def check_fit(
    epochs: int,
    validation: Any = None,
    patience: int | None = None,
    callbacks: Sequence[Any] = (),
    optimizer: Any = None,
    checkpoint: Path | None = None,
) -> None:
    """Raise an error unless epochs, and all that happens between them, fit together."""
    whole("epochs", epochs)
    check_functions(callbacks)
    for callback in callbacks:
        check_function("a callback", callback, "the history", 1)
    if patience is not None and whole("patience", patience) and validation is None:
        raise ValueError("patience needs a validation set to look at")
    if checkpoint is not None:
        if not checkpoint.parent.is_dir():
            raise FileNotFoundError(f"there is no folder {checkpoint.parent} for the checkpoint")
        if optimizer is not None:
            check_attributes(optimizer, ["step", "lr", "state_dict", "load_state_dict"])


def check_model(model: Any) -> None:
    """Raise an error unless this is a Module, and its parameters are finite."""
    if not isinstance(model, Module):
        raise TypeError(f"the model must be a Module, such as MLP(2, [8, 1]), got {model!r}")
    for place, parameter in model.named_parameters():
        if type(parameter.data) is not float:
            parameter.data = plain_data(place, parameter)
        if not isfinite(parameter.data):
            raise ValueError(f"{place} is {parameter.data} before training; give it a finite number")


def plain_data(place: str, parameter: Value) -> float:
    """The data of a parameter as a float, whatever a program has put there; TypeError if it is no number."""
    try:
        return Value(parameter.data).data
    except TypeError:
        raise TypeError(
            f"{place} holds {parameter.data!r} as its data, where a number belongs; write p.data -= 0.1 * p.grad, with "
            "plain numbers on the right"
        ) from None


def check_metrics(metrics: Any) -> None:
    """Raise an error unless metrics are functions, each with a name of its own."""
    check_functions(metrics)
    for metric in metrics:
        check_function("a metric", metric, "the outputs and the targets, such as accuracy", 2)
    names = [getattr(metric, "__name__", "") for metric in metrics]
    if "" in names or len(set(names)) < len(names):
        raise ValueError(f"metrics are recorded by name, so each needs one of its own, got {names}")


def check_functions(functions: Any) -> None:
    """Raise TypeError unless these are in a list."""
    if not isinstance(functions, (list, tuple)):
        raise TypeError(f"metrics and callbacks are lists of functions, such as [accuracy], got {functions!r}")


def check_function(name: str, function: Any, what: str, count: int) -> None:
    """Raise TypeError unless this can be called with as many arguments as `count` says."""
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


def check_optimizer(model: Module, optimizer: Any, schedule: Any) -> None:
    """Raise an error unless the optimizer moves parameters of the model, and the schedule is one of the optimizer."""
    if optimizer is not None:
        check_attributes(optimizer, ["step", "lr"])
        mine = {p for _, p in model.named_parameters()}
        trained = mine.intersection(getattr(optimizer, "parameters", mine))
        if not trained or not trained <= set(model.parameters()):
            what = "frozen parameters" if trained else "no parameter of this model"
            raise ValueError(f"the optimizer holds {what}; make it with SGD(model.parameters(), ...), after freezing")
    if schedule is not None and (optimizer is None or getattr(schedule, "optimizer", None) is not optimizer):
        raise ValueError(f"the schedule must be one of this optimizer, such as StepLR(optimizer, 10), got {schedule!r}")


def check_attributes(optimizer: Any, needed: list[str]) -> None:
    """Raise TypeError unless the optimizer has what is needed of one."""
    if isinstance(optimizer, type) or not all(hasattr(optimizer, name) for name in needed):
        raise TypeError(
            f"optimizer must be one such as SGD(model.parameters(), lr=0.1), with {', '.join(needed)}, "
            f"got {optimizer!r}"
        )


def by_position(part: str, model: Any, inputs: Any, targets: Any) -> tuple[Sequence[Any], Sequence[Any]]:
    """Inputs and targets by position, in plain lists; one column will do for one input and for one output."""
    inputs = as_examples(f"the inputs of the {part} set", model, inputs)
    targets = as_sequence(f"the targets of the {part} set", targets)
    if isinstance(model, MLP) and len(model.layers[-1].neurons) == 1 and all(map(is_column, targets)):
        targets = [target for [target] in targets]
    return inputs, targets


def relative_weights(sample_weight: Any, count: int) -> list[float] | None:
    """The weight of each example, divided by their mean; ValueError unless there is one for each, and one above 0."""
    if sample_weight is None:
        return None
    weights = [at_least_0(f"sample_weight[{i}]", x) for i, x in enumerate(as_sequence("sample_weight", sample_weight))]
    if len(weights) != count or not any(weights):
        got = f"{len(weights)}" if any(weights) else f"{len(weights)} zeros"
        raise ValueError(f"sample_weight needs a number for each of the {count} examples, one above 0; got {got}")
    mean = mean_of(weights)
    return [weight / mean for weight in weights]


def is_column(row: Any) -> bool:
    """Whether a row of a table has one number."""
    return isinstance(row, (list, tuple)) and len(row) == 1


def check_data(
    part: str, model: Module, loss: Any, metrics: Sequence[Any], inputs: Sequence[Any], targets: Sequence[Any]
) -> None:
    """Raise an error unless the examples fit the model, and the targets fit the loss and the metrics."""
    check_examples(part, model.inputs, inputs, targets)
    scored = any(metric in (accuracy, log_loss) for metric in metrics)
    while isinstance(loss, partial):
        loss = loss.func
    check = next((check for known, check in TARGET_CHECKS.items() if known is loss), None)
    if check is None and not scored:
        return
    with in_mode(model, training=False):
        output = model(inputs[0])
    warn_of_cuts(model, output)
    for i, target in enumerate(targets):
        try:
            if check is not None:
                check(output, target)
            if scored:
                check_targets([data_of(output)], [target])
        except ValueError as error:
            raise ValueError(f"{part} target {i}: {error}") from None


def warn_of_cuts(model: Module, output: Any) -> None:
    """Warn of layers that the output does not depend on as far as the graph tells: they would never move."""
    outputs = [x for x in (output if isinstance(output, (list, tuple)) else [output]) if isinstance(x, Value)]
    if not outputs or (outputs[0] + 0.0).op is None:  # no_grad is on, which the loss will say
        return
    reached: set[Value] = set()
    for x in outputs:
        topological_order(x, reached)  # which notes there what it has met
    trained, layers = set(model.parameters()), parameters_by_layer(model)
    cut = {name: parameters for name, parameters in layers.items() if not reached.intersection(parameters)}
    count = sum(1 for parameters in cut.values() for p in parameters if p in trained)
    if count:
        warnings.warn(
            f"{count} of the {len(trained)} parameters get no gradient, those of {', '.join(cut)}: the output is not "
            "computed from them, as far as the graph tells. An activation or a layer that takes numbers out of it, as "
            "math.tanh(v.data) does, cuts off what is before it; write it with Values, as in engine.tanh(v)",
            stacklevel=6,  # where fit is called
        )


def differentiable(name: str, result: Any) -> Value:
    """What a loss or a penalty gives; TypeError unless it is a graph."""
    if not isinstance(result, Value) or result.op is None:
        raise TypeError(f"the {name} is no graph to differentiate: {result!r}; is no_grad on, or .data in the {name}?")
    return result
