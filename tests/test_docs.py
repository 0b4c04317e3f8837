"""What the README and the other pages claim. Their examples run as doctests."""

import re

import pytest

from tests import ROOT

PAGES = [*ROOT.glob("*.md"), *ROOT.glob("*/*.md"), *ROOT.glob("*/*/*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_to_files_lead_somewhere(page):
    for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "://" not in link:
            assert (page.parent / link).exists(), link


def test_the_readme_is_read_in_one_sitting():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").split()) <= 1500


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_headings_that_are_linked_to_exist(page):
    for path, heading in re.findall(r"\]\(([^)#\s:]*)#([^)]+)\)", page.read_text(encoding="utf-8")):
        text = (page.parent / path if path else page).read_text(encoding="utf-8")
        headings = [line.lstrip("# ").lower().replace(" ", "-") for line in text.splitlines() if line.startswith("#")]
        assert heading in headings, heading


def test_every_command_that_the_pages_name_exists():
    for page in PAGES:
        for module in re.findall(
            r"python -m ((?:demos|benchmarks|tests|engine)[\w.]*)", page.read_text(encoding="utf-8")
        ):
            path = ROOT / module.rstrip(".").replace(".", "/")
            assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), f"{page.name}: {module}"


def test_every_demo_is_in_their_readme():
    readme = (ROOT / "demos" / "README.md").read_text(encoding="utf-8")
    for demo in (ROOT / "demos").glob("[a-z]*.py"):
        assert f"python -m demos.{demo.stem}" in readme
