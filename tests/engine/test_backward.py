"""The backward pass: the chain rule on shared nodes, over several passes, at any depth, and in the same bits."""

import gc
import os
import subprocess
import sys
import tracemalloc

import pytest

import engine
from engine import Value
from tests import ROOT


def test_the_lecture_example():
    a, b, c, f = Value(2.0), Value(-3.0), Value(10.0), Value(-2.0)
    output = (a * b + c) * f
    output.backward()
    assert output.data == -8.0
    assert [x.grad for x in (a, b, c, f)] == [6.0, -4.0, -2.0, 4.0]


def test_the_micrograd_readme_example_runs_after_changing_the_import():
    a = Value(-4.0)
    b = Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    assert f"{g.data:.4f} {a.grad:.4f} {b.grad:.4f}" == "24.7041 138.8338 645.5773"


def test_a_value_used_twice_gets_both_contributions():
    a = Value(3.0)
    (a + a).backward()
    assert a.grad == 2.0


def test_a_diamond():
    x = Value(2.0)
    y = x * x
    (y * y + y).backward()  # x^4 + x^2
    assert x.grad == 4 * 8 + 2 * 2


def test_leaves_accumulate_and_nodes_do_not():
    x = Value(3.0)
    square = x * x
    cube = square * x
    cube.backward()
    cube.backward()
    assert x.grad == 2 * 27.0
    assert square.grad == 3.0
    assert cube.grad == 1.0


def test_zeroing_the_leaf_is_enough():
    x = Value(3.0)
    cube = x * x * x
    cube.backward()
    x.grad = 0.0
    cube.backward()
    assert x.grad == 27.0


def test_graphs_that_share_nodes_do_not_disturb_each_other():
    x = Value(3.0)
    shared = x * x
    one, two = shared * 2, shared * 5
    one.backward()
    two.backward()
    assert x.grad == 6.0 * 2 + 6.0 * 5


def test_zero_grad_clears_all_that_a_value_was_computed_from():
    x = Value(3.0)
    y = (x * x).exp()
    y.backward()
    y.zero_grad()
    assert [value.grad for value in engine.topological_order(y)] == [0.0] * 3


def test_data_changed_after_the_forward_pass_does_not_change_this_gradient():
    x = Value(3.0)
    y = x * x
    x.data = 10.0
    y.backward()
    assert x.grad == 6.0


def test_backward_on_a_leaf():
    x = Value(3.0)
    x.backward()
    assert x.grad == 1.0


def test_a_partial_that_floats_cannot_express_follows_ieee():
    x = Value(0.0)
    (x**0.5).backward()
    assert x.grad == float("inf")
    x = Value(-2.0)
    y = Value(3.0)
    (x**y).backward()
    assert x.grad == 12.0
    assert y.grad != y.grad  # nan


def test_topological_order_is_depth_first_with_inputs_from_left_to_right():
    a, b, c = Value(1.0, "a"), Value(2.0, "b"), Value(3.0, "c")
    product = a * b
    total = product + c
    output = total * product
    assert engine.topological_order(output) == [a, b, product, c, total, output]


@pytest.mark.slow
def test_a_chain_of_a_million_additions():
    chain = Value(0.0, "x")
    x = chain
    for _ in range(1_000_000):
        chain = chain + 1
    chain.backward()
    assert (chain.data, x.grad) == (1_000_000.0, 1.0)
    gc.collect()
    del chain
    assert gc.collect() == 0  # freed without recursion, and nothing left for the cycle collector


def test_a_node_takes_at_most_400_bytes():
    x = w = Value(1.000001)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(10_000):
            x = x * w
        x.backward()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (after - before) / 10_000 <= 400


def test_the_same_bits_in_every_process_with_any_hash_seed():
    outputs = set()
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-m", "tests.bits"]
        outputs.add(subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True).stdout)
    assert len(outputs) == 1


@pytest.mark.parametrize("n", [1, 2, 7])
def test_a_sum_a_dot_and_their_spelled_out_forms_have_the_same_gradient(n):
    ws, xs, b = [Value(0.3 * i - 1) for i in range(n)], [Value(1.7 - i) for i in range(n)], Value(0.25)
    total = ws[0] * xs[0]
    for w, x in zip(ws[1:], xs[1:]):
        total = total + w * x
    (total + b).tanh().backward()
    spelled_out = [value.grad for value in (*ws, *xs, b)]
    for value in (*ws, *xs, b):
        value.grad = 0.0
    engine.dot(ws, xs, b).tanh().backward()
    assert [value.grad for value in (*ws, *xs, b)] == spelled_out
