"""What a notebook shows of a value or a model. Notebooks are run in tests/test_notebooks.py."""

import sys
import types
from time import perf_counter
from xml.etree import ElementTree

import pytest

from engine import Value, mime_bundle
from engine.pictures import renderers
from engine.pictures.mime_bundle import MOST_VALUES
from nn import MLP, Module
from tests import graphs

SVG = "{http://www.w3.org/2000/svg}"


def shown(thing):
    """What a notebook asks, by the method that it looks for."""
    return thing._repr_mimebundle_(include=None, exclude=None)


def words(svg):
    return {"".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")}


def chain(length):
    value = Value(1.0)
    for _ in range(length):
        value = value + 1.0
    return value


def test_a_value_shows_its_graph():
    [(kind, svg)] = shown(graphs.lecture()).items()
    assert kind == "image/svg+xml"
    assert {"a", "b", "c", "f", "data 10"} <= words(svg)


def test_a_value_without_a_label_is_named_after_its_variable(monkeypatch):
    x = Value(2.0)
    monkeypatch.setattr(sys.modules["__main__"], "the_input", x, raising=False)
    assert "the_input" in words(shown(x * 3.0)["image/svg+xml"])


def test_a_model_shows_its_neurons():
    circles = ElementTree.fromstring(shown(MLP(2, [3, 1]))["image/svg+xml"]).iter(f"{SVG}circle")
    assert len(list(circles)) == 2 + 3 + 1


def test_many_values_are_text_at_once_and_the_text_says_why():
    large = chain(300_000)
    start = perf_counter()
    assert list(shown(large)) == ["text/plain"]
    assert perf_counter() - start < 1
    assert shown(large)["text/plain"].startswith(f"{large!r}\nno picture: it has more than 20,000 values")


@pytest.mark.parametrize(("values", "kind"), [(MOST_VALUES, "image/svg+xml"), (MOST_VALUES + 1, "text/plain")])
def test_how_many_values_are_many(values, kind):
    assert list(shown(chain(values - 1))) == [kind]


def test_a_model_of_another_kind_is_text():
    class Line(Module):
        def __init__(self):
            self.slope = Value(1.0)

    text = shown(Line())["text/plain"]
    assert text.startswith("Line | 1 parameters\nno picture: ")
    assert "draw(model(x))" in text


def broken(attribute, what):
    value = graphs.lecture()
    setattr(value, attribute, what)
    return value


BROKEN = [("label", 5), ("label", None), ("label", "\ud800<script>"), ("data", "seven"), ("data", None),
          ("partials", ()), ("inputs", (1.0,)), ("grad", [])]  # fmt: skip


@pytest.mark.parametrize(("attribute", "what"), BROKEN)
def test_whatever_has_been_done_to_a_value_a_cell_has_a_result(attribute, what):
    value = broken(attribute, what)
    [(kind, content)] = shown(value).items()
    assert kind == "image/svg+xml" or content.startswith(f"{value!r}\nno picture: ")


def test_a_stale_value_is_drawn():
    stale = graphs.lecture()
    stale.inputs[0].data = 99.0
    assert list(shown(stale)) == ["image/svg+xml"]


def test_without_any_program_the_built_in_layout_draws(no_program):
    assert not renderers.pip_installed()
    assert list(shown(graphs.lecture())) == ["image/svg+xml"]


@pytest.mark.parametrize(
    ("active", "kinds"), [(["text/plain"], []), (["text/plain", "image/svg+xml"], ["image/svg+xml"])]
)
def test_a_terminal_is_not_kept_waiting_for_a_picture(active, kinds, monkeypatch):
    ipython = types.ModuleType("IPython")
    formatter = types.SimpleNamespace(active_types=active)
    ipython.get_ipython = lambda: types.SimpleNamespace(display_formatter=formatter)
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    assert list(mime_bundle(graphs.lecture())) == kinds
