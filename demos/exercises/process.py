"""The side of the grader that starts submissions, waits for them, and stops them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from demos.exercises.questions import CRASH, TIMEOUT, Outcome, Raised, Test
from engine import one_line

RUNNER = Path(__file__).with_name("runner.py")
MOST = 1 << 22  # bytes of outcomes that are read


@dataclass(slots=True)
class Answers:
    """The outcomes of one test, in order, and what the submission printed meanwhile."""

    outcomes: list[Outcome] = field(default_factory=list)
    printed: str = ""
    imported: bool = True  # if not, the only outcome says why


def answers_of(submission: Path, tests: Sequence[Test], seconds: float) -> list[Answers]:
    """The answers of a submission, test by test; each process may take this many seconds.

    A process that has to be stopped, or that ends by itself, fails the test it was at; a fresh one goes on with the
    next. A submission that cannot be imported gives the reason as the only outcome of every test.
    """
    answered: list[Answers] = []
    while len(answered) < len(tests):
        messages, end = talk(submission, tests[len(answered) :], seconds)
        first = messages[0] if messages else {}
        if "imported" not in first:
            broken = Answers([read(first) if first else end], first.get("printed", ""), imported=False)
            return [*answered, *[broken] * (len(tests) - len(answered))]
        current = Answers(printed=first["printed"])
        for message in messages[1:]:
            current.printed += message["printed"]
            if "done" in message:
                answered.append(current)
                current = Answers()
            else:
                current.outcomes.append(read(message))
        if len(answered) < len(tests):
            answered.append(Answers([*current.outcomes, end], current.printed))
    return answered[: len(tests)]


def read(message: dict[str, Any]) -> Outcome:
    """The outcome that a message tells."""
    if "raised" in message:
        return Raised(**{part: one_line(text) for part, text in message["raised"].items()})
    return restored(message.get("answer"))


def restored(answer: Any) -> Outcome:
    """An answer as the runner had it; what JSON could not have is Raised, with what it is."""
    if isinstance(answer, list):
        return [restored(item) for item in answer]
    return Raised(one_line(str(answer.get("other")))) if isinstance(answer, dict) else answer


def talk(submission: Path, tests: Sequence[Test], seconds: float) -> tuple[list[dict[str, Any]], Raised]:
    """The messages of one process that is asked these tests, and how it ended."""
    questions = [[{"ask": q.ask, "given": q.given} for q in test.questions] for test in tests]
    with TemporaryFile("w+", encoding="utf-8") as job, TemporaryFile() as output:  # files never fill up, as pipes do
        json.dump(questions, job)
        job.seek(0)
        process = subprocess.Popen(
            [sys.executable, str(RUNNER), str(submission.resolve())],
            stdin=job, stdout=output, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            status = process.wait(seconds)
            end = Raised(CRASH, f"the process ended by itself, with {named(status)}")
        except subprocess.TimeoutExpired:
            end = Raised(TIMEOUT, f"no answer within {seconds:g} seconds; is there a loop that never ends?")
        finally:
            stop(process)
        return messages_in(output), end


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and, where groups of processes exist, those that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except AttributeError:  # Windows
        process.kill()
    except (ProcessLookupError, PermissionError):
        pass  # all of them have ended
    process.wait()


def messages_in(output: IO[bytes]) -> list[dict[str, Any]]:
    """The whole messages that a process wrote; what is no message ends them."""
    output.seek(0)
    messages: list[dict[str, Any]] = []
    for line in output.read(MOST).splitlines():
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            break
        if not is_message(message):
            break
        messages.append(message)
    return messages


def is_message(message: Any) -> bool:
    """Whether the runner could have written this; a submission may write there too."""
    if not isinstance(message, dict) or not isinstance(message.get("printed"), str):
        return False
    if "raised" not in message:
        return bool({"imported", "answer", "done"} & message.keys())
    raised = message["raised"]
    return (
        isinstance(raised, dict)
        and raised.keys() == {"kind", "message", "where"}
        and all(isinstance(text, str) for text in raised.values())
    )


def named(status: int) -> str:
    """An exit status in words."""
    return f"exit status {status}" if status >= 0 else f"signal {-status} ({signal.strsignal(-status)})"
