"""The lessons: each runs and draws its picture, has the form of all, and stands in the index."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from demos.lessons import catalogue
from demos.lessons.__main__ import write_notebooks
from demos.lessons.catalogue import INDEX, Lesson, cells, lessons, prose, with_table

ROOT = Path(__file__).parents[1]
LESSONS = lessons()
for_each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)


def texts_of(svg: Path) -> set[str]:
    return {element.text for element in ElementTree.parse(svg).iter("{http://www.w3.org/2000/svg}text") if element.text}


@for_each_lesson
def test_a_lesson_runs_and_draws_the_picture_in_the_index(lesson: Lesson, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error", "-m", lesson.module]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    [drawn] = (tmp_path / "runs/lessons").glob(f"{lesson.name}.*")
    assert f"picture: runs/lessons/{drawn.name}" in done.stdout
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


def test_notebooks_have_the_cells_of_the_lessons(tmp_path):
    jupytext = pytest.importorskip("jupytext")
    write_notebooks(tmp_path)
    for lesson in LESSONS:
        notebook = jupytext.read(tmp_path / f"{lesson.name}.ipynb")
        kinds = ["markdown" if cell.startswith("# %% [markdown]") else "code" for cell in cells(lesson.path)]
        assert [cell.cell_type for cell in notebook.cells] == kinds
