"""Exercise 13. The right numbers are those of nn.fit."""

from dataclasses import dataclass

import engine
from demos.exercises.questions import Question, Test
from engine import Value
from nn import MLP, SGD, fit

INPUTS, TARGETS = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0.0, 1.0, 1.0, 0.0]
LR, EPOCHS = 0.2, 20
START = f"""\
from nn import MLP
inputs = {INPUTS}
targets = {TARGETS}
model = MLP(2, [3, 1], activation="tanh", seed=0)"""
GRADS, DATA = "[p.grad for p in model.parameters()]", "[p.data for p in model.parameters()]"


def new_model() -> MLP:
    """The network to train."""
    return MLP(2, [3, 1], activation="tanh", seed=0)


@dataclass(frozen=True, slots=True)
class Training:
    """Gradient descent in which one thing may be wrong."""

    mean: bool = True
    zero_grad: bool = True
    sign: float = 1.0
    scale: float = LR
    before: bool = True

    def cost(self, model: MLP) -> Value:
        """The cost over the set."""
        total = engine.sum([(model(x) - target) ** 2 for x, target in zip(INPUTS, TARGETS)])
        return total / len(INPUTS) if self.mean else total

    def step(self, model: MLP) -> float:
        """One step, and its cost."""
        cost = self.cost(model)
        if self.zero_grad:
            model.zero_grad()
        cost.backward()
        for p in model.parameters():
            p.data -= self.sign * self.scale * p.grad
        return cost.data if self.before else self.cost(model).data

    def train(self, model: MLP, epochs: int) -> list[float]:
        """The cost of each epoch."""
        return [self.step(model) for _ in range(epochs)]


WRONG = {
    "forgot 1/n": Training(mean=False),
    "forgot zero_grad": Training(zero_grad=False),
    "up instead of down": Training(sign=-1.0),
    "forgot the learning rate": Training(scale=1.0),
    "the cost after the step": Training(before=False),
}


def tests() -> list[Test]:
    return [Test("cost", [cost()]), Test("step", steps()), Test("train", train())]


def fitted(epochs: int) -> tuple[MLP, list[float]]:
    """The model that nn.fit makes, and the cost of each epoch."""
    model = new_model()
    optimizer = SGD(model.parameters(), lr=LR)
    history = fit(model, INPUTS, TARGETS, optimizer=optimizer, epochs=epochs, batch_size=4, progress=False)
    return model, history.train_loss


def cost() -> Question:
    """The cost before training."""
    model = new_model()
    losses = [(model(x).data - target) ** 2 for x, target in zip(INPUTS, TARGETS)]
    because = f"the mean of the losses: ({' + '.join(f'{loss:.6g}' for loss in losses)}) / 4"
    [right] = fitted(1)[1]
    mistakes = {"forgot 1/n": 4 * right, "wrong sign": -right}
    return Question("cost(model, inputs, targets).data", right, because, mistakes, given=START)


def steps() -> list[Question]:
    """The first step: the cost, the gradient, the parameters; and a second one."""
    first, second = new_model(), new_model()
    Training().train(first, 1)
    Training().train(second, 2)
    costs = fitted(2)[1]
    wrong = {name: new_model() for name in WRONG}
    before = {name: WRONG[name].step(model) for name, model in wrong.items()}
    grads = {name: [p.grad for p in model.parameters()] for name, model in wrong.items()}
    data = {name: [p.data for p in model.parameters()] for name, model in wrong.items()}
    after = {name: WRONG[name].step(model) for name, model in wrong.items()}
    grads_after = {name: [p.grad for p in model.parameters()] for name, model in wrong.items()}
    call = f"step(model, inputs, targets, {LR})"
    moved = f"p.data - {LR} * p.grad, for each parameter"
    return [
        Question("before", costs[0], "the cost of the model as it was", before, given=f"{START}\nbefore = {call}"),
        Question(GRADS, [p.grad for p in first.parameters()], "d(cost)/d(each parameter)", grads),
        Question(DATA, [p.data for p in fitted(1)[0].parameters()], moved, data),
        Question("after", costs[1], "the cost after the first step, before the second", after, given=f"after = {call}"),
        Question(GRADS, [p.grad for p in second.parameters()], "the gradient of the second step alone", grads_after),
        Question(DATA, [p.data for p in fitted(2)[0].parameters()], moved),
    ]


def train() -> list[Question]:
    """Twenty epochs."""
    model, costs = fitted(EPOCHS)
    mistakes = {name: way.train(new_model(), EPOCHS) for name, way in WRONG.items()}
    call = f"costs = train(model, inputs, targets, {LR}, {EPOCHS})"
    return [
        Question("costs", costs, "one for each epoch, taken before its step", mistakes, given=f"{START}\n{call}"),
        Question(DATA, [p.data for p in model.parameters()], f"what nn.fit gives after {EPOCHS} epochs"),
    ]
