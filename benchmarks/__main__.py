"""Measure everything in one run, and print the table: `python -m benchmarks [--quick]`."""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from math import isclose
from pathlib import Path
from statistics import median

from benchmarks.job import Job, Measured
from benchmarks.workloads import PEERS, Line, lines

SCALES = {"ms": 1e3, "ns": 1e9}  # from seconds


def main() -> None:
    """Run all jobs in turn, and again in every round, and print what they measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round of small sizes: a test that all of it runs")
    parser.add_argument("--rounds", type=int, help="how many rounds to run (5, or 1 with --quick)")
    options = parser.parse_args()
    peers = versions()
    table = lines(options.quick)
    measured = run({line.job: None for line in table}, options.rounds or (1 if options.quick else 5))
    check_results(table, measured)
    print(f"Python {platform.python_version()}, {peers}, {processor()}.\n")
    print("| measured | by | median (min–max) | times faster | goal |\n|---|---|---|---|---|")
    for line in table:
        print(row(line, measured))


def versions() -> str:
    """The peers with their versions."""
    try:
        return ", ".join(f"{peer} {version(peer)}" for peer in PEERS)
    except PackageNotFoundError as error:
        sys.exit(f'{error.name} is not installed; install the peers with: python -m pip install -e ".[bench]"')


def run(jobs: dict[Job, None], rounds: int) -> dict[Job, list[Measured]]:
    """What each job measured in each round."""
    measured: dict[Job, list[Measured]] = {job: [] for job in jobs}
    for i in range(rounds):
        for job in jobs:
            if i == 0 or not job.once:
                print(f"round {i + 1} of {rounds}: {job.function} {job.arguments}", file=sys.stderr)
                measured[job].append(job.run())
    return measured


def check_results(table: list[Line], measured: dict[Job, list[Measured]]) -> None:
    """Stop unless contestants that are compared have computed the same number."""
    for line in table:
        if line.against is not None:
            ours, theirs = (measured[job][0]["result"] for job in (line.job, line.against))
            if not isclose(ours, theirs, rel_tol=1e-9):
                sys.exit(f"{line.what}: {line.who} computes {ours!r}, but {theirs!r} is to be computed")


def row(line: Line, measured: dict[Job, list[Measured]]) -> str:
    """The line in Markdown."""
    numbers = [numbers[line.quantity] for numbers in measured[line.job]]
    result = with_spread([x * SCALES.get(line.unit, 1) for x in numbers], line.unit)
    faster = ""
    if line.against is not None:  # round by round
        theirs = [numbers[line.quantity] for numbers in measured[line.against]]
        faster = with_spread([slow / fast for slow, fast in zip(theirs, numbers)], "×")
    return f"| {line.what} | {line.who} | {result} | {faster} | {line.goal} |"


def with_spread(numbers: list[float], unit: str) -> str:
    """The median, and the least and the greatest in parentheses."""
    middle, least, greatest = (short(x) for x in (median(numbers), min(numbers), max(numbers)))
    return f"{middle} {unit}" + (f" ({least}–{greatest})" if len(numbers) > 1 else "")


def short(x: float) -> str:
    """A number with three digits that count."""
    return f"{x:,.0f}" if x >= 100 or x == 0 else f"{x:.3g}"


def processor() -> str:
    """The name of the processor."""
    if sys.platform == "darwin":
        return subprocess.check_output(["sysctl", "-n", "machdep.cpu.brand_string"], text=True).strip()
    try:
        return Path("/proc/cpuinfo").read_text().split("model name\t: ")[1].split("\n")[0]
    except (OSError, IndexError):
        return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
