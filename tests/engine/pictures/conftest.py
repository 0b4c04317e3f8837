"""What several tests of pictures need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine import draw
from engine.pictures import renderers

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip


@pytest.fixture(scope="package")
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


@pytest.fixture
def lesson(opened):
    """A function that opens the page of a graph."""

    def open_lesson(output, fold="auto", **options):
        text = draw(output, fold=fold).page()
        return opened(text, "html", **{"viewport": {"width": 1280, "height": 720}, **options})

    return open_lesson


@pytest.fixture
def no_program(monkeypatch):
    """A machine without graphviz-pure and without dot."""
    monkeypatch.setattr(renderers, "pip_installed", lambda: "")
    monkeypatch.setenv("PATH", "")
