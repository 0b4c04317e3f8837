"""A chain of a million nodes at Python's default recursion limit, threads, and interrupts."""

import copy
import gc
import pickle
import random
import signal
import sys
import threading
from collections import deque

import pytest

import engine
from engine import Value

pytestmark = pytest.mark.slow
DEPTH = 1_000_000


@pytest.fixture(scope="module")
def chain():
    assert sys.getrecursionlimit() == 1000
    x = Value(0.5, "x")
    y = x
    for _ in range(DEPTH):
        y = y * 1.000001
    y.backward()
    return x, y


def test_repr_and_order(chain):
    x, y = chain
    assert repr(y).endswith("grad 1.0")
    order = engine.topological_order(y)
    assert (len(order), order[0], order[-1]) == (DEPTH + 1, x, y)


def test_grad_and_steps(chain):
    x, y = chain
    [slope] = engine.grad(y, [x])
    assert slope.data == x.grad
    [last] = deque(engine.backward_steps(y), maxlen=1)
    assert last.after == x.grad


def test_drawing(chain):
    x, y = chain
    scene = engine.draw(y).scene
    assert len(scene.nodes) < 60
    assert "values hidden" in scene.nodes[1].lines[0].text
    scene = engine.draw(y, path=(x, y)).scene
    assert f"{x.grad:.4g}" in scene.notes[-1]


def test_expand_copy_and_pickle(chain):
    x, y = chain
    for twin in (engine.expand(y), copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
        assert twin.data == y.data
        assert len(engine.topological_order(twin)) == DEPTH + 1
        del twin
    gc.collect()
    y.zero_grad()
    y.backward()
    assert x.grad == pytest.approx(y.data / x.data)


def test_jvp():
    def function(x):
        for _ in range(DEPTH):
            x = x * 1.000001
        return x

    data, tangent = engine.jvp(function, [0.5], [1.0])
    assert tangent == pytest.approx(data / 0.5)


def test_freed_without_recursion_and_without_the_cycle_collector():
    gc.collect()
    y = Value(0.5)
    for _ in range(DEPTH):
        y = y.tanh()
    y.backward()
    del y
    assert gc.collect() == 0


def some_gradient(seed):
    rng = random.Random(seed)
    leaves = [Value(rng.uniform(-1, 1)) for _ in range(5)]
    numbers = list(leaves)
    for _ in range(300):
        numbers.append(engine.tanh(rng.choice(numbers) * rng.choice(numbers) + rng.choice(numbers)))
    numbers[-1].backward()
    return [leaf.grad for leaf in leaves]


def test_64_threads_with_graphs_and_modes_of_their_own():
    found = {}

    def work(seed):
        with engine.no_grad() if seed % 2 else engine.detect_anomaly():
            recorded = (Value(1.0) * 2).op is not None
        found[seed] = recorded, some_gradient(seed)

    threads = [threading.Thread(target=work, args=[seed]) for seed in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {seed: (seed % 2 == 0, some_gradient(seed)) for seed in range(64)}


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no interval timer")
def test_400_interrupts_leave_everything_usable():
    rng = random.Random(0)
    x = Value(0.9)
    y = x
    for _ in range(3000):
        y = y * 0.9999 + x * 0.0001
    y.backward()
    clean = x.grad

    def interrupt(*_):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    interrupted = 0
    try:
        while interrupted < 400:
            try:
                signal.setitimer(signal.ITIMER_REAL, rng.uniform(1e-5, 6e-3))
                y.backward()
                signal.setitimer(signal.ITIMER_REAL, 0)
            except KeyboardInterrupt:
                interrupted += 1
                y.zero_grad()
                y.backward()
                assert x.grad == clean
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    y.zero_grad()
    y.backward()
    assert x.grad == clean
