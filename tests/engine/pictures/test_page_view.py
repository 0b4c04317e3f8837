"""What is in the window of a page: everything at once, the step at hand, letters that can be read."""

from __future__ import annotations

import pytest

import engine
from engine import Value, draw
from engine.pictures import palette
from engine.pictures.page_events import subgraphs
from engine.pictures.svg import svg_text
from engine.pictures.words import short_number
from nn import MLP, mse_loss
from tests import graphs

pytestmark = pytest.mark.browser
WINDOWS = [(390, 844), (768, 1024), (1024, 768), (1280, 720), (1366, 650), (1920, 1080)]


def recurrent() -> Value:
    """Nine steps of a recurrent network without labels that could be folded: 28 values in a row."""
    h, w = Value(0.0, "h"), Value(0.5, "w")
    for i in range(9):
        h = engine.tanh(w * h + Value(float(i), f"x{i}"))
    return h


GRAPHS = {
    "lecture": graphs.lecture,
    "neuron": graphs.neuron,
    "one example": lambda: mse_loss(MLP(2, [2, 1], activation="tanh")([1.0, 2.0]), 1.0),
    "batch": graphs.batch,
    "wide": lambda: engine.sum(MLP(64, [32, 10])([0.5] * 64)),
    "recurrent": recurrent,
}
OUTSIDE = """() => ['figure', '#title', '#find', '#legend', '#rule', '#numbers', '#outcome', '#asked', '#answer',
    '#tell', '#verdict', '#first', '#forth', '#last', '#time', '#predict'].filter(name => {
    const element = document.querySelector(name), box = element.getBoundingClientRect();
    if (!element.checkVisibility()) return false;
    const { scrollHeight, clientHeight } = document.getElementById('now');
    return box.left < -0.5 || box.top < -0.5 || box.right > innerWidth + 0.5 || box.bottom > innerHeight + 0.5
        || scrollHeight > clientHeight + 1;
})"""
SMALL_LETTERS = """() => [...document.querySelectorAll('#stage *')].filter(element =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest('.quiet')
    && [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    && parseFloat(getComputedStyle(element).fontSize) * (element.ownerSVGElement ? element.getCTM().a : 1) < 11.99
).map(element => element.textContent)"""
LIT = """() => [...document.querySelectorAll('figure .node.lit')].map(element => {
    const box = element.getBoundingClientRect(), frame = figure.getBoundingClientRect();
    const map = document.getElementById('overview').getBoundingClientRect();
    const isCovered = box.right > map.left && box.left < map.right && box.bottom > map.top && box.top < map.bottom;
    return !isCovered && box.left >= frame.left - 1 && box.right <= frame.right + 1
        && box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
})"""


@pytest.mark.parametrize("mode", ["walk", "predict"])
@pytest.mark.parametrize("name", GRAPHS)
def test_everything_is_in_the_window_together(lesson, name, mode):
    page = lesson(GRAPHS[name]())
    if mode == "predict":
        page.keyboard.press("p")
    for width, height in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("go(Math.floor(subgraph.events.length * 0.7))")
        page.keyboard.press("ArrowRight")
        if page.locator("#question").is_visible():
            page.fill("#answer", "77")
            page.keyboard.press("Enter")
            assert page.inner_text("#verdict") == "Not quite."
        assert page.evaluate(OUTSIDE) == [], (width, height)
        assert page.evaluate(SMALL_LETTERS) == [], (width, height)
        assert page.locator("figure").bounding_box()["height"] >= 0.25 * height
        assert page.evaluate("[scrollX, scrollY, document.documentElement.scrollWidth - innerWidth]") == [0, 0, 0]


@pytest.mark.parametrize("window", [(390, 844), (1280, 720)])
@pytest.mark.parametrize("name", ["batch", "recurrent"])
def test_what_happens_stays_in_view(lesson, name, window):
    page = lesson(GRAPHS[name](), viewport=dict(zip(("width", "height"), window)))
    for _ in range(page.evaluate("subgraph.events.length")):
        page.keyboard.press("ArrowRight")
        assert page.evaluate(LIT) == [True]
    assert page.locator("#overview").is_visible()


def scale(page) -> float:
    return page.evaluate("view.scale")


def test_zoom_and_pan_with_buttons_keys_wheel_and_mouse(lesson):
    page = lesson(recurrent())
    start = scale(page)
    for zoom_in, zoom_out in [
        (lambda: page.click("#closer"), lambda: page.click("#farther")),
        (lambda: page.keyboard.press("+"), lambda: page.keyboard.press("-")),
        (lambda: page.mouse.wheel(0, -100), lambda: page.mouse.wheel(0, 100)),
    ]:
        page.mouse.move(500, 200)
        zoom_in()
        page.wait_for_timeout(100)
        assert scale(page) > start
        zoom_out()
        page.wait_for_timeout(100)
        assert scale(page) == pytest.approx(start)
    page.keyboard.press("0")
    x = page.evaluate("view.x")
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate("view.x") == pytest.approx(x + 60)
    page.mouse.move(500, 200)
    page.mouse.down()
    page.mouse.move(400, 200, steps=4)
    page.mouse.up()
    assert page.evaluate("view.x") == pytest.approx(x + 60 + 100 / scale(page))
    for _ in range(12):
        page.click("#farther")
    assert page.locator("figure > svg text").first.is_hidden()  # letters that could not be read are not shown
    assert page.evaluate("view.scale * size.width") <= page.locator("figure").bounding_box()["width"] + 1
    page.click("#whole")
    assert page.locator("figure > svg text").first.is_visible()


def test_two_fingers_zoom(lesson):
    page = lesson(recurrent(), has_touch=True)
    start = scale(page)
    touch = page.context.new_cdp_session(page)
    for kind, right in [("touchStart", 400), ("touchMove", 430), ("touchMove", 460), ("touchMove", 500)]:
        points = [{"x": x, "y": 200, "id": id} for id, x in enumerate((300, right))]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert scale(page) > 1.4 * start  # they are twice as far apart, but the first few pixels may be no gesture yet


def test_a_value_is_found_by_its_name_wherever_it_is(lesson):
    page = lesson(graphs.batch())
    for name, found in [
        ("cost", "cost"),
        ("layers.0.neurons.3.w.1", "layers.0.neurons.3.w.1"),
        ("Layers.1.Neurons.0", "layers.1.neurons.0"),
    ]:
        page.keyboard.press("/")
        page.fill("#find", name)
        page.keyboard.press("Enter")
        assert page.evaluate("nameOf(document.activeElement)") == found
        assert page.inner_text("#history").startswith(f"History of {found}")
    page.fill("#find", "nobody")
    page.keyboard.press("Enter")
    assert page.inner_text("#found") == "nothing on this page is called nobody"


# --- levels and places ------------------------------------------------------------------------------------------------


def test_the_address_keeps_the_place(lesson):
    page = lesson(graphs.lecture())
    address = page.url
    page.goto(f"{address}#step=5")
    page.reload()
    assert page.inner_text("#count") == "step 5 of 10"
    page.keyboard.press("ArrowRight")
    assert page.url.endswith("#step=6")
    page.reload()
    assert page.inner_text("#count") == "step 6 of 10"
    for odd in ("#step=99", "#step=x", "#in=7&step=2", "#<b>"):
        page.goto(address + odd)
        page.reload()
        assert page.inner_text("#count").endswith(" of 10")


def test_opening_a_node_and_coming_out_again_keeps_the_place(lesson):
    page = lesson(graphs.batch(), fold="layers")
    title = page.inner_text("#title")
    page.keyboard.press("End")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    here = page.inner_text("#count")
    page.get_by_role("button", name="layers.0").click()
    assert page.inner_text("#title") == f"{title}, inside of layers.0"
    page.get_by_role("button", name="layers.0.neurons.1").click()
    assert page.inner_text("#title") == f"{title}, inside of layers.0.neurons.1"
    assert page.locator("figure .node.leaf").count() >= 3  # its weights: single multiplications
    page.go_back()
    assert page.inner_text("#title") == f"{title}, inside of layers.0"
    page.keyboard.press("Escape")
    assert (page.inner_text("#title"), page.inner_text("#count")) == (title, here)


@pytest.mark.parametrize("fold", ["auto", "layers"])
def test_every_level_shows_the_engines_numbers_at_every_step(lesson, fold):
    output = graphs.batch(3)
    page = lesson(output, fold=fold)
    levels = subgraphs(draw(output, fold=fold).drawn, svg_text)
    forward, backward = list(engine.forward_steps(output)), list(engine.backward_steps(output))
    assert len(levels) > 5
    for index, level in enumerate(levels):
        assert level.events[-1]["upto"] == len(forward) + 1 + len(backward)
        titles = page.evaluate(
            "i => Object.fromEntries([...pictureOf(i).querySelectorAll('.node')].map(n => [n.id, nameOf(n)]))", index
        )
        for step in (len(level.events) // 3, 2 * len(level.events) // 3, len(level.events)):
            upto = level.events[step - 1]["upto"]
            data = {value: short_number(value.data) for value in forward[:upto]}
            grads = {s.input: short_number(s.after) for s in backward[: max(0, upto - len(forward) - 1)]}
            shown = page.evaluate(
                "([i, step]) => { subgraph = subgraphs[i]; const { nodes } = stateAfter(step); subgraph = subgraphs[0];"
                " const numbers = (node) => [node.data ?? null, node.grad ?? null];"
                " return Object.fromEntries([...nodes].map(([id, node]) => [id, numbers(node)])); }",
                [index, step],
            )
            own = {value: id for value, id in level.scene.ids.items() if list(level.scene.ids.values()).count(id) == 1}
            for value, id in own.items():
                expected = [data.get(value) if value.op else None, grads.get(value)]
                if value is not output:
                    assert shown.get(id, [None, None]) == expected, (titles[id], step)


def test_a_folded_page_names_nothing_that_is_not_on_it(lesson):
    page = lesson(graphs.batch())
    names = set(page.evaluate("[...picture.querySelectorAll('.node')].map(nameOf)"))
    rules = page.evaluate("subgraph.events.filter(event => event.rule).map(event => event.rule)")
    unnamed = [
        word for rule in rules for word in rule.replace("(", " ").replace(")", " ").split() if word.startswith("v")
    ]
    assert {word.removesuffix(".grad").rstrip(",") for word in unnamed} <= names


def test_why_the_output_has_the_grad_1(lesson):
    page = lesson(graphs.lecture())
    page.evaluate("go(4)")
    assert page.inner_text("#outcome") == "L.grad is now 1: L changes as much as itself"


# --- signs ------------------------------------------------------------------------------------------------------------


def test_predict_shows_nothing_of_the_answer(lesson):
    page = lesson(graphs.lecture())
    assert "data" not in page.locator("figure desc").text_content()
    page.evaluate("go(4)")
    page.keyboard.press("p")
    page.keyboard.press("ArrowRight")  # d.grad += L.grad * f = -2
    lit = page.locator("figure .edge.lit path").first
    assert lit.evaluate("path => getComputedStyle(path).strokeDasharray") == "none"
    assert "2" not in page.locator("#now").inner_text()
    page.click("#tell")
    assert lit.evaluate("path => getComputedStyle(path).strokeDasharray") != "none"


def test_the_edge_points_the_way_that_the_pass_goes(lesson):
    page = lesson(graphs.lecture())
    page.keyboard.press("ArrowRight")
    look = "path => getComputedStyle(path).markerStart"
    assert page.locator("figure .edge.lit path").first.evaluate(look) == "none"
    page.evaluate("go(5)")
    assert "backwards" in page.locator("figure .edge.lit path").first.evaluate(look)
    assert page.locator("figure .edge.lit polygon").first.is_hidden()


def test_a_grad_of_many_contributions_stays_in_its_box_at_every_step(lesson):
    x = Value(1.2345, "x")
    page = lesson(x * x + x * x)
    for _ in range(page.evaluate("subgraph.events.length")):
        page.keyboard.press("ArrowRight")
        box, text = (page.locator(f"figure #n0{part}").last.bounding_box() for part in ("", " .grad"))
        assert box["x"] <= text["x"]
        assert text["x"] + text["width"] <= box["x"] + box["width"]


def test_the_frame_of_what_is_lit_has_the_colour_of_its_pass(lesson):
    page = lesson(graphs.lecture())
    for step, colour in [(1, palette.FORWARD), (6, palette.BACKWARD)]:
        page.evaluate("count => go(count)", step)
        strokes = page.locator("figure .node.lit :is(path, polygon)").evaluate_all(
            "shapes => shapes.map(shape => getComputedStyle(shape).stroke)"
        )
        rgb = {hue: f"rgb({', '.join(str(int(hue[i : i + 2], 16)) for i in (1, 3, 5))})" for hue in palette.NAMES}
        assert rgb[colour] in strokes
        assert rgb[palette.POSITIVE] not in strokes


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("graph", [graphs.lecture, graphs.batch])
def test_axe_finds_nothing(lesson, graph, scheme):
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    page = lesson(graph(), color_scheme=scheme, bypass_csp=True)
    assert axe.run(page).violations_count == 0
    page.keyboard.press("p")
    page.evaluate("go(subgraph.events.findLastIndex(event => event.numbers))")
    page.keyboard.press("ArrowRight")
    assert page.locator("#question").is_visible()
    assert axe.run(page).violations_count == 0
    if page.locator("figure .expandable").count():
        page.locator("figure .expandable").first.press("Enter")
        assert axe.run(page).violations_count == 0


@pytest.mark.parametrize("fold", ["auto", "layers"])
def test_nodes_and_controls_say_what_they_are(lesson, fold):
    page = lesson(graphs.batch(), fold=fold)
    page.keyboard.press("End")
    for node in page.locator("figure .node[tabindex]").all():
        said = node.get_attribute("aria-label")
        for text in node.locator("text").all():
            if (text.get_attribute("class") or "") in ("data", "grad"):
                assert text.text_content() in said
    assert page.locator("#time").get_attribute("aria-valuetext").startswith(f"{page.inner_text('#count')}: ")
    sizes = page.evaluate(
        "[...document.querySelectorAll('button, input, summary')].filter(e => e.checkVisibility())"
        ".map(e => e.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height))"
    )
    assert min(sizes) >= 24
