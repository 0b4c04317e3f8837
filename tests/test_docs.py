"""What the README and the other pages claim. Their examples run as doctests."""

import re
from importlib.util import find_spec

import pytest

from tests import ROOT

PAGES = [*ROOT.glob("*.md"), *ROOT.glob("*/*.md"), *ROOT.glob("*/*/*.md")]
EXAMPLES = {"engine/x/y.py", "tests/engine/x/test_y.py", "demos/x", "tests/demos/test_x.py"}  # of how tests are named


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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_that_a_page_names_exist(page):
    for module in re.findall(r"python3? -m (\w[\w.]*\w)", page.read_text(encoding="utf-8")):
        found = find_spec(module)
        assert found, module
        if found.submodule_search_locations is not None:  # a package
            assert find_spec(f"{module}.__main__"), module


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "demos" / "README.md"])
def test_paths_of_the_repository_that_a_page_names_exist(page):
    folders = "engine|nn|demos|tests|benchmarks|\\.vscode|\\.ci"
    for path in re.findall(rf"[`(]((?:{folders})/[^`\s)#]*)", page.read_text(encoding="utf-8")):
        if path not in EXAMPLES:
            assert (ROOT / path).exists() or (page.parent / path).exists(), path


def test_every_demo_is_in_their_readme():
    readme = (ROOT / "demos" / "README.md").read_text(encoding="utf-8")
    for demo in (ROOT / "demos").glob("[a-z]*.py"):
        if demo.stem == "command_line":  # what they have in common
            continue
        assert f"python -m demos.{demo.stem}" in readme


def test_the_tests_of_a_demo_stand_under_its_name():
    demos = {path.stem for path in (ROOT / "demos").glob("[a-z]*") if path.suffix == ".py" or list(path.glob("*.py"))}
    tests = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "demos").glob("test_*.py")}
    assert tests == demos
