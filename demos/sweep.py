"""Which setting is best? Many small trainings side by side: widths, learning rates, seeds, on all cores or a cluster.

python -m demos.sweep                                  digits, on as many processes as there are cores
python -m demos.sweep --data FILE --label COLUMN       any table with a column of classes
python -m demos.sweep --dask                           on a Dask cluster that it starts here
python -m demos.sweep --scheduler tcp://HOST:8786      on a Dask cluster that runs

Each finished trial is written at once, to FOLDER/trials.jsonl; a sweep that was stopped goes on from there. The setting
is chosen by the mean accuracy on the validation set, and only that one is asked about the test set.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from itertools import product
from multiprocessing import get_context, parent_process
from pathlib import Path
from statistics import fmean, stdev
from threading import Thread
from typing import Any

import nn
from demos import digits
from demos.command_line import check_matplotlib, whole

DATA = digits.DATA / "digits.csv"
FOLDER = Path("runs/sweep")

Setting = tuple[int, float]  # the width of the hidden layer, and the learning rate
Trial = dict[str, Any]  # a setting, a seed, and how good the network was on the validation and the test set


def trial(data: str, label: str | None, width: int, lr: float, seed: int, epochs: int) -> Trial:
    """One training, from the file to the accuracies; the split is the same for all."""
    ((inputs, targets), validation, test), classes = digits.parts(data, label)
    model = nn.MLP(len(inputs[0]), [width, len(classes)], activation="tanh", init="xavier_uniform", seed=seed)
    model.standardizer = nn.Standardizer(inputs)
    optimizer = nn.Adam(model.parameters(), lr=lr)
    nn.fit(model, inputs, targets, nn.cross_entropy, optimizer, epochs, 32, seed=seed, progress=False, compiled=True)
    found = {name: digits.accuracy(model, part) for name, part in (("validation", validation), ("test", test))}
    return {"width": width, "lr": lr, "seed": seed, **found}


# --- running ----------------------------------------------------------------------------------------------------------


@contextmanager
def workers(processes: int, dask: bool, scheduler: str) -> Iterator[Executor]:
    """What computes the trials: processes here, or a cluster of Dask."""
    if not (dask or scheduler):
        with ProcessPoolExecutor(processes, get_context("spawn"), end_with_parent) as pool:
            yield pool
        return
    from distributed import Client, LocalCluster

    if scheduler:
        with Client(scheduler) as client:
            yield client.get_executor(pure=False)
    else:
        with (
            LocalCluster(n_workers=processes, threads_per_worker=1, dashboard_address=":0") as cluster,
            Client(cluster) as client,
        ):
            yield client.get_executor(pure=False)


def end_with_parent() -> None:
    """Let a worker end when the sweep has been killed, which cannot tell it."""
    parent = parent_process()
    if parent is not None:
        Thread(target=lambda: (parent.join(), os._exit(1)), daemon=True).start()


def finished(path: Path, sweep: dict[str, Any]) -> list[Trial]:
    """The trials in the file of a sweep; a file is begun if there is none.

    A last line that was not written to its end is left out. Raises ValueError for the file of another sweep.
    """
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
    whole_lines = [line for line in lines if line.endswith("\n")]
    if not whole_lines:
        path.write_text(json.dumps(sweep) + "\n", encoding="utf-8")
        return []
    if json.loads(whole_lines[0]) != sweep:
        raise ValueError(f"{path} is of another sweep; give another --folder, or remove it to begin anew")
    if len(whole_lines) < len(lines):
        path.write_text("".join(whole_lines), encoding="utf-8")
    return list(map(json.loads, whole_lines[1:]))


def run(
    executor: Executor, todo: Sequence[tuple[int, float, int]], sweep: dict[str, Any], path: Path, at_once: int
) -> int:
    """Compute the trials, each of which is appended to the file when it is done; the number of those that failed."""
    futures: dict[Future[Trial], tuple[int, float, int]] = {
        executor.submit(trial, sweep["data"], sweep["label"], *one, sweep["epochs"]): one for one in todo
    }
    failed = 0
    for number, future in enumerate(as_completed(futures), 1):
        width, lr, seed = futures[future]
        try:
            found = future.result()
        except Exception as error:
            failed += 1
            print(f"width {width}, lr {lr:g}, seed {seed} failed: {type(error).__name__}: {error}", file=sys.stderr)
        else:
            with open(path, "a", encoding="utf-8") as file:
                file.write(json.dumps(found) + "\n")
            said = f"width {width:3}, lr {lr:<6g} seed {seed}: {found['validation']:.1%}"
            left = len(todo) - number
            print(f"{said}   {min(at_once, left)} running, {failed} failed, {left} left", file=sys.stderr)
    return failed


# --- judging ----------------------------------------------------------------------------------------------------------


def by_setting(trials: Sequence[Trial]) -> dict[Setting, list[Trial]]:
    """The trials of each setting, in order."""
    found: dict[Setting, list[Trial]] = {}
    for one in sorted(trials, key=lambda one: (one["width"], one["lr"], one["seed"])):
        found.setdefault((one["width"], one["lr"]), []).append(one)
    return found


def mean_and_spread(trials: Sequence[Trial], part: str) -> tuple[float, float]:
    """The mean accuracy over the seeds, and its standard deviation."""
    accuracies = [one[part] for one in trials]
    return fmean(accuracies), stdev(accuracies) if len(accuracies) > 1 else 0.0


def report(settings: dict[Setting, list[Trial]]) -> Setting:
    """Print the table, the setting that was chosen, and what the test set says of that one alone."""
    print("width  learning rate  validation accuracy")
    for (width, lr), trials in settings.items():
        mean, spread = mean_and_spread(trials, "validation")
        print(f"{width:5}  {lr:13g}  {mean:6.1%} ± {spread:.1%}, {len(trials)} seeds")
    best = max(settings, key=lambda setting: mean_and_spread(settings[setting], "validation")[0])
    mean, spread = mean_and_spread(settings[best], "test")
    print(f"chosen: width {best[0]}, learning rate {best[1]:g}; on the test set {mean:.1%} ± {spread:.1%}")
    return best


def picture(settings: dict[Setting, list[Trial]], best: Setting) -> Any:
    """The accuracy by learning rate, a line for each width; each seed is a point."""
    figure, [axes] = nn.charts("accuracy on the validation set, by setting", x="learning rate", y="accuracy")
    for width, colour, marker in zip(dict.fromkeys(w for w, _ in settings), nn.COLOURS, "os^Dv*X"):
        rates = [lr for w, lr in settings if w == width]
        means = [mean_and_spread(settings[width, lr], "validation")[0] for lr in rates]
        axes.plot(rates, means, marker=marker, color=colour, label=f"width {width}")
        for lr in rates:
            each = [one["validation"] for one in settings[width, lr]]
            axes.plot([lr] * len(each), each, ".", color=colour, alpha=0.5)
    mean = mean_and_spread(settings[best], "validation")[0]
    axes.plot(best[1], mean, "o", markersize=18, fillstyle="none", color="#1b1f24", label="chosen")
    axes.set_xscale("log")
    axes.legend(fontsize=nn.LETTERS[1], frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
    return figure


def main() -> None:
    """Run the demo from the command line."""
    parser = argparse.ArgumentParser(description="Train many networks, and choose the best setting.")
    parser.add_argument("--data", default=str(DATA), metavar="FILE", help="a table with a column of classes")
    parser.add_argument("--label", default=None, metavar="COLUMN", help="that column (the last one)")
    parser.add_argument("--widths", type=whole, nargs="+", default=[8, 24], help="of the hidden layer")
    parser.add_argument("--rates", type=float, nargs="+", default=[0.001, 0.01, 0.1], help="learning rates")
    parser.add_argument("--seeds", type=whole, default=3, help="how many for each setting (%(default)s)")
    parser.add_argument("--epochs", type=whole, default=8, help="of each training (%(default)s)")
    parser.add_argument("--processes", type=whole, default=os.cpu_count() or 1, help="workers (%(default)s)")
    parser.add_argument("--dask", action="store_true", help="on a Dask cluster that is started here")
    parser.add_argument("--scheduler", default="", metavar="ADDRESS", help="on a Dask cluster that runs there")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="for trials.jsonl and the picture (%(default)s)")
    options = parser.parse_args()
    check_matplotlib()
    label = options.label or ("digit" if options.data == str(DATA) else None)
    sweep = {
        "data": os.path.abspath(options.data), "label": label, "widths": options.widths, "rates": options.rates,
        "seeds": options.seeds, "epochs": options.epochs,
    }  # fmt: skip
    options.folder.mkdir(parents=True, exist_ok=True)
    path = options.folder / "trials.jsonl"
    try:
        nn.load_csv(options.data, label=label)  # what is wrong with it is said here, and once
        done = finished(path, sweep)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    known = {(one["width"], one["lr"], one["seed"]) for one in done}
    todo = [one for one in product(options.widths, options.rates, range(options.seeds)) if one not in known]
    print(f"{len(todo) + len(done)} trials, {len(done)} of them done before", file=sys.stderr)
    failed = 0
    if todo:
        with workers(options.processes, options.dask, options.scheduler) as executor:
            failed = run(executor, todo, sweep, path, options.processes)
    if failed:
        raise SystemExit(f"{failed} of {len(todo)} trials failed; the same command tries them again, and then chooses")
    settings = by_setting(finished(path, sweep))
    best = report(settings)
    picture(settings, best).savefig(options.folder / "sweep.png")
    print(f"the trials, and a picture: {options.folder}")


if __name__ == "__main__":
    main()
