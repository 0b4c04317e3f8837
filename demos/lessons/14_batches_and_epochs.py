# %% [markdown]
# # 14 · Batches and epochs: the training loop
#
# **Goal.** You can write a training loop, count its samples, steps and epochs, and say what the batch size changes.
#
# **Time.** 15 minutes.
#
# **Terms.** batch, batch size, step (update), epoch, shuffle, stochastic gradient descent.
#
# **Misconceptions.**
# - *"An epoch is one step."* An epoch visits every sample once. It has as many steps as there are batches.
# - *"A batch gives the gradient of the cost."* It gives an estimate: the gradient of the mean of its own losses.
# - *"All samples at once is best, for it is exact."* It pays for one exact step what many rough ones cost.

# %%
from math import ceil, dist, fsum, isclose
from random import Random

import nn
from demos.lessons.board import BLUE, GREEN, GREY, ORANGE, charts, show
from engine import mean

inputs, targets = nn.make_linear(60, noise=0.5, seed=0)  # 60 samples with 1 feature, near the line 2 x - 1
samples = list(zip(inputs, targets))

# %% [markdown]
# ## Counting
# 60 samples in batches of 16 are 4 batches, the last one smaller: 60 / 16 = 3.75, rounded up. Each batch is one step,
# or **update**: one backward pass for its cost, and one move of the parameters. So 5 epochs are 20 steps.

# %%
sizes = [len(batch) for batch in nn.batches(samples, 16)]
print(f"60 samples, batches of 16: {sizes}, {len(sizes)} steps in an epoch")
assert sizes == [16, 16, 16, 12]
assert len(sizes) == ceil(60 / 16) == 4

# %% [markdown]
# ## The training loop
# For each epoch: **shuffle** the samples, and cut them into batches. For each batch: forward, cost, backward, step.
# `nn.fit` is built around these lines, and gives the same numbers.

# %%
model = nn.Neuron(1, activation=None, seed=0)
optimizer = nn.SGD(model.parameters(), lr=0.1)
rng = Random(0)
for _ in range(5):  # epochs
    rng.shuffle(samples)
    for batch in nn.batches(samples, 16):
        cost = mean([nn.mse_loss(model(x), target) for x, target in batch])
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
print(f"5 epochs, {optimizer.steps} steps: w = {model.w[0]:.4f}, b = {model.b:.4f}")
assert optimizer.steps == 5 * 4

again = nn.Neuron(1, activation=None, seed=0)
nn.fit(again, inputs, targets, nn.mse_loss, nn.SGD(again.parameters(), lr=0.1), 5, batch_size=16, progress=False)
assert all(isclose(p.data, q.data) for p, q in zip(model.parameters(), again.parameters()))

# %% [markdown]
# `nn.train_steps` stops after each step for a look. In each epoch every sample is visited once, in a new order.

# %%
visits = [[], []]
for step in nn.train_steps(again, inputs, targets, epochs=2, batch_size=16):
    visits[step.epoch - 1] += step.batch
print("first visited in epoch 1:", visits[0][:5], "in epoch 2:", visits[1][:5])
assert sorted(visits[0]) == sorted(visits[1]) == list(range(60))
assert visits[0] != visits[1]

# %% [markdown]
# ## A batch estimates
# The gradient of a batch is not that of the cost of all samples. Some batches point too far one way, some the other;
# batches of one size that make up the set have the right mean. The larger the batch, the smaller the error.

# %%


def gradient(model: nn.Neuron, batch: list) -> tuple[float, float]:
    """The derivatives of the cost of a batch with respect to w and b."""
    model.zero_grad()
    mean([nn.mse_loss(model(x), target) for x, target in batch]).backward()
    return model.w[0].grad, model.b.grad


exact = gradient(model, samples)
errors = []
for size in (1, 4, 15, 60):
    found = [gradient(model, batch) for batch in nn.batches(samples, size)]
    errors.append(fsum(dist(one, exact) for one in found) / len(found))
    print(f"batches of {size:2}: {len(found):2} gradients, their mean error {errors[-1]:.3f}")
    assert all(isclose(fsum(column) / len(found), right) for column, right in zip(zip(*found), exact))
assert errors[0] > errors[1] > errors[2] > errors[3] == 0

# %% [markdown]
# ## Many rough steps, or few exact ones
# Three trainings of 10 epochs: each visits 600 samples. With all 60 at once there are 10 exact steps; in batches of 10,
# 60 steps; one by one, 600. Their directions depend on chance, hence **stochastic** gradient descent (SGD), and single
# samples are so rough that the walk does not settle. A batch size between one and all is the usual compromise.


# %%
def train(batch_size: int) -> list[tuple[float, float]]:
    """The places (w, b) at the start, and after each step of 10 epochs."""
    model = nn.Neuron(1, activation=None, seed=0)
    optimizer = nn.SGD(model.parameters(), lr=0.1)
    steps = nn.train_steps(model, inputs, targets, nn.mse_loss, optimizer, epochs=10, batch_size=batch_size)
    return [(model.w[0].data, model.b.data), *[(model.w[0].data, model.b.data) for _ in steps]]


def cost_at(w: float, b: float) -> float:
    return fsum((w * x + b - target) ** 2 for [x], target in samples) / len(samples)


across, upward = [0.02 * i for i in range(141)], [-1.6 + 0.02 * i for i in range(121)]
heights = [[cost_at(w, b) for w in across] for b in upward]
lowest = min(map(min, heights))
levels = [lowest + 0.005 * 4**i for i in range(6)]
figure, several = charts(*[f"batches of {size}" for size in (60, 10, 1)], x="w", y="b", size=(4.2, 4.2))
ends = []
for axes, size, color in zip(several, (60, 10, 1), (BLUE, GREEN, ORANGE)):
    path = train(size)
    ends.append(cost_at(*path[-1]))
    print(f"batches of {size:2}: {len(path) - 1:3} steps, to a cost of {ends[-1]:.4f}; the lowest is {lowest:.4f}")
    assert len(path) - 1 == 10 * 60 / size
    axes.contour(across, upward, heights, levels=levels, colors=GREY, linewidths=0.7)
    axes.plot(*zip(*path), "o-", color=color, markersize=4, linewidth=1)
show(figure, "14_batches_and_epochs")
last_epoch = [cost_at(*place) for place in path[-60:]]
print(f"batches of 1, in the last epoch: cost from {min(last_epoch):.3f} to {max(last_epoch):.3f}")
assert ends[1] < ends[2] < ends[0]
assert max(last_epoch) > 1.2 * min(last_epoch)

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. `nn.batches(samples, 16)` → `nn.batches(samples, 25)` where they are counted: which sizes have the batches?
# 2. In `train`, `lr=0.1` → `lr=0.01`: which of the three ends best now? What of the last one's cloud?
# 3. In the loop, move `optimizer.zero_grad()` up, below `rng.shuffle(samples)`: what does each step use then?
