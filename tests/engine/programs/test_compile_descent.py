"""Whole steps in C, and the same steps of the engine: the same bits, and nothing half done."""

import math
from array import array
from random import Random

import pytest

import engine
from engine import Value, compile_batch, compile_descent, compile_pass
from tests.engine.programs.languages import needs

pytestmark = needs("c")
RNG = Random(3)
INPUTS = [[RNG.gauss(0, 1), RNG.gauss(0, 1)] for _ in range(11)]
TARGETS = [RNG.gauss(0, 1) for _ in INPUTS]
ORDER = [3, 1, 4, 10, 5, 9, 2, 6, 8, 7, 0]


class Momentum:
    """An optimizer that knows nothing of this library."""

    def __init__(self, parameters, lr=0.1):
        self.parameters, self.lr, self.count = parameters, lr, 0
        self.velocities = [0.0] * len(parameters)

    def step(self):
        self.count += 1
        self.velocities = [0.9 * v + p.grad for v, p in zip(self.velocities, self.parameters)]
        for p, v in zip(self.parameters, self.velocities):
            p.data -= self.lr / self.count * v


class Line:
    """A weight for each input and a bias, with a constant that is not trained."""

    def __init__(self):
        self.w, self.b, self.shift = [Value(0.5, "w0"), Value(-0.3, "w1")], Value(0.1, "b"), Value(0.25, "shift")
        self.scale = Value(0.01, "scale")
        self.parameters = [*self.w, self.b]
        self.optimizer = Momentum(self.parameters)

    def __call__(self, x):
        return engine.tanh(engine.dot(self.w, x, self.b)) + self.shift

    def penalty(self):
        return self.scale * engine.sum([w * w for w in self.w])

    def programs(self, **options):
        batch = compile_batch(self, square, self.parameters, INPUTS, TARGETS, language="c")
        descent = compile_descent(
            batch, self.optimizer, compile_pass(self.penalty, self.parameters, "c"), clips=True, **options
        )
        return descent, batch.table(INPUTS, TARGETS)

    def eagerly(self, batch, max_norm):
        """What a step of the engine sees."""
        losses, outputs, totals = [], [], [0.0] * len(self.parameters)
        for i in batch:
            for p in self.parameters:
                p.grad = 0.0
            output = self(INPUTS[i])
            loss = square(output, TARGETS[i])
            loss.backward()
            losses.append(loss.data)
            outputs.append(output.data)
            totals = [total + p.grad for total, p in zip(totals, self.parameters)]
        for p, total in zip(self.parameters, totals):
            p.grad = total / len(batch)
        self.penalty().backward()
        norm = math.hypot(*[p.grad for p in self.parameters])
        for p in self.parameters:
            p.grad *= min(1.0, max_norm / (norm + 1e-6))
        self.optimizer.step()
        return losses, outputs

    def state(self):
        """All that a step changes."""
        optimizer = self.optimizer
        return [(p.data, p.grad) for p in self.parameters], optimizer.count, optimizer.velocities


def square(output, target):
    return (output - target) ** 2


@pytest.mark.parametrize("max_norm", [0.05, 100.0])
@pytest.mark.parametrize("size", [1, 4, 11, 50])
def test_it_makes_the_steps_of_the_engine(size, max_norm):
    ours, theirs = Line(), Line()
    descent, table = ours.programs()
    made, losses, outputs = descent(table, ORDER, size, max_norm)
    seen = [theirs.eagerly(ORDER[i : i + size], max_norm) for i in range(0, len(ORDER), size)]
    assert made == len(seen)
    assert losses == [loss for step, _ in seen for loss in step]
    assert outputs == [output for _, step in seen for output in step]
    assert ours.state() == theirs.state()
    assert type(ours.optimizer.count) is int


def test_it_reads_all_numbers_anew_at_each_call():
    ours, theirs = Line(), Line()
    descent, table = ours.programs()
    for line in (ours, theirs):
        line.shift.data, line.scale.data, line.b.data, line.optimizer.lr = -1.0, 0.5, 2.0, 0.01
    descent(table, ORDER[:4], 4, 100.0)
    theirs.eagerly(ORDER[:4], 100.0)
    assert ours.state() == theirs.state()


@pytest.mark.parametrize("spoil", [float("inf"), float("nan"), 1e200, 1e308])
def test_a_step_that_does_not_end_well_is_left_to_python(spoil):
    """Those before it are made; what it would have changed is as they have left it."""
    ours, theirs = Line(), Line()
    descent, table = ours.programs()
    rows = [list(table[i : i + 3]) for i in range(0, len(table), 3)]
    rows[ORDER[9]][0] = spoil
    made, losses, _ = descent(array("d", [x for row in rows for x in row]), ORDER, 4, 100.0)
    for i in (0, 4):
        theirs.eagerly(ORDER[i : i + 4], 100.0)
    if made == 3:  # tanh makes a number of a huge one
        assert spoil >= 1e200
        return
    assert made == 2
    assert len(losses) == 8
    assert ours.state() == theirs.state()


def test_an_update_that_overflows_is_left_to_python():
    ours = Line()
    descent, table = ours.programs()
    ours.optimizer.lr, ours.scale.data = 1e308, 1e3
    before = [p.data for p in ours.parameters], ours.optimizer.count, ours.optimizer.velocities
    made, losses, _ = descent(table, ORDER, 4, 1e9)
    assert (made, losses) == (0, [])
    assert before == ([p.data for p in ours.parameters], ours.optimizer.count, ours.optimizer.velocities)


def test_random_numbers_that_were_drawn_for_nothing_are_used_by_the_next_call():
    rng, w = Random(0), Value(2.0, "w")
    batch = compile_batch(lambda x: w * x * engine.drawn(rng.random), square, [w], [1.0, 2.0], [0.0, 0.5], language="c")
    descent = compile_descent(batch, Momentum([w], 0.0))
    rng.seed(7)
    expected = [2.0 * x * Random(7).random() for x in (1.0,)]
    made, _, outputs = descent(array("d", [1.0, 0.0, float("nan"), 0.5]), [0, 1], 1)
    assert (made, outputs) == (1, expected)
    state = rng.getstate()
    outputs = batch([1.0], [0.0])[1]
    assert rng.getstate() == state
    fresh = Random(7)
    fresh.random()
    assert outputs == [2.0 * fresh.random()]


REFUSED = {
    "programs in C": lambda line: compile_descent(
        compile_batch(line, square, line.parameters, INPUTS, TARGETS), line.optimizer
    ),
    "compile the batch and the penalty": lambda line: compile_descent(
        compile_batch(line, square, line.parameters, INPUTS, TARGETS, language="c"), line.optimizer,
        compile_pass(line.penalty, line.parameters),
    ),
    "or in another order": lambda line: compile_descent(
        compile_batch(line, square, line.parameters, INPUTS, TARGETS, language="c"), Momentum(line.parameters[::-1])
    ),
    "moves other parameters": lambda line: compile_descent(
        compile_batch(line, square, line.parameters, INPUTS, TARGETS, gradient=False, language="c"), line.optimizer
    ),
}  # fmt: skip


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_one_program_is_refused(why):
    with pytest.raises(ValueError, match=why):
        REFUSED[why](Line())


def test_it_says_how_long_it_is():
    descent, _ = Line().programs()
    assert repr(descent) == f"<CompiledDescent: {len(descent.source.splitlines())} lines>"
