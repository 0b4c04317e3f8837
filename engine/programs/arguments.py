"""Numbers in nested lists, as arguments of functions: how they are arranged, and what they are called."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from engine.arrays import as_lists
from engine.operands import real
from engine.text import described
from engine.value import Value


def items_of(argument: Any) -> Sequence[Any] | None:
    """What a list holds, or an array, a Series or a frame; None for a number."""
    if isinstance(argument, (list, tuple)):
        return argument
    if type(argument) is float or isinstance(argument, Value):
        return None
    items = as_lists(argument)
    return items if isinstance(items, list) else None


def shape_of(argument: Any, where: str) -> Any:
    """How numbers are arranged: lists of lists of 0."""
    items = items_of(argument)
    if items is not None:
        return [shape_of(item, f"{where}[{i}]") for i, item in enumerate(items)]
    try:
        plain_number(argument)
    except TypeError:
        raise TypeError(
            f"{where} is {described(argument)}: a compiled function takes numbers, and lists of them; other things can "
            "be put into a function of numbers, as in lambda x: loss(model(x))"
        ) from None
    return 0


def shapes_of(arguments: Sequence[Any]) -> list[Any]:
    """How the numbers in the arguments of a function are arranged."""
    return [shape_of(argument, f"argument {i + 1}") for i, argument in enumerate(arguments)]


def plain_number(item: Any) -> float:
    """The number that an argument is."""
    return item.data if isinstance(item, Value) else real(item)


def numbers_in(items: Iterable[Any]) -> Iterator[float]:
    """All numbers in nested lists, as the parameters of a program take them."""
    for item in items:
        inner = items_of(item)
        if inner is None:
            yield plain_number(item)
        else:
            yield from numbers_in(inner)


def floats(items: Any) -> Any:
    """The same numbers in the same lists as floats, in which a program computes."""
    inner = items_of(items)
    if inner is None:
        return plain_number(items)
    return inner if set(map(type, inner)) == {float} else [floats(item) for item in inner]


def arranged(shape: Sequence[Any], items: Iterator[Any]) -> tuple[Any, ...]:
    """Items in nested lists of this shape: the way back from flat numbers to arguments."""
    return tuple([next(items) if part == 0 else list(arranged(part, items)) for part in shape])


def argument_names(function: Callable[..., Any], example: Sequence[Any]) -> Iterator[str]:
    """A name for each number: that of the parameter, or the label of a Value."""
    try:
        names = [p.name for p in inspect.signature(function).parameters.values() if p.kind is not p.VAR_POSITIONAL]
    except (ValueError, TypeError):
        names = []
    for i, argument in enumerate(example):
        name = names[i] if i < len(names) else f"x{i + 1}"
        yield from number_names(argument, name)


def number_names(argument: Any, name: str) -> Iterator[str]:
    """A name for each number in an argument: `w_0_1` for w[0][1]."""
    items = items_of(argument)
    if items is not None:
        for i, item in enumerate(items):
            yield from number_names(item, f"{name}_{i}")
    else:
        yield (isinstance(argument, Value) and argument.label) or name


def flat_values(output: Any) -> list[Any]:
    if isinstance(output, (list, tuple)):
        return [value for item in output for value in flat_values(item)]
    return [output if isinstance(output, Value) else float(output)]


def data_in(output: Any) -> Any:
    if isinstance(output, (list, tuple)):
        return [data_in(item) for item in output]
    return output.data if isinstance(output, Value) else output
