"""Pictures for LaTeX: every box, line and letter of the SVG, and no label that is a command."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Value, draw
from engine.pictures.svg import svg_text
from engine.pictures.tikz import escaped, tikz_text
from nn import MLP
from tests import graphs
from tests.golden_files import backpropagated

SCENES = {
    "lecture": lambda: draw(backpropagated(graphs.lecture)).scene,
    "diamond": lambda: draw(backpropagated(graphs.diamond)).scene,
    "batch": lambda: draw(backpropagated(graphs.batch)).scene,
    "model": lambda: draw(MLP(2, [3, 1], seed=1)).scene,
}


@pytest.mark.parametrize("name", SCENES)
def test_everything_on_the_picture_is_drawn(name):
    scene = SCENES[name]()
    svg, tex = svg_text(scene), tikz_text(scene)
    shapes = len(re.findall(r"<(?:rect|circle|line|polygon|path) ", svg)) - 1  # all but the paper
    assert tex.count("\\path[") == shapes
    assert tex.count("\\node[") == svg.count("<text ")
    assert tex.count("{") == tex.count("}")
    used = set(re.findall(r"(?:draw|fill)=(\w+)|\\textcolor{(\w+)}", tex))
    defined = {*re.findall(r"\\definecolor{(\w+)}", tex), "white"}
    assert {one or other for one, other in used} <= defined


@given(st.text(max_size=30))
def test_a_label_is_never_a_command(label):
    for text in (label, "\\input{/etc/passwd}", "%}\\end{tikzpicture}", "$x^2$ & y_1 # ~"):
        left = re.sub(
            r"\\(?:[{}$&#%_]|textbackslash{}|text\w+{}|char34{}|ldots{}|ensuremath{[^{}]*})", "", escaped(text)
        )
        assert not re.search(r"[\\{}$&#%_~^\n]", left)


def test_it_is_saved_as_tex(tmp_path):
    x = Value(2.0, "x_1 & 100%")
    path = draw(x * x).save(tmp_path / "graph.tex")
    assert "x\\_1 \\& 100\\%" in path.read_text(encoding="utf-8")
