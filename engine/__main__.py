"""The command line: `python -m engine "tanh(w*x + b)" w=-3 x=2 b=6.88`."""

from __future__ import annotations

import argparse
import os
import re
import runpy
import sys
from collections.abc import Callable, Sequence
from math import isfinite
from pathlib import Path

from engine.classroom.console import fitted, use_utf8
from engine.classroom.expression import graph_of
from engine.classroom.quiz import quiz
from engine.graph import topological_order
from engine.pictures.draw import draw
from engine.programs.c_compiler import cache_folder, clear_cache
from engine.programs.to_source import LANGUAGES, to_source
from engine.steps.explain import Explainer, Statement, explain
from engine.steps.names import unique_names, variable_names
from engine.steps.notation import Notation
from engine.value import Value

FORWARD_COLOUR, BACKWARD_COLOUR, PLAIN = "\033[32m", "\033[35m", "\033[0m"
EXAMPLES = """\
examples:
  python -m engine "tanh(w*x + b)" w=-3 x=2 b=6.88
  python -m engine "e = a*b; d = e + c; L = d*f" a=2 b=-3 c=10 f=-2 --html lecture.html
  python -m engine "(x + y) * z" x=-2 y=5 z=-4 --steps
  python -m engine "tanh(w*x + b)" w=-3 x=2 b=6.88 --source > backprop.py
  python -m engine script.py:loss --svg loss.svg
  python -m engine script.py:loss w=-3                 with another number for its leaf w
  python -m engine doctor
  python -m engine cache --clear
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says, and return the exit status."""
    use_utf8()
    given = sys.argv[1:] if arguments is None else arguments
    options = parser().parse_args(
        [f" {text}" if re.match("-[^-h]", text) else text for text in given]
    )  # -x is no option
    try:
        if options.what == "doctor":
            from engine.pictures.doctor import report  # not at the top: only this command needs it

            for line in report():
                print(line)
            return 0
        if options.what == "cache":
            if options.clear:
                print(f"removed: {clear_cache()} files")
            print(f"programs that were compiled from C: {cache_folder()}")
            return 0
        output = found(options.what, options.numbers)
        if output.grad == 0:  # a script may have done it
            output.backward()
        paths = [path for path in (options.html, options.svg, options.png, options.gif) if path]
        written = [draw(output).save(path) for path in paths]
        if options.frames:
            written += draw(output).save_frames(options.frames)[-1:]
        if options.source:
            inputs = [value for value in topological_order(output) if value.op is None]
            print(to_source(output, inputs, language=options.language), end="")
        elif options.latex:
            print(explain(output, "latex"), end="")
        elif options.quiz:
            quiz(output)
        elif options.steps:
            step_through(output, input)
        elif not options.quiet:
            print(coloured(fitted(explain(output))))
        for path in written:
            print(f"written: {path}", file=sys.stderr)
    except BrokenPipeError:  # as when `head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (ValueError, TypeError, ArithmeticError, OSError, ImportError) as error:
        print(f"{parser().prog}: {error}", file=sys.stderr)
        return 2
    except (EOFError, KeyboardInterrupt):
        print()
    return 0


def parser() -> argparse.ArgumentParser:
    """What can be written on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m engine",
        description="Explain the backpropagation of an expression, draw it, step through it.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", help='an expression, a value in a script (script.py:name), "doctor" or "cache"')
    parser.add_argument("numbers", nargs="*", metavar="name=number", help="a number for each variable")
    kinds = {
        "html": "the page to step through",
        "svg": "the picture",
        "png": "the picture",
        "gif": "its steps as a film",
    }
    for ending, what in kinds.items():
        parser.add_argument(f"--{ending}", metavar="FILE", help=f"write {what}")
    parser.add_argument("--frames", metavar="FOLDER", help="write a picture of each step")
    parser.add_argument("--latex", action="store_true", help="print the explanation as LaTeX")
    parser.add_argument("--source", action="store_true", help="print both passes as a program")
    parser.add_argument("--language", choices=LANGUAGES, default="python", help="the language of the program")
    parser.add_argument("--steps", action="store_true", help="step through it: enter, b for back, q to quit")
    parser.add_argument("--quiz", action="store_true", help="be asked for each grad")
    parser.add_argument("--clear", action="store_true", help="remove what is in the cache of compiled programs")
    parser.add_argument("--quiet", action="store_true", help="print no explanation")
    return parser


def found(what: str, numbers: Sequence[str]) -> Value:
    """The value that the command line speaks of."""
    script, colon, name = what.rpartition(":")
    pairs = list(map(assignment, numbers))
    if twice := {name for name, _ in pairs if [other for other, _ in pairs].count(name) > 1}:
        raise ValueError(f"{', '.join(sorted(twice))} is given more than once")
    if colon and script.endswith(".py"):
        output = value_in(script, name)
        return output_at(output, dict(pairs)) if pairs else output
    if what.endswith(".py"):
        raise ValueError(f"name the value to explain: {what}:loss")
    return graph_of(what, dict(pairs))


def value_in(script: str, name: str) -> Value:
    """The value that a variable of a script holds at its end; the names of the others are the labels."""
    if not Path(script).is_file():
        raise FileNotFoundError(f"there is no script {script}")
    sys.path.insert(0, str(Path(script).resolve().parent))  # where Python itself looks for its imports first
    variables = runpy.run_path(script)
    output = variables.get(name)
    if not isinstance(output, Value):
        there = ", ".join(other for other, held in variables.items() if isinstance(held, Value)) or "none at all"
        raise ValueError(f"{script} has no Value named {name!r}; it has {there}")
    names = variable_names(variables)
    for value in topological_order(output):
        value.label = value.label or names.get(value, "")
    return output


def output_at(output: Value, numbers: dict[str, float]) -> Value:
    """The same computation at other numbers for some of its leaves."""
    order = topological_order(output)
    leaves = [value.label for value in order if value.op is None]
    for name in numbers:
        if leaves.count(name) != 1:
            many = "no leaf" if name not in leaves else f"{leaves.count(name)} leaves"
            known = list(dict.fromkeys(filter(None, leaves)))
            shown = ", ".join(known[:10]) + ", …" * (len(known) > 10)
            raise ValueError(
                f"{name} is given a number, but {output.label} has {many} of this name; it has {shown or 'none'}"
            )
    fresh: dict[Value, Value] = {}
    for value in order:
        if value.op is None:
            fresh[value] = Value(numbers.get(value.label, value.data), value.label)
        else:
            fresh[value] = value.op(*[x if type(x) is float else fresh[x] for x in value.inputs])
            fresh[value].label = value.label
    return fresh[output]


def assignment(text: str) -> tuple[str, float]:
    """The name and the number in `x=2.5`."""
    name, equals, number = text.partition("=")
    try:
        is_label = re.fullmatch(r"[^\W\d][\w.'\[\]]*", name.strip())
        if equals and is_label and (isfinite(float(number)) or number.isalpha()):
            return name.strip(), float(number)
    except ValueError:
        pass
    raise ValueError(f"{text!r} gives no variable a number; write it as x=2.5, without blanks")


def coloured(text: str) -> str:
    """An explanation in the colours of the passes, on a terminal that has colours."""
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return text
    forward, colon, backward = text.partition("\n\nbackward pass")
    return f"{FORWARD_COLOUR}{forward}{PLAIN}{BACKWARD_COLOUR}{colon}{backward}{PLAIN}"


def step_through(output: Value, ask: Callable[[str], str]) -> None:
    """Show one step after the other, as the user asks for them."""
    explainer = Explainer(output, unique_names(topological_order(output), {}), Notation())
    lines: list[Statement] = [*explainer.forward()]
    computed = len(lines)
    for _, statements in explainer.backward():
        lines += statements
    at = 0
    while at < len(lines):
        line = lines[at]
        which = "forward" if at < computed else "backward"
        text = f"{at + 1}/{len(lines)} {which}: {line.target} {line.sign} {line.rule} = {line.numbers} = {line.result}"
        answer = ask(f"{fitted(text)}\n[enter, b, q] ").strip().lower()
        if answer == "q":
            return
        at = max(at - 1, 0) if answer == "b" else at + 1
    print("\n".join(f"{grad} = {total}" for grad, _, total in explainer.gradients()))


if __name__ == "__main__":
    sys.exit(main())
