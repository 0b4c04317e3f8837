"""What programs of the command line write, whatever they are given."""

import subprocess
import sys

import pytest

from tests import ROOT

COMMAND = ["-m", "engine", "größe * θ", "größe=3", "θ=2"]


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
