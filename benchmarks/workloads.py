"""What is measured: the lines of the table."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.job import Job

PEERS = ["micrograd"]  # as the extra `bench` installs them


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    what: str
    who: str
    job: Job
    quantity: str  # of those that the job measures
    unit: str
    against: Job | None = None  # the job of the contestant to compare with
    goal: str = ""


def lines(quick: bool) -> list[Line]:
    """All lines; the quick ones are small enough for a few seconds."""
    steps, imported, longest = (1, 1, 10_000) if quick else (10, 5, 1_000_000)
    return [*training(steps), *gpts(steps), *modes(steps), *imports(imported), *pictures(quick), *chains(longest)]


def training(steps: int) -> list[Line]:
    """The training step, with the garbage collector and without."""
    table = []
    for collector in (True, False):
        what = "training step of micrograd's demo" + ("" if collector else ", garbage collector off")
        goals = ("≥ 3 ×", "≥ 20 ×") if collector else ("", "")
        peer = Job("training.micrograd", (steps,), collector)
        plain = Job("training.plain", (steps,), collector)
        through_nn = Job("training.through_nn", (steps,), collector)
        table += [
            Line(what, "micrograd", peer, "step", "ms"),
            Line(what, "ours, the same lines", plain, "step", "ms", peer, goals[0]),
            Line(what, "ours, through `nn`", through_nn, "step", "ms", peer, goals[1]),
        ]
    return table


def gpts(steps: int) -> list[Line]:
    """The training step of a GPT."""
    what, peer, ours = "training step of a GPT", Job("microgpt.theirs", (steps,)), Job("microgpt.ours", (steps,))
    return [
        Line(what, "as microgpt does it", peer, "step", "ms"),
        Line(what, "ours, `demos.gpt`", ours, "step", "ms", peer, "≥ 10 ×"),
        Line(f"{what}: the last document", "as microgpt does it", peer, "values", "values"),
        Line(f"{what}: the last document", "ours, `demos.gpt`", ours, "values", "values"),
    ]


def modes(steps: int) -> list[Line]:
    """What each mode of the engine costs."""
    everyday, predictions = Job("training.through_nn", (steps,)), Job("training.predictions", ("", steps))
    step, predicting = "training step through `nn`, by mode", "predictions for 100 points, by mode"
    return [
        Line(step, "every day", everyday, "step", "ms"),
        *[
            Line(step, f"`{mode}`", Job("training.through_nn_in", (mode, steps)), "step", "ms", everyday)
            for mode in ("record_origins", "detect_anomaly")
        ],
        Line(predicting, "every day", predictions, "step", "ms"),
        Line(predicting, "`no_grad`", Job("training.predictions", ("no_grad", steps)), "step", "ms", predictions),
    ]


def imports(times: int) -> list[Line]:
    """The imports."""
    modules = {"micrograd.nn": "", "engine": "< 100 ms", "nn": "< 100 ms"}
    return [
        Line("import", f"`{module}`", Job("imports.fresh", (module, times)), "import", "ms", None, goal)
        for module, goal in modules.items()
    ]


def pictures(quick: bool) -> list[Line]:
    """Pictures, as SVG."""
    sizes = {"pictures.unfolded": [(5, ""), (20, "< 3 s")], "pictures.batch": [(5 if quick else 100, "< 5 s")]}
    table = []
    for function, several in sizes.items():
        for size, goal in several[: 1 if quick else None]:
            job = Job(function, (size, 1 if quick else 3))
            what = (
                f"every value of a network 8 - {size} - {size} - 4"
                if "unfolded" in function
                else f"{size} examples, folded"
            )
            table += [
                Line(f"picture of {what}", "values", job, "values", ""),
                Line(f"picture of {what}", "`dot`", job, "dot", "ms", None, goal),
                Line(f"picture of {what}", "built-in layout", job, "built-in", "ms", None, goal),
            ]
    return table


def chains(longest: int) -> list[Line]:
    """Chains of 1,000 additions and more."""
    table = []
    for n in [n for n in (1_000, 10_000, 100_000, 1_000_000) if n <= longest]:
        what, peer, ours = f"build + backward, per node of {n:,}", Job("chain.micrograd", (n,)), Job("chain.ours", (n,))
        table += [
            Line(what, "micrograd, stack raised", peer, "per node", "ns"),
            Line(what, "ours", ours, "per node", "ns", peer),
        ]
    what, memory = f"a chain of {longest:,} additions", Job("chain.our_memory", (longest,), once=True)
    peer_memory = Job("chain.micrograd_memory", (longest,), once=True)
    return [
        *table,
        Line(f"{what}: build", "ours", ours, "build", "s"),
        Line(f"{what}: backward", "ours", ours, "backward", "s"),
        Line(f"{what}: free", "ours", ours, "free", "s"),
        Line(f"{what}: memory", "micrograd", peer_memory, "bytes", "bytes a node"),
        Line(f"{what}: memory", "ours", memory, "bytes", "bytes a node", None, "≤ 400"),
        Line(f"{what}: left to the collector", "micrograd", peer_memory, "garbage", "objects"),
        Line(f"{what}: left to the collector", "ours", memory, "garbage", "objects", None, "0"),
    ]
