"""What the command lines of the demos have in common."""

import argparse
from importlib.util import find_spec


def whole(text: str) -> int:
    """A whole number of at least 1, for argparse."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number of at least 1, got {text!r}")
    return int(text)


def without_options(description: str | None) -> None:
    """Say what a demo is for if it is asked for help, and refuse options, of which it has none."""
    argparse.ArgumentParser(description=description).parse_args()


def check_matplotlib() -> None:
    """Raise SystemExit, before anything is trained, if what draws the pictures at the end is not there."""
    if find_spec("matplotlib") is None:
        raise SystemExit('this demo draws pictures with matplotlib: python -m pip install -e ".[demos]"')
