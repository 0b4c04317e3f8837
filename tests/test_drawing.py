"""The picture of a graph."""

import math
from xml.etree import ElementTree

import pytest

import engine
from engine import Value, draw


def lecture_graph():
    a, b, c = Value(2.0, "a"), Value(-3.0, "b"), Value(10.0, "c")
    output = a * b + c
    output.label = "output"
    return output


def test_an_svg_shows_labels_data_grads_and_partials(tmp_path):
    output = lecture_graph()
    output.backward()
    tree = ElementTree.parse(draw(output).save(tmp_path / "graph.svg"))
    texts = {element.text for element in tree.iter("{http://www.w3.org/2000/svg}text")}
    assert {"a", "b", "c", "output", "*", "+", "data 2", "data -3", "data 4", "grad -3", "grad 2", "-3"} <= texts


def test_before_backward_there_is_no_grad_to_show():
    assert "grad –" in draw(lecture_graph()).graphviz.source
    assert "grad 0" not in draw(lecture_graph()).graphviz.source


def test_the_same_graph_gives_the_same_bytes_and_a_plus_a_two_edges():
    assert draw(lecture_graph()).graphviz.source == draw(lecture_graph()).graphviz.source
    a = Value(3.0)
    assert draw(a + a).graphviz.source.count("v0 -> v1_op") == 2


def test_formats(tmp_path):
    for name, start in {"g.png": b"\x89PNG", "g.dot": b"digraph", "g.SVG": b"<?xml"}.items():
        assert draw(lecture_graph()).save(tmp_path / name).read_bytes().startswith(start)


def test_bad_targets(tmp_path):
    with pytest.raises(ValueError, match=r"'g.txt' must end in one of .svg, .png"):
        draw(lecture_graph()).save(tmp_path / "g.txt")
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        draw(lecture_graph()).save(tmp_path / "missing" / "g.svg")


@pytest.mark.parametrize("label", ['{a|<b>"&\\', "</title><script>", "a\x00b\ud800\ufffe", "line\nbreak", "x" * 10_000])
def test_a_hostile_label_is_only_text(tmp_path, label):
    output = engine.exp(Value(1.0, label))
    tree = ElementTree.parse(draw(output).save(tmp_path / "g.svg"))
    texts = [element.text for element in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert any(text and text[0] == label[0] for text in texts)
    assert not list(tree.iter("{http://www.w3.org/2000/svg}script"))


def test_nan_and_inf_can_be_drawn(tmp_path):
    draw(Value(math.nan) * Value(math.inf)).save(tmp_path / "g.svg")


def test_a_recorded_origin_is_in_the_tooltip():
    with engine.record_origins():
        output = engine.exp(Value(1.0))
    assert f"test_drawing.py:{output.origin.line}" in draw(output).graphviz.source


def test_text_that_looks_like_html_is_no_html():
    x = Value(1.0, "<b>&quot;</b>")
    assert "<b>&lt;b&gt;&amp;quot;&lt;/b&gt;</b>" in draw(x).graphviz.source
