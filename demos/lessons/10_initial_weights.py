# %% [markdown]
# # 10 · Random first weights, and the loss as feedback
#
# **Goal.** You can say why first weights are random, what one weight moves, and what a loss tells about all of them.
#
# **Time.** 15 minutes.
#
# **Terms.** initial weights, seed, loss, feedback, symmetry.
#
# **Misconceptions.**
# - *"Zeros would be a fairer start."* Neurons that start alike stay alike: a whole layer does what one neuron can.
# - *"Each weight is in charge of one answer."* A weight of the first layer moves every output.
# - *"Random means that no two runs agree."* A seed gives the same numbers, every time.

# %%
from math import isclose
from random import Random

import nn
from demos.lessons.board import BLUE, DATA, GREEN, ORANGE, SMALL, charts, show
from engine import Value, nudge

iris = nn.load_csv(DATA / "iris.csv", label="species")
flower, target = nn.Standardizer(iris.inputs)(iris.inputs)[0], nn.one_hot(iris.targets[0], 3)

# %% [markdown]
# ## A start at random
# This network takes four measurements and gives three outputs, one for each species. Before training, its weights are
# random numbers, which a **seed** decides. None of these networks has seen a flower. The **loss** puts into one
# number how far the outputs are from the target: here the mean of the three squared differences. 0 would be perfect.
# The same seed gives the same network, twice here; another seed, another one.

# %%
seeds = (0, 0, 1, 2)
models = [nn.MLP(4, [3, 3], activation="tanh", seed=seed) for seed in seeds]
losses = [nn.mse_loss(model(flower), target).data for model in models]
print("target:        ", *[f"{t:5.0f}" for t in target])
for seed, model, loss in zip(seeds, models, losses):
    print(f"seed {seed}: outputs", *[f"{output:5.2f}" for output in model(flower)], f"  loss {loss:.3f}")
assert models[0].state_dict() == models[1].state_dict()
assert len(set(losses)) == 3
assert min(losses) > 0.1

# %% [markdown]
# ## One weight moves every output
# Raise one weight of the first layer. Its neuron gives another number, all three neurons of the last layer see that
# number, and so all three outputs move. A weight of the last layer moves the output of its own neuron alone.

# %%
model = models[0]
early = model.layers[0].neurons[0].w[0]
late = model.layers[1].neurons[0].w[0]


def outputs_with(weight: Value, number: float) -> list[float]:
    """The outputs if the weight held this number."""
    before, weight.data = weight.data, number
    outputs = [output.data for output in model(flower)]
    weight.data = before
    return outputs


for weight, moving in ((early, [True, True, True]), (late, [True, False, False])):
    now, raised = outputs_with(weight, weight.data), outputs_with(weight, weight.data + 0.1)
    moves = [after - before for before, after in zip(now, raised)]
    print(f"raise {weight.label} by 0.1: the outputs move by", *[f"{move:.3f}" for move in moves])
    assert [move != 0 for move in moves] == moving

# %%
figure, several = charts(
    "a weight of the first layer", "a weight of the last layer", x="the number it holds", y="output"
)
numbers = [-1.5 + 0.05 * i for i in range(61)]
for axes, weight in zip(several, (early, late)):
    curves = list(zip(*[outputs_with(weight, number) for number in numbers]))
    for name, curve, color in zip(("output 0", "output 1", "output 2"), curves, (BLUE, ORANGE, GREEN)):
        axes.plot(numbers, curve, color=color, linewidth=3)
        axes.text(1.56, curve[-1], name, color=color, fontsize=SMALL, va="center")
    axes.set(xlim=(-1.5, 2.2), ylim=(-0.15, 1.15), xticks=[-1, 0, 1])
show(figure, "10_initial_weights")

# %% [markdown]
# ## Feedback by trial and error
# The loss is feedback: change a weight a little, and keep the change if the loss is lower. It works, one weight at a
# time. Each trial costs a forward pass, and most of them are thrown away.

# %%
rng = Random(0)
best, kept = losses[0], 0
for _ in range(100):
    weight = rng.choice(model.parameters())
    before, weight.data = weight.data, weight.data + rng.gauss(0, 0.1)
    loss = nn.mse_loss(model(flower), target).data
    if loss < best:
        best, kept = loss, kept + 1
    else:
        weight.data = before
print(f"100 trials: loss {losses[0]:.4f} -> {best:.4f}; {kept} changes were kept, {100 - kept} thrown away")
assert best < losses[0] / 2
assert kept < 50

# %% [markdown]
# ## Feedback for all weights at once
# Backpropagation gives more: for each of the 27 parameters, which way the loss goes if it is raised, and how fast. One
# backward pass says what would take 27 nudges. Lesson 12 follows this feedback.

# %%
model = models[1]  # with its first weights
loss = nn.mse_loss(model(flower), target)
loss.label = "loss"
loss.backward()
for parameter in model.parameters():
    assert isclose(nudge(loss, parameter, 1e-6).actual / 1e-6, parameter.grad, rel_tol=1e-4, abs_tol=1e-8)
print(f"{len(model.parameters())} gradients, such as:", nudge(loss, model.layers[0].neurons[0].b))
assert len(model.parameters()) == (4 + 1) * 3 + (3 + 1) * 3 == 27

# %% [markdown]
# ## Why not zeros
# Three neurons that start with the same numbers get the same inputs and the same gradients: they stay alike for ever,
# and do the work of one. This is **symmetry**, and random numbers break it. On exclusive or (lesson 08):

# %%
POINTS, XOR = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0.0, 1.0, 1.0, 0.0]
for name, init in (("all 0", "zeros"), ("all 0.5", lambda inputs, outputs, rng: 0.5), ("random", "linear")):
    model = nn.MLP(2, [3, 1], activation="tanh", init=init, seed=0)
    optimizer = nn.SGD(model.parameters(), lr=0.3)
    history = nn.fit(model, POINTS, XOR, nn.mse_loss, optimizer, epochs=300, batch_size=4, progress=False)
    different = len({tuple(p.data for p in neuron.parameters()) for neuron in model.layers[0].neurons})
    print(f"{name:8} mean loss {history.train_loss[-1]:.4f}, {different} different neurons of 3")
    assert different == (3 if name == "random" else 1)
    assert (history.train_loss[-1] < 0.001) == (name == "random")

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. `late = ...neurons[0].w[0]` → `neurons[1].w[0]`: which output moves now?
# 2. In the trials, `rng.gauss(0, 0.1)` → `rng.gauss(0, 1.0)`: are more of the changes kept, or fewer?
# 3. `lambda inputs, outputs, rng: 0.5` → `rng.choice([0.4, 0.6])` in the last cell: how many different neurons are
#    there now, and does the mean loss fall?
