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


def test_every_demo_is_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for demo in (ROOT / "demos").glob("[a-z]*.py"):
        assert f"python -m demos.{demo.stem}" in readme
