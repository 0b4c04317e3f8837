"""Python programs that run in C, with their bits; where Python might raise an error, they run in Python."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

from engine.programs.arguments import arranged, flat_values
from engine.programs.load import loaded
from engine.programs.to_c import callable_c
from engine.text import described


def runs(language: str) -> str:
    """The language, if programs in it can be run. Raises ValueError if not."""
    if language not in ("python", "c"):
        raise ValueError(f"language is {described(language)}; programs are run in 'python' and 'c'")
    return language


class InC:
    """A program of plain Python whose function, `name`, runs in C.

    IEEE arithmetic remembers divisions by 0, overflows and operations without a result. Where one has happened, or a
    comparison has come out differently, the Python program is called, and gives its result or raises its error.
    """

    def __init__(self, source: str, name: str, takes: str, kinds: Sequence[str] | None = None) -> None:
        from engine.programs.c_compiler import c_function  # not at the top: slow to import, and needed for C alone

        self.python_source, self.name = source, name
        self.source = callable_c(source, name, kinds)
        self.call = c_function(self.source, takes)

    @cached_property
    def python(self) -> Callable[..., Any]:
        """The function in Python."""
        return loaded(self.python_source, self.name)


class ValueInC(InC):
    """A function of numbers that gives a value and its gradient."""

    def __init__(self, source: str, name: str, results: int) -> None:
        super().__init__(source, name, "aa")
        self.empty = bytes(8 * results)

    def __call__(self, *numbers: float) -> tuple[float, Sequence[float]]:
        """The value and the gradient."""
        given, results = array("d", numbers), array("d", self.empty)
        if self.call(given.buffer_info()[0], results.buffer_info()[0]):
            return self.python(*numbers)
        value, *grads = results
        return value, grads


class ListsInC(InC):
    """A function of lists of numbers that gives numbers."""

    def __init__(self, source: str, name: str, lists: int, results: int) -> None:
        super().__init__(source, name, "an" * lists + "a", ["list"] * lists)
        self.empty = bytes(8 * results)

    def __call__(self, *lists: array[float]) -> array[float]:
        """The numbers. Raises FloatingPointError where Python might raise an error."""
        results = array("d", self.empty)
        if self.call(*[part for numbers in lists for part in numbers.buffer_info()], results.buffer_info()[0]):
            raise FloatingPointError(f"Python is to compute {self.name}")
        return results


class BatchInC(InC):
    """The loop over examples: losses, outputs of this shape, and the sums of the grads of so many parameters."""

    def __init__(self, source: str, row: Sequence[str], losses: bool, output: Any, grads: int) -> None:
        super().__init__(source, "batch", "annanaaa", ["table", "list"])
        self.row = {len(row)}
        self.losses, self.shape, self.grads = losses, output, grads
        self.width = len(flat_values(output))  # numbers in an output

    def __call__(self, rows: Sequence[Sequence[float]], leaves: Sequence[float]) -> tuple[Any, Any, Any]:
        """The losses, the outputs, and the sums of the grads."""
        if set(map(len, rows)) != self.row:  # also if there are none
            return self.python(rows, leaves)
        n = len(rows)
        numbers, parameters = array("d", chain.from_iterable(rows)), array("d", leaves)
        sizes = n * self.losses, n * self.width, self.grads
        losses, outputs, grads = results = [array("d", bytes(8 * size)) for size in sizes]
        addresses = [result.buffer_info()[0] for result in results]
        if self.call(numbers.buffer_info()[0], n, len(rows[0]), *parameters.buffer_info(), *addresses):
            return self.python(rows, leaves)
        return list(losses), self.arranged(outputs), list(grads)

    def arranged(self, outputs: array[float]) -> list[Any]:
        """The outputs in the lists of the model."""
        numbers = outputs.tolist()
        if self.shape == 0:
            return numbers
        if self.width == len(self.shape):
            return [numbers[i : i + self.width] for i in range(0, len(numbers), self.width)]
        each = iter(numbers)
        return [list(arranged(self.shape, each)) for _ in range(len(numbers) // self.width)]
