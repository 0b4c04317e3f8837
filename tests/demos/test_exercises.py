"""The exercises: their solutions are right, their skeletons are gaps, and the grader judges both and all between."""

import ast
import csv
import io
import json
import sys
from pathlib import Path

import pytest

from demos.exercises import command, runner
from demos.exercises.checks import exercises
from demos.exercises.comparison import compare
from demos.exercises.grading import Grade, graded, judged
from demos.exercises.mistakes import HINTS
from demos.exercises.process import Answers, messages_in, read
from demos.exercises.questions import Exercise, Raised
from demos.exercises.reports import gradescope, report
from engine.steps import mistakes as known_mistakes

EXERCISES = exercises()
each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)


def exercise(number: str) -> Exercise:
    return next(found for found in EXERCISES if found.number == number)


def graded_text(folder: Path, number: str, source: str, seconds: float = 20.0) -> Grade:
    """The grade of a submission with this source."""
    path = folder / "submission.py"
    path.write_text(source, encoding="utf-8")
    return graded(exercise(number), path, seconds)


def graded_here(folder: Path, number: str, source: str, only: str = "") -> Grade:
    """The same without a process of its own, which is fast, for what is no more than wrong; or of one test only."""
    path = folder / "submission.py"
    path.write_text(source, encoding="utf-8")
    names = vars(runner.imported(str(path)))
    messages: list[dict] = []
    results = []
    for test in exercise(number).tests:
        if test.name == only or not only:
            questions = [{"ask": question.ask, "given": question.given} for question in test.questions]
            runner.answer_all(questions, dict(names), str(path), lambda **message: messages.append(message))
            results.append(judged(test, Answers([read(message) for message in messages if "done" not in message])))
            messages.clear()
    return Grade(exercise(number), path, results)


def mutated(number: str, old: str, new: str) -> str:
    """The solution of an exercise with one thing changed."""
    source = exercise(number).solution.read_text(encoding="utf-8")
    assert source.count(old) >= 1
    return source.replace(old, new, 1)


def names_of_mistakes(grade: Grade) -> list[str | None]:
    return [result.finding.mistake for result in grade.results if result.finding]


def functions(path: Path) -> dict[str, str]:
    """The functions at the top of a file, with their arguments."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return {node.name: ast.unparse(node.args) for node in body if isinstance(node, ast.FunctionDef)}


# --- the exercises ----------------------------------------------------------------------------------------------------


@each_exercise
def test_solutions_get_all_the_points(exercise):
    grade = graded(exercise, exercise.solution)
    assert grade.is_right, report(grade)
    assert grade.score == grade.max_score == len(exercise.tests)


@each_exercise
def test_skeletons_fail_gently(exercise):
    grade = graded(exercise, exercise.skeleton)
    assert [result.status for result in grade.results] == ["to do"] * len(exercise.tests)
    assert grade.score == 0
    assert ": step 1, " in report(grade)
    assert "yours" not in report(grade)


@each_exercise
def test_skeletons_say_how_they_are_checked_and_solutions_answer_them(exercise):
    docstring = ast.get_docstring(ast.parse(exercise.skeleton.read_text(encoding="utf-8")))
    assert docstring.startswith(f"Exercise {exercise.number}: ")
    assert docstring.endswith(f"Check: python -m demos.exercises check {exercise.number}")
    assert "\nGoal: " in docstring
    gaps, answers = functions(exercise.skeleton), functions(exercise.solution)
    assert gaps == {name: answers[name] for name in gaps}


def test_the_exercises_are_all_there():
    files = {path.stem for path in exercise("01").skeleton.parent.glob("[0-9]*.py")}
    assert [exercise.name for exercise in EXERCISES] == sorted(files)
    assert files == {path.stem for path in exercise("01").solution.parent.glob("[0-9]*.py")}


# --- known mistakes ---------------------------------------------------------------------------------------------------

RECURSIVE = """
def topological_order(graph, output):
    order, seen = [], set()

    def visit(name):
        if name not in seen:
            seen.add(name)
            for x in graph[name]:
                visit(x)
            order.append(name)

    visit(output)
    return order
"""
BEFORE = """
def topological_order(graph, output):
    order = []

    def visit(name):
        if name not in order:
            order.append(name)
            for x in graph[name]:
                visit(x)

    visit(output)
    return order
"""
LEVELS = """
def topological_order(graph, output):
    order = [output]
    for name in order:
        order += [x for x in graph[name] if x not in order]
    return order
"""
SUM = "total = b\n    for w, x in zip(ws, xs):\n        total = total + w * x"
CENTRAL, GRADIENT = "(f(x + h) - f(x - h)) / (2 * h)", "(f(above) - f(below)) / (2 * h)"
ALONE = "above, below = xs.copy(), xs.copy()\n        above[i] = x + h\n        below[i] = x - h"
TOGETHER = "above, below = [x + h for x in xs], [x - h for x in xs]"

# fmt: off
MUTATIONS = [  # exercise, in its solution, instead, the mistake
    ("01", "return 1.0, 1.0", "return x, y", "values instead of partials"),
    ("01", "return x - y", "return y - x", "swapped the operands"),
    ("01", "return 1.0, -1.0", "return 1.0, 1.0", "wrong sign"),
    ("01", "return 1.0, -1.0", "return -1.0, 1.0", "swapped the partials"),
    ("02", "return y, x", "return x, y", "swapped the partials"),
    ("02", "1 - out * out", "1 - x * x", "input instead of output"),
    ("02", "1 - out * out", "1 - out", "forgot the square"),
    ("02", "1 - out * out", "1 + out * out", "wrong sign"),
    ("02", "math.tanh(x)", "(math.exp(2 * x) - 1) / (math.exp(2 * x) + 1)", "exp of a large number"),
    ("03", CENTRAL, "(f(x + h) - f(x - h)) / h", "h instead of 2 h"),
    ("03", CENTRAL, "(f(x - h) - f(x + h)) / (2 * h)", "wrong sign"),
    ("03", CENTRAL, "(f(x + h) - f(x)) / h", "forward instead of central"),
    ("03", CENTRAL, "f(x + h) - f(x - h)", "forgot to divide"),
    ("03", GRADIENT, "(f(above) - f(below)) / h", "h instead of 2 h"),
    ("03", GRADIENT, "(f(above) - f(xs)) / h", "forward instead of central"),
    ("03", ALONE, TOGETHER, "all inputs nudged together"),
    ("04", "product + b", "product", "forgot the bias"),
    ("04", "math.tanh(n)", "n", "forgot the activation"),
    ("04", "1 - y * y", '1 - forward(w, x, b)["n"] ** 2', "input instead of output"),
    ("04", "dproduct * x", "dproduct * w", "swapped the operands"),
    ("04", "dproduct * x", "x", "forgot the upstream"),
    ("04", "dproduct * w", "dproduct", "forgot the local derivative"),
    ("05", "+=", "=", "= instead of +="),
    ("05", "grads[node] * partial", "partial", "forgot the upstream"),
    ("05", "grads[node] * partial", "grads[node]", "forgot the local derivative"),
    ("05", "{output: 1.0}", "{output: 0.0}", "the output has no grad"),
    ("05", "upstream[node] * partial", "partial", "forgot the upstream"),
    ("06", "return order", "return order[::-1]", "the output comes first"),
    ("07", "x.grad +=", "x.grad =", "= instead of +="),
    ("07", "node.grad * partial", "partial", "forgot the upstream"),
    ("07", "node.grad * partial", "node.grad", "forgot the local derivative"),
    ("07", "output.grad += 1.0", "pass", "the output has no grad"),
    ("07", "reversed(nodes)", "nodes", "not in topological order"),
    ("07", "partial is not None", "True", "a constant taken for a value"),
    ("07", "partial is not None", "node.grad * partial or True", "None taken for a number"),
    ("07", "if node.op", "if False", "old grads were kept"),
    ("07", "if node.op", "if True", "leaves were reset"),
    ("08", "(other.data, self.data)", "(self.data, other.data)", "swapped the partials"),
    ("08", "1 - out * out", "1 - self.data * self.data", "input instead of output"),
    ("08", "x.grad +=", "x.grad =", "= instead of +="),
    ("08", "self.grad = 1.0", "pass", "the output has no grad"),
    ("08", "__radd__", "added", "no numbers on the left"),
    ("08", "x if isinstance(x, Value) else Value(x)", "x", "no numbers on the right"),
    ("08", "reversed(topological_order(self))", "topological_order(self)", "not in topological order"),
    ("08", "node.grad * partial", "partial", "forgot the upstream"),
    ("09", "total = b", "total = Value(0.0)", "forgot the bias"),
    ("09", SUM, SUM.replace("= b", "= Value(0.0)").replace("* x", "* x + b"), "the bias in every term"),
    ("09", "if len(ws) != len(xs)", "if False", "zip cut the longer list"),
    ("09", ".tanh()", "", "forgot the activation"),
    ("10", "math.exp(z - largest)", "math.exp(z)", "no maximum subtracted"),
    ("10", "e / total", "e / math.exp(-largest)", "not normalized"),
    ("10", "return largest + math.log(total) - logits[target]", "return -math.log(softmax(logits)[target])",
           "log of a probability that is 0"),
    ("10", "return largest + math.log(total) - logits[target]", "return logits[target] - largest - math.log(total)",
           "wrong sign"),
    ("10", "p - (i == target)", "p", "forgot to subtract 1 at the target"),
    ("10", "p - (i == target)", "(i == target) - p", "wrong sign"),
    ("10", " / len(losses)", "", "forgot 1/n"),
    ("11", "p - lr * g", "p + lr * g", "up instead of down"),
    ("11", "p - lr * g", "p - g", "forgot the learning rate"),
    ("11", "momentum * v + g", "momentum * v + (1 - momentum) * g", "a mean instead of a sum"),
    ("11", "momentum * v + g", "momentum * v + lr * g", "the learning rate in the velocity"),
    ("11", "momentum * v + g", "g", "forgot the old velocity"),
    ("11", "p - lr * v", "p + lr * v", "up instead of down"),
    ("12", "b1 * m + (1 - b1) * g", "(1 - b1) * m + b1 * g", "b on the wrong side"),
    ("12", "b2 * v + (1 - b2) * g * g", "b1 * v + (1 - b1) * g * g", "b1 and b2 swapped"),
    ("12", "(1 - b2) * g * g", "(1 - b2) * g", "grad instead of its square"),
    ("12", "m / (1 - b1**t)", "m", "forgot the bias correction"),
    ("12", "v / (1 - b2**t)", "v", "forgot the bias correction"),
    ("12", "math.sqrt(v_hat) + eps", "math.sqrt(v_hat + eps)", "eps inside the root"),
    ("12", "p - lr * m_hat", "p + lr * m_hat", "up instead of down"),
    ("12", "adam_step(p, g, m, v, t,", "adam_step(p, g, m, v, 1,", "t does not count"),
    ("12", 'after["m"], after["v"]', "0.0, 0.0", "m and v forgotten"),
    ("13", " / len(losses)", "", "forgot 1/n"),
    ("13", "model.zero_grad()", "pass", "forgot zero_grad"),
    ("13", "p.data -=", "p.data +=", "up instead of down"),
    ("13", "lr * p.grad", "p.grad", "forgot the learning rate"),
    ("13", "return before.data", "return cost(model, inputs, targets).data", "the cost after the step"),
]
# fmt: on
REWRITTEN = [  # other answers to exercise 06, the test, the mistake
    (RECURSIVE, "a chain of 20,000", "recursion"),
    (RECURSIVE.replace("name not in seen", "True"), "small graphs", "no record of what was seen"),
    (BEFORE, "small graphs", "before its inputs"),
    (LEVELS, "small graphs", "level by level"),
]


@pytest.mark.parametrize(("number", "old", "new", "mistake"), MUTATIONS)
def test_a_solution_with_one_mistake_is_told_which(tmp_path, number, old, new, mistake):
    grade = graded_here(tmp_path, number, mutated(number, old, new))
    assert names_of_mistakes(grade)[:1] == [mistake], report(grade)
    assert f"known mistake: {mistake}. {HINTS[mistake]}" in report(grade)


@pytest.mark.parametrize(("source", "test", "mistake"), REWRITTEN, ids=[mistake for *_, mistake in REWRITTEN])
def test_another_answer_with_one_mistake_is_told_which(tmp_path, source, test, mistake):
    grade = graded_here(tmp_path, "06", source, only=test)
    assert names_of_mistakes(grade) == [mistake], report(grade)


@pytest.mark.slow
def test_paths_without_end_are_told_from_other_slow_answers(tmp_path):
    source = RECURSIVE.replace("if name not in seen", "if True").replace(
        "return order", "return [*dict.fromkeys(order)]"
    )
    grade = graded_text(tmp_path, "06", source, seconds=4.0)
    assert [result.status for result in grade.results] == ["right", "wrong", "wrong"]
    assert names_of_mistakes(grade) == ["no record of what was seen", "recursion"]


def test_mistakes_that_a_quiz_also_knows_have_the_same_names():
    assert list(HINTS)[: len(known_mistakes.HINTS)] == list(known_mistakes.HINTS)


def test_every_hint_is_for_a_mistake_that_a_test_makes():
    named = {name for e in EXERCISES for test in e.tests for question in test.questions for name in question.mistakes}
    made = {mistake for *_, mistake in [*MUTATIONS, *REWRITTEN]}
    assert named == set(HINTS) == made


@each_exercise
def test_every_known_mistake_makes_some_answer_wrong(exercise):
    for test in exercise.tests:
        for name in {name for question in test.questions for name in question.mistakes}:
            pairs = [(q.mistakes[name], q.right) for q in test.questions if name in q.mistakes]
            assert not all(compare(wrong, right).approximate for wrong, right in pairs), (test.name, name)


# --- the comparison ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "right", "exact", "approximate"),
    [
        (1.0, 1.0, True, True),
        (1, 1.0, True, True),
        (1.0 + 1e-10, 1.0, False, True),
        (1.0 + 1e-8, 1.0, False, False),
        (1e-13, 0.0, False, True),
        (float("nan"), 1.0, False, False),
        (float("inf"), 1.0, False, False),
        (True, 1.0, False, False),
        (1.0, True, False, False),
        ("1.0", 1.0, False, False),
        (None, 1.0, False, False),
        ([1.0], 1.0, False, False),
        ([1.0, 2.0], [1.0, 2.0, 3.0], False, False),
        ([1.0, [2.0, 3.0]], [1.0, [2.0, 3.0]], True, True),
        ([[1.0, 2.0], 3.0], [1.0, [2.0, 3.0]], False, False),
        ([], [], True, True),
        (5.0, [], False, False),
        (Raised("ValueError", "x"), Raised("ValueError"), True, True),
        (Raised("ValueError"), Raised("TypeError"), False, False),
    ],
)
def test_answers_are_compared(answer, right, exact, approximate):
    comparison = compare(answer, right)
    assert (comparison.exact, comparison.approximate) == (exact, approximate)


def test_the_first_wrong_number_of_a_list_is_found():
    comparison = compare([1.0, [2.5, 3.0], 7.0], [1.0, [2.0, 3.0], 4.0])
    assert (comparison.place, comparison.difference) == ("[1][0]", 3.0)


def test_an_error_of_one_in_a_million_is_found(tmp_path):
    grade = graded_text(tmp_path, "02", mutated("02", "return x * y", "return x * y * (1 + 1e-6)"))
    assert [result.status for result in grade.results] == ["wrong", "right", "right", "right"]
    assert "off by 6e-06; 1e-09 of the right value is accepted" in report(grade)


# --- the report -------------------------------------------------------------------------------------------------------


def test_the_first_wrong_value_stands_beside_the_right_one_with_its_formula(tmp_path):
    grade = graded_text(tmp_path, "03", mutated("03", CENTRAL, "(f(x + h) - f(x - h)) / h"))
    finding = [
        "central_difference: the first wrong value",
        "    def f(x):",
        "        return x * x * x",
        "    central_difference(f, 2.0, 0.25)",
        "  yours  24.125",
        "  right  12.0625, because (f(x + h) - f(x - h)) / (2 h) = (11.390625 - 5.359375) / 0.5",
        "  off by 12.0625; 1e-09 of the right value is accepted",
        "  known mistake: h instead of 2 h. From x - h to x + h it is 2 h.",
    ]
    assert report(grade).splitlines()[1:] == [
        "",
        "  right  forward_difference: 3 values, exact",
        "  wrong  central_difference",
        "  right  gradient: 2 values, exact",
        "",
        *finding,
        "",
        "2 of 3 points",
    ]
    readme = (exercise("03").skeleton.parent / "README.md").read_text(encoding="utf-8")
    assert "```\n" + "\n".join(finding) + "\n```" in readme


def test_another_order_of_additions_is_right_and_said_not_to_be_exact(tmp_path):
    grade = graded_text(tmp_path, "10", mutated("10", "math.fsum(losses)", "(losses[0] + sum(losses[1:]) + 1e-15)"))
    assert grade.is_right
    assert "cost: 2 values, largest difference " in report(grade)


# --- submissions that are no answers ----------------------------------------------------------------------------------

FIRST = "def add(x, y):\n    "
REST = """
def add_partials(x, y):
    return 1.0, 1.0
def sub(x, y):
    return x - y
def sub_partials(x, y):
    return 1.0, -1.0
"""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("while True: pass", "Timeout: no answer within 3 seconds"),
        ("import sys; sys.exit(0)", "SystemExit: 0"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("import os; os._exit(7)", "Crash: the process ended by itself, with exit status 7"),
        ("import os; os.abort()", "Crash: the process ended by itself, with "),
        ("return x +", "SyntaxError: "),
        ("return x / 0", "ZeroDivisionError: float division by zero\n         line 2, in add: return x / 0"),
        ("return add(x, y)", "RecursionError: maximum recursion depth exceeded"),
        ("return input()", "EOFError: "),
        ("pass", "A function without a return gives None."),
        ("return 'five'", "yours  'five'"),
        ("return [0.0] * 10**6", "yours  a list of 1,000,000"),
        ("return lambda: x", "yours  a function"),
        ("from engine import Value; return [Value(x), y]", "yours  [a Value, -3.0]"),
        ("from engine import Value; return Value(x)", "A number is asked for: return its .data."),
        ("breakpoint(); return x + y", "There is a breakpoint() left in it."),
        ("return float('nan')", "yours  nan"),
        ("return 10**400", "OverflowError: "),
        ("raise ValueError('x' * 10**6)", "ValueError: xxx"),
        ("class Odd(Exception):\n        def __str__(self): 1 / 0\n    raise Odd", "Odd: "),
        ("print('\\x1b[31m' + 'noise' * 10**6); return 0.0", "your program printed\n    ?[31mnoisenoise"),
        ("import os; os.write(1, b'{\"done\": 1}' * 10**5); return 0.0", "yours  0.0"),
        ("import threading; threading.Thread(target=input).start(); return 0.0", "yours  0.0"),
    ],
)
def test_whatever_a_submission_does_the_answer_is_clear(tmp_path, body, said):
    grade = graded_text(tmp_path, "01", FIRST + body + REST, seconds=3.0 if "Timeout" in said else 20.0)
    assert said in report(grade)
    broken = said.startswith("SyntaxError")
    assert [result.status for result in grade.results] == ["wrong", *["wrong" if broken else "right"] * 3]
    assert max(map(len, report(grade).splitlines())) < 1_000


@pytest.mark.skipif(sys.platform != "linux", reason="limits on memory are those of Linux")
def test_memory_is_limited(tmp_path):
    grade = graded_text(tmp_path, "01", f"{FIRST}return len(bytearray(2**40)){REST}")
    assert [result.status for result in grade.results] == ["wrong", "right", "right", "right"]
    assert "It takes more than 1 GiB of memory" in report(grade)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "NameError: name 'add' is not defined"),
        pytest.param(
            "while True: pass",
            "the file cannot be run\n  Timeout: no answer within 3 seconds",
            marks=pytest.mark.slow,
            id="no end",
        ),
        ("raise SystemExit", "the file cannot be run\n  SystemExit"),
        ("import os; os._exit(0)", "the file cannot be run\n  Crash: the process ended by itself, with exit status 0"),
        ("def add(x, y)\n", "line 1: def add(x, y)"),
        ("import nothing_of_this_name", "ModuleNotFoundError: No module named 'nothing_of_this_name'"),
        ("x = '\0'", "the file cannot be run\n  "),
        ("import os\nfor fd in range(3, 9):\n    try: os.write(fd, b'noise\\n')\n    except OSError: pass",
         "the file cannot be run\n  Crash"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_run_get_no_points_and_one_reason(tmp_path, source, said):
    grade = graded_text(tmp_path, "01", source, seconds=3.0 if "Timeout" in said else 20.0)
    assert said in report(grade)
    assert grade.score == 0
    assert [result.status for result in grade.results] == ["wrong"] * 4


def test_a_file_in_another_encoding_or_not_there_is_said_to_be(tmp_path):
    path = tmp_path / "latin.py"
    path.write_bytes(b"name = '\xe9\xff'\n")
    assert "SyntaxError: " in report(graded(exercise("01"), path))
    assert "there is no file " in report(graded(exercise("01"), tmp_path / "missing.py"))


@pytest.mark.parametrize(
    "line",
    [b"", b"noise", b"7", b"[1]", b"[" * 10**5, b"{}", b'{"printed": 3, "done": true}', b'{"printed": ""}',
     b'{"printed": "", "raised": 3}', b'{"printed": "", "raised": {"kind": "x"}}',
     b'{"printed": "", "raised": {"kind": [], "message": "", "where": ""}}'],
)  # fmt: skip
def test_what_is_no_message_of_the_runner_ends_the_messages(line):
    first = b'{"printed": "", "imported": true}'
    assert messages_in(io.BytesIO(b"\n".join([first, line, first]))) == [{"printed": "", "imported": True}]


def test_the_main_part_of_a_submission_is_not_run(tmp_path):
    source = exercise("01").solution.read_text(encoding="utf-8") + '\nif __name__ == "__main__":\n    1 / 0\n'
    assert graded_text(tmp_path, "01", source).is_right


# --- the command line -------------------------------------------------------------------------------------------------


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    status = command.main(arguments)
    out, err = capsys.readouterr()
    return status, out, err


def test_the_list_shows_progress_and_what_is_next(tmp_path, capsys):
    assert run(capsys, "start", "all", str(tmp_path))[0] == 0
    (tmp_path / "01_add.py").write_text(exercise("01").solution.read_text(encoding="utf-8"), encoding="utf-8")
    status, out, _ = run(capsys, "list", str(tmp_path))
    assert status == 0
    lines = out.splitlines()
    assert lines[0].split() == ["01", "add", "####", "4", "of", "4"]
    assert lines[1].split() == ["02", "mul", "and", "tanh", "....", "0", "of", "4"]
    assert lines[-1] == f"python -m demos.exercises check 02 {tmp_path / '02_mul_and_tanh.py'}"
    assert len(lines) == len(EXERCISES) + 3


def test_start_keeps_what_is_there(tmp_path, capsys):
    run(capsys, "start", "3", str(tmp_path / "answers"))
    copy = tmp_path / "answers" / "03_numeric_derivative.py"
    assert copy.read_bytes() == exercise("03").skeleton.read_bytes()
    copy.write_text("mine", encoding="utf-8")
    run(capsys, "start", "03", str(tmp_path / "answers"))
    assert copy.read_text(encoding="utf-8") == "mine"


def test_check_takes_a_file_a_folder_or_the_skeleton(capsys):
    solution = exercise("03").solution
    assert run(capsys, "check", "03", str(solution))[0] == 0
    assert run(capsys, "check", "3", str(solution.parent))[0] == 0
    status, out, _ = run(capsys, "check", "03")
    assert status == 1
    assert out.endswith("0 of 3 points\n")


def test_check_says_what_it_cannot_do(tmp_path, capsys):
    assert "there is no exercise '99'; there are 01 to 13" in run(capsys, "check", "99")[2]
    assert "is not a folder" in run(capsys, "check", "all", str(tmp_path / "x.py"))[2]
    assert run(capsys, "check", "01", "--json", str(tmp_path / "none" / "x.json"))[0] == 2
    with pytest.raises(SystemExit):
        run(capsys, "check", "01", "--seconds", "0")
    assert "'0' is no number of seconds above 0" in capsys.readouterr().err
    assert "has no folders" in run(capsys, "grades", str(tmp_path), str(tmp_path / "x.csv"))[2]


def test_results_are_written_as_gradescope_reads_them(tmp_path, capsys):
    path = tmp_path / "results.json"
    (tmp_path / "03_numeric_derivative.py").write_text(mutated("03", GRADIENT, "0.0"), encoding="utf-8")
    status, _, _ = run(capsys, "check", "03", str(tmp_path), "--json", str(path))
    assert status == 1
    results = json.loads(path.read_text(encoding="utf-8"))
    assert results["output"] == "2 of 3 points"
    assert [(test["name"], test["score"], test["max_score"], test["status"]) for test in results["tests"]] == [
        ("03 numeric derivative: forward_difference", 1.0, 1.0, "passed"),
        ("03 numeric derivative: central_difference", 1.0, 1.0, "passed"),
        ("03 numeric derivative: gradient", 0.0, 1.0, "failed"),
    ]
    assert "yours  [0.0, 0.0, 0.0]" in results["tests"][2]["output"]


def test_results_are_written_for_a_submission_that_is_missing(tmp_path):
    results = gradescope([graded(exercise("01"), tmp_path / "01_add.py")])
    assert [test["score"] for test in results["tests"]] == [0.0] * 4
    assert "there is no file" in results["tests"][0]["output"]


def test_notebooks_get_the_points(capsys):
    assert command.check("12", exercise("12").solution) == 2.0
    assert "2 of 2 points" in capsys.readouterr().out


def test_the_grades_of_a_class_are_a_table(tmp_path, capsys):
    for student, number in (("ada", "01"), ("ben", "12")):
        (tmp_path / "class" / student).mkdir(parents=True)
        path = tmp_path / "class" / student / exercise(number).skeleton.name
        path.write_text(exercise(number).solution.read_text(encoding="utf-8"), encoding="utf-8")
    status, out, _ = run(capsys, "grades", str(tmp_path / "class"), str(tmp_path / "grades.csv"))
    assert (status, out.split(":")[0]) == (0, "2 students")
    with open(tmp_path / "grades.csv", encoding="utf-8", newline="") as file:
        head, ada, ben = csv.reader(file)
    assert head == ["student", *[exercise.name for exercise in EXERCISES], "total"]
    assert ada == ["ada", "4", *["0"] * 12, "4"]
    assert ben == ["ben", *["0"] * 11, "2", "0", "2"]
