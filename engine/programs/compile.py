"""`compile`: a function of numbers, turned into plain Python that computes its value and its gradient."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engine.derivatives.grad import dependents
from engine.files import write_file
from engine.op import UNDEFINED
from engine.programs.arguments import argument_names, arranged, numbers_in, shapes_of
from engine.programs.in_c import ValueInC, runs
from engine.programs.load import loaded
from engine.programs.reverse_pass import ReversePass
from engine.programs.statements import Function, module
from engine.programs.surroundings import Surroundings
from engine.programs.to_source import forward_pass, guards, names_in_words
from engine.programs.trace import Trace, check_same, function_label, trace
from engine.programs.writer import Writer, can_be_named, identifiers
from engine.steps.names import unique_names
from engine.steps.notation import SOURCE, WHOLE
from engine.text import described
from engine.value import Value

VARIANTS = 16  # at most that are compiled of a function whose comparisons come out differently


def compile(function: Callable[..., Any], *example: Any, language: str = "python") -> Compiled:
    """A program that computes what the function computes, and its gradient, much faster.

    The function is called with Values in place of the example's numbers, which may stand in lists and tuples, and what
    it computes is written down as a program. Calling the Compiled with other numbers gives the value, and the gradient:
    a derivative for each argument, in lists where the argument is one. Both are the engine's, bit for bit.

    Comparisons of Values, and of their data, are checked at each call, and where one comes out differently the function
    is compiled again. Leaves that are no arguments, such as the parameters of a model, are read anew at each call, and
    so are the variables around the function and around the functions it calls; what changes inside of an object that
    such a variable holds is not seen. Where the program raises an error, the function itself is called: its result is
    given, or its error raised.

    With language="c" the program is built by a C compiler and runs close to the speed of the machine, to the same bits.

    Raises ValueError if a number is read with .data and used in an op, or if the function computes something else at
    other numbers: then it depends on more than a program can know. What it draws must not depend on comparisons.

    >>> from engine import tanh
    >>> step = compile(lambda w, x: tanh(w[0] * x + w[1]), [0.5, -1.0], 2.0)
    >>> step([1.0, -2.0], 2.0)
    (0.0, ([2.0, 1.0], 1.0))
    """
    if isinstance(function, (str, bytes, ast.AST)) and len(example) >= 2:  # meant for Python's, after `import *`
        code: Any = builtins.compile(function, *example)
        return code
    if not callable(function):
        raise TypeError(f"compile takes a function, got {described(function)}")
    return Compiled(function, example, language)


class Compiled:
    """A function of numbers that gives its value and its gradient."""

    def __init__(self, function: Callable[..., Any], example: Sequence[Any], language: str = "python") -> None:
        self.function, self.language = function, runs(language)
        self.shape = shapes_of(example)
        self.names = list(argument_names(function, example))
        self.around = Surroundings(function)
        self.begin(list(numbers_in(example)))

    @property
    def source(self) -> str:
        """The text of the program; of the latest, if comparisons made more than one necessary."""
        return self.variants[-1].source

    def save(self, path: str | Path) -> Path:
        """Write the program to a file of its own, which needs nothing but `math`, and return its path."""
        return write_file(path, self.source)

    def __repr__(self) -> str:
        return f"<Compiled {function_name(self.function)}: {len(self.source.splitlines())} lines>"

    def __call__(self, *arguments: Any) -> tuple[float, Any]:
        """The value at these numbers, and the gradient. Raises TypeError if they are not arranged like the example."""
        shape = shapes_of(arguments)
        if shape != self.shape:
            raise TypeError(f"{function_name(self.function)} was compiled for {self.shape}, got {shape}")
        numbers = list(numbers_in(arguments))
        if self.around.have_changed() or not self.variants:
            self.begin(numbers)
        draws = None
        for variant in self.variants:
            try:
                draws = [draw() for draw in variant.draws] if draws is None else draws
                value, grads = variant(numbers, draws)
                return value, arranged(self.shape, iter(grads))
            except (*UNDEFINED, AssertionError):
                pass  # another variant may do, and the function itself knows what is wrong
        value, gradient = self.eagerly(numbers, draws)
        return value, arranged(self.shape, iter(gradient))

    def begin(self, numbers: Sequence[float]) -> None:
        """Compile the function as it is now, with what it uses now; what was compiled before is forgotten."""
        self.variants: list[Variant] = []
        self.leaves: list[Value] = []  # that it uses besides its arguments
        found = self.traced(numbers)
        if found.free:  # to see what is read of their data, too
            self.leaves = found.free
            found = self.traced(numbers)
        self.add(found, numbers)

    def eagerly(self, numbers: Sequence[float], draws: Sequence[float] | None) -> tuple[float, list[float]]:
        """The value and the gradient as the engine computes them; a program for what is new here is added."""
        found = self.traced(numbers, draws)
        if draws is not None and len(draws) != len(found.draws):
            raise ValueError(
                f"{function_name(self.function)} cannot be compiled: it draws {len(draws)} random numbers or "
                f"{len(found.draws)}, by how its comparisons come out; draw them all, and choose among them"
            )
        if len(self.variants) < VARIANTS and found.held not in [variant.held for variant in self.variants]:
            self.add(found, numbers)
        [output] = found.outputs
        if not isinstance(output, Value):
            return output, [0.0] * len(numbers)
        output.backward()
        return output.data, [x.grad for x in found.inputs]

    def traced(self, numbers: Sequence[float], draws: Sequence[float] | None = None) -> Trace:
        """What the function does at these numbers."""
        inputs = [Value(*pair) for pair in zip(numbers, self.names)]
        return trace(self.function, inputs, arranged(self.shape, iter(inputs)), draws, self.leaves)

    def add(self, found: Trace, numbers: Sequence[float]) -> None:
        """Add a program for what the function did."""
        name = function_name(self.function)
        check_same(name, found, lambda move: self.traced(list(map(move, numbers))))
        self.variants.append(Variant(found, name, self.language))


class Variant:
    """The program of a function, as long as its comparisons come out as they did in a trace."""

    def __init__(self, found: Trace, name: str, language: str) -> None:
        self.free = found.free
        self.draws = found.draws
        self.held = found.held
        name, source = variant_source(found, name, language)
        program = ValueInC(source, name, 1 + len(found.inputs)) if language == "c" else None
        self.source = program.source if program else source
        self.run: Callable[..., Any] = program or loaded(source, name)

    def __call__(self, numbers: Sequence[float], draws: Sequence[float]) -> tuple[float, Sequence[float]]:
        return self.run(*numbers, *[leaf.data for leaf in self.free], *draws)


def variant_source(found: Trace, name: str, language: str) -> tuple[str, str]:
    """The program of a trace: a function of the inputs, the free leaves and the random numbers; its name, and it."""
    given = [*found.inputs, *found.free, *found.drawn]
    names = identifiers(unique_names(list(dict.fromkeys([*given, *found.order])), {}), [name])
    writer = Writer(names)
    forward = forward_pass(found.order, set(given), writer)
    reverse = ReversePass(writer, dependents(found.order, found.inputs))
    [output] = found.outputs
    if isinstance(output, Value):
        reverse.arrived[output] = [("1.0", WHOLE)]
    backward = reverse.backward(found.order)
    last, grads = reverse.grads(found.inputs)
    value = names[output] if isinstance(output, Value) else SOURCE.number(output)
    own = [names[x] for x in found.inputs]
    function = Function(
        name if can_be_named(name) and name not in writer.helpers else "value_and_grad",
        [names[x] for x in given],
        f"The value, and its derivatives with respect to {names_in_words(own)}.",
        [("", [*forward, *guards(found.comparisons, names), *backward, *last])],
        f"{value}, ({', '.join(grads)}{',' * (len(grads) == 1)})",
    )
    return function.name, module(function, writer.helpers, in_parts=language == "python")


def function_name(function: Callable[..., Any]) -> str:
    """The name of a function in its program: its own, if Python allows it."""
    name = function_label(function)
    return name if name.isidentifier() else "value_and_grad"
