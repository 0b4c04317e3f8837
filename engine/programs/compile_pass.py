"""`compile_pass`: what `function().backward()` does to the grads of leaves, as a program."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

from engine.derivatives.grad import dependents
from engine.op import UNDEFINED
from engine.programs.compile_part import CompiledPart
from engine.programs.in_c import ListsInC, runs
from engine.programs.loop import in_brackets
from engine.programs.reverse_pass import ReversePass
from engine.programs.statements import Function, ProgramLine, module
from engine.programs.surroundings import Surroundings
from engine.programs.to_source import forward_pass, guards
from engine.programs.trace import Trace, check_bits, differs, function_label
from engine.programs.writer import Writer, identifiers
from engine.steps.names import unique_names
from engine.steps.notation import SOURCE, WHOLE
from engine.value import Value


def compile_pass(function: Callable[[], Value], parameters: Sequence[Value], language: str = "python") -> CompiledPass:
    """A program for `function().backward()`, as it changes the grads of these leaves; it gives the output's data.

    >>> w = Value(3.0, "w")
    >>> penalty = compile_pass(lambda: w * w, [w])
    >>> penalty(), w.grad
    (9.0, 6.0)

    With language="c", it runs in C.
    """
    return CompiledPass(function, parameters, language)


class CompiledPass:
    """A program that does what `function().backward()` does to the grads of some leaves."""

    def __init__(self, function: Callable[[], Value], parameters: Sequence[Value], language: str = "python") -> None:
        self.part = CompiledPart(function, parameters, ())
        self.in_c = PassInC(self.part.found, parameters) if runs(language) == "c" else None
        self.source = self.in_c.source if self.in_c else self.part.source
        self.around = Surroundings(function, deep=True)
        self.check()

    def __repr__(self) -> str:
        return f"<CompiledPass: {len(self.source.splitlines())} lines>"

    def __call__(self) -> float:
        """Add to the grads of the parameters, and give the data of the output."""
        if self.in_c is not None:
            try:
                return self.in_c()
            except (*UNDEFINED, AssertionError):
                pass  # what the parts below do about it
        run = self.part.start()
        output, backward = run()
        backward(1.0)
        run.finish()
        return output

    def check(self) -> None:
        """Raise ValueError unless the program gives the bits of the engine; nothing is changed."""
        part = self.part
        before = [p.grad for p in part.parameters]
        try:
            found, expected = [self.seen(self), self.seen(self.eagerly)]
        except ArithmeticError:
            return  # a call raises it in its own words
        finally:
            for p, grad in zip(part.parameters, before):
                p.grad = grad
        check_bits(function_label(part.function), found, expected)

    def eagerly(self) -> float:
        """The same by the engine."""
        output = self.part.function()
        output.backward()
        return output.data

    def seen(self, run: Callable[[], float]) -> list[float]:
        """What a pass gives: the output's data, and the grads of the parameters, which start from 0."""
        for p in self.part.parameters:
            p.grad = 0.0
        return [run(), *[p.grad for p in self.part.parameters]]

    def is_current(self) -> bool:
        """Whether the function still does what it did when the program was written."""
        return not differs(self.part.found, self.part.traced([])[0])


class PassInC:
    """A program that is called with the data of leaves and the grads that they have, and gives those they get."""

    def __init__(self, found: Trace, parameters: Sequence[Value]) -> None:
        self.parameters = list(parameters)
        trained = set(parameters)
        self.others = [leaf for leaf in found.free if leaf not in trained]
        self.program = ListsInC(self.python_source(found), "added", 3, 1 + len(self.parameters))
        self.source = self.program.source

    def python_source(self, found: Trace) -> str:
        """The program in Python."""
        leaves = [*self.parameters, *self.others]
        named = unique_names(list(dict.fromkeys([*leaves, *found.order])), {})
        names = identifiers(named, ["added", "parameters", "others", "grads"], ("d_", "g_"))
        writer = Writer(names)
        before = [f"g_{names[p]}" for p in self.parameters]
        reverse = ReversePass(writer, dependents(found.order, self.parameters))
        reverse.arrived = {p: [(name, WHOLE)] for p, name in zip(self.parameters, before)}
        [output] = found.outputs
        value = names[output] if isinstance(output, Value) else SOURCE.number(output)
        if isinstance(output, Value):
            reverse.arrived.setdefault(output, []).append(("1.0", WHOLE))
        given = {
            "parameters": [names[p] for p in self.parameters], "others": [names[x] for x in self.others],
            "grads": before,
        }  # fmt: skip
        unpacked = [ProgramLine(in_brackets(items), name) for name, items in given.items() if items]
        forward = [*forward_pass(found.order, set(leaves), writer), *guards(found.comparisons, names)]
        backward = reverse.backward(found.order)
        last, grads = reverse.grads(self.parameters)
        function = Function(
            "added",
            list(given),
            "The output, and the grads with what flows back to them.",
            [("", [*unpacked, *forward, *backward, *last])],
            f"{value}, ({', '.join(grads)}{',' * (len(grads) == 1)})",
        )
        return module(function, writer.helpers, in_parts=False)

    def __call__(self) -> float:
        """Add to the grads of the parameters, and give the data of the output."""
        data, grads = array("d", [p.data for p in self.parameters]), array("d", [p.grad for p in self.parameters])
        value, *changed = self.program(data, array("d", [x.data for x in self.others]), grads)
        for p, grad in zip(self.parameters, changed):
            p.grad = grad
        return value
