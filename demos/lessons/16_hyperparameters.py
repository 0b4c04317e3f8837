# %% [markdown]
# # 16 · Choosing hyperparameters on the validation set
#
# **Goal.** You can tell parameters from hyperparameters, and choose these without deceiving yourself.
#
# **Time.** 10 minutes.
#
# **Terms.** hyperparameter, grid search, seed, spread.
#
# **Misconceptions.**
# - *"Training finds the learning rate too."* Gradients change parameters. Hyperparameters are set before, by you.
# - *"Take what has the lowest training cost."* That is as a rule the largest network, trained the hardest.
# - *"0.40 beats 0.43."* Not if another seed moves both by more than that.

# %%
from math import fsum

import nn
from demos.lessons.board import LARGE, charts, show

# %% [markdown]
# ## What training cannot set
# A **parameter** is a weight or a bias; training moves it along its gradient. A **hyperparameter** is what had to be
# decided before: here the learning rate, the width, the batch size, the number of epochs. The cost has no gradient
# with respect to a width: there is no network with 4.1 neurons.
#
# Two half moons with much noise: 24 samples to train on, 60 to validate, 300 to test.

# %%
Part = tuple[list[list[float]], list[float]]


def moons(samples: int, seed: int) -> Part:
    inputs, classes = nn.make_moons(samples, noise=0.4, seed=seed)
    return inputs, [2.0 * one - 1 for one in classes]


training, validation, test = moons(24, seed=0), moons(60, seed=10), moons(300, seed=20)


def trained(lr: float, width: int, seed: int = 0) -> nn.MLP:
    """A network with these hyperparameters, after 60 epochs."""
    model = nn.MLP(2, [width, 1], activation="tanh", seed=seed)
    optimizer = nn.Adam(model.parameters(), lr=lr)
    nn.fit(model, *training, nn.mse_loss, optimizer, epochs=60, batch_size=12, seed=seed, progress=False)
    return model


def cost(model: nn.MLP, part: Part) -> float:
    """The mean squared error on a part of the data."""
    inputs, targets = part
    return fsum((o - t) ** 2 for o, t in zip(nn.predict(model, inputs), targets)) / len(targets)


for width in (1, 4, 12):
    parameters = len(nn.MLP(2, [width, 1]).parameters())
    print(f"width {width:2}: {parameters:2} parameters, for training to set; 1 width, for you")
    assert parameters == (2 + 1) * width + (width + 1)

# %% [markdown]
# ## A grid search
# Try all combinations of some learning rates and widths: a training for each, and its cost on the training and on the
# validation set.

# %%
RATES, WIDTHS = (0.003, 0.03, 0.3), (1, 4, 12)
models = {(lr, width): trained(lr, width) for lr in RATES for width in WIDTHS}
on_training = {setting: cost(model, training) for setting, model in models.items()}
on_validation = {setting: cost(model, validation) for setting, model in models.items()}
for lr, width in models:
    print(
        f"lr {lr:<5}  width {width:2}  training {on_training[lr, width]:.3f}  validation {on_validation[lr, width]:.3f}"
    )

# %% [markdown]
# The two disagree. The training cost prefers the highest learning rate, which has fitted the noise of 24 samples; on
# the validation set it is the worst for a network of this width. The validation set decides.

# %%
wrong = min(on_training, key=on_training.__getitem__)
chosen = min(on_validation, key=on_validation.__getitem__)
print(
    f"lowest training cost: lr {wrong[0]}, width {wrong[1]}; lowest validation cost: lr {chosen[0]}, width {chosen[1]}"
)
assert wrong[0] == 0.3
assert chosen[0] == 0.003
assert on_validation[wrong] == max(on_validation[lr, wrong[1]] for lr in RATES)

# %%
figure, several = charts(
    "cost on the training set", "cost on the validation set", x="width", y="learning rate", size=(6, 4.8)
)
for axes, costs, best in zip(several, (on_training, on_validation), (wrong, chosen)):
    axes.imshow([[costs[lr, width] for width in WIDTHS] for lr in RATES], cmap="Blues", vmin=0, vmax=1.6, aspect="auto")
    axes.set_xticks(range(3), WIDTHS)
    axes.set_yticks(range(3), RATES)
    for i, lr in enumerate(RATES):
        for j, width in enumerate(WIDTHS):
            look = {"weight": "bold", "bbox": {"fill": False, "linewidth": 2.5}} if (lr, width) == best else {}
            axes.text(j, i, f"{costs[lr, width]:.3f}", ha="center", va="center", fontsize=LARGE, **look)
show(figure, "16_hyperparameters")

# %% [markdown]
# ## How much of that is chance?
# First weights and batches depend on a seed. With four seeds for each setting the costs **spread**. The two best
# settings overlap: a difference smaller than the spread decides nothing. The highest learning rate is apart from both.

# %%
spread = {}
for lr, width in ((0.003, 12), (0.003, 4), (0.3, 4)):
    costs = sorted(cost(trained(lr, width, seed), validation) for seed in range(4))
    spread[lr, width] = costs
    print(f"lr {lr:<5}  width {width:2}  validation", *[f"{c:.3f}" for c in costs])
assert spread[0.003, 4][0] < spread[0.003, 12][-1]  # they overlap
assert spread[0.3, 4][0] > spread[0.003, 4][-1] > spread[0.003, 12][-1]

# %% [markdown]
# ## The report
# The choice is made. Only now the test set is used, and only for the chosen network. Its cost is higher than on the
# validation set, by which it was chosen. (The other network is here to show what trusting the training cost would do.)

# %%
print(f"test cost of the chosen network {cost(models[chosen], test):.3f}, of the other {cost(models[wrong], test):.3f}")
assert on_validation[chosen] < cost(models[chosen], test) < cost(models[wrong], test)

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. `moons(24, seed=0)` → `moons(200, seed=0)`: with more samples to train on, how far apart are the two tables?
# 2. `epochs=60` → `epochs=10`: epochs are a hyperparameter too. Does the best learning rate go up or down?
# 3. `moons(60, seed=10)` → `moons(10, seed=10)`: would you trust the choice?
