"""What can be switched on and off, and for whom."""

import asyncio
import math
import threading

import pytest

import engine
from engine import Value, detect_anomaly, no_grad, record_origins


def is_recorded():
    return (Value(1.0) * 2).op is not None


def test_no_grad_computes_the_same_numbers_and_remembers_nothing():
    w, x = Value(3.0), Value(2.0)
    with no_grad():
        y = engine.dot([w], [x], 1.0).tanh() + engine.maximum(w, x)
    assert (y.data, y.op, y.inputs) == (math.tanh(7.0) + 3.0, None, ())
    assert is_recorded()


def test_modes_nest_and_are_restored_on_exceptions():
    with no_grad():
        with pytest.raises(ZeroDivisionError), no_grad():
            1 / Value(0.0)
        assert not is_recorded()
    assert is_recorded()
    switch = no_grad()
    with switch, switch:
        assert not is_recorded()
    assert is_recorded()


@no_grad()
def decorated():
    return is_recorded()


@no_grad
def decorated_without_parentheses():
    """Its docstring."""
    return is_recorded()


def test_as_a_decorator():
    assert not decorated()
    assert not decorated_without_parentheses()
    assert decorated_without_parentheses.__doc__ == "Its docstring."
    assert is_recorded()


def test_on_a_generator_it_is_in_force_only_while_the_generator_runs():
    closed = []

    @no_grad()
    def generator():
        try:
            received = yield is_recorded()
            try:
                yield received, is_recorded()
            except KeyError:
                yield "caught", is_recorded()
        finally:
            closed.append(is_recorded())
        return "done"

    running = generator()
    assert next(running) is False
    assert is_recorded()
    assert running.send("sent") == ("sent", False)
    assert running.throw(KeyError()) == ("caught", False)
    with pytest.raises(StopIteration, match="done"):
        next(running)
    unfinished = generator()
    next(unfinished)
    unfinished.close()
    assert closed == [False, False]
    assert is_recorded()


def test_an_async_generator_runs_under_the_switch_and_waits_without_it():
    closed = []

    @no_grad()
    async def generator():
        try:
            received = yield is_recorded()
            try:
                await asyncio.sleep(0)
                yield received, is_recorded()
            except KeyError:
                yield "caught", is_recorded()
        finally:
            await asyncio.sleep(0)
            closed.append(is_recorded())

    async def drive():
        running = generator()
        assert await anext(running) is False
        assert is_recorded()
        assert await running.asend("sent") == ("sent", False)
        assert await running.athrow(KeyError()) == ("caught", False)
        assert is_recorded()
        with pytest.raises(StopAsyncIteration):
            await anext(running)
        unfinished = generator()
        assert await anext(unfinished) is False
        await unfinished.aclose()
        return [is_recorded() async for _ in generator()]

    assert asyncio.run(drive()) == [True, True]
    assert closed == [False, False, False]


def test_each_async_task_has_its_own_modes():
    @no_grad()
    async def without():
        await asyncio.sleep(0.01)
        return is_recorded()

    async def with_graph():
        seen = []
        for _ in range(5):
            await asyncio.sleep(0.003)
            seen.append(is_recorded())
        return seen

    async def both():
        return await asyncio.gather(without(), with_graph())

    assert asyncio.run(both()) == [False, [True] * 5]


def test_each_thread_has_its_own_modes():
    seen = []
    with no_grad():
        thread = threading.Thread(target=lambda: seen.append(is_recorded()))
        thread.start()
        thread.join()
        assert not is_recorded()
    assert seen == [True]


def test_origins_are_the_users_lines_and_off_by_default():
    assert Value(1.0).origin is None
    with record_origins():
        x = Value(1.0, "x")
        y = engine.tanh(x) * 2  # this line
    assert y.origin.file == __file__
    assert y.origin.text == "y = engine.tanh(x) * 2  # this line"
    assert y.inputs[0].origin == y.origin
    assert x.origin.line == y.origin.line - 1
    assert str(y.origin) == f"{__file__}:{y.origin.line}"


def test_errors_show_origins():
    with record_origins():
        zero = Value(1.0, "x") * 0
        with pytest.raises(ValueError, match=rf"0.0 is x \* 0.0 at .*test_modes.py:{zero.origin.line}\)"):
            zero.log()


def test_anomalies_in_data():
    with detect_anomaly():
        big = Value(1e308, "big")
        with pytest.raises(FloatingPointError, match=r"^1e\+308 \* 10.0 is inf \(1e\+308 is big at .*\), at .*:\d+$"):
            big * 10
        with pytest.raises(FloatingPointError, match="inf - inf is nan"):
            Value(math.inf, "a") - Value(math.inf, "b")
    assert (big * 10).data == math.inf


def test_anomalies_in_gradients_change_nothing():
    with detect_anomaly():
        x = Value(0.0, "x")
        root = x**0.5
        y = root * 3
        with pytest.raises(FloatingPointError, match=r"the grad of x gets 3.0 \* inf = inf from x \*\* 0.5 at "):
            y.backward()
    assert (x.grad, root.grad, y.grad) == (0.0, 0.0, 0.0)
    y.backward()
    assert x.grad == math.inf


def test_anomaly_in_an_everyday_graph_is_silent():
    with detect_anomaly():
        x = Value(2.0)
        (x * x).backward()
    assert x.grad == 4.0


def test_grad_works_on_a_graph_inside_no_grad():
    x = Value(3.0)
    y = x * x
    with no_grad():
        assert engine.grad(y, [x])[0].data == 6.0
