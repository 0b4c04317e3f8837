"""Runs a submission in a process of its own: python runner.py SUBMISSION.

It reads questions from stdin and writes outcomes to stdout, a line of JSON each. It knows no right answers. The clone
replaces this folder on the path of imports, so that the submission finds `engine` and `nn`, and none of the files here.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import traceback
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from numbers import Real
from pathlib import Path
from types import ModuleType
from typing import Any

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

LIMITS = {"RLIMIT_AS": 1 << 30, "RLIMIT_FSIZE": 1 << 24, "RLIMIT_CORE": 0}  # bytes: of memory, and of files
LONGEST = 300  # characters of a message
PRINTED = 600  # characters kept of what a submission prints
NUMBERS = 1_000  # in one answer


class Printed(io.TextIOBase):
    """A stream that keeps the first characters written to it, and forgets the rest."""

    def __init__(self) -> None:
        self.kept = ""

    def write(self, text: str) -> int:
        if len(self.kept) < PRINTED:
            self.kept += text[: PRINTED - len(self.kept)]
        return len(text)

    def taken(self) -> str:
        """What has been kept since it was last taken."""
        kept, self.kept = self.kept, ""
        return kept


def main(submission: str) -> None:
    """Answer the questions on stdin about a submission."""
    tests = json.load(sys.stdin)
    channel = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what does not go through sys.stdout
    limit()
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    sys.dont_write_bytecode = True
    printed = Printed()

    def tell(**message: Any) -> None:
        channel.write(json.dumps({**message, "printed": printed.taken()}) + "\n")
        channel.flush()

    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            names = vars(imported(submission))
            tell(imported=True)
        except BaseException as error:  # whatever it does, the answer is to be clear
            tell(raised=described(error, submission))
            tests = []
        for test in tests:
            answer_all(test, dict(names), submission, tell)
    os._exit(0)  # threads and exit functions of the submission are not waited for


def answer_all(test: list[dict[str, str]], names: dict[str, Any], submission: str, tell: Any) -> None:
    """Answer the questions of a test, one after the other in the same names."""
    for question in test:
        try:
            exec(compile(question["given"], "<given>", "exec"), names)
            tell(answer=plain(eval(compile(question["ask"], "<question>", "eval"), names)))
        except BaseException as error:
            tell(raised=described(error, submission))
    tell(done=True)


def imported(path: str) -> ModuleType:
    """The submission as a module; `if __name__ == "__main__"` is not run."""
    loader = SourceFileLoader("submission", path)
    spec = spec_from_loader("submission", loader)
    assert spec is not None
    module = sys.modules["submission"] = module_from_spec(spec)
    loader.exec_module(module)
    return module


def limit() -> None:
    """Set the limits that this system has."""
    for name, size in LIMITS.items():
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (size, size))


def plain(answer: Any, depth: int = 0) -> Any:
    """An answer as JSON has it: numbers as floats, tuples as lists; of anything else, what type it is."""
    if isinstance(answer, (list, tuple)) and depth < 4 and len(answer) <= NUMBERS:
        return [plain(item, depth + 1) for item in answer]
    if answer is None or isinstance(answer, bool):
        return answer
    if isinstance(answer, str):
        return answer[:LONGEST]
    if isinstance(answer, Real):
        return float(answer)
    name = type(answer).__name__
    return {"other": f"a {name} of {len(answer):,}" if isinstance(answer, (list, tuple)) else f"a {name}"}


def described(error: BaseException, submission: str) -> dict[str, str]:
    """What was raised, and which line of the submission did it."""
    kind = type(error).__name__
    where = ""
    if isinstance(error, SyntaxError):
        where = f"line {error.lineno}: {(error.text or '').strip()}" if error.lineno else ""
        message = str(error.msg)
    else:
        message = traceback.format_exception_only(type(error), error)[-1].strip()
        message = message.removeprefix(kind).removeprefix(":").strip()
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename == submission:
                where = f"line {frame.lineno}, in {frame.name}: {frame.line}"
    return {"kind": kind, "message": message[:LONGEST], "where": where[:LONGEST]}


if __name__ == "__main__":
    main(sys.argv[1])
