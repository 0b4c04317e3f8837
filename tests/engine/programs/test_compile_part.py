"""Parts of a computation as programs: `compile_part` and `compile_pass`."""

import math
from functools import partial
from random import Random

import pytest

import engine
from engine import Value
from tests.engine.programs.languages import needs


@pytest.fixture(autouse=True, params=["python", pytest.param("c", marks=needs("c"))])
def language(request, monkeypatch):
    """All tests here are run with programs of Python, and of C."""
    for name in ("compile_part", "compile_pass"):
        monkeypatch.setattr(engine, name, partial(getattr(engine, name), language=request.param))
    return request.param


def cell(w, h, x):
    """A step of a recurrent network with two numbers in its state, and what it costs."""
    state = [engine.tanh(engine.dot(w[4 * i : 4 * i + 3], [*h, x], w[4 * i + 3])) for i in range(2)]
    return [state, engine.logsumexp(state) * 0.5]


def unrolled(w, xs):
    h, costs = [Value(0.1), Value(0.2)], []
    for x in xs:
        h, cost = cell(w, h, Value(x))
        costs.append(cost)
    return engine.sum(costs)


@pytest.mark.parametrize("length", [1, 2, 7, 30])
def test_a_part_run_along_a_sequence_gives_the_gradient_of_the_whole(length):
    rng = Random(length)
    w = [Value(rng.gauss(0, 1)) for _ in range(8)]
    xs = [rng.gauss(0, 1) for _ in range(length)]
    w[0].grad = 3.0  # of an earlier pass
    whole = unrolled(w, xs)
    whole.backward()
    expected = [p.grad for p in w]
    for p in w:
        p.grad = 0.0
    w[0].grad = 3.0
    part = engine.compile_part(lambda h, x: cell(w, h, x), w, [0.0, 0.0], 0.0)
    run, h, total, ways_back = part.start(), [0.1, 0.2], 0.0, []
    for x in xs:
        (h, cost), back = run(h, x)
        total += cost
        ways_back.append(back)
    d_h = [0.0, 0.0]
    for back in reversed(ways_back):
        d_h, _ = back([d_h, 1.0])
    assert w[0].grad == 3.0  # until the run is finished
    run.finish()
    assert total == whole.data
    assert [p.grad for p in w] == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_outputs_may_be_inputs_numbers_and_given_twice():
    w = Value(3.0)
    part = engine.compile_part(lambda x: [x, 5.0, w * x, [w * x, x]], [w], 1.0)
    run = part.start()
    outputs, back = run(2.0)
    assert outputs == [2.0, 5.0, 6.0, [6.0, 2.0]]
    assert back([1.0, 100.0, 10.0, [20.0, 0.5]]) == [1.5 + 30.0 * 3]
    run.finish()
    assert w.grad == 30.0 * 2


def test_leaves_that_are_no_parameters_are_read_at_each_start():
    offset = Value(1.0)
    part = engine.compile_part(lambda x: x + offset, [], 0.0)
    assert part.start()(1.0)[0] == 2.0
    offset.data = 5.0
    assert part.start()(1.0)[0] == 6.0
    assert offset.grad == 0.0


def test_where_a_comparison_comes_out_differently_the_engine_computes_it():
    w = Value(2.0)
    part = engine.compile_part(lambda x: w * x if x > 0 else w * w * x, [w], 1.0)
    run = part.start()
    for x, slope in ((3.0, 2.0), (-3.0, 4.0)):
        output, back = run(x)
        assert output == (6.0 if x > 0 else -12.0)
        assert back(1.0) == [slope]
        assert w.grad == 0.0
    run.finish()
    assert w.grad == 3.0 - 12.0


def test_a_way_back_that_fails_in_floats_adds_what_the_engine_finds():
    w = Value(2.0)
    part = engine.compile_part(lambda x: [engine.sqrt(x), w * x], [w], 1.0)
    run = part.start()
    _, back = run(0.0)
    assert back([1.0, 1.0]) == [math.inf]  # 0.5 / sqrt(0) in IEEE arithmetic
    _, back = run(4.0)
    assert back([1.0, 1.0]) == [0.25 + 2.0]
    run.finish()
    assert w.grad == 0.0 + 4.0


def test_two_runs_at_a_time_do_not_disturb_each_other():
    w = Value(2.0)
    part = engine.compile_part(lambda x: w * x, [w], 1.0)
    first, second = part.start(), part.start()
    _, back = first(3.0)
    _, other = second(5.0)
    other(1.0)
    back(1.0)
    first.finish()
    assert w.grad == 3.0
    w.data, w.grad = 4.0, 0.0
    third = part.start()  # of the program that the first has left
    output, back = third(10.0)
    back(1.0)
    third.finish()
    assert (output, w.grad) == (40.0, 10.0)


def test_a_finished_run_is_over():
    w = Value(2.0)
    part = engine.compile_part(lambda x: w * x, [w], 1.0)
    run = part.start()
    _, back = run(3.0)
    run.finish()
    for late in (run.finish, lambda: run(1.0), lambda: back(1.0)):
        with pytest.raises(RuntimeError, match="this run is finished; start another"):
            late()
    assert w.grad == 0.0


@pytest.mark.parametrize("upstreams", [1.0, [1.0], [1.0, 2.0, 3.0], [[1.0], 2.0]])
def test_what_flows_back_is_arranged_like_the_outputs(upstreams):
    w = Value(2.0)
    run = engine.compile_part(lambda x: [w * x, x * x], [w], 1.0).start()
    _, back = run(3.0)
    with pytest.raises(TypeError, match=r"has outputs \[0, 0\], but .* flows back to them"):
        back(upstreams)
    run.finish()
    assert w.grad == 0.0


def test_a_way_back_is_gone_once():
    w = Value(2.0)
    run = engine.compile_part(lambda x: w * x, [w], 1.0).start()
    _, back = run(3.0)
    assert back(1.0) == [2.0]
    with pytest.raises(RuntimeError, match="gone already"):
        back(1.0)
    run.finish()
    assert w.grad == 3.0


def test_labels_cannot_disturb_a_program():
    for label in ("upstream1", "leaves", "part", "g_w", "d_x", "yield", "total"):
        w = Value(2.0, label)
        run = engine.compile_part(lambda x, w=w: [w * x, w * w], [w], 5.0).start()
        outputs, back = run(3.0)
        assert (outputs, back([1.0, 10.0])) == ([6.0, 4.0], [2.0])
        run.finish()
        assert w.grad == 3.0 + 40.0


def test_what_is_undefined_is_the_error_of_the_engine():
    part = engine.compile_part(lambda x: engine.log(x), [], 1.0)
    with pytest.raises(ValueError, match="log"):
        part.start()(-1.0)


@pytest.mark.parametrize("arguments", [(), (1.0,), ([1.0], 1.0), ([1.0, 2.0], [1.0]), ([1.0, 2.0, 3.0], 1.0)])
def test_arguments_are_arranged_like_the_example(arguments):
    part = engine.compile_part(lambda h, x: engine.sum(h) * x, [], [1.0, 1.0], 1.0)
    with pytest.raises(TypeError, match=r"was compiled for \[\[0, 0\], 0\], got"):
        part.start()(*arguments)


def test_what_hangs_on_more_than_its_arguments_is_refused():
    with pytest.raises(
        ValueError, match=r"test_compile_part.py:\d+, a number that was read with .data is used in an op"
    ):
        engine.compile_part(lambda x: x * x.data, [], 1.0)
    with pytest.raises(ValueError, match="draws random numbers; give them to it as arguments"):
        engine.compile_part(lambda x: x * engine.sample(Random(0).random), [], 1.0)


def test_many_contributions_to_one_parameter():
    w = Value(0.5)

    def powers(x):
        return engine.sum([w * x] * 300)

    part = engine.compile_part(powers, [w], 1.0)
    run = part.start()
    output, back = run(0.1)
    back(1.0)
    run.finish()
    eager, x = Value(0.5), Value(0.1)
    whole = engine.sum([eager * x] * 300)
    whole.backward()
    assert output == whole.data
    assert w.grad == pytest.approx(eager.grad, rel=1e-12)


def test_its_text_is_a_page_to_read(language):
    part = engine.compile_part(lambda x: x * x, [], 1.0)
    start, back = {
        "python": ["def run(arguments):", "yield [d_x]"],
        "c": ["static void forward(list arguments, list leaves, double *result) {", "result[0] = d_x;"],
    }[language]
    assert start in part.source
    assert back in part.source
