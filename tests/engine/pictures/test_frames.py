"""The steps as pictures: each shows what has happened by then, and the last one what the drawing shows."""

import re
import xml.etree.ElementTree as ET
from io import BytesIO
from xml.sax.saxutils import escape

import pytest
from PIL import Image

import nn
from engine import Value, backward_steps, draw, forward_steps
from engine.pictures import frames
from tests import graphs


def texts(svg, role):
    """The lines of a role in a picture, those that are seen."""
    return [e.text for e in ET.fromstring(svg).iter() if e.get("class") == role and e.get("visibility") != "hidden"]


def number(text):
    return float(text.rpartition(" ")[2].replace("−", "-"))


@pytest.fixture
def diamond():
    """A value that is used twice, so that its grad is a sum."""
    x = Value(3.0, "x")
    a, b = x * 2, x * x
    a.label, b.label = "a", "b"
    y = a * b
    y.label = "y"
    y.backward()
    return y


def test_there_is_a_frame_before_the_first_step_and_after_each(diamond):
    steps = len(list(forward_steps(diamond))) + 1 + len(list(backward_steps(diamond)))
    assert len(draw(diamond).frames()) == 1 + steps


@pytest.mark.parametrize("make", [graphs.lecture, None], ids=["lecture", "diamond"])
def test_the_last_frame_shows_what_the_drawing_shows(make, diamond):
    output = diamond
    if make is not None:
        output = make()
        output.backward()
    drawing = draw(output)
    whole, last = drawing.svg(), drawing.frames()[-1]
    for role in ("data", "grad"):
        assert texts(last, role) == [
            text for text in texts(whole, role) if "what it adds" not in text and "∂ l" not in text
        ]


def test_each_frame_has_the_grads_of_its_moment(diamond):
    [x] = {
        value for step in backward_steps(diamond) for value in step.node.inputs if getattr(value, "label", "") == "x"
    }
    forward = len(list(forward_steps(diamond)))
    pictures = draw(diamond).frames()
    assert not any(
        re.search(r"grad -?\d", text) for picture in pictures[: forward + 1] for text in texts(picture, "grad")
    )
    so_far = 0.0
    for picture, step in zip(pictures[forward + 2 :], backward_steps(diamond)):
        so_far += step.contribution if step.input is x else 0.0
        shown = [text for text in texts(picture, "grad") if text.startswith("grad")]
        assert number(shown[0]) == pytest.approx(so_far, rel=1e-3)
        assert f"is now {step.after:g}" in "".join(ET.fromstring(picture).itertext()).replace("−", "-")


def test_hostile_labels_stay_text():
    label = '<script>alert(1)</script>&"'
    y = Value(2.0, label) * 3.0
    y.backward()
    for picture in draw(y).frames():
        ET.fromstring(picture)
        assert "<script" not in picture
    assert escape("<script>") in picture


def test_a_folded_graph_has_frames_of_its_folded_nodes():
    model = nn.MLP(2, [8, 8, 1], seed=1)
    loss = nn.mse_loss(model([1.0, 2.0]), 1.0)
    loss.backward()
    pictures = draw(loss, fold="layers").frames()
    assert 4 < len(pictures) < 40
    assert any("layers.0, " in "".join(ET.fromstring(picture).itertext()) for picture in pictures)


def test_files_are_numbered_and_none_is_overwritten(diamond, tmp_path):
    paths = draw(diamond).save_frames(tmp_path / "steps")
    assert [path.name for path in paths[:3]] == ["00.svg", "01.svg", "02.svg"]
    assert draw(diamond).save_frames(tmp_path / "pixels", "png")[0].read_bytes()[:4] == b"\x89PNG"
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "2023.png").write_bytes(b"a photograph")
    with pytest.raises(FileExistsError, match=r"holds '2023.png' already; give a new or an empty folder"):
        draw(diamond).save_frames(mine)
    assert [path.read_bytes() for path in mine.iterdir()] == [b"a photograph"]
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        draw(diamond).save_frames(tmp_path / "missing" / "steps")


def test_a_film_has_all_frames(diamond, tmp_path):
    path = draw(diamond).save(tmp_path / "y.gif")
    with Image.open(path) as film:
        assert film.n_frames == len(draw(diamond).frames())
        assert film.width == frames.FILM_WIDTH


def test_what_has_no_steps_says_so(diamond, tmp_path):
    with pytest.raises(ValueError, match="a model has no steps"):
        draw(nn.MLP(2, [1])).frames()
    next(iter(diamond.inputs)).inputs[0].data = 5.0
    with pytest.raises(ValueError, match="data has changed since the forward pass"):
        draw(diamond).save(tmp_path / "y.gif")
    with pytest.raises(ValueError, match="frames are svg or png, got 'jpg'"):
        draw(diamond).save_frames(tmp_path, "jpg")


def test_without_resvg_it_says_what_to_install(diamond, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "resvg_py", None)
    with pytest.raises(ImportError, match=r"chainrule\[gif\]"):
        draw(diamond).save(tmp_path / "y.gif")


def test_pixels_are_as_wide_as_they_are_asked_for(diamond):
    with Image.open(BytesIO(frames.png_of(draw(diamond).frames()[0], 300))) as image:
        assert image.width == 300
