"""The command lines of the demos: help is help, and what makes no sense is refused before anything is trained."""

import runpy
from argparse import ArgumentTypeError

import pytest

from demos import ROOT
from demos.command_line import whole

TYPED = {"first_gradient", "training_loop"}  # what a teacher types live has no command line
DEMOS = sorted({path.stem for path in (ROOT / "demos").glob("*.py")} - TYPED - {"__init__", "command_line"})
COUNTS = {
    "--epochs": ["autoencoder", "cnn", "digits", "penguins"],
    "--seeds": ["autoencoder", "cnn", "digits", "gan", "makemore", "penguins", "rnn", "toys"],
    "--steps": ["gan"],
    "--images": ["autoencoder", "cnn"],
    "--names": ["makemore", "rnn"],
}


@pytest.fixture
def called(monkeypatch, capsys, tmp_path):
    """Runs a demo with options; the exit code, and what was printed."""
    monkeypatch.chdir(tmp_path)

    def call(demo, option):
        monkeypatch.setattr("sys.argv", [demo, option])
        with pytest.raises(SystemExit) as ended:
            runpy.run_path(str(ROOT / "demos" / f"{demo}.py"), run_name="__main__")
        return ended.value.code, *capsys.readouterr()

    return call


@pytest.mark.parametrize("demo", DEMOS)
def test_help_and_unknown_options(called, demo):
    code, printed, errors = called(demo, "--help")
    assert (code, printed[:7], errors) == (0, "usage: ", "")
    code, printed, errors = called(demo, "--bogus")
    assert (code, printed) == (2, "")
    assert "unrecognized arguments: --bogus" in errors


@pytest.mark.parametrize(("option", "demo"), [(option, demo) for option, demos in COUNTS.items() for demo in demos])
def test_a_count_is_at_least_1(called, demo, option):
    code, printed, errors = called(demo, f"{option}=0")
    assert (code, printed) == (2, "")
    assert "must be a whole number of at least 1, got '0'" in errors


@pytest.mark.parametrize("text", ["0", "-3", "x", "1.5", "", "²"])
def test_what_is_no_count(text):
    with pytest.raises(ArgumentTypeError, match="must be a whole number of at least 1"):
        whole(text)
    assert whole("12") == 12
