"""Training with compiled=True: the same bits as without, whatever is trained, and refusals that say why."""

import itertools
import math
from functools import partial
from random import Random

import pytest

import engine
import nn
from engine import Value
from nn import MLP, SGD, Module, cross_entropy, fit, mse_loss
from tests.engine.programs.languages import needs

RNG = Random(1)
POINTS = [[RNG.gauss(0, 1), RNG.gauss(0, 1)] for _ in range(14)]
NUMBERS = [RNG.gauss(0, 1) for _ in POINTS]
PAIRS = [[RNG.gauss(0, 1), RNG.gauss(0, 1)] for _ in POINTS]
CLASSES = [RNG.randrange(3) for _ in POINTS]
BITS = [RNG.randrange(2) for _ in POINTS]
SIGNS = [2 * bit - 1 for bit in BITS]
SHARES = [[0.2, 0.3, 0.5] if c else [1.0, 0.0, 0.0] for c in CLASSES]


HOW = True  # or "c"


@pytest.fixture(
    autouse=True, params=[True, pytest.param("c", marks=[pytest.mark.slow, needs("c")])], ids=["python", "c"]
)
def compiled_to(request, monkeypatch):
    """All tests here are run with programs of Python, and the slow ones with programs of C."""
    monkeypatch.setitem(globals(), "HOW", request.param)


def mlp(*widths, **options):
    """A function that makes a small network."""
    return lambda: MLP(2, list(widths), seed=3, **options)


def trained(compiled, make=None, targets=NUMBERS, loss=mse_loss, optimizer=None, inputs=POINTS, schedule=None,
            **options):  # fmt: skip
    """Everything that training leaves behind: the history or the error, and the bits of the parameters."""
    model = (make or mlp(5, 1))()
    optimizer = (optimizer or (lambda parameters: SGD(parameters, lr=0.05)))(model.parameters())
    if schedule:
        options["schedule"] = schedule(optimizer)
    if "callbacks" in options:
        options["callbacks"] = [partial(callback, model) for callback in options["callbacks"]]
    options = {"epochs": 3, "batch_size": 4, "progress": False, **options}
    try:
        found = vars(fit(model, inputs, targets, loss, optimizer, compiled=compiled, **options))
    except ArithmeticError as error:
        found = {"error": (type(error), str(error))}
    return repr(found), [p.data.hex() for _, p in model.named_parameters()]


def check(**options):
    """Compare training with and without `compiled`; what they have in common."""
    eager = trained(False, **options)
    assert trained(HOW, **options) == eager
    return eager[0]


LOSSES = {
    "mse_loss": NUMBERS, "l1_loss": NUMBERS, "huber_loss": NUMBERS, "hinge_loss": SIGNS,
    "binary_cross_entropy_with_logits": BITS, "binary_cross_entropy": BITS,
}  # fmt: skip


@pytest.mark.parametrize("name", LOSSES)
def test_each_loss_of_one_output(name):
    output = "sigmoid" if name == "binary_cross_entropy" else None
    check(make=mlp(5, 1, output_activation=output), targets=LOSSES[name], loss=getattr(nn, name))


@pytest.mark.parametrize("loss", [nn.mse_loss, nn.l1_loss, nn.huber_loss])
def test_each_loss_of_several_outputs(loss):
    check(make=mlp(5, 2), targets=PAIRS, loss=loss)


@pytest.mark.parametrize("targets", [CLASSES, SHARES], ids=["classes", "shares"])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_cross_entropy(targets, smoothing):
    metrics = [nn.accuracy] if targets is CLASSES else []
    check(make=mlp(5, 3), targets=targets, loss=partial(cross_entropy, label_smoothing=smoothing), metrics=metrics)


@pytest.mark.parametrize("widths", [(5, 4, 1), (5, 4, 3)])
@pytest.mark.parametrize(
    "activation", ["relu", "tanh", "sigmoid", "gelu", "silu", "softplus", "leaky_relu", "elu", engine.atan, None]
)
def test_each_activation(activation, widths):
    targets, loss = (NUMBERS, mse_loss) if widths[-1] == 1 else (CLASSES, cross_entropy)
    check(make=mlp(*widths, activation=activation), targets=targets, loss=loss)


@pytest.mark.parametrize("init", ["kaiming_normal", "kaiming_uniform", "xavier_normal", "xavier_uniform"])
def test_each_init(init):
    check(make=mlp(5, 1, init=init))


OPTIMIZERS = [
    lambda ps: SGD(ps, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01),
    lambda ps: nn.Adam(ps, lr=0.05), lambda ps: nn.AdamW(ps, lr=0.05, amsgrad=True),
    lambda ps: nn.RMSprop(ps, lr=0.05), lambda ps: nn.Adagrad(ps, lr=0.05), lambda ps: nn.Adamax(ps, lr=0.05),
]  # fmt: skip


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_each_optimizer_with_schedule_clipping_and_penalty(optimizer):
    check(
        optimizer=optimizer,
        schedule=lambda optimizer: nn.CosineAnnealingLR(optimizer, 3),
        clip_norm=0.5,
        penalty=lambda model: 0.01 * engine.sum([abs(p) + p * p for p in model.parameters()]),
    )


def test_dropout_validation_and_patience():
    history = check(make=mlp(8, 6, 3, dropout=0.4), targets=CLASSES, loss=cross_entropy, epochs=30, patience=2,
                    validation=(POINTS[:5], CLASSES[:5]), optimizer=lambda ps: SGD(ps, lr=1.0))  # fmt: skip
    assert "no better validation loss" in history


def test_more_targets_than_kinds():
    rng = Random(4)
    inputs = [[rng.gauss(0, 1), rng.gauss(0, 1)] for _ in range(60)]
    check(inputs=inputs, targets=[rng.gauss(0, 1) for _ in inputs], loss=nn.huber_loss)


def frozen():
    """A network whose first layer is not trained."""
    model = MLP(2, [5, 3], seed=2)
    model.layers[0].freeze()
    return model


def test_frozen_parameters_and_their_unfreezing_by_a_callback():
    def thaw(model, history):
        if len(history.train_loss) == 2:
            model.layers[0].unfreeze()

    first = check(make=frozen, targets=CLASSES, loss=cross_entropy)
    then = check(make=frozen, targets=CLASSES, loss=cross_entropy, callbacks=[thaw], epochs=5)
    assert first != then


class Twice(Module):
    """A network applied to what it gives, and weights in nested lists."""

    def __init__(self):
        self.network = MLP(2, [4, 2], seed=1)
        self.same = self.network
        self.heads = [[Value(0.3), Value(-0.2)], [Value(0.1), Value(0.9)]]

    def __call__(self, x):
        """Two outputs."""
        hidden = self.network(self.same(x))
        return [engine.dot(weights, hidden) for weights in self.heads]


@pytest.mark.parametrize("seed", range(6))
def test_shared_parameters_behind_relus_that_are_off(seed):
    def make():
        model = Twice()
        rng = Random(seed)
        for p in model.parameters():
            p.data = rng.gauss(0, 1)
        return model

    check(make=make, targets=PAIRS)


def test_a_custom_loss():
    check(loss=lambda output, target: engine.log(1.0 + (output - target) ** 2) + abs(output))


@pytest.mark.parametrize("lr", [1e3, 1e9, 1e60, 1e200])
@pytest.mark.parametrize("widths", [(5, 1), (5, 4, 3)])
def test_divergence_is_told_in_the_same_words(lr, widths):
    targets, loss = (NUMBERS, mse_loss) if widths[-1] == 1 else (CLASSES, cross_entropy)
    check(make=mlp(*widths), targets=targets, loss=loss, optimizer=lambda ps: SGD(ps, lr=lr), epochs=8)


@pytest.mark.parametrize("targets", [NUMBERS, [0.5] * 14])
def test_a_model_that_overflows_from_the_start_diverges_in_the_same_words(targets):
    def make():
        model = MLP(2, [4, 1], seed=1)
        for p in model.parameters():
            p.data = 1e150
        return model

    assert "DivergenceError" in check(make=make, targets=targets)
    assert "DivergenceError" in check(penalty=lambda model: engine.sum([(p * 1e200) ** 2 for p in model.parameters()]))


def test_an_undefined_loss_is_the_error_of_the_engine():
    errors = []
    for compiled in (False, True):
        with pytest.raises(ValueError, match="log needs a number above 0") as caught:
            trained(compiled, loss=lambda output, target: engine.log(output * 0.0 + target * 0.0))
        errors.append(str(caught.value))
    assert errors[0] == errors[1]


@pytest.mark.parametrize("size", [1e6, 1e70, 1e150, 1e154, 1e200, 1e300, math.inf, math.nan])
def test_relus_that_are_off_next_to_huge_numbers(size):
    rng = Random(2)
    for signs in itertools.product([1.0, -1.0], repeat=3):
        model = MLP(2, [3, 3, 2], seed=rng)
        batch = engine.compile_batch(model, mse_loss, model.parameters(), POINTS, PAIRS)
        for p, sign in zip(model.parameters(), itertools.cycle(signs)):
            p.data = sign * abs(p.data) * (size if rng.random() < 0.3 else 1.0)
        found, expected = [], []
        for results, function in ((found, lambda b=batch: b(POINTS, PAIRS)), (expected, lambda m=model: summed(m))):
            try:
                results += function()
            except ArithmeticError as error:
                results.append(type(error))
        assert repr(found).replace("-0.0", "0.0") == repr(expected).replace("-0.0", "0.0")


def summed(model):
    """The losses, the outputs and the summed gradients of one pass per example."""
    parameters = model.parameters()
    losses, outputs, totals = [], [], [0.0] * len(parameters)
    for x, target in zip(POINTS, PAIRS):
        model.zero_grad()
        output = model(x)
        loss = mse_loss(output, target)
        loss.backward()
        losses.append(loss.data)
        outputs.append([y.data for y in output])
        totals = [total + p.grad for total, p in zip(totals, parameters)]
    return losses, outputs, totals


@pytest.mark.parametrize("first", [True, False])
def test_a_checkpoint_is_gone_on_from_in_the_other_way(first, tmp_path):
    def run(epochs, compiled, file):
        model = MLP(2, [6, 3], dropout=0.2, seed=5)
        optimizer = nn.Adam(model.parameters(), lr=0.05)
        history = fit(model, POINTS, CLASSES, cross_entropy, optimizer, epochs, 4, progress=False, compiled=compiled,
                      checkpoint=file)  # fmt: skip
        return history.train_loss, [p.data.hex() for p in model.parameters()]

    run(2, first, tmp_path / "run.json")
    assert run(4, not first, tmp_path / "run.json") == run(4, False, tmp_path / "whole.json")


class Total(Module):
    """A sum of products with one weight."""

    def __init__(self):
        self.w = Value(0.5)

    def __call__(self, x):
        """The weight times each number of x."""
        return engine.sum([self.w * v for v in x])


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"loss": lambda output, target: output * output.data}, "read with .data is used in an op"),
        ({"loss": lambda output, target: output * Random().random()}, "draw random numbers"),
        ({"loss": lambda output, target: output if output > 0 else -output}, "out differently; write the choice"),
        ({"loss": lambda output, target: 1.0}, "must give one Value"),
        ({"make": Total, "inputs": [[1.0] * (1 + i % 2) for i in range(14)]}, "is arranged differently"),
    ],
    ids=["data", "random", "branch", "constant", "ragged"],
)
def test_what_cannot_be_compiled_says_why(options, why):
    with pytest.raises(ValueError, match=why):
        trained(True, **options)


def test_an_input_that_is_turned_into_an_int_is_refused():
    class Embedding(Total):
        def __call__(self, x):
            return self.w * [1.0, 2.0][int(x[0])]

    with pytest.raises(ValueError, match="cannot be compiled"):
        trained(True, make=Embedding, inputs=[[i % 2] for i in range(14)])


# --- numbers that leave the graph: a ValueError before the step, never other numbers ----------------------------------


class Branching(nn.Module):
    """A network with an activation of its own, which looks at `.data`."""

    def __init__(self, activation):
        self.hidden = nn.Layer(2, 4, activation=activation, seed=1)
        self.last = nn.Neuron(4, activation=None, seed=2)

    def __call__(self, x):
        return self.last(self.hidden(x))


def margin_loss(output, target):
    margin = 1 - target * output
    return margin if margin.data > 0 else margin * 0


LEAVING = {
    "a branch in the model": dict(activation=lambda z: z if z.data > 0 else 0.1 * z),
    "a function of data": dict(activation=lambda z: z * math.tanh(z.data)),
    "a branch in the loss": dict(loss=margin_loss),
    "data in a penalty": dict(penalty=lambda model: engine.sum([p * p.data for p in model.parameters()])),
    "rounded data": dict(penalty=lambda model: engine.sum([p * round(10 * p.data) for p in model.parameters()])),
}


@pytest.mark.parametrize("case", LEAVING.values(), ids=LEAVING)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_what_leaves_the_graph_is_refused_or_gives_the_same_bits(case, seed):
    inputs, targets = nn.make_moons(40, seed=seed)
    targets = [2 * target - 1 for target in targets]

    def trained(compiled):
        model = Branching(case.get("activation", engine.tanh))
        options = {name: item for name, item in case.items() if name != "activation"}
        optimizer = nn.SGD(model.parameters(), lr=0.05)
        try:
            history = fit(
                model, inputs, targets, options.pop("loss", nn.mse_loss), optimizer, 6, 8, progress=False,
                compiled=compiled, **options,
            )  # fmt: skip
        except ValueError as error:
            return str(error)
        return history.train_loss, model.state_dict()

    compiled = trained(True)
    assert "cannot be compiled" in compiled or compiled == trained(False)


@pytest.mark.parametrize("case", LEAVING.values(), ids=LEAVING)
def test_and_on_forty_points_it_is_found(case):
    inputs, targets = nn.make_moons(40, seed=0)
    model = Branching(case.get("activation", engine.tanh))
    options = {"loss": nn.mse_loss, **{name: item for name, item in case.items() if name != "activation"}}
    with pytest.raises(ValueError, match="cannot be compiled"):
        fit(model, inputs, [2 * target - 1 for target in targets], epochs=6, batch_size=8, progress=False,
            optimizer=nn.SGD(model.parameters(), lr=0.05), compiled=True, **options)  # fmt: skip


def test_a_loss_or_a_penalty_that_is_no_graph_is_refused_in_both_ways():
    for compiled in (False, True):
        model = nn.MLP(2, [1])
        for options in ({"penalty": lambda model: 0.0}, {"loss": lambda output, target: 1.0}):
            with pytest.raises((TypeError, ValueError), match="no graph to differentiate|must give one Value"):
                fit(model, [[1.0, 2.0]], [1.0], epochs=1, progress=False, compiled=compiled, **options)


@needs("c")
@pytest.mark.parametrize(
    "test",
    [
        test_dropout_validation_and_patience,
        lambda: test_cross_entropy(CLASSES, 0.1),
        *[partial(test_each_optimizer_with_schedule_clipping_and_penalty, optimizer) for optimizer in OPTIMIZERS[:2]],
    ],
)
def test_some_of_these_in_c(test, monkeypatch):
    """Every day, too."""
    monkeypatch.setitem(globals(), "HOW", "c")
    test()


@pytest.mark.parametrize("wrong", ["C", "cc", "javascript", 2, None])
def test_a_language_that_cannot_be_trained_in_is_refused(wrong):
    model = MLP(2, [3, 1])
    for train in (lambda: fit(model, POINTS, NUMBERS, compiled=wrong), lambda: nn.predict(model, POINTS, wrong)):
        with pytest.raises(ValueError, match="True for programs of plain Python, or 'c', got"):
            train()


# --- whole steps in C -------------------------------------------------------------------------------------------------


@pytest.fixture
def steps_in_c(monkeypatch):
    """How many steps each call in C has made."""
    made = []
    call = engine.CompiledDescent.__call__

    def counted(self, *arguments):
        results = call(self, *arguments)
        made.append(results[0])
        return results

    monkeypatch.setattr(engine.CompiledDescent, "__call__", counted)
    monkeypatch.setitem(globals(), "HOW", "c")
    return made


@needs("c")
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_step_of_every_optimizer_is_made_in_c(optimizer, steps_in_c):
    check(optimizer=optimizer, clip_norm=0.5, penalty=lambda model: nn.l2_penalty(model.parameters(), 0.1))
    assert sum(steps_in_c) == 3 * 4  # epochs of 14 examples in batches of 4
    assert max(steps_in_c) > 1


class Loud(SGD):
    """An optimizer that cannot be translated."""

    def step(self):
        super().step()
        self.said = [str(p) for p in self.parameters]


def mirrored(parameters):
    return SGD(parameters[::-1], lr=0.05)


def with_a_step_of_its_own(parameters):
    optimizer = SGD(parameters, lr=0.05)
    optimizer.step = lambda: [setattr(p, "data", p.data - 0.1 * p.grad) for p in parameters]
    return optimizer


class Mixed(SGD):
    """An optimizer whose text is in the language, but no C: a name stands for a number, and for a list."""

    def step(self):
        thing = 0.0
        for p in self.parameters:
            thing = [q.grad for q in self.parameters]  # noqa: F841
            p.data -= self.lr * p.grad


@needs("c")
@pytest.mark.parametrize(
    "optimizer", [Loud, Mixed, mirrored, with_a_step_of_its_own, lambda ps: nn.ParameterGroups(SGD(ps))]
)
def test_an_optimizer_that_is_not_for_c_makes_its_steps_in_python(optimizer, steps_in_c):
    check(optimizer=optimizer)
    assert not steps_in_c


def from_then_on(change):
    """A callback for `check`, which changes something after two epochs."""
    return lambda model, history: len(history.train_loss) == 2 and change(model) and None


@needs("c")
def test_what_callbacks_change_is_seen(steps_in_c):
    made = []

    def optimizer(parameters):
        made.append(nn.Adam(parameters, lr=0.05))
        return made[-1]

    def change(model):
        made[-1].amsgrad, made[-1].weight_decay = True, 0.1

    points = [list(point) for point in POINTS]

    def fresh():
        points[:] = [list(point) for point in POINTS]
        return mlp(5, 1)()

    def move(model):
        for point in points:
            point[0] = -point[0]

    plain = check(optimizer=optimizer, epochs=5)
    assert check(optimizer=optimizer, epochs=5, callbacks=[from_then_on(change)]) != plain
    assert check(optimizer=optimizer, epochs=5, callbacks=[from_then_on(move)], inputs=points, make=fresh) != plain
    assert sum(steps_in_c) == 3 * 5 * 4


@needs("c")
def test_a_few_examples_at_the_end_of_an_epoch_and_weights(steps_in_c):
    options = {"sample_weight": [0.5, 2.0] * 7, "targets": CLASSES, "loss": cross_entropy, "metrics": [nn.accuracy]}
    check(batch_size=5, make=mlp(5, 3, dropout=0.5), **options)
    assert sum(steps_in_c) == 3 * 3
