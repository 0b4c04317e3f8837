"""`compile_descent`: whole steps of training in C, from the examples of a batch to the parameters that have moved."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from copy import copy
from math import inf, sin
from typing import Any

from engine.programs.c_expressions import C_LIST, C_TABLE
from engine.programs.c_words import C_CLIP, C_DESCENT, C_PENALTY, PYTHONS_HYPOT
from engine.programs.compile_batch import CompiledBatch
from engine.programs.compile_pass import CompiledPass
from engine.programs.in_c import BatchInC
from engine.programs.to_c import C
from engine.programs.update_source import Update
from engine.value import Value

TRIED = 2  # steps of the optimizer that are made both ways when a program is written


def compile_descent(
    batch: CompiledBatch, optimizer: Any, penalty: CompiledPass | None = None, clips: bool = False
) -> CompiledDescent:
    """A program in C for whole steps of training, with the bits that they have in Python.

    The gradient is that of the mean loss of a batch and of the penalty, which are programs in C too; if the program
    `clips`, it is cut to a Euclidean norm. The optimizer has `parameters`, those of the batch, and a method `step`,
    which is translated: arithmetic with numbers, and with lists of a number for each parameter, that are its
    attributes.

    Raises ValueError, which says why, for what cannot be one program in C.
    """
    return CompiledDescent(batch, optimizer, penalty, clips)


class CompiledDescent:
    """A program that is called with examples and their order, and makes step after step."""

    def __init__(self, batch: CompiledBatch, optimizer: Any, penalty: CompiledPass | None, clips: bool) -> None:
        from engine.programs.c_compiler import c_function  # not at the top: slow to import, and needed for C alone

        program, added = batch.run, penalty.in_c if penalty else None
        if not isinstance(program, BatchInC) or bool(penalty) != bool(added):
            raise ValueError("a descent is of programs in C: compile the batch and the penalty with language='c'")
        if list(map(id, optimizer.parameters)) != list(map(id, batch.parameters)) or not program.grads:
            raise ValueError("the optimizer moves other parameters than those of the batch, or in another order")
        self.batch, self.program, self.optimizer, self.clips = batch, program, optimizer, clips
        self.others = added.others if added else []  # leaves of the penalty that are no parameters
        self.update = Update(optimizer)
        self.source = self.written(added.program.python_source if added else "")
        self.run = c_function(self.source, "aaannaaaaaad")
        self.move = c_function(self.source, "aaa", "move")
        self.try_update()

    def __repr__(self) -> str:
        return f"<CompiledDescent: {len(self.source.splitlines())} lines>"

    def written(self, penalty: str) -> str:
        """The text of the program."""
        batch, update, draws = self.batch, self.update, len(self.batch.draws)
        parameters = len(batch.parameters)
        given = {"batch": [C_TABLE, C_LIST], "update": [C_LIST] * (3 + len(update.lists))}
        given |= {"added": [C_LIST] * 3} if penalty else {}
        c = C("\n\n".join([self.program.python_source, penalty, update.source]), given, hypot=PYTHONS_HYPOT)
        lists = [f"(list){{{name}, PARAMETERS}}" for name in ("parameters", "grads")] + ["(list){state, NUMBERS}"]
        lists += [f"(list){{lists + {i} * PARAMETERS, PARAMETERS}}" for i in range(len(update.lists))]
        text = C_DESCENT.format(
            parameters=parameters, leaves=parameters + len(batch.free), others=len(self.others), drawn=draws,
            given=max(self.program.row) - draws, output=self.program.width, numbers=len(update.numbers),
            lists=len(update.lists), safe=repr(batch.safe) if batch.safe else "INFINITY",
            update=f"{c.name('update')}({', '.join(lists)})", batch=c.name("batch"),
            penalty=C_PENALTY.format(added=c.name("added")) if penalty else "",
            clip=C_CLIP if self.clips else "",
        )  # fmt: skip
        return c.program(text)

    def state(self) -> array[float]:
        """The numbers and the lists of the optimizer."""
        numbers = [self.update.value(name) for name in self.update.numbers]
        return array("d", [*numbers, *[x for name in self.update.lists for x in getattr(self.optimizer, name)]])

    def __call__(
        self, examples: array[float], order: Sequence[int], batch_size: int, max_norm: float = inf
    ) -> tuple[int, list[float], list[Any]]:
        """How many steps were made, and the losses and the outputs of their examples.

        The examples are those of `batch.table`. Fewer steps than there are batches are made if the next may raise an
        error, or give something that is not finite; Python is to make that one.
        """
        batch, parameters = self.batch, self.batch.parameters
        n = len(order)
        random = array("d", batch.random_numbers(n))
        leaves = array("d", [x.data for x in (*parameters, *batch.free)])
        others, state = array("d", [x.data for x in self.others]), self.state()
        grads, losses, outputs = (array("d", bytes(8 * m)) for m in (len(parameters), n, n * self.program.width))
        first = [examples, random, array("l", order)]
        last = [leaves, others, state, grads, losses, outputs]
        made = self.run(*map(address, first), n, batch_size, *map(address, last), max_norm)
        done = min(n, made * batch_size)
        batch.left = list(random[done * len(batch.draws) :])
        if made:
            self.moved(leaves, grads, state)
        return made, list(losses[:done]), self.program.arranged(outputs[: done * self.program.width])

    def moved(self, data: Sequence[float], grads: Sequence[float], state: Sequence[float]) -> None:
        """Let the Values and the optimizer have what the program has made of their numbers."""
        for p, x, grad in zip(self.batch.parameters, data, grads):
            p.data, p.grad = x, grad
        numbers = self.update.numbers
        for name in self.update.changed:
            setattr(self.optimizer, name, type(getattr(self.optimizer, name))(state[numbers.index(name)]))
        n = len(self.batch.parameters)
        for i, name in enumerate(self.update.lists):
            start = len(numbers) + i * n
            setattr(self.optimizer, name, list(state[start : start + n]))

    def try_update(self) -> None:
        """Raise ValueError unless the optimizer moves parameters to the same bits in C; nothing is changed."""
        data = [sin(1.0 + i) for i in range(len(self.batch.parameters))]
        other = copy(self.optimizer)
        other.parameters = [Value(x) for x in data]
        leaves, state = array("d", data), self.state()
        for step in range(TRIED):
            grads = array("d", [sin(2.0 + step + 3 * i) for i in range(len(data))])
            for p, grad in zip(other.parameters, grads):
                p.grad = grad
            try:
                other.step()
            except ArithmeticError:
                return  # a step raises it in its own words
            if self.move(*map(address, [leaves, grads, state])):
                return
            if list(leaves) != [p.data for p in other.parameters]:
                raise ValueError(f"{type(other).__name__}.step does something else than its text in C")


def address(numbers: Any) -> int:
    """Where the numbers stand in memory."""
    return numbers.buffer_info()[0]
