"""The benchmarks: their contestants compute the same, and their table and chart say what was measured."""

from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec

import pytest

from benchmarks import random_graph
from benchmarks.__main__ import agree, row, with_spread
from benchmarks.chart import crossing, overtaken
from benchmarks.job import Job
from benchmarks.microgpt import Value
from benchmarks.tasks import classes, flat, moons
from benchmarks.training import CONTESTANTS, measured
from benchmarks.workloads import WHO, Line, lines
from engine import gradcheck

TASKS = {"demo": moons(12, 4), "penguins": classes("penguins"), "digits": classes("digits")}


CASES = [  # of peers, those that are installed; micrograd has no exp and no log
    (who, name)
    for who in CONTESTANTS
    for name in TASKS
    if (not WHO[who][1] or find_spec(WHO[who][1])) and not (who == "micrograd" and name != "demo")
]


def small(name):
    task = TASKS[name]
    return replace(task, inputs=task.inputs[:8], targets=task.targets[:8], batch_size=4)


def trained(who, name):
    return measured(who, small(name), 2, 0.0)["result"]


@pytest.mark.parametrize(("who", "name"), CASES)
def test_contestants_end_with_the_same_parameters(who, name):
    eager = trained("eager", name)
    assert agree(trained(who, name), eager, exactly=who in ("compiled", "in C"))
    assert not agree(flat(small(name).weights()), eager, exactly=False)  # they have moved


def test_agreement_is_to_1e_9_or_to_the_bit():
    assert agree([1.0, 1e-12], [1.0, 0.0], exactly=False)
    assert not agree([1.0, 1e-8], [1.0, 0.0], exactly=False)
    assert not agree([1.0, 1e-12], [1.0, 0.0], exactly=True)
    assert not agree([1.0], [1.0, 0.0], exactly=False)
    assert not agree([float("nan")], [1.0], exactly=False)


def test_the_value_of_microgpt_has_the_gradient_of_its_formula():
    def formula(x, y):
        return ((x * y + 2 / y).exp() + (x - 3 * y) ** 2).log() * (y - x).relu() - -x

    assert gradcheck(formula, 0.3, 0.7)
    x, y = Value(0.3), Value(0.7)
    formula(x, y).backward()
    step = 1e-6
    for leaf, dx, dy in ((x, step, 0.0), (y, 0.0, step)):
        up, down = formula(Value(0.3 + dx), Value(0.7 + dy)), formula(Value(0.3 - dx), Value(0.7 - dy))
        assert leaf.grad == pytest.approx((up.data - down.data) / (2 * step), rel=1e-7)


def test_a_random_graph_has_one_gradient():
    ours, other = random_graph.ours(3000, 1)["result"], random_graph.like_microgpt(3000, 1)["result"]
    assert agree(ours, other, exactly=False)
    assert all(abs(x) <= 1 for x in random_graph.program(3000)[0])


def test_every_job_can_be_found_and_the_names_of_lines_are_unique():
    table = lines(quick=False)
    assert len({(line.what, line.who) for line in table}) == len(table)
    for job in {line.job for line in table}:
        module, name = job.function.split(".")
        assert callable(getattr(import_module(f"benchmarks.{module}"), name))


def test_a_row_has_medians_and_ratios_of_rounds_and_says_what_is_missing():
    fast, slow = Job("a.fast", ()), Job("a.slow", ())
    line = Line("a step", "fast", fast, "step", "ms", slow, "≥ 2 ×")
    found = {fast: [{"step": 0.001}, {"step": 0.002}, {"step": 0.004}], slow: [{"step": 0.01}] * 3}
    assert row(line, found) == "| a step | fast | 2 ms (1–4) | 5 × (2.5–10) | ≥ 2 × |"
    assert row(line, {**found, slow: []}) == "| a step | fast | 2 ms (1–4) |  | ≥ 2 × |"
    assert row(line, {**found, fast: []}) == "| a step | fast | not installed |  | ≥ 2 × |"
    assert with_spread([1234.5], "ns") == "1,234 ns"


def test_where_pytorch_overtakes():
    assert crossing([1, 100], [1.0, -1.0]) == pytest.approx(10.0)
    assert crossing([1, 10, 100], [2.0, 1.0, 0.5]) is None
    ours, torch = Job("a.ours", ()), Job("a.torch", ())
    table = [
        Line(f"micrograd's network, batch of {size:,}", WHO[who][0], job, f"batch of {size}", "ms")
        for size in (10, 1000)
        for who, job in (("compiled", ours), ("PyTorch", torch))
    ]
    found = {
        ours: [{"batch of 10": 1.0, "batch of 1000": 100.0}],
        torch: [{"batch of 10": 10.0, "batch of 1000": 10.0}],
    }
    assert overtaken(table, found) == pytest.approx([100.0])
    assert overtaken(table, {ours: found[ours], torch: []}) == []
