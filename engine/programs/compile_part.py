"""`compile_part`: a part of a computation as a program that goes forward, and backward when its turn has come."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any

from engine import ops
from engine.derivatives.grad import dependents
from engine.op import UNDEFINED
from engine.programs.arguments import (
    argument_names,
    arranged,
    data_in,
    flat_values,
    floats,
    numbers_in,
    shape_of,
    shapes_of,
)
from engine.programs.in_c import runs
from engine.programs.load import loaded
from engine.programs.loop import PREFIXES, in_brackets, short_names
from engine.programs.part_in_c import PartInC, PartText
from engine.programs.reverse_pass import ReversePass
from engine.programs.statements import WIDTH, ProgramLine, aligned, filled, indented, module_text
from engine.programs.to_source import forward_pass, guards, in_lines
from engine.programs.trace import Trace, check_same, function_label
from engine.programs.writer import Writer, identifiers
from engine.steps.backward_steps import grads_of
from engine.steps.names import unique_names
from engine.steps.notation import SOURCE, WHOLE
from engine.value import Value

Backward = Callable[[Any], list[Any]]
SAFE = re.compile(r"[\w.* -]+")  # contributions that cannot raise an error


def compile_part(
    function: Callable[..., Any], parameters: Sequence[Value], *example: Any, language: str = "python"
) -> CompiledPart:
    """A program for a part of a computation, to be put together with other parts.

    The function is called with Values in place of the example's numbers, which may stand in lists, and gives a Value
    or Values in lists. A network can run the same program at each position of a sequence, however long. With
    language="c", it runs in C.

    >>> w = Value(3.0, "w")
    >>> part = compile_part(lambda x: [w * x, x * x], [w], 1.0)
    >>> run = part.start()
    >>> outputs, backward = run(2.0)
    >>> outputs
    [6.0, 4.0]
    >>> backward([1.0, 10.0])  # the grads of the outputs, for those of the arguments
    [43.0]
    >>> run.finish()
    >>> w.grad
    2.0

    Raises ValueError if the function computes something else at other numbers, or draws random ones.
    """
    return CompiledPart(function, parameters, example, language)


class CompiledPart:
    """A program for a part of a computation: `start` reads the parameters, and gives a `Run` of it."""

    def __init__(
        self,
        function: Callable[..., Any],
        parameters: Sequence[Value],
        example: Sequence[Any],
        language: str = "python",
    ) -> None:
        in_c = runs(language) == "c"
        self.function = function
        self.parameters = list(parameters)
        self.shape = shapes_of(example)
        self.names = list(argument_names(function, example))
        numbers = list(numbers_in(example))
        found, outputs = self.traced(numbers)
        self.found = found
        check_same(function_label(function), found, lambda move: self.traced(list(map(move, numbers)))[0])
        if found.draws:
            raise ValueError(f"{function_label(function)} draws random numbers; give them to it as arguments")
        trained = set(self.parameters)
        self.free = [leaf for leaf in found.free if leaf not in trained]
        self.outputs = shape_of(data_in(outputs), "the output")
        text = self.written(found)
        program = PartInC(text, self.shape, self.outputs) if in_c else None
        self.source = program.source if program else generator_source(text, self.shape, self.outputs)
        self.program: Callable[[], Any] = program or loaded(self.source, "part")
        self.idle: list[Any] = []  # programs whose runs are finished: to start one again is faster than another

    def __repr__(self) -> str:
        return f"<CompiledPart: {len(self.source.splitlines())} lines>"

    def traced(self, numbers: Sequence[float]) -> tuple[Trace, Any]:
        """What the function does with these numbers, and its outputs."""
        found = Trace([Value(*pair) for pair in zip(numbers, self.names)])
        with found.following(self.parameters, ieee=True):
            outputs = self.function(*arranged(self.shape, iter(found.inputs)))
        found.outputs = flat_values(outputs)
        return found, outputs

    def written(self, found: Trace) -> PartText:
        """What the program does, forward and backward."""
        values = [*found.inputs, *self.parameters, *self.free]
        named = unique_names(list(dict.fromkeys([*values, *found.order])), {}) | short_names(values)
        upstream = [f"upstream{i + 1}" for i in range(len(found.outputs))]
        taken = ["part", "start", "run", "total", "arguments", "leaves", "grads", *upstream]
        names = identifiers(named, taken, PREFIXES)
        writer = Writer(names)
        reverse = ReversePass(writer, dependents(found.order, [*found.inputs, *self.parameters]))
        totals = [f"g_{names[p]}" for p in self.parameters]
        reverse.arrived = {p: [(name, WHOLE)] for p, name in zip(self.parameters, totals)}
        for output, name in zip(found.outputs, upstream):
            if isinstance(output, Value):
                reverse.arrived.setdefault(output, []).append((name, WHOLE))
        forward = [*forward_pass(found.order, set(values), writer), *guards(found.comparisons, names)]
        backward = reverse.backward(found.order)
        last, grads = reverse.grads(found.inputs)
        return PartText(
            arguments=[names[x] for x in found.inputs],
            leaves=[names[leaf] for leaf in (*self.parameters, *self.free)],
            forward=forward,
            data=[names[x] if isinstance(x, Value) else SOURCE.number(x) for x in found.outputs],
            upstream=upstream,
            backward=[*backward, *last, *self.added(reverse, totals)],
            grads=grads,
            totals=totals,
            helpers=writer.helpers,
        )

    def added(self, reverse: ReversePass, totals: Sequence[str]) -> list[ProgramLine]:
        """The statements that add to the grads of the parameters; after the first of them nothing can fail."""
        risky = [p for p in self.parameters if not all(SAFE.fullmatch(text) for text, _ in reverse.arrived[p])]
        before, _ = reverse.grads(risky)
        changes = []
        for p, name in zip(self.parameters, totals):
            statements, (text, _) = reverse.grad(p, name)
            changes += statements or [ProgramLine(name, text)] * (text != name)
        return [*before, *changes]

    def start(self) -> Run:
        """A run with the parameters as they are now."""
        return Run(self)


def generator_source(text: PartText, shape: Sequence[Any], outputs: Any) -> str:
    """The text of the program in Python: a generator, which waits between forward and backward."""
    run = [
        '"""The outputs; then, sent their grads, the grads of the arguments."""',
        *nonlocals(text.totals),
        f"{nested(shape, text.arguments)} = arguments",
        *aligned(text.forward),
        f"{nested(outputs, text.upstream)} = yield {nested(outputs, text.data)}",
        *aligned(text.backward),
        f"yield {nested(shape, text.grads)}",
    ]
    start = [
        *nonlocals([*text.leaves, *text.totals]),
        f"{in_brackets(text.leaves)} = leaves",
        f"{in_brackets(text.totals)} = grads",
    ]
    body = [
        '"""What starts a run with new numbers, what does a piece of it, and what gives the grads at the end."""',
        *aligned(in_lines([*text.leaves, *text.totals], "0.0")),
        "\n".join(["", "def start(leaves, grads):", *map(indented, start)]),
        "\n".join(["", "def run(arguments):", *map(indented, run)]),
        f"\ndef total():\n{indented(f'return {in_brackets(text.totals)}')}",
        "\nreturn start, run, total",
    ]
    return module_text([*text.helpers.values(), "\n".join(["def part():", *map(indented, body)])])


class Run:
    """Calls of a part with the same parameters, and what flows back to these."""

    def __init__(self, part: CompiledPart) -> None:
        self.part = part
        numbers = [leaf.data for leaf in (*part.parameters, *part.free)], [p.grad for p in part.parameters]
        self.program = part.idle.pop() if part.idle else part.program()
        start, self.run, self.total = self.program
        start(*numbers)
        self.finished = False
        self.more: dict[Value, float] = {}  # what has flowed back where the program raised an error

    def __call__(self, *arguments: Any) -> tuple[Any, Backward]:
        """The outputs for these arguments, and the way back, to be called once with the grads of the outputs.

        Where the program raises an error, the function is called, which computes it in Values or raises its own error.
        Raises TypeError if the arguments are not arranged like the example.
        """
        self.check()
        piece: Generator[Any, Any, None] = self.run(floats(arguments))
        try:
            outputs = next(piece)
        except (*UNDEFINED, TypeError, AssertionError):
            return self.eagerly(arguments)

        def backward(upstreams: Any) -> list[Any]:
            self.check()
            try:
                return piece.send(floats(upstreams))
            except StopIteration:
                raise RuntimeError("this way back has been gone already") from None
            except (*UNDEFINED, TypeError):
                return self.eagerly(arguments)[1](upstreams)

        return outputs, backward

    def eagerly(self, arguments: Sequence[Any]) -> tuple[Any, Backward]:
        """The same by the engine, or the error that it raises."""
        part = self.part
        shape = shapes_of(arguments)
        if shape != part.shape:
            raise TypeError(f"{function_label(part.function)} was compiled for {part.shape}, got {shape}")
        inputs = [Value(*pair) for pair in zip(numbers_in(arguments), part.names)]
        outputs = part.function(*arranged(part.shape, iter(inputs)))

        def backward(upstreams: Any) -> list[Any]:
            shape = shape_of(upstreams, "what flows back")
            if shape != part.outputs:
                raise TypeError(
                    f"{function_label(part.function)} has outputs {part.outputs}, but {shape} flows back to them"
                )
            pairs = [(x, y) for x, y in zip(flat_values(outputs), numbers_in([upstreams])) if isinstance(x, Value)]
            grads = grads_of(ops.dot(*[x for x, _ in pairs], *[y for _, y in pairs])) if pairs else {}
            for p in part.parameters:
                self.more[p] = self.more.get(p, 0.0) + grads.get(p, 0.0)
            return list(arranged(part.shape, iter([grads.get(x, 0.0) for x in inputs])))

        return data_in(outputs), backward

    def finish(self) -> None:
        """Set the grads of the parameters. After this, another run can be started."""
        self.check()
        grads = self.total()
        if self.more:
            grads = [grad + self.more[p] for p, grad in zip(self.part.parameters, grads)]
        for p, grad in zip(self.part.parameters, grads):
            p.grad = grad
        self.finished = True
        self.part.idle.append(self.program)

    def check(self) -> None:
        """Raise RuntimeError if this run is finished."""
        if self.finished:
            raise RuntimeError("this run is finished; start another, and go all the way back before you finish it")


def nonlocals(names: Sequence[str]) -> list[str]:
    """The statements that let a function set variables of the one around it."""
    return [f"nonlocal {line.strip(' ,')}" for line in filled(", ".join(names)).split("\n")] if names else []


def nested(shape: Any, names: Sequence[str]) -> str:
    """Names in lists of this shape, in several lines if need be."""
    text = in_lists(shape, iter(names))
    return text if len(text) < WIDTH - 20 else f"{text[0]}\n{filled(text[1:-1])}\n{text[-1]}"


def in_lists(shape: Any, names: Iterator[str]) -> str:
    """Names in lists of this shape."""
    return next(names) if shape == 0 else f"[{', '.join([in_lists(part, names) for part in shape])}]"
