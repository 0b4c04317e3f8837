"""The text of an optimizer's step as a function of lists: it moves numbers as the method moves parameters."""

import itertools
import math
import re
from random import Random

import pytest

import nn
from engine import Value
from engine.programs.load import loaded
from engine.programs.update_source import Update
from nn.optim import Optimizer

SHARED = {"weight_decay": [0.0, 0.1], "maximize": [False, True]}
OPTIONS = {
    nn.SGD: {**SHARED, "momentum": [0.0, 0.9], "dampening": [0.0, 0.5], "nesterov": [False, True]},
    nn.Adam: {**SHARED, "amsgrad": [False, True], "betas": [(0.9, 0.999), (0.5, 0.9)]},
    nn.AdamW: {**SHARED, "amsgrad": [False, True]},
    nn.Adamax: SHARED,
    nn.RMSprop: {**SHARED, "momentum": [0.0, 0.9], "centered": [False, True]},
    nn.Adagrad: {**SHARED, "lr_decay": [0.0, 0.1], "initial_accumulator_value": [0.0, 0.5]},
}
CASES = [
    (kind, dict(zip(options, chosen)))
    for kind, options in OPTIONS.items()
    for chosen in itertools.product(*options.values())
    if kind is not nn.SGD or not chosen[-1] or chosen[2:4] == (0.9, 0.0)  # what nesterov asks for
]


def made(optimizer):
    """A function that makes a step of the program: the numbers of the parameters and grads, and the state, in lists."""
    update = Update(optimizer)
    program = loaded(update.source, "update")
    numbers = [update.value(name) for name in update.numbers]
    lists = [list(getattr(optimizer, name)) for name in update.lists]
    return lambda data, grads: program(data, grads, numbers, *lists)


def steps_agree(optimizer, count=4):
    """Make some steps both ways, and compare all bits."""
    rng = Random(5)
    data, step = [p.data for p in optimizer.parameters], made(optimizer)
    for _ in range(count):
        grads = [rng.gauss(0, 1) for _ in data]
        step(data, grads)
        for p, grad in zip(optimizer.parameters, grads):
            p.grad = grad
        optimizer.step()
        assert data == [p.data for p in optimizer.parameters]


def weights():
    return [Value(x) for x in (0.5, -1.25, 3.0, 1e-3, -40.0)]


@pytest.mark.parametrize(("kind", "options"), CASES, ids=lambda x: x.__name__ if isinstance(x, type) else str(x))
def test_each_optimizer_with_all_its_options(kind, options):
    steps_agree(kind(weights(), lr=0.05, **options))


class Signs(Optimizer):
    """Steps of one size: an optimizer as a user would write it."""

    def __init__(self, parameters, lr):
        super().__init__(parameters, lr)
        self.last = [0.0] * len(self.parameters)
        self.is_patient = True

    def step(self):
        """Move by the sign of the mean of two gradients."""
        self.steps += 1
        both = [0.5 * (p.grad + last) for p, last in zip(self.parameters, self.last)]
        if self.is_patient and not self.maximize:
            self.remember()
        for p, mean in zip(self.parameters, both):
            if mean != 0.0:
                p.data -= self.lr * (1.0 if mean > 0.0 else -1.0) * math.exp(-0.01 * self.steps)

    def remember(self):
        self.last = [min(p.grad, 1.0) for p in self.parameters]


def test_an_optimizer_of_ones_own():
    steps_agree(Signs(weights(), 0.1))


def test_it_is_a_page_to_read():
    source = Update(nn.SGD(weights(), lr=0.1, momentum=0.9, weight_decay=0.01)).source
    assert re.sub(r"for \((.*)\) in", r"for \1 in", source).splitlines() == [  # Python 3.10 writes the parentheses
        "def update(p_data, p_grad, numbers, self_velocities):",
        "    [self_steps, self_weight_decay, self_dampening, self_momentum, self_lr] = numbers",
        "    self_steps += 1",
        "    sign = 1.0",
        "    move = [sign * p_grad[place] + self_weight_decay * p_data[place] for place, x in enumerate(p_data)]",
        "    fresh = 1.0 if self_steps == 1 else 1 - self_dampening",
        "    for place, (v, g) in enumerate(zip(self_velocities, move)):",
        "        self_velocities[place] = self_momentum * v + fresh * g",
        "    move = self_velocities",
        "    for place, step in enumerate(move):",
        "        p_data[place] -= self_lr * step",
        "    numbers[0] = self_steps",
    ]


def test_it_is_current_until_an_option_or_a_method_changes(monkeypatch):
    optimizer = nn.SGD(weights(), lr=0.1)
    update = Update(optimizer)
    optimizer.lr = 0.2
    assert update.is_current()
    optimizer.momentum = 0.9
    assert not update.is_current()
    update = Update(optimizer)
    monkeypatch.setattr(nn.SGD, "gradient", lambda self: [1.0 for p in self.parameters], raising=False)
    assert not update.is_current()


def with_step(step):
    """An optimizer with this method."""
    return type("Own", (Optimizer,), {"step": step})(weights(), 0.1)


def printing(self):
    print("a step")


def with_argument(self, closure=None):
    for p in self.parameters:
        p.data -= self.lr * p.grad


def returning_in_the_middle(self):
    for p in self.parameters:
        if p.grad > 0:
            return


def counting(self):
    self.steps += 1
    if self.steps:
        self.lr *= 0.5


def of_the_values(self):
    for p in self.parameters:
        p.data -= (p * self.lr).data


def with_a_global(self):
    for p in self.parameters:
        p.data -= RATE * p.grad


def looping(self):
    while self.steps < 3:
        self.steps += 1


def filtering(self):
    steps = [p.grad for p in self.parameters if p.grad > 0]
    for p, step in zip(self.parameters, steps):
        p.data -= step


RATE = 0.1
REFUSED = [
    printing, with_argument, returning_in_the_middle, counting, of_the_values, with_a_global, looping, filtering,
    abs, lambda self: None,
]  # fmt: skip


@pytest.mark.parametrize("step", REFUSED, ids=lambda step: step.__name__)
def test_what_is_not_in_the_language_is_refused(step):
    with pytest.raises(
        ValueError, match=r"is not in the language|is tested|takes arguments|not a method|cannot be read"
    ):
        Update(with_step(step))


def test_a_step_that_an_instance_has_for_itself_is_refused():
    optimizer = nn.SGD(weights(), lr=0.1)
    optimizer.step = lambda: None
    with pytest.raises(ValueError, match="step is not a method of a class"):
        Update(optimizer)


def test_several_optimizers_as_one_are_refused():
    with pytest.raises(ValueError, match=r"`self.optimizers` is not in the language of programs"):
        Update(nn.ParameterGroups(nn.SGD(weights(), lr=0.1)))
