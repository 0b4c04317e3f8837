"""The chart of a run: the step of micrograd's demo, and steps on batches of other sizes."""

from __future__ import annotations

import re
from math import exp, log
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
        if line.what.startswith(BATCH) and results[line.job]:
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

    figure, (bars, by_size) = pyplot.subplots(1, 2, figsize=(13, 4.6), layout="constrained")
    draw_bars(bars, table, results)
    draw_curves(by_size, curves(table, results))
    figure.savefig(path, metadata={"Date": None})


def draw_bars(axes, table: list[Line], results: Results) -> None:
    """The milliseconds of a step of the demo, the slowest at the top."""
    shown = [line for line in table if line.what == DEMO and ", against" not in line.who and results[line.job]]
    numbers = [(median(1e3 * measured["step"] for measured in results[line.job]), line.who) for line in shown]
    numbers.sort()
    names = [who.replace("`", "") for _, who in numbers]
    colours = [BLUE if who.startswith("ours") else GREY for _, who in numbers]
    drawn = axes.barh(names, [ms for ms, _ in numbers], color=colours)
    axes.bar_label(drawn, [f"{ms:,.0f} ms" if ms >= 10 else f"{ms:.2g} ms" for ms, _ in numbers], padding=3)
    axes.set(xscale="log", title="A step of micrograd's demo: 100 points, 337 parameters", xlabel="milliseconds")
    axes.margins(x=0.2)
    axes.spines[["top", "right"]].set_visible(False)


def draw_curves(axes, found: dict[str, Curve]) -> None:
    """The milliseconds of a step by the size of the batch."""
    for (who, curve), marker in zip(found.items(), "sdv^<>pPoo*"):
        colour = {"color": BLUE, "linewidth": 2.5} if who in (OURS, IN_C) else {}
        numbers = [1e3 * median(seconds) for seconds in curve.values()]
        axes.plot(list(curve), numbers, marker=marker, label=who.replace("`", ""), **colour)
    axes.set(xscale="log", yscale="log", title="The same network by the size of the batch")
    axes.set(xlabel="examples in a batch", ylabel="milliseconds")
    axes.legend(frameon=False, fontsize=9)
    axes.spines[["top", "right"]].set_visible(False)
