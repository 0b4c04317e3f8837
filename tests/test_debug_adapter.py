"""Stepping as in VS Code: debugpy, driven by its protocol, on the configurations of launch.json."""

import pytest

from engine import compile
from tests import ROOT
from tests.debug_adapter import Debugger, configurations

pytestmark = pytest.mark.slow
LAUNCH = {configuration["name"]: configuration for configuration in configurations()}
LESSON = """\
from engine import Value
a, b, c, f = Value(2.0, "a"), Value(-3.0, "b"), Value(10.0, "c"), Value(-2.0, "f")
e = a * b; e.label = "e"
d = e + c
d.label = "d"
L = d * f; L.label = "L"
{last}
print("done")
"""
HERE = 7  # the line of the last statement


@pytest.fixture
def debug(tmp_path):
    """A function that starts the debugger on a lesson with a last statement of its own."""
    started = []

    def start(last="L.backward()", breakpoints=(), at=ROOT / "engine" / "backward.py"):
        lesson = tmp_path / "lesson.py"
        lesson.write_text(LESSON.format(last=last), encoding="utf-8")
        configuration = {**LAUNCH["Current file"], "program": str(lesson), "cwd": str(ROOT), "python": None}
        configuration = {k: v for k, v in configuration.items() if v is not None} | {"env": {"PYTHONPATH": str(ROOT)}}
        places = {lesson: [{"line": HERE}]}
        if breakpoints:
            places[at] = list(breakpoints)
        started.append(Debugger(configuration, places))
        return started[-1]

    yield start
    for debugger in started:
        debugger.close()


def line_of(text, path="engine/backward.py"):
    return next(i for i, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1) if text in line)


def test_backward_takes_at_most_30_stops_on_seven_nodes(debug):
    debugger = debug()
    assert debugger.stop()["line"] == HERE
    frame = debugger.go("stepIn")
    stops = 0
    while "lesson.py" not in frame["source"]["path"]:
        assert frame["source"]["path"].endswith("backward.py"), "nothing else is stepped through"
        stops += 1
        frame = debugger.go("next")
    assert 20 < stops <= 30


def test_a_value_opens_to_what_it_is_made_of(debug):
    debugger = debug()
    frame = debugger.stop()
    variables = debugger.local_variables(frame)
    assert variables["e"]["value"] == "e = a * b | data -6.0 | grad 0.0"
    parts = debugger.variables(variables["e"]["variablesReference"])
    own = {name: part["value"] for name, part in parts.items() if not name.endswith("variables")}
    assert own["data"] == "-6.0"
    assert own["partials"] == "(-3.0, 2.0)"
    assert own["op"] == "<op mul>"
    assert {"data", "grad", "label", "op", "inputs", "partials", "origin"} == set(own)
    inputs = debugger.variables(parts["inputs"]["variablesReference"])
    assert inputs["0"]["value"] == "a | data 2.0 | grad 0.0"
    assert debugger.watch("L.data + 1", frame) == "-7.0"
    assert "└ f" in debugger.watch("__import__('engine').tree(L)", frame)


def test_stepping_into_a_product_shows_the_calculus(debug):
    debugger = debug(last="y = a * b")
    debugger.stop()
    frame = debugger.go("stepIn")
    assert frame["name"] == "__mul__"
    assert set(debugger.local_variables(frame)) <= {"self", "other", "x", "y", "special variables"}


def test_a_breakpoint_with_a_condition_on_a_label(debug):
    line = line_of("# the chain rule")
    debugger = debug(breakpoints=[{"line": line, "condition": "x.label == 'a'"}])
    debugger.stop()
    frame = debugger.go("continue")
    assert (frame["line"], debugger.watch("x.label, node.label, partial", frame)) == (line, "('a', 'e', -3.0)")
    assert debugger.go("continue") is None


def test_break_at_stops_where_a_grad_changes(debug):
    debugger = debug(last="L.backward(break_at=e)")
    debugger.stop()
    frame = debugger.go("continue")
    assert debugger.watch("value.label, value.grad, node.label", frame) == "('e', 0.0, 'd')"
    frame = debugger.go("continue")
    assert debugger.watch("value.grad", frame) == "-2.0"


def test_a_compiled_program_can_be_stepped_through(debug):
    last = "from engine import compile; f = compile(lambda x, y: (x * y).tanh(), 1.0, 2.0); f(0.5, 1.0)"
    debugger = debug(last=last)
    debugger.stop()
    debugger.request("setFunctionBreakpoints", breakpoints=[{"name": "value_and_grad"}])
    while (frame := debugger.go("continue"))["name"] == "<lambda>":  # which stands on the line with the breakpoint
        pass
    assert frame["name"] == "value_and_grad"
    text = debugger.request("source", source=frame["source"], sourceReference=frame["source"].get("sourceReference", 0))
    assert "math.tanh(v1)" in text["content"]
    assert debugger.watch("x * y", debugger.go("next")) == "0.5"


def test_a_line_breakpoint_in_a_compiled_program(debug):
    last = "from engine import compile; f = compile(lambda x, y: (x * y).tanh(), 1.0, 2.0); f(0.5, 1.0); f(0.25, 3.0)"
    debugger = debug(last=last)
    debugger.stop()
    debugger.request("setFunctionBreakpoints", breakpoints=[{"name": "value_and_grad"}])
    while (frame := debugger.go("continue"))["name"] == "<lambda>":
        pass
    source = frame["source"]
    text = debugger.request("source", source=source, sourceReference=source["sourceReference"])["content"].splitlines()
    line = next(i for i, one in enumerate(text, 1) if "math.tanh(v1)" in one)
    debugger.request("setFunctionBreakpoints", breakpoints=[])
    debugger.request("setBreakpoints", source=source, breakpoints=[{"line": line}])
    for product in (0.5, 0.75):
        frame = debugger.go("continue")
        assert (frame["name"], frame["line"]) == ("value_and_grad", line)
        shown = debugger.local_variables(frame)
        assert (shown["v1"]["value"], "v2" in shown) == (str(product), False), "this line is still to be run"
    assert debugger.go("continue") is None


def test_a_line_breakpoint_in_a_program_that_was_saved(debug, tmp_path):
    program = compile(lambda x, y: (x * y).tanh(), 1.0, 2.0).save(tmp_path / "program.py")
    line = next(i for i, one in enumerate(program.read_text().splitlines(), 1) if "math.tanh(v1)" in one)
    debugger = debug(last="import program; program.value_and_grad(0.5, 1.5)", breakpoints=[{"line": line}], at=program)
    debugger.stop()
    frame = debugger.go("continue")
    assert (frame["source"]["path"], frame["line"]) == (str(program), line)
    shown = {name: part["value"] for name, part in debugger.local_variables(frame).items()}
    assert (shown["x"], shown["y"], shown["v1"]) == ("0.5", "1.5", "0.75")
    assert debugger.watch("v1 * 2", debugger.go("next")) == "1.5"


def test_a_tree_at_a_stop_has_the_names_of_the_variables_at_hand(debug):
    debugger = debug(
        last="product = a * b; total = product + c; total.backward()",
        breakpoints=[{"line": line_of("# the chain rule")}],
    )
    debugger.stop()
    frame = debugger.go("continue")
    here = debugger.watch("output.tree()", frame)
    assert "output = node + c" not in here
    assert "output = " in here, "in a frame of the engine, its own variables"
    outside = debugger.request("stackTrace", threadId=debugger.thread)["stackFrames"][1]
    there = debugger.watch("total.tree(width=60)", outside)
    assert "total = product + c" in there
    assert "product = a * b" in there


@pytest.mark.parametrize("name", [name for name in LAUNCH if name != "Current file"])
def test_the_configurations_run(name):
    debugger = Debugger(LAUNCH[name], {ROOT / "engine" / "backward.py": [{"line": line_of("# the chain rule")}]})
    try:
        frame = debugger.stop()
        assert frame["source"]["path"].endswith("backward.py")
        assert "partial" in debugger.local_variables(frame)
    finally:
        debugger.close()
