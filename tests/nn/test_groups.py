"""Several optimizers as one, against PyTorch's groups of parameters (torch_reference.json)."""

import json

import pytest

import nn
from engine import Value
from nn import SGD, Adam, ParameterGroups
from tests.nn.runs import DATA, made
from tests.torch_reference import FILE, GROUPS, START, STEPS, gradient


def halves(*rates):
    model, _ = made()
    return model, ParameterGroups(*[Adam(layer.parameters(), lr=lr) for layer, lr in zip(model.layers, rates)])


def test_100_steps_with_a_schedule_are_pytorchs():
    parameters = [Value(x) for x in START]
    optimizer = ParameterGroups(SGD(parameters[:2], **GROUPS[0]), SGD(parameters[2:], **GROUPS[1]))
    schedule = nn.StepLR(optimizer, 30, 0.5)
    seen = []
    for step in range(STEPS):
        for p, g in zip(parameters, gradient(step, [p.data for p in parameters])):
            p.grad = g
        optimizer.step()
        schedule.step()
        seen.append([p.data for p in parameters])
    for ours, theirs in zip(seen[9::10], json.loads(FILE.read_text())["groups"]):
        assert ours == pytest.approx(theirs, rel=1e-12)


def test_equal_groups_are_one_optimizer_bit_for_bit():
    model, adam = made(lr=0.03)
    other, groups = halves(0.03, 0.03)
    for fitted, optimizer in ((model, adam), (other, groups)):
        nn.fit(fitted, *DATA, nn.mse_loss, optimizer, 4, 5, progress=False, schedule=nn.ExponentialLR(optimizer, 0.9))
    assert model.state_dict() == other.state_dict()
    assert groups.lr == adam.lr
    assert groups.steps == adam.steps


def test_the_rate_is_the_largest_and_setting_it_keeps_the_ratios():
    _, groups = halves(0.025, 0.1)
    assert groups.lr == 0.1
    assert [part.lr for part in groups.optimizers] == [0.025, 0.1]
    groups.lr = 0.0
    groups.lr = 0.4
    assert [part.lr for part in groups.optimizers] == [0.1, 0.4]


def test_a_frozen_part_stays():
    model, groups = halves(0.1, 0.1)
    before = [p.data for p in model.layers[0].parameters()]
    model.freeze("layers.0")
    groups = ParameterGroups(SGD(model.layers[1].neurons[0].w, lr=0.1), SGD([model.layers[1].neurons[0].b], lr=0.2))
    nn.fit(model, *DATA, nn.mse_loss, groups, 1, progress=False)
    assert [p.data for _, p in model.layers[0].named_parameters()] == before


def test_a_resumed_run_is_the_uninterrupted_one_bit_for_bit(tmp_path):
    def trained(epochs, **options):
        model, groups = halves(0.01, 0.1)
        nn.fit(model, *DATA, nn.mse_loss, groups, epochs, 5, progress=False, **options)
        return model.state_dict()

    trained(3, checkpoint=tmp_path / "run.json")
    assert trained(6, checkpoint=tmp_path / "run.json") == trained(6)


@pytest.mark.parametrize("spoil", [
    lambda state: state["groups"].pop(),
    lambda state: state.pop("groups"),
    lambda state: state["groups"][1]["means"].append(0.0),
    lambda state: state["groups"].__setitem__(1, "no state"),
    lambda state: state.update(optimizer="Adam"),
])  # fmt: skip
def test_a_state_that_does_not_fit_changes_nothing(spoil):
    _, groups = halves(0.01, 0.1)
    before, state = groups.state_dict(), halves(0.5, 1.0)[1].state_dict()
    spoil(state)
    with pytest.raises(ValueError, match="of this state does not fit: this is an optimizer ParameterGroups"):
        groups.load_state_dict(state)
    assert groups.state_dict() == before


def test_what_cannot_be_a_group():
    p = Value(1.0)
    with pytest.raises(TypeError, match="a group of parameters is an optimizer, such as an SGD of them, got"):
        ParameterGroups([p])
    with pytest.raises(ValueError, match="a parameter is there twice"):
        ParameterGroups(SGD([p]), Adam([p]))
    with pytest.raises(ValueError, match="at least one parameter"):
        ParameterGroups()
    with pytest.raises(TypeError, match=r"ParameterGroups\(SGD\(body, lr=0.01\), SGD\(head\)\)"):
        SGD([{"params": [p], "lr": 0.1}], lr=0.01)
