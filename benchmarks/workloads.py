"""What is measured: the lines of the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.job import Job

PEERS = {
    "distributed": "Dask", "loky": "loky", "micrograd": "micrograd", "autograd": "HIPS autograd", "casadi": "CasADi",
    "jax": "JAX", "torch": "PyTorch",
}  # fmt: skip
WHO = {  # the contestants of training.py: what the table calls them, and the package that they need
    "micrograd": ("micrograd", "micrograd"),
    "microgpt": ("microgpt's `Value`", ""),
    "scalars": ("ours, micrograd's lines", ""),
    "eager": ("ours, through `nn`", ""),
    "compiled": ("ours, compiled", ""),
    "in C": ("ours, compiled to C", ""),
    "C by hand": ("C, written by hand", ""),
    "autograd": ("HIPS autograd", "autograd"),
    "CasADi": ("CasADi, a call an example", "casadi"),
    "CasADi, mapped": ("CasADi, mapped over the batch", "casadi"),
    "CasADi, in C": ("CasADi's C of it", "casadi"),
    "JAX": ("JAX, `jit`", "jax"),
    "PyTorch": ("PyTorch", "torch"),
    "PyTorch, compiled": ("PyTorch, `torch.compile`", "torch"),
}
SINGLE = ["micrograd", "microgpt", "scalars"]  # those that compute with single scalars
OURS = ["eager", "compiled", "in C"]
OTHERS = ["C by hand", "autograd", "CasADi", "CasADi, mapped", "CasADi, in C", "JAX", "PyTorch", "PyTorch, compiled"]
IN_C = {"C by hand": "≥ 0.5 ×", "CasADi, in C": "≥ 1 ×", "JAX": "", "PyTorch": "≥ 1 ×", "PyTorch, compiled": "≥ 1 ×"}
SIZES = (1, 10, 32, 100, 1000)  # of batches


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
    same: Job | None = None  # the job that must give the same bits


def lines(quick: bool) -> list[Line]:
    """All lines; the quick ones are small enough for a few seconds."""
    steps, imported, longest, nodes = (1, 1, 1_000, 2_000) if quick else (10, 5, 1_000_000, 100_000)
    seconds = 0.0 if quick else 0.3
    return [
        *training(steps, seconds),
        *by_size(steps, seconds, SIZES[:2] if quick else SIZES),
        *epochs(1 if quick else 100, seconds, quick),
        *making(),
        *gpts(steps),
        *modes(steps, seconds),
        *workers(steps),
        *imports(imported),
        *pictures(quick),
        *random_graphs(nodes),
        *chains(longest),
    ]


def job(function: str, contestant: str, *arguments: Any, collector: bool = True) -> Job:
    """What a function of training.py measures of a contestant."""
    slow = contestant == "PyTorch, compiled"  # to compile
    return Job(f"training.{function}", (contestant, *arguments), collector, once=slow, peer=WHO[contestant][1])


def compared(what: str, quantity: str, jobs: dict[str, Job], goals: dict[str, str]) -> list[Line]:
    """A line for each contestant, compared with the first; one for ours, compiled, against each other with a goal."""
    first = next(iter(jobs))
    table = [
        Line(
            what, WHO[name][0], job, quantity, "ms", None if name == first else jobs[first],
            goals.get(f"{name} against {first}", ""), jobs["eager"] if name in ("compiled", "in C") else None,
        )
        for name, job in jobs.items()
    ]  # fmt: skip
    return table + [
        Line(what, f"{WHO[ours][0]}, against {WHO[name][0]}", jobs[ours], quantity, "ms", jobs[name], goal)
        for ours, limits in (("compiled", goals), ("in C", IN_C))
        for name, goal in limits.items()
        if name in jobs and name != first
    ]


def training(steps: int, seconds: float) -> list[Line]:
    """The step of micrograd's demo, with the garbage collector and without."""
    what, names = "training step of micrograd's demo", [*SINGLE, *OURS, *OTHERS]
    jobs = {name: job("demo", name, steps, seconds) for name in names}
    off = {name: job("demo", name, steps, seconds, collector=False) for name in [*SINGLE, *OURS]}
    goals = {
        "scalars against micrograd": "≥ 3 ×", "eager against micrograd": "≥ 20 ×",
        "compiled against micrograd": "≥ 300 ×", "in C against micrograd": "≥ 20,000 ×",
        "CasADi": "≥ 1 ×", "CasADi, mapped": "≥ 1 ×", "PyTorch": "",
    }  # fmt: skip
    return [
        *compared(what, "step", jobs, goals),
        *compared(f"{what}, garbage collector off", "step", off, {"compiled against micrograd": "≥ 60 ×"}),
    ]


def by_size(steps: int, seconds: float, batch_sizes: Sequence[int]) -> list[Line]:
    """The step of micrograd's network on batches of other sizes."""
    others = [name for name in OTHERS if name != "PyTorch"]
    jobs = {name: job("sizes", name, batch_sizes, steps, seconds) for name in ["PyTorch", *others, *OURS]}
    return [
        line
        for size in batch_sizes
        for line in compared(
            f"micrograd's network, batch of {size:,}",
            f"batch of {size}",
            jobs,
            {"compiled against PyTorch": "≥ 1 ×"} if size <= 32 else {},
        )
    ]


def epochs(steps: int, seconds: float, quick: bool) -> list[Line]:
    """An epoch of penguins and of digits; micrograd has no exp and no log."""
    table = []
    for name, what in (("penguins", "penguins, 4 - 8 - 3"), ("digits", "8×8 digits, 64 - 32 - 10")):
        names = [*SINGLE[1:], *OURS, *OTHERS]
        jobs = {who: job("epoch", who, name, steps, seconds) for who in names}
        if quick and name == "digits":
            jobs = {who: jobs[who] for who in [*OURS, *OTHERS]}
        table += compared(f"epoch of {what}", "epoch", jobs, {} if quick else {"PyTorch": ""})
    return table


def gpts(steps: int) -> list[Line]:
    """The training step of a GPT."""
    what, peer, ours = "training step of a GPT", Job("microgpt.theirs", (steps,)), Job("microgpt.ours", (steps,))
    compiled, whole = Job("microgpt.ours", (steps, True)), Job("microgpt.whole", (100 * steps,), once=True)
    return [
        Line(what, "as microgpt does it", peer, "step", "ms"),
        Line(what, "ours, `demos.gpt --eager`", ours, "step", "ms", peer, "≥ 10 ×"),
        Line(what, "ours, compiled: `demos.gpt`", compiled, "step", "ms", peer),
        Line(f"{what}: loss and gradient", "as microgpt does it", peer, "gradient", "ms"),
        Line(f"{what}: loss and gradient", "ours, eager", ours, "gradient", "ms", peer),
        Line(f"{what}: loss and gradient", "ours, compiled", compiled, "gradient", "ms", peer, "≥ 50 ×"),
        Line(f"{100 * steps:,} steps of a GPT, programs included", "ours, compiled", whole, "training", "s"),
        Line(f"{what}: the last document", "as microgpt does it", peer, "values", "values"),
        Line(f"{what}: the last document", "ours", ours, "values", "values"),
    ]


def making() -> list[Line]:
    """How long it takes to compile."""
    table = []
    for name in ("demo", "penguins", "digits"):
        goal = "" if name == "digits" else "< 100 ms"
        table += [
            Line(f"getting ready: {name}", WHO[who][0], job("making", who, name), "making", "ms", None, limit)
            for who, limit in (("compiled", goal), ("in C", ""), ("CasADi, mapped", ""), ("CasADi, in C", ""))
        ]
    return table


def modes(steps: int, seconds: float) -> list[Line]:
    """What each mode of the engine costs."""
    everyday, predictions = job("demo", "eager", steps, seconds), Job("training.predictions", ("", steps))
    step, predicting = "training step through `nn`, by mode", "predictions for 100 points, by mode"
    return [
        Line(step, "every day", everyday, "step", "ms"),
        *[
            Line(step, f"`{mode}`", Job("training.in_mode", (mode, steps, seconds)), "step", "ms", everyday)
            for mode in ("record_origins", "detect_anomaly")
        ],
        Line(predicting, "every day", predictions, "step", "ms"),
        Line(predicting, "`no_grad`", Job("training.predictions", ("no_grad", steps)), "step", "ms", predictions),
    ]


def random_graphs(nodes: int) -> list[Line]:
    """Build and backward of a random graph."""
    what = f"random graph of {nodes:,} nodes, build + backward"
    names = {
        "micrograd, stack raised": ("micrograd", "micrograd"),
        "microgpt's `Value`, stack raised": ("like_microgpt", ""),
        "HIPS autograd": ("autograd", "autograd"),
        "CasADi, with its gradient written down": ("casadi", "casadi"),
        "PyTorch": ("torch", "torch"),
        "ours": ("ours", ""),
    }
    jobs = {
        who: Job(f"random_graph.{function}", (nodes, 1), once=function == "autograd", peer=peer)
        for who, (function, peer) in names.items()
    }
    first = next(iter(jobs.values()))
    return [Line(what, who, job, "graph", "ms", None if job is first else first) for who, job in jobs.items()]


def workers(steps: int) -> list[Line]:
    """An eager step of digits whose batch is shared out among workers, and a message to one."""
    what, alone = "eager step of digits, in 8 pieces", Job("workers.steps", ("", 0, steps))
    table = [Line(what, "one process", alone, "step", "ms")]
    for kind, peer in (("threads", ""), ("processes", ""), ("loky", "loky"), ("dask", "distributed")):
        for count in (1, 2):
            shared = Job("workers.steps", (kind, count, steps), peer=peer)
            who = f"{kind}, {count} worker{'s' * (count > 1)}"
            table.append(Line(what, who, shared, "step", "ms", alone, same=alone))
        sent = Job("workers.message", (kind, 20_000, 10 * steps), peer=peer)
        table.append(Line("a message of 20 kB, and an answer", kind, sent, "message", "ms"))
    return table


def imports(times: int) -> list[Line]:
    """The imports."""
    modules = {"micrograd.nn": "", "engine": "< 100 ms", "nn": "< 100 ms"}
    return [
        Line(
            "import",
            f"`{module}`",
            Job("imports.fresh", (module, times), peer=module.split(".")[0] if "." in module else ""),
            "import",
            "ms",
            None,
            goal,
        )
        for module, goal in modules.items()
    ]


def pictures(quick: bool) -> list[Line]:
    """Pictures, as SVG."""
    sizes = {"pictures.unfolded": [(5, ""), (20, "< 3 s")], "pictures.batch": [(5 if quick else 100, "< 5 s")]}
    table = []
    for function, several in sizes.items():
        for size, goal in several[: 1 if quick else None]:
            job = Job(function, (size, 1))
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
    """Chains of 1,000 additions and more; the longest once."""
    table = []
    for n in [n for n in (1_000, 10_000, 100_000, 1_000_000) if n <= longest]:
        what, once = f"build + backward, per node of {n:,}", n == 1_000_000
        peer = Job("chain.micrograd", (n,), once=once, peer="micrograd")
        ours, microgpt = Job("chain.ours", (n,), once=once), Job("chain.like_microgpt", (n,), once=once)
        table += [
            Line(what, "micrograd, stack raised", peer, "per node", "ns"),
            Line(what, "microgpt's `Value`, stack raised", microgpt, "per node", "ns", peer),
            Line(what, "ours", ours, "per node", "ns", peer),
        ]
    what, memory = f"a chain of {longest:,} additions", Job("chain.our_memory", (longest,), once=True)
    peer_memory = Job("chain.micrograd_memory", (longest,), once=True, peer="micrograd")
    microgpt_memory = Job("chain.microgpt_memory", (longest,), once=True)
    return [
        *table,
        Line(f"{what}: build", "ours", ours, "build", "s"),
        Line(f"{what}: backward", "ours", ours, "backward", "s"),
        Line(f"{what}: free", "ours", ours, "free", "s"),
        Line(f"{what}: memory", "micrograd", peer_memory, "bytes", "bytes a node"),
        Line(f"{what}: memory", "microgpt's `Value`", microgpt_memory, "bytes", "bytes a node"),
        Line(f"{what}: memory", "ours", memory, "bytes", "bytes a node", None, "≤ 400"),
        Line(f"{what}: left to the collector", "micrograd", peer_memory, "garbage", "objects"),
        Line(f"{what}: left to the collector", "ours", memory, "garbage", "objects", None, "0"),
    ]
