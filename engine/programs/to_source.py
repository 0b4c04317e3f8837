"""`to_source`: a graph and its backward pass as a page of plain Python, to read and to step through."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from engine.derivatives.grad import dependents
from engine.programs.statements import LONGEST_FUNCTION, WIDTH, Function, ProgramLine, module
from engine.programs.to_c import to_c
from engine.programs.to_javascript import to_javascript
from engine.programs.trace import Comparison
from engine.programs.writer import Writer, can_be_named, identifiers
from engine.steps.formula import computation, partial_formulas
from engine.steps.names import unique_names
from engine.steps.notation import PRODUCT, SOURCE, Notation
from engine.steps.order import order_of
from engine.text import described, name_of
from engine.value import Value

LANGUAGES: dict[str, Callable[[str], str]] = {"python": str, "c": to_c, "javascript": to_javascript}


def to_source(output: Value, inputs: Iterable[Value], name: str = "value_and_grad", language: str = "python") -> str:
    """A program, in Python, C or JavaScript, for the data of the output and its derivatives with respect to the inputs.

    The inputs are leaves, and become the parameters of a function of this name; other leaves keep their numbers. It
    returns the value of the output, and a tuple of its derivatives. The program imports nothing but `math`, and does
    the forward pass and then the backward pass in the order of the engine, one multiplication of the chain rule in a
    line. So it gives the same bits, except that a derivative that is not finite may raise ZeroDivisionError or
    OverflowError, as floats do.

    With language="c" or "javascript" it is the same program in that language, with the same names, order and comments.
    In C, `value_and_grad` writes its results into an array. What Python has as an error is inf or nan there, hypot may
    differ from Python's in the last bit, and so may functions such as exp and tanh in JavaScript.

    >>> from engine import Value
    >>> w, x = Value(2.0, "w"), Value(3.0, "x")
    >>> print(to_source(w * x, [w, x]))
    def value_and_grad(w, x):
        \"\"\"v1 = w * x, and its derivatives with respect to w and x.\"\"\"
        # forward pass
        v1 = w * x
        # backward pass: d_w is the derivative of v1 with respect to w, the sum of what flows back to it
        d_w = d_x = 0.0
        d_v1 = 1.0
        d_w += d_v1 * x  # d v1 / d w = x
        d_x += d_v1 * w  # d v1 / d x = w
        return v1, (d_w, d_x)
    ...
    """
    if language not in LANGUAGES:
        raise ValueError(f"language is {described(language)}; programs are written in {', '.join(LANGUAGES)}")
    inputs = list(inputs)
    order = order_of(output)
    check_inputs(inputs, order)
    names = identifiers(unique_names(list(dict.fromkeys([*order, *inputs])), {}), [name])
    writer = Writer(names)
    forward = forward_pass(order, set(inputs), writer)
    backward = backward_pass(order, inputs, writer)
    if not can_be_named(name) or name in writer.helpers:
        raise ValueError(f"the function cannot be named {name!r}; give a name that is not taken, such as 'step'")
    given = [names[x] for x in inputs]
    grads = [f"d_{x}" for x in given]
    some, end = next(iter(given), "x"), names[output]
    function = Function(
        name,
        given,
        f"{output_formula(output, names)}, and its derivatives with respect to {names_in_words(given)}.",
        [
            ("forward pass", forward),
            (
                f"backward pass: d_{some} is the derivative of {end} with respect to {some}, "
                "the sum of what flows back to it",
                backward,
            ),
        ],
        f"{names[output]}, ({', '.join(grads)}{',' * (len(grads) == 1)})",
    )
    example = f"{name}({', '.join(SOURCE.number(x.data) for x in inputs)})"
    shown = f'if __name__ == "__main__":\n    print({example})'
    return LANGUAGES[language](module(function, writer.helpers, shown, in_parts=language == "python"))


def check_inputs(inputs: Sequence[Value], order: Sequence[Value]) -> None:
    """Raise an error unless these can be the parameters of a function."""
    for x in inputs:
        if not isinstance(x, Value):
            raise TypeError(f"the inputs are Values, got {described(x)}")
        if x.op is not None:
            raise ValueError(
                f"the inputs must be leaves, but {name_of(x)} was computed; name what it was computed from"
            )
    if len(set(inputs)) < len(inputs):
        twice = next(x for x in inputs if list(inputs).count(x) > 1)
        raise ValueError(f"{name_of(twice)} is given twice; each input is one parameter")


def forward_pass(order: Sequence[Value], given: Collection[Value], writer: Writer) -> list[ProgramLine]:
    """A statement for each value that is not given."""
    statements = []
    for value in order:
        if value.op is not None:
            text = writer.computed(value)
            statements += [ProgramLine(*pair) for pair in writer.drained()]
            statements.append(ProgramLine(writer.names[value], text))
        elif value not in given:
            statements.append(
                ProgramLine(writer.names[value], SOURCE.number(value.data), comment="no input, but a fixed number")
            )
    return statements


def guards(comparisons: Sequence[Comparison], names: Mapping[Value, str]) -> list[ProgramLine]:
    """The statements that raise an error where a comparison comes out differently."""
    statements = []
    for comparison in comparisons:
        x, y = (SOURCE.number(side) if type(side) is float else names[side] for side in (comparison.x, comparison.y))
        test = f"{x} {comparison.sign} {y}"
        message = repr(f"{test} at {comparison.origin}")
        statements.append(ProgramLine("", f"if {'not ' * comparison.held}{test}: raise AssertionError({message})"))
    return statements


def backward_pass(order: Sequence[Value], inputs: Sequence[Value], writer: Writer) -> list[ProgramLine]:
    """A statement for each multiplication of the chain rule that an input depends on."""
    names, notation = writer.names, Notation()
    wanted = dependents(order, inputs)
    output = order[-1]
    unset = dict.fromkeys(x for x in [*inputs, *order] if x in wanted and x is not output)
    statements: list[ProgramLine] = []
    if len(order) <= LONGEST_FUNCTION:
        statements += in_lines([f"d_{names[x]}" for x in unset], "0.0")
        unset.clear()
    statements.append(ProgramLine(f"d_{names[output]}", "1.0"))
    for node in reversed(order):
        if node.op is None or node not in wanted:
            continue
        upstream = f"d_{names[node]}"
        rules = partial_formulas(node)
        for x, partial, rule in zip(node.inputs, writer.partials(node, rules), rules):
            statements += [ProgramLine(*pair) for pair in writer.drained()]
            if rule is not None and partial is not None and x in wanted:
                if x in unset:  # of a large graph, not all at once at the top
                    del unset[x]
                    statements.append(ProgramLine(f"d_{names[x]}", "0.0"))
                comment = f"d {names[node]} / d {names[x]} = {notation.write(rule, names.__getitem__)}"
                text = f"{upstream} * {SOURCE.at_least(PRODUCT + 1, partial)}"
                statements.append(ProgramLine(f"d_{names[x]}", text, "+=", comment))
    return [*statements, *in_lines([f"d_{names[x]}" for x in unset], "0.0")]


def in_lines(names: Sequence[str], text: str) -> list[ProgramLine]:
    """Statements that set all these names to the same."""
    lines: list[str] = []
    for name in names:
        if lines and len(lines[-1]) + len(name) < WIDTH - 10:
            lines[-1] += f" = {name}"
        else:
            lines.append(name)
    return [ProgramLine(line, text) for line in lines]


def output_formula(output: Value, names: dict[Value, str]) -> str:
    """How the output is computed, in short."""
    text = Notation().write(computation(output), names.__getitem__) if output.op else ""
    return f"{names[output]} = {text}" if 0 < len(text) <= 60 else names[output]


def names_in_words(names: Sequence[str]) -> str:
    """`a, b and c`, or how many there are."""
    if len(names) > 8:
        return f"its {len(names)} parameters"
    return " and ".join([", ".join(names[:-1]), *names[-1:]]).removeprefix(" and ") or "nothing"
