"""Statements laid out as functions."""

from engine.programs.statements import LONGEST_FUNCTION, Function, ProgramLine, module


def test_the_words_of_a_message_are_not_taken_for_variables_of_a_long_function():
    lines = [
        ProgramLine("home", "x * 2.0"),
        ProgramLine("", "if not x > 0.0: raise AssertionError('x > 0.0 at /home/user/y1.py:3')"),
    ]
    lines += [ProgramLine(f"y{i}", f"x + {float(i)}") for i in range(1, 2 * LONGEST_FUNCTION)]
    guard = ProgramLine("", "if not x > 0.0: raise AssertionError('x > 0.0 at /home/user/y1.py:3')")
    text = module(Function("f", ["x"], "", [("", [*lines, guard])], "y2"), {})
    names: dict = {}
    exec(text, names)
    assert names["f"](3.0) == 5.0
    head = next(line for line in text.splitlines() if line.startswith("def f_2("))
    assert head == "def f_2(x):"
