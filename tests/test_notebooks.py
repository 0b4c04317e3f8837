"""Notebooks that are run: what their cells put out, in a plain kernel, and as people see it in JupyterLab."""

import base64
from io import BytesIO
from xml.etree import ElementTree

import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from PIL import Image

from engine.pictures.palette import DARK, PAPER
from tests import ROOT
from tests.jupyter import Jupyter, notebook_of

SVG = "{http://www.w3.org/2000/svg}"
START = """\
from engine import Value, draw, quiz
from nn import *
x, w, b = Value(2.0, "x"), Value(-3.0, "w"), Value(6.5, "b")
y = (x * w + b).tanh()
y.backward()
inputs, labels = make_xor(20)
model = MLP(2, [4, 1])
history = fit(model, inputs, labels, epochs=5, progress=False)"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A function that runs cells in a plain kernel, and gives the notebook with what they put out."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.delenv("MPLBACKEND", raising=False)

    def run_cells(*cells):
        notebook = notebook_of([START, *cells])
        NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
        return notebook

    return run_cells


def outputs(notebook):
    """What each of the cells has put out, without the first."""
    return [cell.outputs for cell in notebook.cells[1:]]


def pictures(results, kind):
    return [result.data[kind] for result in results if kind in result.get("data", {})]


def pixels(png):
    return Image.open(BytesIO(base64.b64decode(png)))


@pytest.mark.slow
def test_values_and_models_and_histories_show_their_pictures_and_keep_their_text(run):
    notebook = run("y", "model", "history", "print(repr(y)); print(repr(model)); print(repr(history))")
    value, model, history, [printed] = outputs(notebook)
    texts = [result.data["text/plain"] for [result] in (value, model, history)]
    assert texts == printed.text.splitlines()
    graph, network = (ElementTree.fromstring(pictures(results, "image/svg+xml")[0]) for results in (value, model))
    names = {"".join(text.itertext()) for text in graph.iter(f"{SVG}text")}
    assert {"x", "w", "b"} <= names
    assert any("y" in name.split() for name in names), "a value without a label has the name of its variable"
    assert len(list(network.iter(f"{SVG}circle"))) == 2 + 4 + 1
    assert pixels(pictures(history, "image/png")[0]).size == (600, 500)


@pytest.mark.slow
def test_what_cannot_be_drawn_is_no_error_and_fills_no_notebook(run):
    [large], [stale], [mislabelled] = outputs(
        run(
            "long = Value(1.0)\nfor _ in range(100_000):\n    long = long + 1.0\nlong",
            "b.data = 99.0\ny",
            "x.label = 5\ny",
        )
    )
    assert list(large.data) == ["text/plain"]
    assert "no picture: it has more than 20,000 values" in large.data["text/plain"]
    assert len(large.data["text/plain"]) < 300
    assert "image/svg+xml" in stale.data
    assert "text/plain" in mislabelled.data


@pytest.mark.slow
@pytest.mark.parametrize("first", ["1", "%matplotlib inline"])
def test_a_plot_shows_itself_once(run, first):
    plots = ["plot_history(history)", "history.plot()", "plot_decision_boundary(model, inputs, classes)"]
    for results in outputs(run(first, "classes = [int(label > 0) for label in labels]", *plots))[2:]:
        [picture] = pictures(results, "image/png")
        assert len(results) == 1
        assert len(pixels(picture).convert("RGB").getcolors(1 << 24)) > 10, "something is drawn"


DRAWN_AGAIN = """\
place, drawn = display(draw(model), display_id=True), []
def draw_again(history):
    drawn.append(draw(model))
    place.update(drawn[-1])
late = fit(model, inputs, labels, epochs=3, progress=False, callbacks=[draw_again])"""


@pytest.mark.slow
def test_pictures_of_a_training_are_drawn_in_place_and_leave_what_was_printed(run):
    live, last, updated, drawn = outputs(
        run(
            "print('before')\nlater = fit(model, inputs, labels, epochs=3, progress=False, callbacks=[live_plot])",
            "later.plot()",
            DRAWN_AGAIN,
            "display(*drawn)",
        )
    )
    assert [result.output_type for result in live] == ["stream", "display_data"]
    assert pictures(live, "image/png") == pictures(last, "image/png"), "the curves of all epochs"
    *earlier, end = pictures(drawn, "image/svg+xml")
    assert pictures(updated, "image/svg+xml") == [end]
    assert len(earlier) == 2
    assert end not in earlier


@pytest.mark.slow
def test_a_training_writes_nothing_in_red(run):
    [results] = outputs(run("done = fit(model, inputs, labels, epochs=3)"))
    assert results
    assert {result.get("name") for result in results} == {"stdout"}


# --- as people see it -------------------------------------------------------------------------------------------------


CELLS = [START, "y", "model", "history", "draw(y)", "quiz(x * w)", "'the end'"]


@pytest.fixture
def page():
    """An empty page of Chromium, as large as a projector."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser.new_page(viewport={"width": 1280, "height": 720})
        browser.close()


@pytest.mark.browser
def test_a_page_made_of_a_notebook_keeps_the_size_of_pictures(run, page, tmp_path):
    notebook = run("model", "draw(y)")
    text, _ = HTMLExporter().from_notebook_node(notebook)
    (tmp_path / "lesson.html").write_text(text, encoding="utf-8")
    page.context.set_offline(True)
    page.goto((tmp_path / "lesson.html").as_uri(), wait_until="domcontentloaded")
    own = ElementTree.fromstring(pictures(notebook.cells[1].outputs, "image/svg+xml")[0]).attrib
    seen = page.locator(".jp-RenderedSVG img").bounding_box()
    assert (seen["width"], seen["height"]) == pytest.approx((float(own["width"]), float(own["height"])), abs=1)
    lesson = page.frame_locator("iframe")
    lesson.locator("#forth").click()
    assert lesson.locator("#count").inner_text() == "step 1 of 9"


@pytest.fixture(params=["Light", "Dark"])
def lab(request, page, tmp_path):
    """A notebook in JupyterLab, and whether it is dark."""
    server = Jupyter(tmp_path, f"JupyterLab {request.param}")
    try:
        page.goto(server.notebook(CELLS))
        page.get_by_text("(ipykernel) | Idle").wait_for(timeout=60_000)
        page.locator(".jp-CodeCell .cm-content").first.click()
        yield page, request.param == "Dark"
    finally:
        server.close()


@pytest.mark.browser
def test_a_lesson_in_jupyterlab(lab):
    page, is_dark = lab
    cells = page.locator(".jp-CodeCell")

    def run_next(i):
        page.keyboard.press("Shift+Enter")
        cells.nth(i).locator(".jp-InputPrompt").get_by_text(f"[{i + 1}]").wait_for(timeout=60_000)
        return cells.nth(i).locator(".jp-OutputArea-output").last

    run_next(0)
    for i in (1, 2):  # a value and a model
        picture = run_next(i).locator("img")
        picture.scroll_into_view_if_needed()
        seen = picture.bounding_box()
        assert 300 < seen["width"] <= 1000
        corner = Image.open(BytesIO(picture.screenshot())).convert("RGB").getpixel((2, 2))
        assert corner == (rgb(DARK[PAPER]) if is_dark else rgb(PAPER)), "as light or as dark as the notebook"
    curves = run_next(3).locator("img")
    assert curves.evaluate("image => image.naturalWidth") == 600
    run_next(4).locator("iframe").scroll_into_view_if_needed()
    lesson = page.frame_locator("iframe")
    assert lesson.locator("#count").inner_text() == "step 0 of 9"
    assert lesson.locator("#controls").bounding_box()["y"] < 720
    lesson.locator("#forth").click()
    page.keyboard.press("ArrowRight")
    assert lesson.locator("#count").inner_text() == "step 2 of 9"
    assert lesson.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == (
        f"rgb{rgb(DARK[PAPER]) if is_dark else rgb(PAPER)}"
    )
    shapes = lesson.locator("#stage figure > svg .node")
    assert shapes.count() == 6
    assert all(shapes.nth(i).bounding_box()["width"] > 30 for i in range(6)), "the picture is there, and large enough"
    cells.nth(5).locator(".cm-content").focus()  # out of the page, back to the notebook
    page.keyboard.press("Shift+Enter")
    for question, answer in {"x.grad after": "-3", "w.grad after": "2"}.items():  # d(x * w)/dx is w, d(x * w)/dw is x
        box = cells.nth(5).locator("pre", has_text=question).locator("input.jp-Stdin-input")
        box.fill(answer)
        box.press("Enter")
    cells.nth(5).get_by_text("2 of 2 right at the first try").wait_for()


def rgb(colour):
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
