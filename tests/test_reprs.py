"""What things show of themselves: what they are, in one short line, and no address."""

import pytest

import engine
import nn

INPUTS, TARGETS = nn.make_moons(20)
MODEL = nn.MLP(2, [3, 2])
OPTIMIZER = nn.SGD(MODEL.parameters(), 0.1)
LOSS = nn.cross_entropy


def a_value():
    value = engine.Value(2.0, "x") * 3.0
    value.backward()
    return value


MADE = {
    "optimizer": lambda: OPTIMIZER,
    "groups": lambda: nn.ParameterGroups(nn.SGD(MODEL.layers[0].parameters()), nn.Adam(MODEL.layers[1].parameters())),
    "schedule": lambda: nn.StepLR(OPTIMIZER, 2),
    "plateau": lambda: nn.ReduceLROnPlateau(OPTIMIZER),
    "schedules in a row": lambda: nn.SequentialLR(OPTIMIZER, [nn.ConstantLR(OPTIMIZER), nn.StepLR(OPTIMIZER, 2)], [3]),
    "standardizer": lambda: nn.Standardizer(INPUTS),
    "normalizer": lambda: nn.Normalizer(INPUTS),
    "model": lambda: MODEL,
    "layer": lambda: MODEL.layers[0],
    "neuron": lambda: MODEL.layers[0].neurons[0],
    "dropout": nn.Dropout,
    "history": lambda: nn.fit(MODEL, INPUTS, TARGETS, LOSS, epochs=3, progress=False),
    "step": lambda: next(nn.train_steps(MODEL, INPUTS, TARGETS, LOSS)),
    "table": lambda: nn.load_csv("demos/data/iris.csv", label="species"),
    "value": a_value,
    "compiled": lambda: engine.compile(lambda x: x * x, 1.0),
    "batch": lambda: engine.compile_batch(MODEL, LOSS, MODEL.parameters(), INPUTS, TARGETS),
    "pass": lambda: engine.compile_pass(lambda: nn.l2_penalty(MODEL.parameters(), 0.1), MODEL.parameters()),
    "part": lambda: engine.compile_part(lambda x: [x * x], [], 1.0),
    "drawing": lambda: engine.draw(a_value()),
    "worksheet": lambda: engine.worksheet(a_value()),
    "op": lambda: a_value().op,
}


@pytest.mark.parametrize("name", MADE)
def test_a_thing_shows_itself_in_a_line(name):
    shown = repr(MADE[name]())
    assert " at 0x" not in shown
    assert "\n" not in shown
    assert len(shown) <= 100
