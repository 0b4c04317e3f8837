"""Pictures and pages in a real browser, opened from a file, with the network off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine import draw
from engine.pictures.svg import drawn
from tests import graphs
from tests.golden_files import LECTURES, backpropagated

pytestmark = pytest.mark.browser
CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium, tmp_path) -> Iterator:
    """A function that opens a text as a page; a complaint of the page, or a request to the network, is an error."""
    contexts, complaints = [], []

    def open_page(text: str, ending: str = "svg", **options):
        path = tmp_path / f"page{len(contexts)}.{ending}"
        path.write_text(text, encoding="utf-8")
        context = chromium.new_context(offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith("file:") or complaints.append(request.url))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


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
    page = opened(drawn(drawing.scene) if builtin else drawing.svg(), viewport={"width": 1200, "height": 800})
    assert page.locator("g.node").count() == len(drawing.scene.nodes)
    assert page.evaluate(SPILLS) == []


@pytest.mark.parametrize("builtin", [False, True])
def test_one_svg_is_light_or_dark(opened, builtin):
    drawing = draw(backpropagated(graphs.lecture))
    svg = drawn(drawing.scene) if builtin else drawing.svg()
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
    from engine.pictures import look

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(one: str, other: str) -> float:
        high, low = sorted((luminance(one), luminance(other)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    light = {colour: colour for colour in look.NAMES}
    for theme in (light, look.DARK):
        for paper in (theme[look.PAPER], theme[look.TINT]):
            for text in (look.INK, look.MUTED, look.FORWARD, look.BACKWARD):
                assert contrast(theme[text], paper) >= 4.5
            for line in (look.POSITIVE, look.NEGATIVE):
                assert contrast(theme[line], paper) >= 3
