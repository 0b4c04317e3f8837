"""What the tests of several demos share: running a demo as from the command line, and reading what it leaves."""

import math
import os
import re
import subprocess
import sys
from pathlib import Path
from random import Random
from xml.etree import ElementTree

from tests import ROOT

NAMES = ["anna", "bob", "abba", "nora"]
NUMBER = r"(-?[\d.]+)"


def run(folder: Path, module: str, *arguments: str, **environment: str) -> str:
    """What a demo prints, run in a folder of its own."""
    command = [sys.executable, "-m", module, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def texts_of(svg: Path) -> set[str]:
    return {element.text for element in ElementTree.parse(svg).iter("{http://www.w3.org/2000/svg}text") if element.text}


def numbers(printed: str, pattern: str) -> list[float]:
    """The numbers in the first place where the pattern is found."""
    return [float(x) for x in re.search(pattern.replace("#", NUMBER), printed).groups()]


def differences(loss, parameters, count=8, h=1e-6):
    """Derivatives of a loss in some of the parameters by central differences, and as the grads say."""
    for p in parameters:
        p.grad = 0.0
    loss().backward()
    for p in Random(0).sample(parameters, count):
        before = p.data
        p.data = before + h
        up = loss().data
        p.data = before - h
        down = loss().data
        p.data = before
        yield (up - down) / (2 * h), p.grad


def reports_and_draws(folder: Path, demo: str, *options: str, pictures: list[str], pattern: str) -> None:
    """A short run prints finite numbers, and leaves these pictures and nothing else."""
    printed = run(folder, f"demos.{demo}", *options)
    assert all(map(math.isfinite, numbers(printed, pattern)))
    assert sorted(path.name for path in (folder / "runs" / demo).iterdir()) == pictures


def beats_the_baseline(folder: Path, demo: str, *options: str, margin: float) -> None:
    """Every seed of a full run is better than the baseline, the worst of them by more than the margin."""
    printed = run(folder, f"demos.{demo}", *options)
    better, tried, least = numbers(printed, r"better than .*: # of #, by #")
    assert better == tried
    assert least > margin
