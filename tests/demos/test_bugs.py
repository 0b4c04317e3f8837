"""The bug zoo: each program is wrong by exactly what it says, its mended form is right, and the grader can tell."""

import doctest
import math
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import nn
from demos.bugs import grader
from demos.bugs.__main__ import main
from demos.bugs.catalogue import MISTAKES, mistake_named, numbered
from demos.bugs.solutions import SOLUTIONS
from engine import Value, diagnose

FOLDER = Path(grader.__file__).parent
NUMBERS = sorted(SOLUTIONS)
ENGINES = {
    "01": "= instead of +=",
    "03": "swapped the operands",
    "05": "input instead of output",
    "08": "not topological",
}


def names_in(number):
    """What a program defines."""
    return runpy.run_path(str(grader.program(number)))


def mended_copy(number, folder):
    """The program with its mistake mended."""
    path, solution = grader.program(number), SOLUTIONS[number]
    copy = folder / path.name
    copy.write_text(path.read_text(encoding="utf-8").replace(solution.wrong, solution.mended), encoding="utf-8")
    return copy


# --- the symptoms -----------------------------------------------------------------------------------------------------


def test_01_the_slope_of_a_square_is_half_and_that_of_a_product_right():
    kind = names_in("01")["Value"]
    for number in (3.0, -0.7, 100.0):
        x, y, z = kind(number), kind(number), kind(5.0)
        (x * x).backward()
        (y * z).backward()
        assert x.grad == 2 * number / 2
        assert (y.grad, z.grad) == (5.0, number)


def test_02_the_cost_is_larger_after_every_epoch():
    slope, offset, costs = names_in("02")["learn"](epochs=20)
    assert costs == sorted(set(costs))
    assert slope < 0 or offset < 0


def test_03_the_slopes_of_a_rectangle_are_exchanged():
    kind = names_in("03")["Value"]
    for width, height in ((3.0, 3.0), (2.0, 5.0)):
        x, y = kind(width), kind(height)
        (x * y).backward()
        assert (x.grad, y.grad) == (width, height), "right is the other way round"


def test_04_ten_readings_converge_and_a_hundred_diverge():
    names = names_in("04")
    stiffness, costs = names["learn"](names["readings"](10))
    assert stiffness == pytest.approx(3.0)
    assert costs[-1] < 1e-9
    _, costs = names["learn"](names["readings"](100))
    assert costs[-1] > 1e100
    samples = names["readings"](10)
    once, tenfold = Value(1.0), Value(1.0)
    names["cost_of"](once, samples).backward()
    names["cost_of"](tenfold, samples * 10).backward()
    assert tenfold.grad == pytest.approx(10 * once.grad), "a mean would not change"


@pytest.mark.parametrize("at", [0.01, 0.5, 2.0])
def test_05_the_grad_is_right_near_0_and_has_the_wrong_sign_beyond_1(at):
    x = names_in("05")["Value"](at)
    x.tanh().backward()
    right = 1 / math.cosh(at) ** 2
    assert x.grad == pytest.approx(1 - at**2)
    assert (abs(x.grad - right) < 1e-6) == (at == 0.01)
    assert (x.grad < 0) == (at > 1)


def test_06_there_is_no_frost_and_the_summer_is_right():
    names = names_in("06")
    model = names["learn"]()
    frosts = 0
    for week in range(names["YEAR"]):
        [predicted] = nn.predict(model, [[week / 52 * 2 - 1]])
        right = names["season"](week)
        if right < -0.1:
            frosts += 1
            assert predicted == 0.0
        if right > 0.2:
            assert predicted == pytest.approx(right, abs=0.15)
    assert frosts == 15


def test_07_shares_are_right_at_10_and_overflow_at_1000():
    shares = names_in("07")["shares"]
    low = [share.data for share in shares([Value(10.0), Value(11.0), Value(12.0)])]
    total = 1 + math.e + math.e**2
    assert low == pytest.approx([1 / total, math.e / total, math.e**2 / total])
    with pytest.raises(OverflowError, match="exp\\(1000.0\\) overflows"):
        shares([Value(1000.0), Value(1001.0), Value(1002.0)])


@pytest.mark.parametrize("years", [1, 2, 3, 10])
def test_08_the_slope_is_that_of_one_year(years):
    names = names_in("08")
    deposit = names["Value"](100.0)
    result = names["balance"](deposit, names["Value"](0.05), years)
    result.backward()
    assert result.data == pytest.approx(100 * 1.05**years)
    assert deposit.grad == pytest.approx(1.05), "right is 1.05 ** years"


def test_09_the_cost_falls_and_climbs_over_and_over():
    _, costs = names_in("09")["learn"]()
    low = [i for i in range(1, 59) if costs[i] < costs[i - 1] and costs[i] < costs[i + 1]]
    high = [i for i in range(1, 59) if costs[i] > costs[i - 1] and costs[i] > costs[i + 1]]
    assert [i + 1 for i in low] == [8, 24, 40, 56]
    assert [i + 1 for i in high] == [16, 32, 48]
    assert max(costs[i] for i in low) < 0.01 * costs[0]
    assert min(costs[i] for i in high) > 0.99 * costs[0]


def test_10_the_means_of_training_and_test_are_opposite_and_follow_the_test_rows():
    names = names_in("10")
    rows, _ = names["school"](60, 0.0, seed=0)
    slept = []
    for tired in (0.0, 3.0):
        others, _ = names["school"](60, tired, seed=1)
        training, test = names["prepare"](rows + others, 60)
        means = [[math.fsum(column) / 60 for column in zip(*part)] for part in (training, test)]
        assert means[0] == pytest.approx([-mean for mean in means[1]])
        slept.append(means[0][1])
    assert slept == pytest.approx([0.099, 0.777], abs=1e-3)


@pytest.mark.parametrize("grad", [1e-3, -2.0, 400.0])
def test_11_the_first_step_is_3_16_learning_rates_long(grad):
    p = Value(0.0)
    optimizer = names_in("11")["Adam"]([p], lr=0.1)
    p.grad = grad
    optimizer.step()
    assert p.data == pytest.approx(-math.copysign(0.1 * 0.1 / math.sqrt(0.001), grad), rel=1e-3)


def test_12_the_loss_stays_near_that_of_a_guess():
    _, history = names_in("12")["learn"]()
    assert all(0.65 < loss < 0.8 for loss in history[5:])
    assert math.log(2) == pytest.approx(0.69, abs=0.005)


# --- the mended programs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", NUMBERS)
def test_the_oracle_refuses_the_program_and_accepts_the_mended_copy(number, tmp_path):
    is_right, text = grader.mended(number, grader.program(number))
    assert not is_right
    assert "right is" in text or "should fall" in text or "overflows" in text
    assert grader.mended(number, mended_copy(number, tmp_path)) == (True, "the program is right")


@pytest.mark.parametrize(("number", "name"), ENGINES.items())
def test_an_engine_has_the_one_mistake_and_mended_none(number, name, tmp_path):
    [finding] = diagnose(type_in(grader.program(number))).mistakes
    assert name in finding.name
    assert diagnose(type_in(mended_copy(number, tmp_path))).mistakes == []


def type_in(path):
    """The Value class of a program."""
    return runpy.run_path(str(path))["Value"]


@pytest.mark.parametrize("number", NUMBERS)
def test_every_program_runs_and_shows_its_symptom(number, capsys):
    assert main(["run", number]) == 0
    assert len(capsys.readouterr().out.splitlines()) >= 2


# --- the solutions and the catalogue ----------------------------------------------------------------------------------


def test_there_are_twelve_programs_with_twelve_different_mistakes():
    assert [grader.number_of(path) for path in sorted(FOLDER.glob("[0-9]*.py"))] == NUMBERS
    assert len({solution.mistake for solution in SOLUTIONS.values()}) == len(NUMBERS) == 12
    assert {solution.mistake for solution in SOLUTIONS.values()} < set(MISTAKES)
    assert list(MISTAKES) == sorted(MISTAKES), "the order of the list gives nothing away"


@pytest.mark.parametrize("number", NUMBERS)
def test_the_wrong_lines_stand_in_the_program_once_and_nothing_gives_them_away(number):
    text, solution = grader.program(number).read_text(encoding="utf-8"), SOLUTIONS[number]
    assert text.count(solution.wrong) == 1
    assert solution.mended not in text
    assert not re.search(r"\b(bug|mistake|wrong line|FIXME|TODO|noqa)\b", text)
    assert solution.mistake not in text


def test_the_catalogue_is_numbered_and_takes_names_and_numbers():
    assert len(numbered()) == len(MISTAKES)
    for i, name in enumerate(MISTAKES, start=1):
        assert mistake_named(str(i)) == mistake_named(name.upper()) == name
        assert name in numbered()[i - 1]
    for text in ("0", str(len(MISTAKES) + 1), "something else", "²"):
        with pytest.raises(ValueError, match="not in the list of mistakes"):
            mistake_named(text)


# --- the grader -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", NUMBERS)
def test_exactly_the_right_diagnosis_is_right(number):
    path, solution = grader.program(number), SOLUTIONS[number]
    lines = range(1, len(path.read_text(encoding="utf-8").splitlines()) + 1)
    right = [line for line in lines if grader.check(number, line, solution.mistake)[0]]
    assert right == list(grader.wrong_lines(path))
    assert 1 <= len(right) <= 6
    for mistake in set(MISTAKES) - {solution.mistake}:
        assert not grader.check(number, right[0], mistake)[0]


def test_what_is_half_right_is_said():
    [line] = grader.wrong_lines(grader.program("01"))
    right = grader.check("1", line, "= instead of +=")
    assert right == (True, f"right: = instead of +=, in line {line}\n{SOLUTIONS['01'].effect}")
    assert grader.check("01", line, "overfitting")[1].startswith(f"line {line} is the place, but 'overfitting'")
    assert grader.check("01_square", 1, "= instead of +=")[1] == "'= instead of +=' is what is wrong, but not in line 1"
    assert grader.check("01", 1, "overfitting")[1] == "neither 'overfitting' nor line 1"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "13", "--line", "1", "--mistake", "1"], "there is no program '13'; they are numbered from 01 to 12"),
        (["check", "x", "--line", "1", "--mistake", "1"], "there is no program 'x'"),
        (["check", "01", "--line", "999", "--mistake", "1"], "01_square.py has the lines 1 to"),
        (["check", "01", "--line", "1", "--mistake", "a typo"], "'a typo' is not in the list of mistakes"),
        (["mended", "01", "nowhere.py"], "there is no file nowhere.py"),
        (["diagnose", "nowhere.py"], "there is no file nowhere.py"),
    ],
)
def test_questions_that_make_no_sense_are_refused(arguments, message, capsys):
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


HOPELESS = {  # what is handed in, and what is said of it
    "": "the program defines no Value",
    "def broken(:\n": "SyntaxError: invalid syntax, in line 1",
    "import math\nmath.sqrt(-1)\n": "ValueError: math domain error, in line 2",
    "class Value:\n    pass\n": "TypeError: Value() takes no arguments",
    "import sys\nsys.exit(0)\n": "it ended by itself, with exit status 0",
    "import os\nos._exit(3)\n": "it ended by itself, with exit status 3",
    'print(\'{"is_right": true, "text": ""}\')\n': "the program defines no Value",
    "print('x' * 10**7)\n": "the program defines no Value",
    "input()\n": "EOFError",
    "raise RecursionError\n": "RecursionError",
}


@pytest.mark.parametrize(("text", "said"), HOPELESS.items())
def test_a_hopeless_copy_gets_a_clear_answer(text, said, tmp_path):
    copy = tmp_path / "copy.py"
    copy.write_text(text, encoding="utf-8")
    is_right, answer = grader.mended("01", copy)
    assert not is_right
    assert said in answer
    assert len(answer) < 500


def test_a_copy_that_never_ends_is_stopped(tmp_path):
    copy = tmp_path / "copy.py"
    copy.write_text("while True:\n    pass\n", encoding="utf-8")
    for answer in (grader.mended("01", copy, time=0.5), grader.diagnosed(copy, time=0.5)):
        assert answer == (False, "copy.py did not end within 0.5 seconds: look for a loop that never stops")


@pytest.mark.parametrize("name", ["my_engine.py", "engine.py", "json.py"])
def test_an_engine_of_ones_own_is_diagnosed(name, tmp_path, capsys):
    text = grader.program("05").read_text(encoding="utf-8")
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["diagnose", str(tmp_path / name)]) == 1
    printed = capsys.readouterr().out
    assert "Value: 1 mistake" in printed
    assert "the partial of tanh(a) in a: input instead of output" in printed
    (tmp_path / name).write_text(text.replace("x * x,", "y * y,"), encoding="utf-8")
    assert main(["diagnose", str(tmp_path / name)]) == 0
    assert "Value: no mistakes" in capsys.readouterr().out


def test_the_list_and_the_page_have_every_symptom(capsys):
    assert main([]) == 0
    printed = capsys.readouterr().out
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    for number in NUMBERS:
        path = grader.program(number)
        assert f"{path.stem:14}  {grader.symptom(path)}\n" in printed
        assert f"| [{path.stem}]({path.name}) | {grader.symptom(path)} |\n" in page
    assert main(["mistakes"]) == 0
    assert capsys.readouterr().out.splitlines() == numbered()


def test_the_examples_on_the_page_are_right_and_its_command_is_no_solution(capsys):
    assert doctest.testfile(str(FOLDER / "README.md"), module_relative=False).failed == 0
    assert main(["check", "04", "--line", "31", "--mistake", "overfitting"]) == 1


def test_it_runs_as_a_command(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "demos.bugs", "check", "02", "--line", "27", "--mistake", "wrong sign of the step"],
        cwd=FOLDER.parents[1],
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("right: wrong sign of the step, in line 27\n")
