"""Pictures and pages in a real browser, opened from a file, with the network off."""

from __future__ import annotations

import math

import pytest

import engine
from engine import Value, backward_steps, draw, forward_steps, topological_order
from engine.classroom.answers import parse_answer
from engine.pictures.svg import svg_text
from nn import MLP
from tests import graphs
from tests.engine.classroom.test_answers import READABLE
from tests.engine.pictures.test_draw import HOSTILE
from tests.golden_files import LECTURES, backpropagated

pytestmark = pytest.mark.browser
SPILLS = """() => [...document.querySelectorAll('g.node:not(.constant)')].flatMap(node => {
    const boxes = [...node.querySelectorAll('rect, polygon, path, circle')].map(shape => shape.getBoundingClientRect());
    const left = Math.min(...boxes.map(b => b.left)), right = Math.max(...boxes.map(b => b.right));
    return [...node.querySelectorAll('text')].filter(text => {
        const box = text.getBoundingClientRect();
        return box.left < left - 1 || box.right > right + 1;
    }).map(text => text.textContent);
})"""


@pytest.mark.parametrize("name", LECTURES)
@pytest.mark.parametrize("builtin", [False, True])
def test_texts_stay_inside_their_boxes(opened, name, builtin):
    drawing = draw(backpropagated(LECTURES[name]))
    page = opened(svg_text(drawing.scene) if builtin else drawing.svg(), viewport={"width": 1200, "height": 800})
    assert page.locator("g.node").count() == len(drawing.scene.nodes)
    assert page.evaluate(SPILLS) == []


@pytest.mark.parametrize("builtin", [False, True])
def test_one_svg_is_light_or_dark(opened, builtin):
    drawing = draw(backpropagated(graphs.lecture))
    svg = svg_text(drawing.scene) if builtin else drawing.svg()
    look = "() => getComputedStyle(document.querySelector('g.node text[fill], g.node tspan[fill]')).fill"
    colours = {scheme: opened(svg, color_scheme=scheme) for scheme in ("light", "dark")}
    background = "() => getComputedStyle(document.documentElement).backgroundColor"
    assert colours["light"].evaluate(background) == "rgb(255, 255, 255)"
    assert colours["dark"].evaluate(background) == "rgb(20, 23, 27)"
    assert colours["light"].evaluate(look) != colours["dark"].evaluate(look)


@pytest.mark.parametrize("width", [320, 390, 1200])
def test_a_picture_fits_its_page_without_clipping(opened, width):
    page = opened(draw(backpropagated(graphs.neuron)).svg(), viewport={"width": width, "height": 700})
    box = page.locator("g.graph").bounding_box()
    assert box["x"] >= -1
    assert box["x"] + box["width"] <= width + 1


def test_contrast_of_texts_and_lines(opened):
    """WCAG 2.2, 1.4.3 and 1.4.11: 4.5 to 1 for texts, 3 to 1 for lines that carry a meaning."""
    from engine.pictures import palette

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(one: str, other: str) -> float:
        high, low = sorted((luminance(one), luminance(other)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    light = {colour: colour for colour in palette.NAMES}
    for theme in (light, palette.DARK):
        for paper in (theme[palette.PAPER], theme[palette.TINT]):
            for text in (palette.INK, palette.MUTED, palette.FORWARD, palette.BACKWARD):
                assert contrast(theme[text], paper) >= 4.5
            for line in (palette.POSITIVE, palette.NEGATIVE):
                assert contrast(theme[line], paper) >= 3


# --- the page ---------------------------------------------------------------------------------------------------------


def shown(page):
    """What the picture shows: the texts of each node that can change, by id."""
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('figure .node')].map(node => {
            const texts = [...node.querySelectorAll('.data, .grad')].map(text => text.textContent);
            return [node.id, texts.map(text => text.replaceAll('−', '-'))];
        }))"""
    )


@pytest.mark.parametrize("name", ["lecture", "neuron", "diamond", "twice"])
def test_every_number_at_every_step_is_the_engines(lesson, name):
    output = LECTURES[name]()
    drawing = draw(output)
    page = lesson(output)
    ids, grads, data = drawing.scene.ids, {}, {}
    leaves = {value: f"data {value.data:.4g}" for value in topological_order(output) if not value.op}

    def expected(backward):
        texts = {}
        for value in topological_order(output):
            grad = "–"
            if backward:
                arrived = grads.get(value, [])
                several = f"{' + '.join(f'{x:.4g}' for x, _ in arrived)} = " if len(arrived) > 1 else ""
                grad = f"{several}{arrived[-1][1]:.4g}" if arrived else "0"
            texts[ids[value]] = [leaves.get(value) or f"data {data.get(value, '–')}", f"grad {grad}"]
        return texts

    def all_shown():
        return {id: texts for id, texts in shown(page).items() if len(texts) == 2}

    assert all_shown() == expected(backward=False)
    for node in forward_steps(output):
        page.keyboard.press("ArrowRight")
        data[node] = f"{node.data:.4g}"
        assert all_shown() == expected(backward=False)
        assert page.locator("#numbers").inner_text().endswith(f"= {node.data:.4g}")
    page.keyboard.press("ArrowRight")
    grads[output] = [(1.0, 1.0)]
    assert all_shown() == expected(backward=True)
    for step in backward_steps(output):
        page.keyboard.press("ArrowRight")
        grads.setdefault(step.input, []).append((step.contribution, step.after))
        assert all_shown() == expected(backward=True)
        assert page.locator("#numbers").inner_text().endswith(f"= {step.contribution:.4g}")
        assert page.locator("figure .edge.lit.backward").get_attribute("id") == f"e{ids[step.node]}.{step.index}"
        unpassed = page.locator("figure .edge.future").count()
        assert unpassed == len(drawing.scene.edges) - sum(map(len, grads.values())) + 1
    assert page.locator("#forth").is_disabled()
    page.keyboard.press("Home")
    grads.clear()
    data.clear()
    assert all_shown() == expected(backward=False)


def test_the_timeline_and_the_buttons(lesson):
    page = lesson(graphs.lecture())
    for button, count in [("#last", 10), ("#back", 9), ("#first", 0), ("#forth", 1)]:
        page.click(button)
        assert page.locator("#count").inner_text() == f"step {count} of 10"
    page.locator("#time").fill("7")
    assert page.locator("#count").inner_text() == "step 7 of 10"


def test_it_plays_and_pauses(lesson):
    page = lesson(graphs.lecture())
    page.keyboard.press("Space")
    page.wait_for_timeout(3000)
    assert int(page.locator("#time").input_value()) >= 2
    page.keyboard.press("Space")
    at = page.locator("#count").inner_text()
    page.wait_for_timeout(1500)
    assert page.locator("#count").inner_text() == at


def test_predict_hides_the_number_and_names_the_mistake(lesson):
    page = lesson(graphs.lecture())
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("p")
    page.keyboard.press("ArrowRight")  # d.grad += L.grad * f = -2
    assert page.locator("#numbers").inner_text() == ""
    assert "What is d.grad after this step?" in page.locator("#asked").inner_text()
    for answer, verdict in [
        ("4", "Not quite: that is the local derivative with respect to the other operand."),
        ("2", "Not quite: look at the signs again."),
        ("1", "Not quite: multiply the grad that comes back by the local derivative."),
        ("77", "Not quite."),
        ("abc", "That is not a number; write one, such as -0.5, 1/3 or 2*3 + 1."),
    ]:
        page.fill("#answer", answer)
        page.keyboard.press("Enter")
        assert page.locator("#verdict").inner_text() == verdict
    page.fill("#answer", "1 * (-4/2)")
    page.keyboard.press("Enter")
    assert page.locator("#outcome").inner_text() == "Right. d.grad is now -2"
    assert page.locator("#count").inner_text() == "step 5 of 10"
    page.keyboard.press("ArrowRight")
    page.click("#tell")
    assert page.locator("#count").inner_text() == "step 6 of 10"


def test_answers_are_read_as_in_python(lesson):
    page = lesson(graphs.lecture())
    for text in READABLE:
        assert page.evaluate("numberIn", text) == parse_answer(text)
    for text in ("", "x", "2 3", "(1", "1)", "1+", "alert(1)", "*", "1,000", "1,2,3", ",5", "2**"):
        assert page.evaluate("text => Number.isNaN(numberIn(text))", text)


def test_the_keyboard_alone_will_do(lesson):
    page = lesson(graphs.batch())
    page.keyboard.press("Tab")
    focused = "() => document.activeElement.getAttribute('aria-label')"
    names = []
    for _ in range(60):
        names.append(page.evaluate(focused))
        if names[-1] and names[-1].endswith(", open"):
            break
        page.keyboard.press("Tab")
    assert names[-1].endswith(", open")
    for key in ("Enter", "Space"):
        page.keyboard.press(key)
        assert page.locator("#leave").is_visible()
        assert page.evaluate("document.activeElement.id") == "leave"
        assert "inside of layers." in page.inner_text("#title")
        assert page.locator("figure .node.leaf").count() > 0
        page.keyboard.press("Escape")
        assert not page.locator("#leave").is_visible()
        page.locator("figure .expandable").first.focus()


def test_nothing_is_told_before_its_time(lesson):
    page = lesson(graphs.batch())
    numbers = page.locator("figure .node.group :is(.data, .grad):visible").all_text_contents()
    assert set(numbers) <= {"data –", "grad –"}
    page = lesson(graphs.batch(), fold="layers")
    assert page.evaluate("picture.querySelectorAll('.node.group .grad.unseen').length") == 2  # |grad| of the layers
    assert page.locator("figure .node.group .grad:visible").all_text_contents() == ["grad –"]  # of the one-neuron layer
    page = lesson(graphs.neuron())
    page.keyboard.press("p")
    page.keyboard.press("ArrowRight")
    visible = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter(e => e.checkVisibility({ visibilityProperty: true }))
            .flatMap(e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data)).join(' ')"""
    )
    titles = " ".join(page.locator("title").all_text_contents())
    for number in ("0.7071", "0.8814", "-1.5"):
        assert number not in visible + titles


def test_printing_gives_the_screen_back(lesson):
    page = lesson(graphs.lecture())
    page.keyboard.press("ArrowRight")
    for event in ("beforeprint", "afterprint"):
        page.evaluate("name => window.dispatchEvent(new Event(name))", event)
    assert page.locator("#count").inner_text() == "step 1 of 10"
    assert page.locator("details[open]").count() == 0


def test_every_name_in_a_rule_is_in_the_picture(lesson):
    output = graphs.neuron()
    page = lesson(output)
    page.keyboard.press("End")
    shown_texts = page.locator("figure > svg").text_content()
    for rule in ("v1", "v2", "v3"):
        assert rule in shown_texts


def test_a_focused_value_tells_its_history(lesson):
    page = lesson(graphs.twice())
    page.keyboard.press("End")
    page.locator("#n0").focus()
    assert page.locator("#history li").all_inner_texts() == ["a.grad += y.grad * 1 = 1 * 1 = 1"] * 2
    page.locator("#n1").hover()
    assert page.locator("#history li").all_inner_texts() == ["y = a + a = 3 + 3 = 6", "y.grad = 1"]


@pytest.mark.parametrize("name", ["lecture", "batch"])
def test_a_phone_needs_no_sideways_scrolling(lesson, name):
    page = lesson(LECTURES[name](), viewport={"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("#forth").is_visible()


def test_a_page_in_the_dark_and_without_motion(lesson):
    page = lesson(graphs.lecture(), color_scheme="dark", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 27)"
    durations = page.evaluate("getComputedStyle(document.querySelector('.edge path')).transitionDuration")
    assert durations == "0s"


def test_what_is_printed_is_the_whole_lesson(lesson):
    page = lesson(graphs.lecture())
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert not page.locator("#controls").is_visible()
    assert page.locator("details li").first.is_visible()
    assert "a.grad += e.grad * b = -2 * (-3) = 6, which makes 6" in page.locator("ol").inner_text()


@pytest.mark.parametrize("label", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_labels_are_shown_and_run_nothing(lesson, label):
    output = engine.exp(Value(1.0, label)) * 2.0
    output.label = label
    page = lesson(output)
    page.keyboard.press("End")
    assert page.evaluate("document.querySelectorAll('script').length") == 2
    assert page.evaluate("document.querySelectorAll('img, iframe, [onerror], [onload]').length") == 0


def test_nan_and_inf_are_played(lesson):
    page = lesson(Value(math.inf, "x") * Value(0.0, "y"))
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("p")
    page.keyboard.press("ArrowRight")
    page.fill("#answer", "0")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.fill("#answer", "inf")
    page.keyboard.press("Enter")
    assert page.locator("#count").inner_text() == "step 4 of 4"


def test_a_leaf_a_stale_graph_and_a_model_have_pages_too(lesson, opened):
    lesson(Value(1.0, "x")).keyboard.press("ArrowRight")
    stale = graphs.lecture()
    stale.inputs[1].data = 9.0
    assert "there is nothing to step" in lesson(stale).inner_text("main")
    assert opened(draw(MLP(2, [2, 1])).page(), "html").locator("figure svg").is_visible()


def multiplications(count: int) -> Value:
    values = [Value(float(i), f"x{i}") for i in range(count // 4)]
    return engine.expand(engine.dot(values, values[::-1]))


@pytest.mark.parametrize("fold", ["auto", "nothing"])
@pytest.mark.parametrize("values", [10, 100, 1_000, 10_000])
@pytest.mark.parametrize("graph", [multiplications, lambda values: graphs.batch(max(1, (values - 200) // 25))])
def test_a_page_of_any_graph_is_small_and_quick(lesson, graph, values, fold):
    output = graph(values)
    assert len(draw(output, fold=fold).page().encode()) <= 200_000
    page = lesson(output, fold=fold)
    took = page.evaluate(
        """() => {
            const start = performance.now();
            for (let i = 1; i <= 10; i++) {
                go(Math.floor(subgraph.events.length * i / 10));
                document.body.offsetHeight;
            }
            return (performance.now() - start) / 10;
        }"""
    )
    assert took < 300  # milliseconds for a step, of the 1,200 that there are while it plays


def test_lecture_examples_are_small():
    for name in ("lecture", "neuron", "diamond", "twice"):
        assert len(draw(LECTURES[name]()).page().encode()) < 100_000


def test_a_graph_of_100_000_nodes_says_what_it_folded(lesson):
    x = y = Value(1.0, "x")
    for _ in range(100_000):
        y = y * 1.000001
    page = lesson(y)
    assert "values are drawn one by one" in " ".join(page.locator("p.note").all_text_contents())
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#rule").startswith("… 99,9")
    assert page.inner_text("#rule").endswith(" steps")
    page.keyboard.press("End")
    [grad] = engine.grad(y, [x])
    assert f"grad {grad.data:.4g}" in page.locator("#n0").text_content()
