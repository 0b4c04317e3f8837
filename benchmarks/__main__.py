"""Measure everything in one run, and print the table: `python -m benchmarks [--quick | --full]`."""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from math import isclose
from pathlib import Path
from statistics import median

from benchmarks.chart import overtaken, save
from benchmarks.job import Job, Measured
from benchmarks.workloads import PEERS, Line, lines

SCALES = {"ms": 1e3, "ns": 1e9}  # from seconds
HERE = Path(__file__).parent
START, END = "<!-- a full run -->\n", "<!-- end of the run -->\n"  # around the table in README.md

Results = dict[Job, list[Measured]]


def main() -> None:
    """Run all jobs in turn, and again in every round, and print what they measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round of small sizes: a test that all of it runs")
    parser.add_argument("--full", action="store_true", help="the table and the chart replace the old ones")
    parser.add_argument("--rounds", type=int, help="how many rounds to run (3, or 1 with --quick)")
    parser.add_argument("--only", default="", metavar="WORDS", help="only the lines that these words are in")
    options = parser.parse_args()
    if options.full and (options.quick or options.only):
        parser.error("--full measures everything")
    table = [line for line in lines(options.quick) if options.only in f"{line.what} {line.who}"]
    rounds = options.rounds or (1 if options.quick else 3)
    results = run({job: None for line in table for job in (line.job, line.against, line.same) if job}, rounds)
    check_results(table, results)
    report = written(table, results)
    print(report)
    if options.full:
        text = (HERE / "README.md").read_text(encoding="utf-8")
        before, after = text.split(START)[0], text.split(END)[1]
        (HERE / "README.md").write_text(f"{before}{START}\n{report}\n{END}{after}", encoding="utf-8")
        save(table, results, HERE / "chart.svg")


def run(jobs: dict[Job, None], rounds: int) -> Results:
    """What each job measured in each round; nothing if its peer is not installed."""
    results: Results = {job: [] for job in jobs}
    present = [job for job in jobs if not job.peer or version_of(job.peer)]
    for i in range(rounds):
        for job in present:
            if i == 0 or not job.once:
                print(f"round {i + 1} of {rounds}: {job.function} {job.arguments}", file=sys.stderr)
                results[job].append(job.run())
    return results


def version_of(package: str) -> str:
    """The version of a package, or nothing."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def check_results(table: list[Line], results: Results) -> None:
    """Stop unless contestants that are compared have computed the same numbers, and some the same bits."""
    for line in table:
        for other, exactly in ((line.against, False), (line.same, True)):
            if other is None or not (results[line.job] and results[other]):
                continue
            ours, theirs = (numbers_of(results[job][0]) for job in (line.job, other))
            if not agree(ours, theirs, exactly):
                sys.exit(f"{line.what}: {line.who} computes {ours[:3]}..., but {theirs[:3]}... is to be computed")


def numbers_of(measured: Measured) -> list[float]:
    """What was computed, as a list."""
    result = measured["result"]
    return result if isinstance(result, list) else [result]


def agree(ours: list[float], theirs: list[float], exactly: bool) -> bool:
    """Whether these are the same numbers, or else to 1e-9 of the largest."""
    close = 0.0 if exactly else 1e-9 * max(map(abs, theirs))
    return len(ours) == len(theirs) and all(isclose(x, y, rel_tol=0.0, abs_tol=close) for x, y in zip(ours, theirs))


def written(table: list[Line], results: Results) -> str:
    """The table in Markdown, with what it was measured on."""
    peers = [f"{name} {version_of(peer) or 'not installed'}" for peer, name in PEERS.items()]
    text = [
        f"Python {platform.python_version()}, {', '.join(peers)}; {processor()}, {platform.system()}.\n",
        "| measured | by | median (min–max) | times faster | goal |\n|---|---|---|---|---|",
        *[row(line, results) for line in table],
    ]
    if sizes := overtaken(table, results):
        text.append(f"\nPyTorch overtakes ours, compiled, at {with_spread(sizes, 'examples a batch')}.")
    return "\n".join(text)


def row(line: Line, results: Results) -> str:
    """The line in Markdown."""
    numbers = [measured[line.quantity] for measured in results[line.job]]
    if not numbers:
        return f"| {line.what} | {line.who} | not installed |  | {line.goal} |"
    result = with_spread([x * SCALES.get(line.unit, 1) for x in numbers], line.unit)
    faster = ""
    if line.against is not None and results[line.against]:  # round by round
        theirs = [measured[line.quantity] for measured in results[line.against]]
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
