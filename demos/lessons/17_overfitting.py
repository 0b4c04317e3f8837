# %% [markdown]
# # 17 · Overfitting, and what helps against it
#
# **Goal.** You can see overfitting in two curves, and use L2 penalty, early stopping and dropout against it.
#
# **Time.** 15 minutes.
#
# **Terms.** overfitting, regularization, L2 penalty, early stopping, patience, dropout.
#
# **Misconceptions.**
# - *"The lower the training cost, the better the network."* From some point on, it learns the noise of its samples.
# - *"Regularization fits the data better."* It fits the training set worse, on purpose. New samples are what it is for.
# - *"Dropout makes a network smaller."* Only while it is trained. Afterwards all neurons work.

# %%
from math import fsum, hypot

import nn
from demos.lessons.board import BLUE, GREEN, GREY, LARGE, ORANGE, PINK, charts, show

# %% [markdown]
# ## Learning the noise
# Two half moons with so much noise that they mix: 24 samples to train on, 60 to validate, 300 to test. A network of 41
# parameters has more of them than there are samples. Its cost on the training set falls and falls. Its cost on the
# validation set falls at first, and then rises: it learns what is true of the 24 only. That is **overfitting**.

# %%
Part = tuple[list[list[float]], list[float]]


def moons(samples: int, seed: int) -> Part:
    inputs, classes = nn.make_moons(samples, noise=0.4, seed=seed)
    return inputs, [2.0 * one - 1 for one in classes]


training, validation, test = moons(24, seed=0), moons(60, seed=10), moons(300, seed=20)


def train(dropout: float = 0.0, **how) -> tuple[nn.MLP, nn.History]:
    """A network after at most 150 epochs, and what happened in them."""
    model = nn.MLP(2, [10, 1], activation="tanh", dropout=dropout, seed=0)
    optimizer = nn.Adam(model.parameters(), lr=0.05)
    history = nn.fit(model, *training, nn.mse_loss, optimizer, 150, 12, validation, progress=False, **how)
    return model, history


def cost(model: nn.MLP, part: Part) -> float:
    """The mean squared error on a part of the data."""
    inputs, targets = part
    return fsum((o - t) ** 2 for o, t in zip(nn.predict(model, inputs), targets)) / len(targets)


plain, history = train()
print(history.table(6))
lowest = min(history.validation_loss)
turn = history.validation_loss.index(lowest) + 1
print(f"lowest validation cost in epoch {turn}: {lowest:.3f}; in epoch 150 it is {history.validation_loss[-1]:.3f}")
assert turn < 30
assert history.validation_loss[-1] > 2 * lowest
assert history.train_loss[-1] < history.train_loss[turn - 1] / 5

# %% [markdown]
# ## L2: large weights cost something
# Sharp bends need large weights. The **L2 penalty** adds factor · Σ w² to the cost, and so 2 · factor · w to the
# gradient of each weight: every step pulls each weight to 0, the harder the larger it is. Biases are left alone.

# %%


def weights(model: nn.Module) -> list:
    return [parameter for name, parameter in model.named_parameters() if not name.endswith(".b")]


small, small_history = train(penalty=lambda model: nn.l2_penalty(weights(model), 0.01))
sizes = [hypot(*[w.data for w in weights(model)]) for model in (plain, small)]
print(f"length of the vector of weights: {sizes[0]:.2f}, with the penalty {sizes[1]:.2f}")
assert sizes[1] < sizes[0] / 2
assert small_history.train_loss[-1] > history.train_loss[-1]  # it fits the training set worse

# %% [markdown]
# ## Early stopping: go back to the best epoch
# Stop when the validation cost has not fallen for some epochs, the **patience**, and put the best parameters back.

# %%
stopped, stopped_history = train(patience=20)
print(stopped_history.stopped)
assert len(stopped_history.train_loss) == turn + 20
assert cost(stopped, validation) == lowest

# %% [markdown]
# ## Dropout: rely on nobody
# While training, each hidden output is set to 0 with probability 0.3, anew for each sample, and the others are scaled
# by 1 / 0.7, so that the expected sum stays. No neuron can rely on one other. In use, nothing is dropped.

# %%
dropped, dropped_history = train(dropout=0.3)
x = test[0][0]
assert dropped(x).data == dropped(x).data  # in use
dropped.train()
outputs = {round(dropped(x).data, 6) for _ in range(20)}
dropped.eval()
print(f"one sample, 20 times: {len(outputs)} different outputs while training, 1 in use")
assert len(outputs) > 5

# %% [markdown]
# ## What it brought
# All three have a higher cost on the training set, and a lower one on the test set.

# %%
models = {"no regularization": plain, "L2 penalty": small, "early stopping": stopped, "dropout": dropped}
for name, model in models.items():
    print(f"{name:18} training {cost(model, training):.3f}  test {cost(model, test):.3f}")
    assert model is plain or (cost(model, training) > cost(plain, training) and cost(model, test) < cost(plain, test))

# %%
figure, [left, right] = charts("no regularization", "on the validation set", x="epoch", y="cost", size=(7, 5))
epochs = range(1, 151)
left.plot(epochs, history.train_loss, color=GREY, linewidth=3)
left.text(100, 0.07, "training", color=GREY, fontsize=LARGE)
for axes in (left, right):
    axes.plot(epochs, history.validation_loss, color=ORANGE, linewidth=3)
    axes.plot([turn], [lowest], "*", color=BLUE, markersize=20)
    axes.set_ylim(0, 1.05)
left.text(25, 0.68, "validation", color=ORANGE, fontsize=LARGE)
left.text(turn + 6, lowest - 0.09, "lowest", color=BLUE, fontsize=LARGE)
right.plot(epochs, small_history.validation_loss, color=GREEN, linewidth=3)
right.plot(epochs, dropped_history.validation_loss, color=PINK, linewidth=3)
right.text(25, 0.68, "without", color=ORANGE, fontsize=LARGE)
right.text(75, 0.53, "dropout", color=PINK, fontsize=LARGE)
right.text(75, 0.34, "L2 penalty", color=GREEN, fontsize=LARGE)
right.text(turn, lowest - 0.14, "early stopping", color=BLUE, fontsize=LARGE)
show(figure, "17_overfitting")

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. `0.01` → `1.0` in the L2 penalty: what is left of the weights? That is **underfitting**.
# 2. `patience=20` → `patience=2`: does it stop too early? Look at the validation costs in the table.
# 3. `moons(24, seed=0)` → `moons(300, seed=0)`: what is the best regularization of all?
