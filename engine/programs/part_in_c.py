"""A part of a computation in C: a function for the way forward, and one for the way back."""

from __future__ import annotations

import itertools
import re
from array import array
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.programs.arguments import arranged
from engine.programs.in_c import ListsInC
from engine.programs.loop import in_brackets
from engine.programs.statements import Function, ProgramLine, module


@dataclass(frozen=True)
class PartText:
    """What the program of a part does: names of what it is given, statements, and expressions for what it gives."""

    arguments: Sequence[str]
    leaves: Sequence[str]
    forward: Sequence[ProgramLine]
    data: Sequence[str]  # of the outputs
    upstream: Sequence[str]  # the grads of the outputs
    backward: Sequence[ProgramLine]
    grads: Sequence[str]  # of the arguments
    totals: Sequence[str]  # the sums of the grads of the parameters
    helpers: Mapping[str, str]


class PartInC:
    """The program of a part; called, it gives what starts a run, what does a piece of it, and what gives the grads.

    Where a number is not defined, a piece raises FloatingPointError, and has changed nothing.
    """

    def __init__(self, text: PartText, shape: Sequence[Any], outputs: Any) -> None:
        self.text, self.shape, self.outputs = text, shape, outputs
        numbers, lists = self.read_again()
        saved = [*numbers, *[f"{name}[{i}]" for name, size in lists.items() for i in range(size)]]
        given = {"arguments": text.arguments, "leaves": text.leaves}
        self.forward = self.function("forward", given, text.forward, [*text.data, *saved])
        starts = itertools.accumulate(lists.values(), initial=len(numbers))
        cuts = [ProgramLine(name, f"saved[{i}:{i + size}]") for i, (name, size) in zip(starts, lists.items())]
        given |= {"saved": numbers, "upstream": text.upstream, "totals": text.totals}
        self.backward = self.function("backward", given, [*cuts, *text.backward], [*text.grads, *text.totals])
        self.source = f"{self.forward.source}\n{self.backward.source}"

    def read_again(self) -> tuple[list[str], dict[str, int]]:
        """What the way back reads of the way forward: numbers, and lists with as many items as it reads."""
        code = [*[f"{line.target} {line.text}" for line in self.text.backward], *self.text.grads]
        places: dict[str, list[int]] = {}
        for name, index in re.findall(r"([^\W\d]\w*)(?:\[(\d+)\])?", "\n".join(code)):
            places.setdefault(name, []).append(int(index or -1))
        read = [name for line in self.text.forward for name in line.targets if name in places]
        lists = {name: 1 + max(places[name]) for name in read if max(places[name]) >= 0}
        return [name for name in read if name not in lists], lists

    def function(
        self, name: str, given: Mapping[str, Sequence[str]], lines: Sequence[ProgramLine], results: Sequence[str]
    ) -> ListsInC:
        """A function of lists of numbers, which have these names in it."""
        unpacked = [ProgramLine(in_brackets(names), variable) for variable, names in given.items() if names]
        sections = [("", [*unpacked, *lines])]
        function = Function(name, list(given), "", sections, f"{', '.join(results)}," if results else "()")
        return ListsInC(module(function, self.text.helpers, in_parts=False), name, len(given), len(results))

    def __call__(self) -> tuple[Any, Any, Any]:
        """What starts a run with new numbers, what does a piece of it, and what gives the grads at the end."""
        outputs, grads = len(self.text.data), len(self.text.grads)
        leaves, totals = array("d"), array("d")

        def start(data: Sequence[float], so_far: Sequence[float]) -> None:
            leaves[:], totals[:] = array("d", data), array("d", so_far)

        def run(arguments: Sequence[Any]) -> Generator[Any, Any, None]:
            given = flat(self.shape, arguments)
            found = self.forward(given, leaves)
            [results] = arranged([self.outputs], iter(found[:outputs]))
            upstream = yield results
            back = self.backward(given, leaves, found[outputs:], flat([self.outputs], [upstream]), totals)
            totals[:] = back[grads:]
            yield list(arranged(self.shape, iter(back[:grads])))

        return start, run, lambda: list(totals)


def flat(shape: Sequence[Any], items: Sequence[Any]) -> array[float]:
    """The numbers in nested lists of this shape. Raises TypeError or ValueError for others."""
    if len(items) != len(shape):
        raise ValueError(f"{len(shape)} items are expected, got {len(items)}")
    found = array("d")
    for part, item in zip(shape, items):
        if part == 0:
            found.append(item)
        else:
            found += flat(part, item)
    return found
