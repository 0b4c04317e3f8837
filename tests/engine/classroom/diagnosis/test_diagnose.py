"""diagnose: right engines get a clean bill, and each planted mistake is named, with numbers."""

import importlib.util
import math
import re
from pathlib import Path

import pytest

import engine
from engine import Value, diagnose, ops, topological_order
from engine.classroom.diagnosis.slips import PROBED, examined, probes, slips
from engine.classroom.diagnosis.subject import Subject
from tests import closure_engine, local_grads_engine

CLOSURES, LOCAL_GRADS = Path(closure_engine.__file__), Path(local_grads_engine.__file__)

RECURSIVE = """\
        order, visited = [], set()
        def visit(node):
            if node not in visited:
                visited.add(node)
                for x in node.inputs:
                    visit(x)
                order.append(node)
        visit(self)
"""
PREORDER = RECURSIVE.replace("                order.append(node)\n", "").replace(
    "visited.add(node)\n", "visited.add(node)\n                order.insert(0, node)\n"
)
BREADTH_FIRST = """\
        order = [self]
        for node in order:
            order += [x for x in node.inputs if x not in order]
        order.reverse()
"""
TWICE = """\
        def pass_on(node):
            node.pull(node.grad)
            for x in node.inputs:
                pass_on(x)
        self.grad = 1.0
        pass_on(self)
        return
"""

CLOSURE_TEXT = CLOSURES.read_text(encoding="utf-8")
SEARCH = CLOSURE_TEXT[CLOSURE_TEXT.index("        order = []") : CLOSURE_TEXT.index("        for node in order:")]
RESET = CLOSURE_TEXT[CLOSURE_TEXT.index("        for node in order:") : CLOSURE_TEXT.index("        self.grad += 1.0")]

# fmt: off
PLANTED = [  # where, what is replaced, by what, and then: the first mistake, what it gets, what it is told to look for
    (CLOSURES, "self.grad += upstream * y", "self.grad = upstream * y",
     "= instead of +=", "a.grad = -3.0", "in the backward of a * b"),
    (CLOSURES, "            self.grad += upstream\n", "            self.grad = upstream\n",
     "= instead of +=", "a.grad = 1.0", "in the backward of a + b"),
    (LOCAL_GRADS, "child.grad += local_grad", "child.grad = local_grad",
     "= instead of +=", "a.grad = 1", "in the backward of all ops"),
    (CLOSURES, "self.grad += upstream * y", "self.grad += upstream * x",
     "the partial of a * b in a: swapped the operands", "a.grad = 4.0", "a.grad += y.grad * a"),
    (LOCAL_GRADS, "(other.data, self.data)", "(self.data, other.data)",
     "the partial of a * b in a: swapped the operands", "a.grad = 4.0", "a.grad += y.grad * a"),
    (CLOSURES, "other.grad += upstream * x", "other.grad += x",
     "the partial of a * b in b: forgot the upstream", "b.grad = 2.0", "b.grad += a"),
    (CLOSURES, "other.grad += upstream * x", "other.grad += upstream",
     "the partial of a * b in b: forgot the local derivative", "b.grad = 3.0", "b.grad += y.grad"),
    (CLOSURES, "other.grad += upstream * x", "pass",
     "the partial of a * b in b: nothing arrives", "b.grad = 0.0", "b.grad += y.grad * 0"),
    (CLOSURES, "other.grad += upstream * x", "other.grad += upstream * out.data",
     "the partial of a * b in b: output instead of input", "b.grad = ", "b.grad += y.grad * y"),
    (CLOSURES, "+= -upstream * x / y**2", "+= upstream * x / y**2",
     "the partial of a / b in b: wrong sign", "b.grad = 0.6", "b.grad +="),
    (CLOSURES, "+= -upstream * x / y**2", "+= -upstream / y**2",
     "the partial of a / b in b: a wrong rule", "b.grad = -0.3", "b.grad += y.grad * (-1 / b ** 2)"),
    (CLOSURES, "slope = n * self.data ** (n - 1)", "slope = self.data ** (n - 1)",
     "the partial of a ** 3 in a: a wrong rule", "a.grad = 6.75", "a.grad += y.grad * a ** 2"),
    (CLOSURES, "slope = n * self.data ** (n - 1)", "slope = n * self.data ** n",
     "the partial of a ** 3 in a: a wrong rule", "a.grad = 30.375", "a.grad += y.grad * (3 * a ** 3)"),
    (CLOSURES, "(1 - t * t)", "(1 - x * x)",
     "the partial of tanh(a) in a: input instead of output", "a.grad = -3.75", "a.grad += y.grad * (1 - a * a)"),
    (CLOSURES, "(1 - t * t)", "(1 - t)",
     "the partial of tanh(a) in a: a wrong rule", "a.grad = 0.28", "a.grad += y.grad * (1 - y)"),
    (CLOSURES, "upstream * s * (1 - s)", "upstream * x * (1 - x)",
     "the partial of sigmoid(a) in a: input instead of output", "a.grad = -2.25", "a.grad += y.grad * (a * (1 - a))"),
    (CLOSURES, "upstream * s * (1 - s)", "s * (1 - s)",
     "the partial of sigmoid(a) in a: forgot the upstream", "a.grad = 0.149", "a.grad += y * (1 - y)"),
    (CLOSURES, "upstream * out.data", "upstream * self.data",
     "the partial of exp(a) in a: input instead of output", "a.grad = 4.5", "a.grad += y.grad * a"),
    (CLOSURES, "upstream / x", "upstream / out.data",
     "the partial of log(a) in a: output instead of input", "a.grad = 4.3", "a.grad += y.grad * (1 / y)"),
    (CLOSURES, "upstream * (1 - t * t)", "2.0 * upstream * (1 - t * t)",
     "the partial of tanh(a) in a: 2 times the right one", "a.grad = 1.08", "the backward of tanh(a)"),
    (CLOSURES, "upstream * (1 - t * t)", "upstream * (1.001 - t * t)",
     "the partial of tanh(a) in a: another rule", "a.grad = 0.54", "the backward of tanh(a)"),
    (CLOSURES, "upstream * (x > 0)", "upstream",
     "the partial of relu(a) in a: forgot the local derivative", "a.grad = 3.0", "a.grad += y.grad"),
    (CLOSURES, "upstream * (x > 0)", "upstream * (x >= 0)",
     "relu has a slope at 0", "a.grad = 1.0", "a >= where > is meant"),
    (CLOSURES, "0.0 if x <= 0 else x", "max(0.0, x)",
     "relu hides nan", "y.data = 0.0", "max(0, x)"),
    (CLOSURES, "if x >= 0 else math.exp(x) / (1 + math.exp(x))", "",
     "sigmoid overflows", "OverflowError", "exp of a large number"),
    (CLOSURES, "t = math.tanh(x)", "t = (math.exp(2 * x) - 1) / (math.exp(2 * x) + 1)",
     "tanh overflows", "OverflowError", "exp of a large number"),
    (CLOSURES, "math.exp(self.data)", "math.exp(min(self.data, 50.0))",
     "exp hides that it overflows", "y.data = 5.1", "a limit"),
    (CLOSURES, "if n else 0.0", "",
     "a ** 0 at 0", "ZeroDivisionError", "divides by zero"),
    (CLOSURES, 'raise ValueError("a root of a negative number")', "pass",
     "a power of a negative number turns complex", "y.data = (1.0", "negative base"),
    (CLOSURES, "return self * other", "return NotImplemented",
     "2 * a raises TypeError", "TypeError: unsupported operand", "__rmul__"),
    (CLOSURES, "return -self + other", "return self - other",
     "2 - a computes another number", "y.data = -0.5", "the wrong way round, in __rsub__"),
    (CLOSURES, "return Value(other) / self", "return self / other",
     "2 / a computes another number", "y.data = 0.75", "the wrong way round, in __rtruediv__"),
    (LOCAL_GRADS, "(self, other), (1, 1))", "tuple({self, other}), (1, 1))",
     "an input that is used twice by one op counts once", "a.grad = 1", "a tuple keeps both"),
    (CLOSURES, "        out = Value(self.data + other.data",
     "        self.data = self.data + other.data\n        out = Value(self.data",
     "a + b changes the data of its inputs", "a = -1.0, b = -3.0", "leaves its inputs alone"),
    (CLOSURES, "    def __neg__",
     "    def __iadd__(self, other):\n        self.data += other.data\n        return self\n\n    def __neg__",
     "c = a; c += b changes the data", "a = -1.0, b = -3.0", "leaves its inputs alone"),
    (CLOSURES, "upstream * y\n", "upstream * other.data\n",
     "partials are read after the forward pass", "a.grad = 13.0", "when the value is made"),
    (CLOSURES, RESET + "        self.grad += 1.0", "        self.grad = 1.0",
     "interior grads are kept", "a.grad = 27.0 the first time, 45.0", "only leaves add up"),
    (CLOSURES, "            if node.inputs:\n                node.grad = 0.0\n", "            node.grad = 0.0\n",
     "the grad of a leaf does not add up", "a.grad = 3.0", "zero_grad()"),
    (CLOSURES, "            self.grad += upstream\n", "",
     "the partial of a + b in a: nothing arrives", "a.grad = 0.0", "a.grad += y.grad * 0"),
    (CLOSURES, "self.grad += 1.0", "pass",
     "backward() begins with nothing", "a.grad = 0.0", "self.grad = 1.0"),
    (CLOSURES, "for node in reversed(order):\n            node.pull(node.grad)", "self.pull(self.grad)",
     "backward() stops after one op", "a.grad = 0.0", "the loop over all values"),
    (CLOSURES, "reversed(order)", "order",
     "backward() stops after one op", "a.grad = 0.0", "the loop over all values"),
    (CLOSURES, SEARCH, PREORDER,
     "the order is not topological", "a.grad = ", "how the order is built"),
    (CLOSURES, SEARCH, BREADTH_FIRST,
     "the order is not topological", "a.grad = 2.0", "how the order is built"),
    (CLOSURES, SEARCH, TWICE,
     "a value passes its grad on more than once", "a.grad = ", "visit each value once"),
    (CLOSURES, SEARCH, RECURSIVE,
     "a long chain is too deep", "RecursionError", "a function that calls itself"),
    (CLOSURES, "    def __neg__",
     "    def __eq__(self, other):\n        return self.data == other.data\n\n"
     "    def __hash__(self):\n        return hash(self.data)\n\n    def __neg__",
     "values with equal data", "a.grad = 0.0", "`is`"),
    (CLOSURES, "            node.pull(node.grad)",
     "            if node.pull:\n                node.pull(node.grad)\n                node.pull = None",
     "a second pass gives nothing", "a.grad = 27.0 the first time, 0.0 the second time", "a mark on the values"),
    (CLOSURES, "math.exp(self.data)", "math.exp(2 * self.data)",
     "exp(a) computes another number", "y.data = 20.08", "the number that exp computes"),
    (CLOSURES, "    def __neg__",
     "    def __eq__(self, other):\n        return self.data == other.data\n\n    def __neg__",
     "backward() raises", "TypeError: unhashable type", "what the error names"),
]
# fmt: on


def engine_in(folder, text):
    path = folder / "my_engine.py"
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("my_engine", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("right", [Value, engine, closure_engine, local_grads_engine, local_grads_engine.Value])
def test_right_engines_get_a_clean_bill(right):
    diagnosis = diagnose(right)
    assert diagnosis
    assert str(diagnosis).splitlines()[0].endswith("Value: no mistakes")
    assert diagnosis.mistakes == diagnosis.waiting == []
    assert {"a + b", "2 * a", "grads add up", "topological order", "10,000 ops in a row"} <= set(diagnosis.right)


def test_a_recursion_along_every_path_is_found_by_its_calls(tmp_path):
    text = LOCAL_GRADS.read_text(encoding="utf-8")
    recursive = """    def backward(self, upstream=1.0):
        self.grad = self.grad + upstream if not self._children else upstream
        for child, local_grad in zip(self._children, self._local_grads):
            child.backward(upstream * local_grad)
"""
    diagnosis = diagnose(engine_in(tmp_path, text[: text.index("    def backward")] + recursive))
    names = [finding.name for finding in diagnosis.mistakes]
    assert names == ["the backward pass walks along every path", "a long chain is too deep"]
    assert diagnosis.mistakes[0].got == "8,191 function calls for 12 ops"


def test_an_overwritten_grad_in_one_function_hides_nothing_else(tmp_path):
    text = CLOSURE_TEXT.replace("self.grad += upstream * (1 - t * t)", "self.grad = upstream * (1 - t * t)")
    text = text.replace(SEARCH, BREADTH_FIRST)
    names = [finding.name for finding in diagnose(engine_in(tmp_path, text)).mistakes]
    assert [name.split(":")[0] for name in names] == ["= instead of +=", "the order is not topological"]


def test_an_error_in_an_experiment_is_a_finding(tmp_path):
    refusing = "    def backward(self):\n        if self.data == 10.0:\n            raise RuntimeError('no 10')\n"
    [finding] = diagnose(engine_in(tmp_path, CLOSURE_TEXT.replace("    def backward(self):\n", refusing))).mistakes
    assert (finding.name, finding.got) == ("leaves add up over passes: an error", "RuntimeError: no 10")


# --- every slip in the table ------------------------------------------------------------------------------------------


def engine_from_table(op=None, place=None, rule=None):
    """An engine on the page of calculus itself, with one rule exchanged."""

    class Node:
        def __init__(self, data, inputs=(), partials=()):
            self.data, self.grad, self.inputs, self.partials = data, 0.0, inputs, partials

        backward = local_grads_backward

    def method(row, reflected=False):
        rules = [rule if row is op and i == place else right for i, right in enumerate(row.partials)]

        def apply(*inputs):
            inputs = [x if isinstance(x, Node) else float(x) for x in (inputs[::-1] if reflected else inputs)]
            at = [x.data if isinstance(x, Node) else x for x in inputs]
            data = row.forward(*at)
            partials = [wrong(*at, data) for wrong, x in zip(rules, inputs) if isinstance(x, Node)]
            return Node(data, tuple([x for x in inputs if isinstance(x, Node)]), partials)

        return apply

    for name, row in {"add": ops.add, "mul": ops.mul, "sub": ops.sub, "truediv": ops.div, "pow": ops.power}.items():
        setattr(Node, f"__{name}__", method(row))
        setattr(Node, f"__r{name}__", method(row, reflected=True))
    Node.__neg__, Node.__abs__ = method(ops.neg), method(ops.abs)
    for row in PROBED:
        setattr(Node, row.name, method(row))
    return Node


def local_grads_backward(self):
    """The backward pass of an engine that keeps its partials."""
    order = topological_order(self)
    for node in order:
        if node.inputs:
            node.grad = 0.0
    self.grad += 1.0
    for node in reversed(order):
        for x, partial in zip(node.inputs, node.partials):
            x.grad += node.grad * partial


def planted_slips():
    """Every slip of every op, where it makes a difference."""
    for probe in probes(Subject(Value)):
        for index in range(len(probe.points[0])):
            place = index + (probe.left is not None)
            right = probe.op.partials[place]
            for name, rule in slips(probe, place):
                try:
                    numbers = [
                        (rule(*at, probe.op.forward(*at)), right(*at, probe.op.forward(*at)))
                        for at in map(probe.inputs, probe.points)
                    ]
                except (ArithmeticError, ValueError):
                    continue
                if any(abs(x - y) > 1e-6 for x, y in numbers):
                    yield pytest.param(probe, place, rule, id=f"{probe.text}, {place}, {name}, {numbers[0][0]:.4g}")


def test_the_engine_on_the_table_is_right():
    assert diagnose(engine_from_table()).mistakes == []


@pytest.mark.parametrize(("probe", "place", "rule"), list(planted_slips()))
def test_every_slip_is_recognized_by_its_numbers(probe, place, rule):
    finding = examined(Subject(engine_from_table(probe.op, place, rule)), probe)
    assert finding.name.startswith(f"the partial of {probe.text} in {'ab'[place - (probe.left is not None)]}: ")
    assert "another rule" not in finding.name
    assert "times the right one" not in finding.name


def test_several_mistakes_come_in_the_order_in_which_to_mend_them(tmp_path):
    text = CLOSURE_TEXT.replace("upstream * y\n", "upstream * x\n").replace(RESET, "")
    diagnosis = diagnose(engine_in(tmp_path, text))
    assert [finding.name for finding in diagnosis.mistakes][:1] == ["the partial of a * b in a: swapped the operands"]
    assert "everything beyond single ops" in diagnosis.waiting
    assert {"-a", "a - b"} <= set(diagnosis.waiting), "they are made of a * b"


def test_micrograd_is_right_on_single_graphs_and_not_beyond():
    from micrograd import engine as micrograd

    diagnosis = diagnose(micrograd)
    assert [finding.name for finding in diagnosis.mistakes] == [
        "interior grads are kept from one pass to the next",
        "partials are read after the forward pass",
        "a long chain is too deep",
        "a ** 0 at 0: it raises",
        "a power of a negative number turns complex",
    ]
    assert diagnosis.mistakes[0].got == "a.grad = 27.0 the first time, 45.0 the second time"
    assert {"a ** b", "2 ** a", "tanh(a)", "exp(a)"} <= set(diagnosis.missing)
    assert {"grads add up", "topological order", "a + a", "leaves add up over passes"} <= set(diagnosis.right)


def test_the_report_has_the_numbers(tmp_path):
    text = CLOSURE_TEXT.replace("(1 - t * t)", "(1 - x * x)")
    lines = str(diagnose(engine_in(tmp_path, text))).splitlines()
    assert lines[:4] == [
        "my_engine.Value: 1 mistake",
        "  1. the partial of tanh(a) in a: input instead of output",
        "     computed  y = tanh(a) at a = 1.5, with y.grad = 3",
        "     got       a.grad = -3.75",
    ]
    right = re.fullmatch(r" {5}right {5}a\.grad = (\S+) \(a\.grad \+= y\.grad \* \(1 - y \* y\)\)", lines[4])
    assert float(right[1]) == pytest.approx(3 / math.cosh(1.5) ** 2)
    assert lines[5] == "     look for  a.grad += y.grad * (1 - a * a)"
    assert lines[6].startswith("right: the start of backward(), a + b, ")
    assert lines[-1] == "not there: a ** b, 2 ** a, abs(a), sqrt(a), sin(a), cos(a), softplus(a), silu(a)"


@pytest.mark.parametrize(
    ("thing", "message"),
    [
        (3.0, "diagnose takes a class, or a module that defines one, got 3.0"),
        (importlib.util, "should define one class with a method backward, and has none"),
        (object, "should make a leaf; it raises TypeError"),
        (float, "has no 'data'; it needs .data, .grad and .backward()"),
    ],
)
def test_what_is_no_engine_is_refused(thing, message):
    with pytest.raises(TypeError, match=message):
        diagnose(thing)


def test_an_engine_may_refuse_what_it_cannot_do(tmp_path):
    once = "    def backward(self):\n        if hasattr(self, 'spent'):\n            raise RuntimeError\n"
    once += "        self.spent = True\n"
    assert diagnose(engine_in(tmp_path, CLOSURE_TEXT.replace("    def backward(self):\n", once)))
    fixed = (
        LOCAL_GRADS.read_text(encoding="utf-8")
        .replace('("data", ', '("_data", ')
        .replace("self.data = ", "self._data = ")
    )
    fixed = fixed.replace("    def __add__", "    data = property(lambda self: self._data)\n\n    def __add__")
    assert diagnose(engine_in(tmp_path, fixed))


def test_without_a_right_op_the_upstream_is_1(tmp_path):
    text = LOCAL_GRADS.read_text(encoding="utf-8")
    text = text.replace("(1, 1)", "(1, 2)").replace("(other.data, self.data)", "(self.data, other.data)")
    first, second = diagnose(engine_in(tmp_path, text)).mistakes
    assert (first.name, first.got) == ("the partial of a + b in b: 2 times the right one", "b.grad = 2.0")
    assert (second.name, second.got) == ("the partial of a * b in a: swapped the operands", "a.grad = 2.0")


def test_the_class_may_have_any_name_and_needs_sums_or_products(tmp_path):
    module = engine_in(tmp_path, CLOSURE_TEXT.replace("Value", "Scalar"))
    assert diagnose(module).name == "my_engine.Scalar"
    empty = "class Scalar:\n    def __init__(self, data):\n        self.data, self.grad = data, 0\n"
    with pytest.raises(TypeError, match="my_engine.Scalar has neither \\+ nor \\*"):
        diagnose(engine_in(tmp_path, f"{empty}\n    def backward(self):\n        pass\n"))


def test_functions_of_a_module_are_looked_at(tmp_path):
    text = CLOSURE_TEXT.replace("    def tanh(self)", "    def squashed(self)").replace("(1 - t * t)", "(1 - t)")
    module = engine_in(tmp_path, text + "\n\ndef tanh(x):\n    return x.squashed()\n")
    assert diagnose(module).mistakes[0].name == "the partial of tanh(a) in a: a wrong rule"
    assert "tanh(a)" in diagnose(module.Value).missing


@pytest.mark.parametrize(("path", "old", "new", "name", "got", "look_for"), PLANTED)
def test_a_planted_mistake_is_named(tmp_path, path, old, new, name, got, look_for):
    text = path.read_text(encoding="utf-8")
    assert old in text
    diagnosis = diagnose(engine_in(tmp_path, text.replace(old, new)))
    assert not diagnosis
    first = diagnosis.mistakes[0]
    assert first.name.startswith(name)
    assert first.got.startswith(got)
    assert look_for in first.look_for
