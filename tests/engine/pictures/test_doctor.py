"""What works on this machine."""

import re
import subprocess
import sys

from engine.pictures.doctor import report
from tests import ROOT


def test_the_doctor_tries_everything():
    lines = "\n".join(report())
    assert re.search(r"graphviz-pure +/.*\n    \.svg +ok, [\d,]+ bytes in .*\n    \.png +ok", lines)
    assert "built-in layout" in lines
    assert "  .html  ok" in lines


def test_the_doctor_says_what_to_do_where_there_is_nothing(no_program):
    lines = "\n".join(report())
    assert "  .png   no program can make it" in lines
    assert "  .svg   ok" in lines
    assert "sudo apt install graphviz" in lines


def test_the_doctor_is_a_command():
    done = subprocess.run([sys.executable, "-m", "engine", "doctor"], cwd=ROOT, capture_output=True, check=True)
    assert b"what `draw(output).save(...)` can write here" in done.stdout
