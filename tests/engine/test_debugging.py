"""Stepping with a real pdb: how many stops there are, what is printed, where `break_at` stops."""

import re
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("pexpect needs a terminal of Unix", allow_module_level=True)

import pexpect

from engine import Value, backward_steps
from tests import ROOT, graphs

PROMPT = r"\(Pdb\) "
LECTURE = """
from engine import Value
a, b, c, f = Value(2.0, "a"), Value(-3.0, "b"), Value(10.0, "c"), Value(-2.0, "f")
e = a * b; e.label = "e"
d = e + c; d.label = "d"
L = d * f; L.label = "L"
"""


@pytest.fixture
def debugger(tmp_path):
    """A function that starts pdb on a script, and one that gives it a command and returns what it prints."""
    children = []

    def start(script: str):
        path = tmp_path / "lesson.py"
        path.write_text(LECTURE + script)
        environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "TERM": "dumb", "HOME": str(tmp_path)}
        child = pexpect.spawn(sys.executable, [str(path)], env=environment, encoding="utf-8", timeout=30)
        child.setecho(False)
        child.expect(PROMPT)
        children.append(child)

        def tell(command: str) -> str:
            child.sendline(command)
            child.expect([PROMPT, pexpect.EOF])
            return child.before.replace("\r\n", "\n").removeprefix(command + "\n").strip()

        tell.opening = child.before
        return tell

    yield start
    for child in children:
        child.close(force=True)


def test_backward_takes_at_most_30_stops_on_seven_nodes(debugger):
    tell = debugger("breakpoint()\nL.backward()\nprint('done')\n")
    if "L.backward()" not in tell.opening:  # since Python 3.13, breakpoint() stops on its own line
        tell("n")
    while "-> def backward" not in (stop := tell("s")) and "nodes_with" not in stop:
        pass
    stops = 1
    while "lesson.py" not in (stop := tell("n")):
        assert "backward.py" in stop, "nothing else is stepped through"
        stops += 1
    assert 20 < stops <= 30


def test_stepping_into_the_line_of_the_chain_rule_enters_no_call(debugger):
    tell = debugger("breakpoint()\nL.backward()\n")
    line = next(
        i
        for i, text in enumerate((ROOT / "engine/backward.py").read_text().splitlines(), 1)
        if "# the chain rule" in text
    )
    tell(f"b {ROOT / 'engine/backward.py'}:{line}")
    assert "the chain rule" in tell("c")
    stop = tell("s")
    assert re.search(r"backward\.py\(\d+\)backward\(\)", stop)
    assert "--Call--" not in stop


def test_values_are_printed_in_one_line(debugger):
    tell = debugger("L.backward()\nbreakpoint()\nx = 1\n")
    assert tell("p e") == "e = a * b | data -6.0 | grad -2.0"
    assert tell("p e.partials") == "(-3.0, 2.0)"
    assert tell("p [a, b]") == "[a | data 2.0 | grad 6.0, b | data -3.0 | grad -4.0]"


def test_break_at_stops_before_each_change_and_when_the_grad_is_final(debugger):
    tell = debugger("y = a * a + a * L\ny.backward(break_at=a)\n")
    grads = []
    while True:
        grads.append(float(tell("p value.grad")))
        if "debugging.py" not in tell("c"):
            break
    a = Value(2.0)
    y = a * a + a * ((a * -3.0 + 10.0) * -2.0)
    arrivals = [step for step in backward_steps(y) if step.input is a]
    assert grads == [step.before for step in arrivals] + [arrivals[-1].after]


def test_break_at_tells_where_it_is(debugger):
    tell = debugger("L.backward(break_at=e)\n")
    assert "debugging.py" in tell.opening
    if "x.grad += " not in tell.opening:
        tell("n")
    assert tell("p node") == "d = e + c | data 4.0 | grad -2.0"
    assert tell("p node.grad * partial") == "-2.0"
    tell("c")
    assert tell("p value.grad, node is value") == "(-2.0, True)"


def test_why_in_the_debugger(debugger):
    tell = debugger("L.backward()\nbreakpoint()\nx = 1\n")
    assert "a.grad = 6.0" in tell("p a.why(L)")
    assert "6.0 = -2.0 * -3.0, which is e.grad * d(e)/d(a), of e = a * b" in tell("p a.why(L)")


def test_breaking_at_a_stranger_changes_nothing():
    output = graphs.lecture()
    output.backward()
    before = [value.grad for value in output.inputs]
    with pytest.raises(ValueError, match="was not computed from"):
        output.backward(break_at=Value(1.0))
    assert [value.grad for value in output.inputs] == before


def lines_run(compute) -> list[tuple[str, int]]:
    """The lines of the library, file by file, at which a debugger that steps into everything stops."""
    stops: list[tuple[str, int]] = []

    def trace(frame, event, argument):
        if event == "line" and frame.f_code.co_filename.startswith(str(ROOT / "engine")):
            stops.append((frame.f_code.co_filename, frame.f_lineno))
        return trace

    sys.settrace(trace)
    try:
        compute()
    finally:
        sys.settrace(None)
    return stops


@pytest.mark.parametrize("compute", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / b])
def test_stepping_into_an_operator_takes_at_most_14_lines_of_one_file(compute):
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    stops = lines_run(lambda: compute(a, b))
    assert 0 < len(stops) <= 14
    assert {file for file, _ in stops} == {str(ROOT / "engine/value.py")}


def test_the_page_on_debuggers_shows_what_pdb_prints(tmp_path):
    page = (ROOT / "demos" / "debugging.md").read_text(encoding="utf-8")
    (tmp_path / "lesson.py").write_text(re.search(r"```python\n(.*?)```", page, re.DOTALL)[1], encoding="utf-8")
    session = re.search(r"\$ python -m pdb lesson.py\n(.*?)```", page, re.DOTALL)[1]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "TERM": "dumb", "PYTHONUTF8": "1"}
    child = pexpect.spawn(
        sys.executable, ["-m", "pdb", "lesson.py"], cwd=str(tmp_path), env=environment, encoding="utf-8", timeout=30
    )
    child.setecho(False)
    child.expect(PROMPT)
    for command, expected in re.findall(r"^\(Pdb\) (.*)\n((?:(?!\(Pdb\)).*\n)*)", session, re.MULTILINE):
        child.sendline(command)
        child.expect([PROMPT, pexpect.EOF])
        printed = child.before.replace("\r\n", "\n").removeprefix(f"{command}\n")
        if expected:
            assert printed == expected, command
    child.close(force=True)
