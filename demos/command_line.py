"""What the command lines of the demos have in common."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")
QUIET = 5.0  # seconds without a word


def whole(text: str) -> int:
    """A whole number of at least 1, for argparse."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number of at least 1, got {text!r}")
    return int(text)


def add_language(parser: argparse.ArgumentParser) -> None:
    """The option --language: what programs are run in."""
    parser.add_argument(
        "--language", choices=["python", "c"], default="python", help="what the programs are run in (%(default)s)"
    )


def without_options(description: str | None) -> None:
    """Say what a demo is for if it is asked for help, and refuse options, of which it has none."""
    argparse.ArgumentParser(description=description).parse_args()


def check_matplotlib() -> None:
    """Raise SystemExit, before anything is trained, if what draws the pictures at the end is not there."""
    if find_spec("matplotlib") is None:
        raise SystemExit('this demo draws pictures with matplotlib: python -m pip install -e ".[demos]"')


def watched(items: Iterable[T], what: str, total: int, said: Callable[[T], str] = lambda item: "") -> Iterator[T]:
    """The items of a long loop, with a progress bar on a terminal, else with a line every few seconds, to stderr.

    `said` gives what is to be shown with an item, when the loop is done with it.
    """
    try:
        from tqdm import tqdm
    except ImportError:
        tqdm = None
    if tqdm is not None and sys.stderr.isatty():
        with tqdm(items, what, total, leave=False) as bar:
            for item in bar:
                yield item
                bar.set_postfix_str(said(item))
        return
    last = perf_counter()
    for number, item in enumerate(items, 1):
        yield item
        if perf_counter() - last >= QUIET:
            print(": ".join(filter(None, [f"{what} {number} of {total}", said(item)])), file=sys.stderr)
            last = perf_counter()
