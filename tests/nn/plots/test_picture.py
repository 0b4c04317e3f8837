"""A figure and a film that a notebook shows."""

import base64
import re
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image, ImageChops

import nn
from nn import History
from nn.plots.picture import BUTTONS, Film
from tests.pictures import CHROMIUM


def test_a_plot_and_a_history_show_themselves_as_png():
    history = History([1.0, 0.5])
    for shown in (nn.plot_history(history), history):
        pixels = Image.open(BytesIO(shown._repr_png_()))
        assert pixels.format == "PNG"
        assert pixels.size == (600, 500)
    assert History()._repr_png_() is None


def film():
    """A curve that grows."""
    figure, [axes] = nn.charts("a curve", size=(3, 2))
    axes.set(xlim=(0, 3), ylim=(0, 3))
    return Film(figure, lambda frame: axes.plot([0, frame + 1], [0, frame + 1], color="black"), 3, 8)


def differences(frames):
    """Whether each frame but the first is another picture than the one before."""
    return [ImageChops.difference(before, after).getbbox() is not None for before, after in pairwise(frames)]


def test_a_film_is_a_gif(tmp_path):
    frames = []
    with Image.open(film().save(tmp_path / "film.gif")) as saved:
        for frame in range(saved.n_frames):
            saved.seek(frame)
            frames.append(saved.convert("RGB"))
    assert differences(frames) == [True, True]
    assert saved.info["duration"] == 120  # 1/8 of a second, in hundredths


def test_a_film_is_a_page_with_all_its_frames_and_asks_no_network(tmp_path):
    text = film().save(tmp_path / "film.html").read_text(encoding="utf-8")
    frames = re.findall(r'"data:image/png;base64,([^"]+)"', text)
    images = [Image.open(BytesIO(base64.b64decode(data.replace("\\\n", "")))) for data in frames]
    assert differences([image.convert("RGB") for image in images]) == [True, True]
    assert not re.search(r"https?:|//[a-z]|<link|@import", re.sub(r"base64,[^\"]+", "", text))
    assert set(re.findall(r"\bfa-([a-z-]+)\"", text)) <= set(BUTTONS)  # each button has its sign
    assert text.startswith("<!DOCTYPE html>")
    assert film().html() == film()._repr_html_() in text  # the same film is the same page


def test_a_film_is_saved_as_what_it_can_be(tmp_path):
    with pytest.raises(ValueError, match=r"a film is saved as .gif or .html, got .*film.mp4"):
        film().save(tmp_path / "film.mp4")
    assert repr(film()) == "<Film of 3 frames; show it in a notebook, or .save('film.gif') or .save('film.html')>"


@pytest.mark.browser
def test_a_film_plays_in_the_browser(tmp_path):
    from playwright.sync_api import sync_playwright

    path = film().save(tmp_path / "film.html")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page(viewport={"width": 390, "height": 844})
        asked, errors = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path.as_uri())
        page.get_by_role("button", name="Pause").click()
        page.get_by_role("button", name="First frame").click()
        first = page.locator("img").get_attribute("src")
        page.get_by_role("button", name="Next frame").click()
        assert page.locator("input[type=range]").input_value() == "1"
        assert page.locator("img").get_attribute("src") != first
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        signs = page.evaluate(
            "[...document.querySelectorAll('button i')].map(i => getComputedStyle(i, '::before').content)"
        )
        assert len(set(signs)) == len(signs) == 9
        assert errors == []
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        browser.close()
