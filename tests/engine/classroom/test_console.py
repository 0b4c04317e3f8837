"""What programs of the command line write, whatever they are given."""

import subprocess
import sys

import pytest

from engine import one_line
from tests import ROOT

COMMAND = ["-m", "engine", "größe * θ", "größe=3", "θ=2"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, größe θ", "plain text, größe θ"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("one\nright add: 3 values", "one\\nright add: 3 values"),
        ("half \ud800", "half \\ud800"),
        ("\u202eright to left", "\\u202eright to left"),
    ],
)
def test_a_text_stays_in_its_line_and_in_a_file(text, shown):
    assert one_line(text) == shown
    assert one_line(text).encode("utf-8")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8", "latin-1"])
def test_source_is_written_in_utf8_whatever_the_locale(tmp_path, encoding):
    done = subprocess.run(
        [sys.executable, *COMMAND, "--source"],
        cwd=ROOT, capture_output=True, check=True, env={"PYTHONIOENCODING": encoding, "PATH": ""},
    )  # fmt: skip
    source = done.stdout.decode("utf-8")
    space: dict[str, object] = {}
    exec(compile(source, "source", "exec"), space)
    [function] = [item for name, item in space.items() if callable(item) and item.__code__.co_filename == "source"]
    value, gradient = function(3.0, 2.0)
    assert (value, list(gradient)) == (6.0, [2.0, 3.0])


def test_a_closed_stdout_is_no_error():
    done = subprocess.run(["/bin/sh", "-c", '"$0" "$@" >&-', sys.executable, *COMMAND], cwd=ROOT, capture_output=True)
    assert done.stderr == b""
