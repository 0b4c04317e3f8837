"""The command lines of the demos: help is help, and what makes no sense is refused before anything is trained."""

import runpy
import sys
from argparse import ArgumentTypeError

import pytest

import nn
from demos import ROOT, command_line
from demos.command_line import watched, whole

TYPED = {"first_gradient", "training_loop"}  # what a teacher types live has no command line
DEMOS = sorted({path.stem for path in (ROOT / "demos").glob("*.py")} - TYPED - {"__init__", "command_line"})
COUNTS = {
    "--epochs": ["autoencoder", "cnn", "digits", "penguins", "sweep"],
    "--seeds": ["autoencoder", "cnn", "digits", "gan", "makemore", "penguins", "rnn", "sweep", "toys"],
    "--steps": ["gan", "gpt"],
    "--images": ["autoencoder", "cnn"],
    "--names": ["makemore", "rnn"],
    "--widths": ["sweep"],
    "--processes": ["sweep"],
}


@pytest.fixture
def called(monkeypatch, capsys, tmp_path):
    """Runs a demo with options; the exit code, and what was printed."""
    monkeypatch.chdir(tmp_path)

    def call(demo, *options):
        monkeypatch.setattr("sys.argv", [demo, *options])
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


def test_every_count_of_every_demo_is_tried(called):
    for demo in DEMOS:
        _, printed, _ = called(demo, "--help")
        for option in COUNTS:
            assert (demo in COUNTS[option]) == (f"{option} " in printed), f"{demo} {option}"


PLOTTING = [demo for demo in DEMOS if "plot" in (ROOT / "demos" / f"{demo}.py").read_text(encoding="utf-8")]


@pytest.mark.parametrize("demo", sorted({*PLOTTING} - {"penguins"}))  # which goes on without the plots
def test_without_matplotlib_nothing_is_trained(called, demo, monkeypatch):
    def trained(*arguments, **options):
        raise AssertionError("it trains first")

    for name in ("fit", "train_steps", "SGD", "Adam"):
        monkeypatch.setattr(nn, name, trained)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    code, printed, _ = called(demo)
    assert code == 'this demo draws pictures with matplotlib: python -m pip install -e ".[demos]"'
    assert printed == ""


def test_a_long_loop_says_how_far_it_is(monkeypatch, capsys):
    assert list(watched("abc", "letter", 3)) == ["a", "b", "c"]
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(command_line, "QUIET", 0.0)
    assert list(watched("ab", "letter", 2, str.upper)) == ["a", "b"]
    assert list(watched("c", "letter", 1)) == ["c"]
    assert capsys.readouterr() == ("", "letter 1 of 2: A\nletter 2 of 2: B\nletter 1 of 1\n")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert list(watched("ab", "letter", 2, str.upper)) == ["a", "b"]
    shown = capsys.readouterr().err
    assert "0/2 [" in shown
    assert ", B]" in shown


@pytest.mark.parametrize("text", ["0", "-3", "x", "1.5", "", "²"])
def test_what_is_no_count(text):
    with pytest.raises(ArgumentTypeError, match="must be a whole number of at least 1"):
        whole(text)
    assert whole("12") == 12
