"""Compiled programs give the bits of the engine, or a ValueError: branches, draws, and what changes between steps."""

import math
import random
from collections import Counter

import pytest

from engine import Value, compile, compile_part, compile_pass, relu, sample, tanh
from nn import MLP, SGD, Adam, DivergenceError, Module, fit, predict

# --- functions whose numbers leave the graph ------------------------------------------------------------------------


def drawing_branch(rng):
    return lambda x: x * sample(rng.random) if x > 0 else x * sample(rng.random) * sample(rng.random)


OUT_OF_THE_GRAPH = {
    "a factor": lambda x: x * x.data,
    "a rounded factor": lambda x: x * round(x.data),
    "a factor of math": lambda x: x * math.tanh(x.data),
    "a leaf": lambda x: x * Value(x.data),
    "an index": lambda x: x * [2.0, 3.0, 4.0][int(x.data) % 3],
}
BRANCHES = {
    "a branch": lambda x: 1 - x if x.data < 1 else x * 0.0,
    "of what is computed": lambda x: x * x if (x * 3 + 1).data > 0 else 0.1 * x,
    "of arithmetic": lambda x: x * x if 2 * x.data - 1 > 0 else 0.1 * x,
    "of a distance": lambda x: x * x if abs(x.data) < 1.2 else 0.1 * x,
    "of an equality": lambda x: x * x if x.data != 0.5 else 3 * x,
    "of the truth": lambda x: x * x if x.data - 0.5 else 3 * x,
    "of max": lambda x: x * [1.0, 2.0, 3.0][[x.data, 0.3, -0.4].index(max(x.data, 0.3, -0.4))],
}


@pytest.mark.parametrize("function", OUT_OF_THE_GRAPH.values(), ids=OUT_OF_THE_GRAPH)
@pytest.mark.parametrize("example", [-1.0, 0.7])
def test_a_number_that_leaves_the_graph_is_refused(function, example):
    with pytest.raises(ValueError, match="cannot be compiled"):
        compile(function, example)


@pytest.mark.parametrize("function", BRANCHES.values(), ids=BRANCHES)
def test_a_comparison_of_data_is_checked_as_one_of_values_is(function):
    program = compile(function, -1.0)
    for number in (3.0, 0.7, 0.5, 0.2, -0.4, -2.0, 1.0):
        x = Value(number)
        expected = function(x)
        expected.backward()
        assert program(number) == (expected.data, (x.grad,))


@pytest.mark.parametrize("function", OUT_OF_THE_GRAPH.values(), ids=OUT_OF_THE_GRAPH)
@pytest.mark.parametrize("program", ["compile_part", "compile_pass", "predict"])
def test_it_is_refused_by_all_that_compiles(function, program):
    w = Value(0.7, "w")
    compiled = {
        "compile_part": lambda: compile_part(lambda x: [function(w * x)], [w], -1.0),
        "compile_pass": lambda: compile_pass(lambda: function(w), [w]),
        "predict": lambda: predict(Inner(function), [[0.3, 0.2], [0.5, -0.5]], compiled=True),
    }
    with pytest.raises(ValueError, match="cannot be compiled"):
        compiled[program]()


class Inner(Module):
    """A network whose output goes through a function."""

    def __init__(self, function):
        self.net = MLP(2, [3, 1], activation="tanh", seed=0)
        self.function = function

    def __call__(self, x):
        return self.function(self.net(x))


factor = 2.0


def helper(x):
    return x * factor


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x * factor,
        lambda x: sum([x * factor for _ in range(2)], Value(0.0)),
        lambda x: (lambda y: y * factor)(x),
        lambda x: helper(x) + 1,
        lambda x: max([x], key=lambda y: 1) * next(factor for _ in [0]),
    ],
    ids=["itself", "comprehension", "lambda", "helper", "generator"],
)
def test_a_global_variable_may_change_wherever_it_is_used(function, monkeypatch):
    program = compile(function, 1.0)
    program(1.0)
    monkeypatch.setitem(globals(), "factor", 5.0)
    x = Value(1.5)
    expected = function(x)
    expected.backward()
    assert program(1.5) == (expected.data, (x.grad,))


def test_random_numbers_are_drawn_after_a_change_too(monkeypatch):
    rng, again = random.Random(0), random.Random(0)
    program = compile(lambda x: x * factor * sample(rng.random), 1.0)
    assert program(1.5)[0] == 1.5 * factor * again.random()
    monkeypatch.setitem(globals(), "factor", 5.0)
    assert program(1.5)[0] == 1.5 * factor * again.random()


def test_leaves_that_come_with_a_change_are_watched(monkeypatch):
    monkeypatch.setitem(globals(), "factor", Value(2.0))
    program = compile(lambda x: x * factor if factor.data > 0 else x, 1.0)
    assert program(1.5)[0] == 3.0
    monkeypatch.setitem(globals(), "factor", Value(4.0))
    assert program(1.5)[0] == 6.0
    factor.data = -1.0
    assert program(1.5)[0] == 1.5


def test_branches_that_draw_other_random_numbers_are_refused_when_they_are_met():
    program = compile(drawing_branch(random.Random(0)), 1.0)
    rng = random.Random(0)
    assert program(2.0)[0] == 2.0 * rng.random()
    with pytest.raises(ValueError, match="draws 1 random numbers or 2"):
        program(-1.0)


@pytest.mark.parametrize("number", [2, Value(2.0), True])
def test_a_part_computes_in_floats(number):
    w = Value(3.0, "w")
    run = compile_part(lambda x: [w * x], [w], 1.0).start()
    [output], backward = run(number)
    [grad] = backward([Value(1.0)])
    run.finish()
    assert [type(x) for x in (output, grad, w.grad)] == [float] * 3


# --- what user code changes while a model is trained ----------------------------------------------------------------

INPUTS = [[random.Random(i).uniform(-1, 1), random.Random(i + 99).uniform(-1, 1)] for i in range(12)]
TARGETS = [x - x * y for x, y in INPUTS]


class Setup:
    """A model, its loss and penalty, and what a callback may change about them."""

    def __init__(self, optimizer=SGD, dropout=None):
        self.model = MLP(2, [4, 1], activation="tanh", seed=0, **({"dropout": dropout} if dropout else {}))
        self.optimizer = optimizer(self.model.parameters(), lr=0.05)
        self.temperature, self.strength = 1.0, 1e-3
        self.first = self.model.layers[0]

    def loss(self, output, target):
        return (output - target) ** 2 * self.temperature

    def penalty(self, model):
        return self.strength * sum([p * p for p in model.parameters()], Value(0.0))

    def cool(self):
        self.temperature *= 0.5

    def strengthen(self):
        self.strength *= 2

    def activate(self):
        for neuron in self.first.neurons:
            neuron.activation = relu if neuron.activation is not relu else tanh

    def replace(self):
        self.first.neurons[0].w[0] = Value(0.3)

    def move(self):
        self.first.neurons[1].w[1].data = -0.4

    def freeze(self):
        self.model.freeze("layers.0")

    def unfreeze(self):
        self.model.unfreeze()

    def drop(self):
        if self.model.dropout is not None:
            self.model.dropout.p = 0.5 if self.model.dropout.p == 0.0 else 0.0

    def nothing(self):
        """As most callbacks."""


CHANGES = [
    Setup.cool, Setup.strengthen, Setup.activate, Setup.replace, Setup.move, Setup.freeze, Setup.unfreeze, Setup.drop,
    Setup.nothing,
]  # fmt: skip


def trained(setup, changes, compiled, epochs=8):
    """The bits of a training in which these changes are made after these epochs; the error, if there is one."""

    def callback(history):
        for change in changes.get(len(history.train_loss), ()):
            change(setup)

    options = dict(epochs=epochs, batch_size=5, seed=1, progress=False, compiled=compiled, callbacks=[callback])
    try:
        history = fit(
            setup.model, INPUTS, TARGETS, loss=setup.loss, penalty=setup.penalty, optimizer=setup.optimizer,
            validation=(INPUTS[:4], TARGETS[:4]), **options,
        )  # fmt: skip
    except (ValueError, DivergenceError) as error:
        return str(error)
    numbers = [*[p.data for _, p in setup.model.named_parameters()], *history.train_loss, *history.validation_loss]
    return [x.hex() for x in numbers]


@pytest.mark.parametrize("dropout", [None, 0.5])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_after_an_epoch_is_seen(change, dropout):
    changes = {3: [change], 6: [change]}
    eager, compiled = [trained(Setup(dropout=dropout), changes, how) for how in (False, True)]
    assert eager == compiled


def test_what_a_penalty_alone_encloses_may_change():
    def bits(compiled):
        strength = {"now": 1e-3}

        def penalty(model):
            return strength["now"] * sum([p * p for p in model.parameters()], Value(0.0))

        model = MLP(2, [4, 1], activation="tanh", seed=0)
        history = fit(
            model, INPUTS, TARGETS, penalty=penalty, epochs=7, seed=1, progress=False, compiled=compiled,
            callbacks=[lambda history: strength.update(now=1e-3 * len(history.train_loss))],
        )  # fmt: skip
        return history.train_loss, [p.data for p in model.parameters()]

    assert bits(compiled=True) == bits(compiled=False)


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("optimizer", [lambda ps, lr: SGD(ps, lr=lr, momentum=0.9, weight_decay=0.1), Adam])
def test_what_is_frozen_stays_whatever_the_optimizer_remembers(compiled, optimizer):
    setup, seen = Setup(optimizer), []

    def frozen():
        setup.freeze()
        seen.extend(p.data for _, p in setup.first.named_parameters())

    trained(setup, {2: [lambda _: frozen()]}, compiled)
    assert [p.data for _, p in setup.first.named_parameters()] == seen


def test_a_nan_written_into_a_model_is_met_alike():
    def spoil(setup):
        setup.first.neurons[0].w[0].data = math.nan

    eager, compiled = [trained(Setup(), {2: [spoil]}, how) for how in (False, True)]
    assert isinstance(eager, str)
    assert eager == compiled


# --- random programs, and random changes ----------------------------------------------------------------------------


def random_function(rng):
    """A function of two numbers, with branches on `.data`, on comparisons of Values, and draws; its draws."""
    pieces = [
        lambda x, y, draw: x * y + 0.5,
        lambda x, y, draw: tanh(x - y),
        lambda x, y, draw: x if x.data > 0 else 0.1 * x,
        lambda x, y, draw: x * y.data,
        lambda x, y, draw: x * round(y.data),
        lambda x, y, draw: x if x > y else y * y,
        lambda x, y, draw: relu(x) + y,
        lambda x, y, draw: x * sample(draw) + y,
        lambda x, y, draw: x * sample(draw) if x > 0 else y,
        lambda x, y, draw: x * sample(draw) if x.data > 0.2 else y * 2,
        lambda x, y, draw: x + y.data,
    ]
    chosen = [rng.choice(pieces[: rng.choice([2, 7, 8, 11])]) for _ in range(rng.randrange(1, 5))]

    def function(draw):
        def composed(x, y):
            for piece in chosen:
                x, y = y, piece(x, y, draw)
            return y * 1.0

        return composed

    return function


def tried_program(seed):
    """Whether a random function is refused when it is compiled, or when it is called, or gives the bits it must."""
    rng = random.Random(seed)
    function = random_function(rng)
    mine, other = random.Random(seed), random.Random(seed)
    numbers = [[rng.uniform(-2, 2), rng.uniform(-2, 2)] for _ in range(7)]
    try:
        program = compile(function(mine.random), *numbers[0])
    except ValueError:
        return "refused"
    for pair in numbers:
        x, y = map(Value, pair)
        expected = function(other.random)(x, y)
        expected.backward()
        try:
            found = program(*pair)
        except ValueError:
            return "refused later"
        if found != (expected.data, (x.grad, y.grad)):
            return "other bits"
    return "same bits"


def tried_training(seed):
    """The same for a training in which callbacks change things at random."""
    rng = random.Random(seed)
    dropout, optimizer = rng.choice([None, 0.3]), rng.choice([SGD, Adam])
    changes = {rng.randrange(1, 6): rng.sample(CHANGES, rng.randrange(1, 3)) for _ in range(3)}
    eager, compiled = [trained(Setup(optimizer, dropout), changes, how, epochs=6) for how in (False, True)]
    return "same bits" if eager == compiled else "refused later" if isinstance(compiled, str) else "other bits"


def counted(tried, seeds):
    return Counter(map(tried, seeds))


@pytest.mark.parametrize(("tried", "cases"), [(tried_program, 300), (tried_training, 10)])
def test_random_programs_give_the_same_bits_or_are_refused(tried, cases):
    counts = counted(tried, range(cases))
    assert counts["other bits"] == 0, counts
    assert counts["same bits"] > cases / 5


@pytest.mark.slow
@pytest.mark.parametrize(("tried", "cases"), [(tried_program, 9500), (tried_training, 500)])
def test_ten_thousand_random_programs_give_the_same_bits_or_are_refused(tried, cases):
    counts = counted(tried, range(10_000, 10_000 + cases))
    assert counts["other bits"] == 0, counts
