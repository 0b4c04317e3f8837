"""A model and a loss as a program that loops over a batch: which numbers it takes."""

import math
from fractions import Fraction
from random import Random

import pytest

import nn
from engine import Value, compile_batch
from tests.engine.programs.languages import needs


def test_a_batch_takes_numbers_of_any_kind_and_only_in_the_arrangement_of_the_first():
    w = Value(3.0, "w")
    batch = compile_batch(lambda x: w * x[0] + x[1], lambda output, target: output - target, [w], [[1.0, 2.0]], [0.0])
    floats = batch([[1.0, 2.0], [5.0, 4.0]], [0.0, 0.0])
    assert floats == ([5.0, 19.0], [5.0, 19.0], [6.0])
    assert batch([(1, 2.0), [Fraction(5), Value(4.0)]], [0.0, 0.0]) == floats
    for wrong in ([1.0], [1.0, 2.0, 3.0], [1.0, [2.0]], [[1.0], 2.0], 1.0):
        with pytest.raises(ValueError, match="example 1 is arranged differently"):
            batch([[1.0, 2.0], wrong], [0.0, 0.0])
    with pytest.raises(TypeError, match="an example"):
        batch([[1.0, "2"]], [0.0])


def test_one_number_too_large_among_many_is_computed_as_the_engine_does():
    w = Value(2.0, "w")
    batch = compile_batch(lambda x: (w * x[0]).relu(), lambda output, target: output - target, [w], [[1.0]], [0.0])
    losses, _, gradient = batch([[-1.0], [1e308], [-1e308]], [0.0, 0.0, 0.0])
    assert losses == [0.0, math.inf, 0.0]
    assert gradient == [1e308]


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("loss", [nn.cross_entropy, nn.hinge_loss])
def test_layers_kept_in_lists_give_the_same_bits(monkeypatch, activation, loss):
    monkeypatch.setattr("engine.programs.big_layers.BIG", 10)
    rng = Random(0)
    inputs = [[max(0.0, rng.gauss(0, 1)) for _ in range(5)] for _ in range(8)]
    targets = [rng.randrange(3) for _ in inputs]
    model = nn.MLP(5, [6, 4, 3], activation, seed=1)
    batch = compile_batch(model, loss, model.parameters(), inputs, targets)
    assert ("weighted_sums" in batch.source) == (loss is nn.cross_entropy)  # hinge_loss goes back in several orders
    totals = [0.0] * len(model.parameters())
    losses, outputs = [], []
    for x, target in zip(inputs, targets):
        model.zero_grad()
        scores = model(x)
        cost = loss(scores, target)
        cost.backward()
        losses.append(cost.data)
        outputs.append([score.data for score in scores])
        totals = [total + p.grad for total, p in zip(totals, model.parameters())]
    assert batch(inputs, targets) == (losses, outputs, totals)


@pytest.mark.parametrize("language", ["python", pytest.param("c", marks=needs("c"))])
@pytest.mark.parametrize("targets", [[1, 1, 1], [1, -1, 1], [0.25, 1.5, -3.0]])
def test_the_program_runs_and_not_the_engine_in_its_place(language, targets, monkeypatch):
    model, inputs = nn.MLP(2, [3, 1]), [[1.0, 2.0], [3.0, 4.0], [-1.0, 0.5]]
    batch = compile_batch(model, nn.mse_loss, model.parameters(), inputs, targets, language=language)
    expected = batch.eagerly(inputs, targets, [[]] * 3)
    monkeypatch.setattr(batch, "eagerly", None)
    if language == "c":
        monkeypatch.setattr(batch.run, "python_source", None)
    assert batch(inputs, targets) == expected


@needs("c")
def test_fewer_targets_or_no_examples_do_not_reach_beyond_the_numbers_in_c():
    w = Value(3.0, "w")
    batches = [
        compile_batch(
            lambda x: [w * x[0]], nn.mse_loss, [w], [[1.0]] * 40, [[float(i)] for i in range(40)], language=how
        )
        for how in ("python", "c")
    ]
    for inputs, targets in (([], []), ([[2.0]], [[1.0, 2.0]])):
        found = []
        for batch in batches:
            try:
                found.append(batch(inputs, targets))
            except ValueError as error:
                found.append(str(error))
        assert found[0] == found[1]


@pytest.mark.slow
def test_a_network_of_100_000_parameters_has_a_short_program():
    model = nn.MLP(784, [128, 10])
    batch = compile_batch(model, nn.cross_entropy, model.parameters(), [[0.5] * 784], [3])
    assert len(batch.source) < 200_000
    [loss], _, grads = batch([[0.25] * 784], [3])
    cost = nn.cross_entropy(model([0.25] * 784), 3)
    cost.backward()
    assert loss == cost.data
    assert grads == [p.grad for p in model.parameters()]


def test_a_loss_that_compares_values_is_refused_where_another_example_goes_another_way():
    w = Value(1.0, "w")
    batch = compile_batch(
        lambda x: w * x, lambda output, target: max(1.0 - target * output, 0.0 * output), [w], [0.5], [1.0, -1.0]
    )
    assert batch([0.5, 0.25], [1.0, 1.0]) == ([0.5, 0.75], [0.5, 0.25], [-0.75])
    with pytest.raises(ValueError, match=r"it compares Values, and for another example .* came out differently"):
        batch([2.0], [1.0])


@pytest.mark.parametrize("label", ["weighted_sums", "add_products", "passed_back", "rows1", "batch", "loss"])
def test_labels_cannot_take_the_names_that_a_program_uses(monkeypatch, label):
    monkeypatch.setattr("engine.programs.big_layers.BIG", 10)
    model = nn.MLP(3, [4, 2], activation="relu", seed=1)
    for parameter in model.parameters()[:3]:
        parameter.label = label
    inputs, targets = [[1.0, -2.0, 0.5], [0.3, 0.2, 0.1]], [0, 1]
    batch = compile_batch(model, nn.cross_entropy, model.parameters(), inputs, targets)
    losses, _, gradient = batch(inputs, targets)
    expected = [nn.cross_entropy(model(x), target) for x, target in zip(inputs, targets)]
    for loss in expected:
        loss.backward()
    assert losses == [loss.data for loss in expected]
    assert gradient == [p.grad for p in model.parameters()]
