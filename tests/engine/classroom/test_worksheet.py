"""Worksheets: every answer on the key is the engine's, and none is on the sheet."""

import re
from functools import partial

import pytest

from engine import Value, backward_steps, exercise, topological_order, worksheet
from engine.classroom.worksheet import LARGEST_FRIENDLY, LEVELS
from nn import MLP
from tests import graphs
from tests.engine.pictures.test_draw import HOSTILE
from tests.pictures import CHROMIUM


def numbers_in_boxes(html):
    return re.findall(r'<td class="box"><code>(.*?)</code></td>', html)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("seed", range(6))
def test_exercises_are_friendly_and_differ_by_seed(level, seed):
    output = exercise(level, seed)
    steps = list(backward_steps(output))
    numbers = [value.data for value in topological_order(output)] + [step.after for step in steps]
    assert all(x == int(x) and abs(x) <= LARGEST_FRIENDLY for x in numbers)
    assert any(step.contribution for step in steps)
    again = exercise(level, seed)
    assert [value.data for value in topological_order(again)] == [value.data for value in topological_order(output)]
    others = [[value.data for value in topological_order(exercise(level, other))] for other in range(6)]
    assert len({tuple(other) for other in others}) > 3


@pytest.mark.parametrize("graph", [graphs.lecture, graphs.neuron, graphs.diamond, graphs.twice])
def test_the_answers_are_those_of_the_engine(graph):
    output = graph()
    sheet, key = worksheet(output).html.split('<section class="key">')
    assert set(numbers_in_boxes(sheet)) == {"&nbsp;"}
    forward = [f"{value.data:.4g}" for value in topological_order(output) if value.op]
    backward = ["1", *[f"{step.contribution:.4g}" for step in backward_steps(output)]]
    output.backward()
    leaves = [f"{value.grad:.4g}" for value in topological_order(output) if not value.op]
    assert numbers_in_boxes(key) == forward + leaves + backward  # the two passes stand side by side
    assert len(numbers_in_boxes(sheet)) == len(numbers_in_boxes(key))


def test_the_sheet_tells_no_answer():
    output = graphs.neuron()
    sheet = worksheet(output).html.split('<section class="key">')[0]
    assert "0.7071" not in sheet
    assert "-1.5" not in sheet
    assert "data ____" in sheet
    assert "∂ ____" in sheet


def test_versions_have_other_numbers_and_the_same_graph():
    sheets = [worksheet(graphs.lecture(), seed=seed).html for seed in (0, 1, 27)]
    assert ["Version A" in sheets[0], "Version B" in sheets[1], "Version B1" in sheets[2]] == [True] * 3
    assert len(set(sheets)) == 3
    assert worksheet(graphs.lecture(), seed=1).html == sheets[1]
    assert all("L = d * f" in sheet for sheet in sheets)


def test_the_rules_are_those_of_the_ops():
    html = worksheet(graphs.neuron()).html
    assert "out = x * y: ∂out/∂x = y, ∂out/∂y = x" in html
    assert "out = tanh(x): ∂out/∂x = 1 - out * out" in html


def test_names_from_variables_survive_new_numbers():
    w = Value(2.0)
    y = w * 3.0
    assert "w.grad +=" in worksheet(y, seed=3, names={"w": w}).html


def test_what_is_no_exercise():
    with pytest.raises(ValueError, match="room for 1 to 40 ops, this graph has 0"):
        worksheet(Value(1.0))
    with pytest.raises(ValueError, match="room for 1 to 40 ops, this graph has"):
        worksheet(graphs.batch())
    with pytest.raises(TypeError, match="worksheet takes a Value"):
        worksheet("neuron")
    with pytest.raises(ValueError, match="unknown level 'hard'; choose from 'gate', 'fork', 'neuron', 'layers'"):
        exercise("hard")
    with pytest.raises(ValueError, match="no friendly numbers were found"):
        worksheet(Value(1.0) * 1000.0, seed=0)


@pytest.mark.parametrize("label", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_labels(label, tmp_path):
    output = Value(2.0, label) * Value(3.0, "y")
    path = worksheet(output).save(tmp_path / "sheet.html")
    text = path.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "<img" not in text


def test_it_shows_itself_in_a_line():
    assert repr(worksheet(exercise("neuron"))).endswith("characters, to be written with .save('sheet.html')")


GRAPHS = {
    **{level: partial(exercise, level) for level in LEVELS},
    "network": lambda: MLP(2, [2, 1], seed=1)([1.0, 2.0]),
}


@pytest.mark.browser
@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_nothing_is_wider_than_the_paper_and_an_exercise_is_a_page_and_its_key_another(name, paper, tmp_path):
    from playwright.sync_api import sync_playwright

    width = (210 if paper == "A4" else 215.9) - 2 * 14  # millimetres between the margins
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        for seed in range(5) if name in LEVELS else [None]:
            graph = GRAPHS[name](seed=seed) if name in LEVELS else GRAPHS[name]()
            path = worksheet(graph, seed=seed).save(tmp_path / "sheet.html")
            page = browser.new_page()
            page.goto(path.as_uri())
            if name in LEVELS:
                assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper))) == 2
            page.emulate_media(media="print")
            page.set_viewport_size({"width": int(width * 96 / 25.4), "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            page.close()
        browser.close()
