"""`draw` and what it saves: formats, renderers, bad targets, hostile labels."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

import engine
from engine import Value, draw, expand
from engine.pictures.svg import svg_text
from nn import MLP
from tests import ROOT, graphs

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    '{a|<b>"&\\', "</title><script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "a\x00b\x1b[31m\x7f",
    "\ud800\udfff\ufffe\uffff", "line\nbreak\r\ttab", "x" * 10_000, "\u202eright to left\u2066", "javascript:alert(1)",
    "<b>&quot;</b>", "\x01x.0", "]]>", "漢字 Größe ∂", "\\N\\G\\L", "'", "%s {0} $x",
]  # fmt: skip


def texts(svg: str) -> list[str]:
    """The lines of text of an SVG."""
    return ["".join(element.itertext()) for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("builtin", [False, True])
def test_an_svg_shows_labels_data_grads_partials_and_contributions(builtin):
    output = graphs.lecture()
    output.backward()
    drawing = draw(output)
    shown = texts(svg_text(drawing.scene) if builtin else drawing.svg())
    assert {"a", "data 2", "grad 6", "∂ −3", "+= 6", "grad −4"} <= set(shown)


@pytest.mark.parametrize("builtin", [False, True])
def test_an_svg_is_responsive_described_and_themed(builtin):
    drawing = draw(graphs.lecture())
    svg = svg_text(drawing.scene) if builtin else drawing.svg()
    root = ElementTree.fromstring(svg)
    assert root.get("viewBox")
    assert root.get("width") == "100%"
    assert root.get("height") is None
    assert root.get("role") == "img"
    assert root.get("aria-label") == root.find(f"{SVG}title").text == "Computation graph of L = d * f"
    assert "L = d * f: data -8." in root.find(f"{SVG}desc").text
    assert "screen and (prefers-color-scheme: dark)" in root.find(f"{SVG}style").text
    ids = {element.get("id"): element for element in root.iter(f"{SVG}g")}
    assert ids["n0"].find(f"{SVG}title").text == "a\ndata 2.0"  # what is shown on hover
    assert "local derivative -3.0" in "".join(ids["en2.0"].itertext())
    assert not re.search(r"\d(pt|in)\b", svg)


def test_the_same_graph_gives_the_same_bytes():
    sources = {draw(graphs.batch(3)).graphviz.source for _ in range(3)}
    assert len(sources) == 1
    program = "from tests import graphs; from engine import draw; print(draw(graphs.batch(3)).graphviz.source)"
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, check=True
        )
        assert done.stdout.decode().strip() == sources.copy().pop().strip()


def test_a_plus_a_has_two_edges():
    assert draw(graphs.twice()).graphviz.source.count("n0 -> n1") == 2


def test_expanded_graphs_show_every_multiplication():
    ws, xs = [Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]
    ops = [node.lines[0].text for node in draw(expand(engine.dot(ws, xs))).scene.nodes if node.kind == "value"]
    assert ops == ["*", "*", "+"]


def test_formats(tmp_path):
    drawing = draw(graphs.lecture())
    for name, start in {
        "g.png": b"\x89PNG",
        "g.dot": b"digraph",
        "g.SVG": b"<svg",
        "g.html": b"<!doctype html>",
    }.items():
        path = drawing.save(tmp_path / name)
        assert path.read_bytes().startswith(start)
        assert drawing.save(str(path)) == path  # over what is there
    assert sorted(path.name for path in tmp_path.iterdir()) == ["g.SVG", "g.dot", "g.html", "g.png"]


def test_the_scale_enlarges_a_png():
    def size(png: bytes) -> tuple[int, int]:
        return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")

    drawing = draw(graphs.lecture())
    width, height = size(drawing.rendered("png"))
    wide, high = size(drawing.rendered("png", scale=2.0))
    assert abs(wide - 2 * width) <= 2
    assert abs(high - 2 * height) <= 2
    for scale in (0.0, -1.0, float("nan"), float("inf"), 21):
        with pytest.raises(ValueError, match="scale is a number above 0 and at most 20"):
            drawing.rendered("png", scale)


def test_a_restyled_digraph_is_what_is_saved():
    drawing = draw(graphs.lecture())
    drawing.graphviz.attr(rankdir="TB", bgcolor="#123456")
    assert 'fill="#123456"' in drawing.svg()


def test_notebooks_get_the_picture_and_its_page():
    drawing = draw(graphs.lecture())
    width, height = map(float, ElementTree.fromstring(drawing.svg()).attrib["viewBox"].split()[2:])
    shown = ElementTree.fromstring(drawing._repr_svg_()).attrib
    assert int(shown["width"]) / int(shown["height"]) == pytest.approx(width / height, rel=0.01)
    assert shown["width"] == f"{width * 4 / 3:.0f}"  # letters of 17 pixels
    found = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.append((tag, dict(attributes)))
    parser.feed(drawing._repr_html_())
    [(tag, frame)] = found  # nothing of the page has come out of its attribute
    assert (tag, frame["sandbox"], frame["srcdoc"]) == ("iframe", "allow-scripts", drawing.page())
    others = ["_repr_png_", "_repr_mimebundle_", "_repr_jpeg_", "_ipython_display_"]
    assert not any(hasattr(drawing, name) for name in others)
    assert repr(drawing) == "<Computation graph of L = d * f: 7 nodes; show it in a notebook, or .save('graph.svg')>"


def test_what_has_no_steps_or_too_many_is_shown_as_a_picture_alone():
    stale = graphs.lecture()
    stale.inputs[0].data = 9.0
    long = Value(1.0)
    for _ in range(2_000):
        long = long + 1.0
    for nothing_to_step in (MLP(2, [1]), stale, long):
        drawing = draw(nothing_to_step)
        assert drawing._repr_html_() is None
        assert ElementTree.fromstring(drawing._repr_svg_()).tag == f"{SVG}svg"


# --- what cannot be drawn ---------------------------------------------------------------------------------------------


def test_only_values_and_models_can_be_drawn():
    with pytest.raises(TypeError, match=r"draw takes a Value or a model, got 2.0 of type float"):
        draw(2.0)
    with pytest.raises(TypeError, match="draw one of them, or their sum"):
        draw([Value(1.0), Value(2.0)])


def test_wrong_parts_of_a_graph():
    output, stranger = graphs.lecture(), Value(1.0, "stranger")
    with pytest.raises(ValueError, match="the focus, stranger .* is not a value that L = "):
        draw(output, focus=stranger)
    with pytest.raises(ValueError, match="hops is a number of edges"):
        draw(output, focus=output, hops=-1)
    with pytest.raises(ValueError, match="there is no path from stranger"):
        draw(output, path=(stranger, output))
    with pytest.raises(TypeError, match="path is a pair of them, got 3.0 of type float"):
        draw(output, path=(output, 3.0))
    for options in ({"fold": "nothing", "focus": output}, {"focus": output, "path": (output, output)}):
        with pytest.raises(ValueError, match="give one of fold, focus and path"):
            draw(output, **options)
    with pytest.raises(ValueError, match="fold, focus and path are for graphs"):
        draw(MLP(2, [1]), fold="layers")
    other = stranger * 2.0
    with pytest.raises(ValueError, match="the path ends in .* which is not part of the graph"):
        draw(output, path=(stranger, other))


def test_bad_targets_leave_what_is_there(tmp_path):
    drawing = draw(graphs.lecture())
    with pytest.raises(ValueError, match=r"'g.txt' must end in one of .svg, .png, .pdf, .tex, .dot, .html, .gif"):
        drawing.save(tmp_path / "g.txt")
    with pytest.raises(FileNotFoundError, match="there is no folder .*missing"):
        drawing.save(tmp_path / "missing" / "g.svg")
    (tmp_path / "folder.svg").mkdir()
    with pytest.raises(IsADirectoryError, match="is a folder"):
        drawing.save(tmp_path / "folder.svg")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.svg"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's full device")
def test_a_full_disk_leaves_what_is_there(tmp_path, monkeypatch):
    target = tmp_path / "g.svg"
    target.write_text("precious")

    def full_disk(descriptor):
        os.write(os.open("/dev/full", os.O_WRONLY), b"x")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        draw(graphs.lecture()).save(target)
    assert [path.name for path in tmp_path.iterdir()] == ["g.svg"]
    assert target.read_text() == "precious"


@pytest.mark.skipif(not Path("/proc").exists(), reason="needs a folder in which even root cannot write")
def test_a_folder_that_cannot_be_written_to():
    with pytest.raises(OSError, match="/proc"):
        draw(graphs.lecture()).save("/proc/g.svg")


# --- renderers --------------------------------------------------------------------------------------------------------


# --- hostile labels ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("builtin", [False, True])
def test_a_hostile_label_is_only_text(label, builtin):
    output = engine.exp(Value(1.0, label)) * 2.0
    output.label = label
    drawing = draw(output, names={label: output.inputs[0]})
    svg = svg_text(drawing.scene) if builtin else drawing.svg()
    svg.encode()
    root = ElementTree.fromstring(svg)
    assert sum(text.count(engine.pictures.scene.shortened(label)) for text in texts(svg)) >= 2
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    known = {"svg", "g", "title", "desc", "style", "text", "tspan", "path", "polygon", "polyline", "rect", "line"}
    assert tags <= known
    allowed = re.compile(r"(on\w+|.*href)", re.IGNORECASE)
    assert not [name for element in root.iter() for name in element.attrib if allowed.fullmatch(name)]


@pytest.mark.parametrize("label", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_label_in_the_other_formats(label, tmp_path):
    output = engine.exp(Value(1.0, label))
    for ending in ("png", "dot", "html"):
        assert draw(output).save(tmp_path / f"g.{ending}").stat().st_size
    page = (tmp_path / "g.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "<img" not in page
