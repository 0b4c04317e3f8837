"""`compile_batch`: a model and its loss as a loop of plain Python over the examples of a batch."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from itertools import chain, islice
from math import inf
from typing import Any

from engine.arrays import as_lists
from engine.op import UNDEFINED
from engine.programs.arguments import arranged, data_in, flat_values, number_names, numbers_in, shape_of
from engine.programs.in_c import BatchInC, runs
from engine.programs.load import loaded
from engine.programs.loop import Loop
from engine.programs.sample import sampling
from engine.programs.surroundings import Surroundings
from engine.programs.trace import Move, Trace, check_bits, check_same, differs, function_label
from engine.steps.backward_steps import grads_of
from engine.text import described
from engine.value import Value

CHECKED = 2  # examples that are computed both ways when a program is written
DRAWN = 0.5  # what stands for each random number then
KINDS = 32  # different targets at most that have lines of their own in the program

Model = Callable[[Any], Any]
BatchLoss = Callable[[Any, Any], Any]


def compile_batch(
    model: Model,
    loss: BatchLoss | None,
    parameters: Sequence[Value],
    inputs: Sequence[Any],
    targets: Sequence[Any] = (),
    gradient: bool = True,
    language: str = "python",
) -> CompiledBatch:
    """A program for what a model and a loss compute, example by example, and for the gradient of the loss.

    The model is a function of one example, a number or numbers in lists, and the loss one of the model's output and a
    target. They are called with Values, and what they compute is written down as a loop. The inputs show how an example
    is arranged, and the targets which there are. Without a loss, the program gives outputs alone; without
    gradient, no gradient. With language="c", the loop runs in C.

    Raises ValueError, which says why, for what cannot be a loop: examples of different shapes, graphs that depend on
    the numbers of an example, numbers that are read with .data and used in an op. Some of the inputs are computed by
    the engine as well, and must give the same bits. A comparison that comes out differently for another example is a
    ValueError when it is called.

    >>> w = Value(3.0, "w")
    >>> batch = compile_batch(lambda x: w * x, lambda output, target: output - target, [w], [1.0], [2.0])
    >>> batch([1.0, 2.0], [2.0, 2.0])
    ([1.0, 4.0], [3.0, 6.0], [3.0])
    """
    return CompiledBatch(model, loss, parameters, as_lists(inputs), as_lists(targets), gradient, language)


class CompiledBatch:
    """A program that is called with examples and their targets.

    It gives the loss of each example, the output for each, and for each parameter the sum of the derivatives of the
    losses with respect to it: the same bits as one backward pass after the other.
    """

    def __init__(
        self,
        model: Model,
        loss: BatchLoss | None,
        parameters: Sequence[Value],
        inputs: Sequence[Any],
        targets: Sequence[Any],
        gradient: bool,
        language: str = "python",
    ) -> None:
        in_c = runs(language) == "c"
        self.model = model
        self.loss = loss
        self.parameters = list(parameters)
        self.gradient = gradient
        self.shape = shape_of(inputs[0], "an example")
        self.example = inputs[0]
        self.width = len(self.shape) if self.shape and all(part == 0 for part in self.shape) else None  # of one list
        self.left: list[float] = []  # random numbers that were drawn for examples that have not been computed
        kinds = {frozen(target): target for target in targets} if loss else {}
        self.kinds: dict[Any, int] = {}
        if len(kinds) <= KINDS:
            self.kinds = {kind: i for i, kind in enumerate(kinds)}
        self.targets = list(kinds.values()) if self.kinds else list(targets[:1])
        self.target_shape = shape_of(self.targets[0], "a target") if loss and not self.kinds else None
        found, heads, output = self.traced(float)
        check_same(function_label(model), found, lambda move: self.traced(move)[0])
        loop = Loop(found, heads, output, self.parameters, gradient and loss is not None, in_c)
        self.draws, self.free, self.safe = found.draws, loop.free, loop.safe
        self.found = found
        self.around = Surroundings(model, loss, deep=True)  # to ask it for changes is fast, `is_current` is not
        source = loop.source()
        totals = len(self.parameters) if loop.wanted else 0
        output_shape = shape_of(data_in(output), "the output")
        program = BatchInC(source, loop.row, bool(loss), output_shape, totals) if in_c else None
        self.source = program.source if program else source
        self.run: Callable[..., Any] = program or loaded(source, "batch")
        checked = [i * len(inputs) // CHECKED for i in range(CHECKED)]
        self.check([inputs[i] for i in checked], [targets[i] for i in checked] if loss else ())

    def __repr__(self) -> str:
        return f"<CompiledBatch: {len(self.source.splitlines())} lines>"

    def traced(self, move: Move) -> tuple[Trace, list[Value], Any]:
        """What the model and the loss do with an example of moved numbers; the losses, and the output."""
        numbers = list(map(move, numbers_in([self.example])))
        inputs = [Value(*pair) for pair in zip(numbers, number_names(self.example, "x"))]
        found = Trace(inputs)
        try:
            with found.following(self.parameters, ieee=True):
                [argument] = arranged([self.shape], iter(inputs))
                output = self.model(argument)
                heads = [self.head(found, output, target) for target in self.targets]
        except TypeError as error:
            raise ValueError(f"{function_label(self.model)} cannot be compiled: {error}") from error
        found.outputs = [*heads, *flat_values(output)]
        return found, heads, output

    def head(self, found: Trace, output: Any, target: Any) -> Value:
        """The loss for one kind of target."""
        assert self.loss is not None
        if self.target_shape is not None:
            values = [Value(*pair) for pair in zip(numbers_in([target]), number_names(target, "target"))]
            found.inputs += values
            for value in values:
                found.watch(value)
            [target] = arranged([self.target_shape], iter(values))
        draws = len(found.draws)
        loss = self.loss(output, target)
        if not isinstance(loss, Value):
            raise TypeError(f"{function_label(self.loss)} must give one Value, got {described(loss)}")
        if len(found.draws) > draws and len(self.targets) > 1:
            raise TypeError(f"{function_label(self.loss)} draws random numbers")
        return loss

    def __call__(
        self, inputs: Sequence[Any], targets: Sequence[Any] = ()
    ) -> tuple[list[float], list[Any], list[float]]:
        """The losses, the outputs, and the sum of the gradients."""
        inputs, targets = inputs if type(inputs) is list else as_lists(inputs), as_lists(targets)
        rows = self.rows(inputs, targets)
        random = iter(self.random_numbers(len(rows)))
        for row in rows:
            row += islice(random, len(self.draws))
        return self.computed(inputs, targets, rows)

    def table(self, inputs: Sequence[Any], targets: Sequence[Any]) -> array[float]:
        """The numbers of examples and their targets, row by row, as programs in C take them."""
        return array("d", chain.from_iterable(self.rows(as_lists(inputs), as_lists(targets))))

    def random_numbers(self, examples: int) -> list[float]:
        """Those for so many examples, one example after the other; those that were drawn before come first."""
        missing = examples * len(self.draws) - len(self.left)
        numbers = [*self.left, *[draw() for _ in range(missing // max(1, len(self.draws))) for draw in self.draws]]
        self.left = []
        return numbers

    def check(self, inputs: Sequence[Any], targets: Sequence[Any]) -> None:
        """Raise ValueError unless the program gives the bits of the engine for these examples; nothing is changed.

        A program is written from one example. A model or a loss that takes numbers out of the graph may do something
        else for another example, or when the parameters have moved, which only the engine sees.
        """
        try:
            rows = [[*row, *[DRAWN] * len(self.draws)] for row in self.rows(inputs, targets)]
            expected = self.eagerly(inputs, targets, rows)
        except (ArithmeticError, ValueError):
            return  # log(0) and its like, which a call raises in its own words
        found = self.computed(inputs, targets, rows)
        check_bits(function_label(self.model), flat_values(found), flat_values(expected))

    def is_current(self) -> bool:
        """Whether the model and the loss still do what they did when the program was written."""
        return not differs(self.found, self.traced(float)[0])

    def rows(self, inputs: Sequence[Any], targets: Sequence[Any]) -> list[list[float]]:
        """The numbers of each example, without random ones."""
        if self.width is None or not self.are_plain(inputs):
            rows = [self.numbers(i, x) for i, x in enumerate(inputs)]
        else:
            rows = list(map(list, inputs))
        if self.kinds:
            for i, row in enumerate(rows):
                row += [self.kind(i, targets[i])][: len(self.kinds) > 1]  # a single one has no name in the program
        elif self.loss:
            for i, row in enumerate(rows):
                row += numbers_in([targets[i]])
        return rows

    def are_plain(self, inputs: Sequence[Any]) -> bool:
        """Whether all examples are lists of floats, as most are: that is told fast."""
        return (
            set(map(type, inputs)) == {list}
            and set(map(len, inputs)) == {self.width}
            and set(map(type, chain.from_iterable(inputs))) == {float}
        )

    def computed(
        self, inputs: Sequence[Any], targets: Sequence[Any], rows: Sequence[list[float]]
    ) -> tuple[list[float], list[Any], list[float]]:
        """What the program gives, or the engine where the program cannot."""
        leaves = [leaf.data for leaf in (*self.parameters, *self.free)]
        try:
            if self.safe and not fits([*leaves, *chain.from_iterable(rows)], self.safe):
                raise OverflowError
            return self.run(rows, leaves)
        except UNDEFINED:
            return self.eagerly(inputs, targets, rows)
        except AssertionError as error:
            raise ValueError(
                f"{function_label(self.model)} cannot be compiled: it compares Values, and for another example {error} "
                "came out differently; write the choice as an op, such as relu, maximum or where"
            ) from None

    def kind(self, i: int, target: Any) -> int:
        """Which kind of target this is."""
        kind = self.kinds.get(target if type(target) in (int, float) else frozen(target))
        if kind is None:
            raise ValueError(f"target {i} is {described(target)}, and none like it was there when it was compiled")
        return kind

    def numbers(self, i: int, x: Any) -> list[float]:
        """The numbers of an example, which is arranged as all are."""
        if shape_of(x, "an example") != self.shape:
            raise ValueError(f"example {i} is arranged differently: {shape_of(x, 'an example')}, not {self.shape}")
        return list(numbers_in([x]))

    def eagerly(
        self, inputs: Sequence[Any], targets: Sequence[Any], rows: Sequence[Sequence[float]]
    ) -> tuple[list[float], list[Any], list[float]]:
        """What the engine computes, and the error it raises."""
        losses, outputs, totals = [], [], [0.0] * len(self.parameters)
        for i, x in enumerate(inputs):
            with sampling(replay(rows[i][len(rows[i]) - len(self.draws) :])):
                output = self.model(x)
                loss = self.loss(output, targets[i]) if self.loss else None
            outputs.append(data_in(output))
            if loss is not None:
                losses.append(loss.data)
                grads = grads_of(loss) if self.gradient else {}
                totals = [total + grads.get(p, 0.0) for total, p in zip(totals, self.parameters)]
        return losses, outputs, totals


def replay(numbers: Sequence[float]) -> Callable[[Callable[[], float]], float]:
    """What gives random numbers that have been drawn before."""
    each = iter(numbers)

    def give(draw: Callable[[], float]) -> float:
        number = next(each, None)
        if number is None:
            raise ValueError("more random numbers are drawn than when this was compiled; draw as many for each example")
        return number

    return give


def fits(numbers: Sequence[float], safe: float) -> bool:
    """Whether all numbers are so small that nothing can overflow; nan is not."""
    return not numbers or (-safe < min(numbers) and max(numbers) < safe and sum(numbers) < inf)


def frozen(target: Any) -> Any:
    """A target as a key, so that equal targets share the lines of one kind."""
    return tuple(map(frozen, target)) if isinstance(target, (list, tuple)) else target
