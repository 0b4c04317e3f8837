"""The lessons: each runs and draws its picture, has the form of all, and stands in the index."""

import ast
import dataclasses
import re
import sys

import pytest

from demos.lessons import catalogue
from demos.lessons.__main__ import run, write_notebooks
from demos.lessons.answers import ANSWERS, changed, printed, questions, section
from demos.lessons.catalogue import INDEX, Lesson, cells, lessons, prose, with_table
from demos.lessons.changes import CHANGES
from tests.demos.common import texts_of

LESSONS = lessons()
for_each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)

LONG = {  # they train networks
    "09_layers", "13_learning_rate", "14_batches_and_epochs", "21_regression",
    "12_gradient_descent", "16_hyperparameters", "17_overfitting", "18_vanishing_gradients", "20_digits",
}  # fmt: skip


@pytest.mark.parametrize(
    "lesson",
    [pytest.param(lesson, marks=[pytest.mark.slow] * (lesson.name in LONG), id=lesson.name) for lesson in LESSONS],
)
def test_a_lesson_runs_and_draws_the_picture_in_the_index(lesson: Lesson, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    drawn = run(lesson, tmp_path)
    assert lesson.picture.name == drawn.name
    assert lesson.picture.stat().st_size < 60_000
    if drawn.suffix == ".svg":  # what a .png shows depends on the version of matplotlib
        assert texts_of(drawn) == texts_of(lesson.picture)


@for_each_lesson
def test_a_lesson_has_the_form_of_all(lesson: Lesson):
    first, *_, last = map(prose, cells(lesson.path))
    parts = [first.find(f"**{part}.**") for part in ("Goal", "Time", "Terms", "Misconceptions")]
    assert parts == sorted(parts)
    assert parts[0] > 0
    assert lesson.title.startswith(f"{lesson.name[:2]} · ")
    assert 1 <= len(re.findall(r"^- \*\"", first, re.MULTILINE)) <= 3  # misconceptions, as people say them
    assert last.startswith("## Change this and predict\n")
    assert 2 <= len(re.findall(r"^\d\. ", last, re.MULTILINE)) <= 4
    text = lesson.path.read_text(encoding="utf-8")
    assert 60 <= len(text.splitlines()) <= 140
    assert any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(text)))


def test_no_two_lessons_have_the_same_number():
    numbers = [lesson.name[:2] for lesson in LESSONS]
    assert numbers == sorted(set(numbers))


def test_every_picture_belongs_to_a_lesson():
    assert sorted(catalogue.PICTURES.iterdir()) == [lesson.picture for lesson in LESSONS]


def test_the_index_is_what_the_lessons_say():
    page = INDEX.read_text(encoding="utf-8")
    assert page == with_table(page), "run `python -m demos.lessons`"


def test_the_hours_of_the_courses_are_hours():
    minutes = {lesson.name[:2]: lesson.minutes for lesson in LESSONS}
    courses = INDEX.read_text(encoding="utf-8").split("## Courses")[1].split("**Two hours**")
    for course in courses:
        hours = [numbers.split() for numbers in re.findall(r"^\| \d \| ([\d ]+) \|", course, re.MULTILINE)]
        for hour in hours:
            assert sum(minutes.get(number, 0) for number in hour) <= 60
    assert set(minutes) <= set(re.findall(r"\b\d\d\b", courses[0]))  # the long one has them all


@pytest.mark.parametrize("missing", ["# ", r"**Goal.** ", r"**Time.** "])
def test_a_lesson_without_its_head_is_refused_by_name(missing, tmp_path):
    text = LESSONS[0].path.read_text(encoding="utf-8")
    path = tmp_path / "99_wrong.py"
    path.write_text(text.replace(f"# {missing}", "# ", 1), encoding="utf-8")
    with pytest.raises(ValueError, match="99_wrong.py: the first cell has no"):
        catalogue.read(path)


def test_a_lesson_that_fails_is_named_with_what_it_printed(tmp_path):
    lesson = dataclasses.replace(LESSONS[0], path=tmp_path / "99_missing.py")
    with pytest.raises(SystemExit, match=r"No module named demos.lessons.99_missing\s+99_missing failed"):
        run(lesson, tmp_path)


def test_notebooks_without_jupytext_say_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "jupytext", None)  # as if it were not there
    with pytest.raises(SystemExit, match="pip install"):
        write_notebooks(tmp_path)


# --- the answer key ---------------------------------------------------------------------------------------------------


def in_key(lesson: Lesson) -> str:
    """The section of a lesson in the answer key."""
    page = ANSWERS.read_text(encoding="utf-8")
    start = page.index(f"## [{lesson.title}]({lesson.path.name})\n")
    end = page.find("\n## [", start + 1)
    return page[start : None if end < 0 else end]


@for_each_lesson
def test_every_question_is_in_the_answer_key(lesson: Lesson):
    text, asked, there = "".join(cells(lesson.path)), questions(lesson), in_key(lesson)
    assert len(CHANGES[lesson.name[:2]]) == len(asked)
    for number, (question, (reason, *variants)) in enumerate(zip(asked, CHANGES[lesson.name[:2]]), 1):
        assert f"\n**{number}.** {question}\n" in there, "run `python -m demos.lessons --answers`"
        assert f"\n{reason}\n" in there, "run `python -m demos.lessons --answers`"
        assert variants
        for edits in variants:
            assert changed(text, edits) != text


ELSEWHERE = {"25_pytorch", "26_compile"}  # what they print depends on PyTorch, and on how fast the machine is
SHORT = {"03_chain_rule", "06_forks"}


@pytest.mark.parametrize(
    "lesson",
    [
        pytest.param(lesson, marks=[pytest.mark.slow] * (lesson.name not in SHORT), id=lesson.name)
        for lesson in LESSONS
        if lesson.name not in ELSEWHERE
    ],
)
def test_the_answers_are_what_the_lessons_print(lesson: Lesson):
    number = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
    now, before = section(lesson), in_key(lesson)
    assert number.sub("#", now).strip() == number.sub("#", before).strip()
    assert list(map(float, number.findall(now))) == pytest.approx(
        list(map(float, number.findall(before))), rel=0.02, abs=1e-3
    )


def test_a_change_that_finds_no_place_is_refused():
    with pytest.raises(ValueError, match="'y = 3' is not in the lesson"):
        changed("x = 1", [("y = 3", "y = 4")])


def test_checks_that_fail_do_not_stop_a_lesson():
    program = "x = 1\nassert x == 2, 'told'\nfor _ in range(2):\n    print(x)\nprint('0.25 s')\n1 / 0\n"
    assert printed(program, "lesson") == [
        "no longer true: x == 2", "1", "… s", "it stops with ZeroDivisionError: division by zero"
    ]  # fmt: skip
