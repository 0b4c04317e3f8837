"""The programs that lay pictures out, and what happens without them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from engine import draw
from engine.pictures import renderers
from engine.pictures.svg import svg_text
from tests import ROOT, graphs


def script(path: Path, body: str) -> Path:
    path.write_text(f"#!{sys.executable}\n{body}")
    path.chmod(0o755)
    return path


def test_without_any_program_there_is_still_svg_and_html(no_program, tmp_path):
    drawing = draw(graphs.batch(5))
    assert drawing.save(tmp_path / "g.svg").read_text(encoding="utf-8") == svg_text(drawing.scene)
    assert "<svg" in drawing.save(tmp_path / "g.html").read_text(encoding="utf-8")
    with pytest.raises(FileNotFoundError) as error:
        drawing.save(tmp_path / "g.png")
    message = str(error.value)
    assert "graphviz-pure: not found\n  the system's dot: not found\n" in message
    assert "python -m pip install graphviz-pure" in message
    assert "sudo apt install graphviz" in message
    assert "what always works: .svg" in message


def test_pdf_needs_no_dot_of_the_system(monkeypatch, tmp_path):
    """It is as large as the SVG of the same program, and the same bytes each time."""
    monkeypatch.setenv("PATH", "")
    drawing = draw(graphs.lecture())
    pdf = drawing.save(tmp_path / "g.pdf").read_bytes()
    assert drawing.save(tmp_path / "again.pdf").read_bytes() == pdf
    svg = renderers.rendered(drawing.save(tmp_path / "g.dot").read_text(encoding="utf-8"), "svg", None).decode()
    [size] = re.findall(r'<svg width="(\d+)pt" height="(\d+)pt"', svg)
    [box] = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", pdf)
    assert [float(x) for x in box] == pytest.approx([float(x) for x in size], abs=0.5)
    assert b"/Helvetica-Bold" in pdf


def test_without_svglib_pdf_needs_the_systems_dot(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(renderers, "can_write_pdf", lambda: False)
    with pytest.raises(FileNotFoundError, match=r"(?s)graphviz-pure: .* writes no pdf.*any browser prints to PDF"):
        draw(graphs.lecture()).save(tmp_path / "g.pdf")


@pytest.mark.skipif(os.name == "nt", reason="scripts are no programs there")
def test_the_order_of_the_programs(monkeypatch, tmp_path):
    picture = '<svg viewBox="0 0 10 10" xmlns="http://www.w3.org/2000/svg"><desc>{}</desc></svg>'
    mine = script(tmp_path / "mine", f"print('''{picture.format('mine')}''')")
    system = script(tmp_path / "dot", f"print('''{picture.format('system')}''')")
    monkeypatch.setenv("PATH", str(tmp_path))
    output = graphs.lecture()
    assert "mine" in draw(output, dot=mine).svg()
    assert "system" not in draw(output).svg()
    monkeypatch.setattr(renderers, "pip_installed", lambda: "")
    assert "system" in draw(output).svg()
    assert "mine" in draw(output, dot="mine").svg()
    system.write_text(f"#!{sys.executable}\nimport sys; sys.exit('broken')")
    assert draw(output).svg() == svg_text(draw(output).scene)


@pytest.mark.skipif(os.name == "nt", reason="scripts are no programs there")
def test_a_named_program_that_fails_is_an_error(tmp_path):
    broken = script(tmp_path / "broken", "import sys; sys.exit('I am broken')")
    with pytest.raises(RuntimeError, match="a named dot .*made no svg: I am broken"):
        draw(graphs.lecture(), dot=broken).svg()
    with pytest.raises(FileNotFoundError, match="there is no program 'nowhere' to draw with"):
        draw(graphs.lecture(), dot="nowhere").svg()
    text = tmp_path / "text"
    text.write_text("no program")
    text.chmod(0o755)
    with pytest.raises(RuntimeError, match="cannot be run"):
        draw(graphs.lecture(), dot=text).svg()


def test_pictures_need_no_path_and_no_activated_environment(tmp_path):
    program = (
        "import sys; from tests import graphs; from engine import draw; from nn import MLP\n"
        "for name, graph in {'g': graphs.lecture(), 'b': graphs.batch(9), 'm': MLP(2, [3, 1])}.items():\n"
        "    for ending in ('svg', 'png', 'html', 'dot'): draw(graph).save(f'{sys.argv[1]}/{name}.{ending}')"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, env={"PATH": ""}, check=True)
    assert len(list(tmp_path.iterdir())) == 12
