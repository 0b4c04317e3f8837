"""Checks of arguments, shared by the whole package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from math import fsum, isfinite
from numbers import Real
from random import Random
from typing import Any

from engine import Value, as_lists


def generator(seed: int | Random) -> Random:
    """The source of random numbers that a seed stands for; a random.Random is handed on as it is."""
    if isinstance(seed, Random):
        return seed
    number = as_lists(seed)
    if not isinstance(number, int):
        raise TypeError(f"a seed is an int or a random.Random, got {seed!r}")
    return Random(number)


def as_sequence(what: str, items: Any) -> Any:
    """Samples by position, in plain lists: of lists, arrays, frames, Series, and all that has a length and an order."""
    items = as_lists(items)
    if not hasattr(items, "__len__") or isinstance(items, (str, bytes, Mapping, Set)):
        raise TypeError(f"{what} must be a list, got {items!r}")
    return items if hasattr(items, "__getitem__") else list(items)


def as_examples(what: str, model: Any, inputs: Any) -> Any:
    """Inputs by position, in plain lists, prepared if the model has something for it; numbers will do for one input."""
    inputs, prepare = as_sequence(what, inputs), getattr(model, "standardizer", None)
    if getattr(model, "inputs", None) == 1 and all(map(is_number, inputs)):
        inputs = [[x] for x in inputs]
    return inputs if prepare is None or not len(inputs) else prepare(inputs)


def is_number(item: Any) -> bool:
    """Whether this is a plain number; True and False are none."""
    return isinstance(item, (int, float)) and not isinstance(item, bool)


def is_finite(number: Any) -> bool:
    """Whether this number is finite as a float."""
    try:
        return isfinite(number)
    except OverflowError:  # an int that is too large
        return False


def flag(name: str, value: bool) -> bool:
    """The value, if it is True or False."""
    value = as_lists(value)
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, got {value!r}")
    return value


def whole(name: str, number: int) -> int:
    """The number, if it is an int of at least 1."""
    number = as_lists(number)
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, got {number!r}")
    return number


def at_least_0(name: str, number: float) -> float:
    """The number, if it is finite and not negative."""
    number = as_lists(number)
    if not is_number(number) or not is_finite(number) or number < 0:
        raise ValueError(f"{name} must be a finite number of at least 0, got {number!r}")
    return number


def finite(name: str, number: float) -> float:
    """The number, if it is finite."""
    number = as_lists(number)
    if not is_number(number) or not is_finite(number):
        raise ValueError(f"{name} must be a finite number, got {number!r}")
    return number


def fraction(name: str, number: float) -> float:
    """The number, if it is at least 0 and below 1."""
    number = as_lists(number)
    if not is_number(number) or not 0 <= number < 1:
        raise ValueError(f"{name} must be at least 0 and below 1, got {number!r}")
    return number


def above_0(name: str, number: float) -> float:
    """The number, if it is finite and positive."""
    if at_least_0(name, number) == 0:
        raise ValueError(f"{name} must be above 0, got {number!r}")
    return number


def two_fractions(betas: tuple[float, float]) -> tuple[float, float]:
    """A pair of numbers, each at least 0 and below 1."""
    if not isinstance(betas, (list, tuple)) or len(betas) != 2:
        raise ValueError(f"betas must be a pair of numbers, got {betas!r}")
    return fraction("betas[0]", betas[0]), fraction("betas[1]", betas[1])


def trainable(parameters: Iterable[Value]) -> list[Value]:
    """The parameters as a list.

    Raises ValueError if there are none, and TypeError for anything that is not a leaf Value.
    """
    if not isinstance(parameters, Iterable):
        raise TypeError(f"an optimizer needs a list of parameters, such as model.parameters(), got {parameters!r}")
    parameters = list(parameters)
    if not parameters:
        raise ValueError("an optimizer needs at least one parameter, got none")
    for parameter in parameters:
        if isinstance(parameter, Mapping):
            raise TypeError("groups of parameters are optimizers here: ParameterGroups(SGD(body, lr=0.01), SGD(head))")
        if not isinstance(parameter, Value) or parameter.op is not None:
            raise TypeError(f"a parameter is a Value made by you, not computed from others; got {parameter!r}")
    if len(set(parameters)) < len(parameters):
        raise ValueError("a parameter is there twice, so it would be moved twice")
    return parameters


def check_example(x: Any, width: int) -> None:
    """Raise an error unless this is one example for a model of this width: a list of as many numbers or Values."""
    if not isinstance(x, Iterable) or isinstance(x, (str, bytes)):
        write = "; write model([x]) for one number x" if width == 1 else ""
        raise TypeError(f"a model is called with a list of {width} number(s), got {x!r}{write}")
    if is_batch(x):
        raise TypeError(
            f"a model is called with one example at a time, got {len(list(x))}; write [model(x) for x in inputs], or "
            "predict(model, inputs) for plain numbers"
        )
    if (size := len(list(x))) != width:
        raise ValueError(f"a neuron with {width} inputs got {size}")


def is_batch(x: Iterable[Any]) -> bool:
    """Whether there are examples in it, in lists or arrays."""
    return any(hasattr(part, "__len__") and not isinstance(part, (str, bytes)) for part in x)


def check_same_shape(output: Any, target: Any) -> Any:
    """The target in plain numbers; ValueError unless it has the shape of the output."""
    check_no_batch(output)
    target = as_lists(target)
    size, wanted = (len(x) if isinstance(x, (list, tuple)) else None for x in (target, output))
    if wanted == 0:
        raise ValueError("an output of no values has no loss")
    if size != wanted or isinstance(target, str):
        raise ValueError(f"the target {target!r} does not fit an output of {wanted or 1} value(s)")
    return target


def check_no_batch(output: Any) -> None:
    """Raise ValueError if the output of a model is that for several examples."""
    if isinstance(output, (list, tuple)) and output and isinstance(output[0], (list, tuple)):
        raise ValueError(
            "a loss is that of one example; for several of them write "
            "engine.mean([loss(output, target) for output, target in zip(outputs, targets)])"
        )


def check_class(logits: Any, target: Any, label_smoothing: float = 0.0) -> Any:
    """The target in plain numbers; ValueError unless it is the index of one logit, or a probability for each."""
    if not is_number(label_smoothing) or not 0 <= label_smoothing <= 1:
        raise ValueError(f"label_smoothing must be from 0 to 1, got {label_smoothing!r}")
    if not isinstance(logits, (list, tuple)):
        raise ValueError(f"cross_entropy needs a list of logits, one for each class, got {logits!r}")
    check_no_batch(logits)
    target = as_lists(target)
    if isinstance(target, (list, tuple)):
        check_distribution(logits, target)
    elif not hasattr(target, "__index__") or isinstance(target, bool) or not 0 <= target < len(logits):
        size = f"an int from 0 to {len(logits) - 1}"
        raise ValueError(f"the target must be a class, {size}, got {target!r} of type {type(target).__name__}")
    return target


def class_weights(weight: Any, count: int) -> Sequence[float]:
    """The weight of each class in plain numbers, all 1 without one; ValueError unless there are as many as classes."""
    if weight is None:
        return [1.0] * count
    weight = as_lists(weight)
    if not isinstance(weight, (list, tuple)) or len(weight) != count:
        raise ValueError(f"weight needs a number for each of the {count} classes, got {weight!r}")
    return [at_least_0(f"weight[{i}]", number) for i, number in enumerate(weight)]


def check_distribution(output: Any, target: Any) -> Any:
    """The target in plain numbers; ValueError unless it has a probability for each output, together 1."""
    target = check_same_shape(output, target)
    if not isinstance(target, (list, tuple)) or not all(isinstance(t, (int, float)) and 0 <= t <= 1 for t in target):
        raise ValueError(f"the target must be a probability for each class, got {target!r}")
    if abs(fsum(target) - 1) > 1e-6:
        raise ValueError(f"the probabilities of a target must add up to 1, got {target!r}")
    return target


def check_binary(output: Any, target: Any) -> Any:
    """The target in plain numbers; ValueError unless there is one output, and a target from 0 to 1."""
    target = as_lists(target)
    if isinstance(output, (list, tuple)):
        check_no_batch([target])
        raise ValueError(f"binary cross entropy needs one output, got a list of {len(output)}; use cross_entropy")
    if not isinstance(target, (int, float)) or not 0 <= target <= 1:
        raise ValueError(f"the target of binary cross entropy must be from 0 to 1, got {target!r}")
    return target


def check_margin(output: Any, target: Any) -> Any:
    """The target in plain numbers; ValueError unless it is -1 or 1 for one output, or the index of one of several."""
    check_no_batch(output)
    target = as_lists(target)
    if isinstance(output, (list, tuple)):
        if not hasattr(target, "__index__") or isinstance(target, bool) or not 0 <= target < len(output):
            raise ValueError(f"the target must be a class, an int from 0 to {len(output) - 1}, got {target!r}")
    elif not isinstance(target, (int, float)) or target not in (-1, 1):
        raise ValueError(f"the target of hinge_loss must be -1 or 1, got {target!r}")
    return target


def check_examples(part: str, width: int | None, inputs: Sequence[Any], targets: Sequence[Any]) -> None:
    """Raise ValueError unless there are examples, all of finite numbers, and inputs of this width, if it is known."""
    if len(inputs) != len(targets) or not len(inputs):
        raise ValueError(f"the {part} set needs one target for each input, got {len(inputs)} and {len(targets)}")
    for i, (x, target) in enumerate(zip(inputs, targets)):
        if not are_floats(x) or not (width is None or len(x) == width):
            check_input(f"{part} input {i}", x, width)
        if not are_floats(target):
            check_finite(f"{part} target {i}", target)
        if target is None:
            raise ValueError(f"{part} target {i} is missing")


def are_floats(example: Any) -> bool:
    """Whether an example is a list of finite floats, as most are; asked first, for it is fast."""
    return type(example) is list and set(map(type, example)) == {float} and all(map(isfinite, example))


def check_input(name: str, x: Any, width: int | None) -> None:
    """Raise ValueError unless an input is made of finite numbers, as many as the model takes."""
    check_finite(name, x)
    if width is not None:
        if not hasattr(x, "__len__") or len(x) != width:
            raise ValueError(f"{name} must be a list of {width} numbers for this model, got {x!r}")
        for number in x:
            if not isinstance(number, (Real, Value)):
                raise ValueError(f"{name} holds {number!r}, which is not a number")


def check_finite(name: str, example: Any) -> None:
    """Raise ValueError if there is a nan or an inf in it."""
    if isinstance(example, (Real, Value)):
        if not is_finite(example.data if isinstance(example, Value) else example):
            raise ValueError(f"{name} is {example!r}; drop the example or fill in a number")
    elif isinstance(example, Iterable) and not isinstance(example, str):
        for j, part in enumerate(example):
            check_finite(f"{name}, feature {j}", part)
