"""The command lines of the demos: help is help, and what makes no sense is refused before anything is trained."""

import subprocess
import sys
from argparse import ArgumentTypeError

import pytest

from demos import ROOT
from demos.command_line import whole

TYPED = {"first_gradient", "training_loop"}  # what a teacher types live has no command line
DEMOS = sorted({path.stem for path in (ROOT / "demos").glob("*.py")} - TYPED - {"__init__", "command_line"})
COUNTS = {
    "--epochs": ["autoencoder", "cnn", "digits", "penguins"],
    "--seeds": ["autoencoder", "cnn", "digits", "gan", "makemore", "penguins", "rnn", "toys"],
    "--steps": ["gan", "gpt"],
    "--images": ["autoencoder", "cnn"],
    "--names": ["makemore", "rnn"],
}


def called(demo, *options, **environment):
    command = [sys.executable, "-m", f"demos.{demo}", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=30, **environment)


@pytest.mark.parametrize("demo", DEMOS)
def test_help_and_unknown_options(demo, tmp_path):
    asked = called(demo, "--help")
    assert (asked.returncode, asked.stdout[:7], asked.stderr) == (0, "usage: ", "")
    refused = called(demo, "--bogus")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "unrecognized arguments: --bogus" in refused.stderr


@pytest.mark.parametrize(("option", "demo"), [(option, demo) for option, demos in COUNTS.items() for demo in demos])
def test_a_count_is_at_least_1(demo, option):
    refused = called(demo, f"{option}=0")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "must be a whole number of at least 1, got '0'" in refused.stderr


@pytest.mark.parametrize("text", ["0", "-3", "x", "1.5", "", "²"])
def test_what_is_no_count(text):
    with pytest.raises(ArgumentTypeError, match="must be a whole number of at least 1"):
        whole(text)
    assert whole("12") == 12
