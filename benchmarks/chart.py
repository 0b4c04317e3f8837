"""The chart of a run: the step of micrograd's demo, and steps on batches of other sizes."""

from __future__ import annotations

import re
from math import ceil, exp, floor, log, log10
from pathlib import Path
from statistics import median

from benchmarks.job import Job, Measured
from benchmarks.workloads import WHO, Line

DEMO = "training step of micrograd's demo"
BATCH = "micrograd's network, batch of "
OURS, IN_C, TORCH = WHO["compiled"][0], WHO["in C"][0], WHO["PyTorch"][0]
BLUE, GREY = "#1f5fa8", "#8a8f98"  # of ours, and of the others

Results = dict[Job, list[Measured]]
Curve = dict[int, list[float]]  # the seconds of a step in each round, by the size of the batch


def curves(table: list[Line], results: Results) -> dict[str, Curve]:
    """The curve of each contestant that was measured."""
    found: dict[str, Curve] = {}
    for line in table:
        if line.what.startswith(BATCH) and ", against" not in line.who and results[line.job]:
            size = int(re.sub(r"\D", "", line.what))
            found.setdefault(line.who, {})[size] = [measured[line.quantity] for measured in results[line.job]]
    return found


def overtaken(table: list[Line], results: Results) -> list[float]:
    """The batch size from which PyTorch is faster, in each round in which there is one."""
    found = curves(table, results)
    if OURS not in found or TORCH not in found:
        return []
    rounds = zip(*[zip(found[OURS][size], found[TORCH][size]) for size in found[OURS]])
    sizes = [crossing(list(found[OURS]), [log(theirs / ours) for ours, theirs in pairs]) for pairs in rounds]
    return [size for size in sizes if size is not None]


def crossing(sizes: list[int], leads: list[float]) -> float | None:
    """Where the lead becomes negative, between two sizes on a logarithmic scale."""
    for low, high, before, after in zip(sizes, sizes[1:], leads, leads[1:]):
        if before > 0 >= after:
            return exp(log(low) + (log(high) - log(low)) * before / (before - after))
    return None


def save(table: list[Line], results: Results, path: Path) -> None:
    """Draw the chart."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams.update({"svg.hashsalt": "chart", "svg.fonttype": "none", "font.size": 10})
    from matplotlib import pyplot

    figure, (demo, by_size) = pyplot.subplots(1, 2, figsize=(14, 4.8), layout="constrained")
    draw_demo(demo, table, results)
    draw_curves(by_size, curves(table, results))
    figure.savefig(path, metadata={"Date": None})


def draw_demo(axes, table: list[Line], results: Results) -> None:
    """The milliseconds of a step of the demo, the slowest at the top."""
    shown = [line for line in table if line.what == DEMO and ", against" not in line.who and results[line.job]]
    numbers = [(median(1e3 * measured["step"] for measured in results[line.job]), line.who) for line in shown]
    numbers.sort()
    for place, (ms, who) in enumerate(numbers):  # points, for a bar on such an axis has no beginning
        axes.plot(ms, place, "o", markersize=9, color=BLUE if who.startswith("ours") else GREY)
        axes.annotate(f"{in_short(ms)} ms", (ms, place), (9, 0), textcoords="offset points", va="center")
    axes.set_yticks(range(len(numbers)), [who.replace("`", "") for _, who in numbers])
    low, high = numbers[0][0], numbers[-1][0]
    axes.set(xscale="log", xlim=(10 ** floor(log10(low)), 10 ** ceil(log10(high) + 0.6)), xlabel="milliseconds")
    axes.set_title("A step of micrograd's demo: 100 points, 337 parameters")
    axes.grid(axis="both", color="#e3e5e8")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def in_short(ms: float) -> str:
    """A number with two digits, or as many as it has before the point."""
    return f"{ms:,.0f}" if ms >= 10 else f"{ms:.2g}"


def draw_curves(axes, found: dict[str, Curve]) -> None:
    """The milliseconds of a step by the size of the batch."""
    slowest_first = sorted(found.items(), key=lambda item: -median(next(reversed(item[1].values()))))
    for (who, curve), marker in zip(slowest_first, "sdv^<>pPoX*"):
        ours = {"color": BLUE, "linewidth": 2.5, "zorder": 3} if who in (OURS, IN_C) else {}
        numbers = [1e3 * median(seconds) for seconds in curve.values()]
        axes.plot(list(curve), numbers, marker=marker, label=who.replace("`", ""), **ours)
    axes.set(xscale="log", yscale="log", title="The same network by the size of the batch")
    axes.set(xlabel="examples in a batch", ylabel="milliseconds")
    axes.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))
    axes.spines[["top", "right"]].set_visible(False)
