# %% [markdown]
# # 13 · The learning rate: too low, right, too high
#
# **Goal.** You can tell from the costs of a training whether its learning rate is too low, right or too high, and why.
#
# **Time.** 10 minutes.
#
# **Terms.** learning rate, convergence, oscillation, divergence.
#
# **Misconceptions.**
# - *"The higher the learning rate, the faster it learns."* Up to a point. Beyond it, every step leads higher up.
# - *"If the cost rises, the gradients are wrong."* They may be right, and the steps too long.
# - *"0.1 is a good learning rate."* That depends on how strongly the cost bends, and so on the data.

# %%
from itertools import pairwise
from math import isclose

import nn
from demos.lessons.board import BLUE, GREEN, GREY, LARGE, ORANGE, PINK, SMALL, charts, show
from engine import Value, gradcheck

# %% [markdown]
# ## One parabola, four learning rates
# The output is w · x, with x = 1 and target 0: the loss is (w · x)², its slope 2 · w · x². A step of gradient descent
# gives w - lr · 2 · w · x² = (1 - 2 · lr · x²) · w: each step multiplies w by the same factor. Between -1 and 1, it
# takes w to the minimum at 0. If it is negative, w jumps from side to side. Beyond -1, w grows with every step.

# %%


def descend(lr: float, x: float = 1.0) -> list[float]:
    """Where w is at the start and after each of 12 steps."""
    w = Value(1.0, "w")
    optimizer = nn.SGD([w], lr=lr)
    places = [w.data]
    for _ in range(12):
        optimizer.zero_grad()
        nn.mse_loss(w * x, 0.0).backward()
        optimizer.step()
        places.append(w.data)
    return places


RATES = {0.02: "too low", 0.3: "right", 0.95: "nearly too high", 1.1: "too high"}
for lr, verdict in RATES.items():
    places = descend(lr)
    print(
        f"lr {lr:<4}  factor {1 - 2 * lr:5.2f}  w",
        *[f"{w:6.2f}" for w in places[:5]],
        f" ... {places[-1]:6.2f}  {verdict}",
    )
    assert all(isclose(after, (1 - 2 * lr) * before) for before, after in pairwise(places))
    assert (abs(places[-1]) < 1) == (lr < 1)

# %%
figure, several = charts(*[f"{lr}: {verdict}" for lr, verdict in RATES.items()], x="w", size=(4, 4.5))
ws = [0.05 * i for i in range(-40, 41)]
for axes, lr, color in zip(several, RATES, (BLUE, GREEN, PINK, ORANGE)):
    places = descend(lr)[:7]
    axes.plot(ws, [w**2 for w in ws], color=GREY, linewidth=1.5)
    axes.plot(places, [w**2 for w in places], "o-", color=color, markersize=9, linewidth=2)
    axes.annotate("start", (1, 1), (1.15, 0.8), fontsize=SMALL)
    axes.set(ylim=(-0.2, 4), xlim=(-2, 2))
several[0].set_ylabel("loss")
show(figure, "13_learning_rate")

# %% [markdown]
# The gradient is right in all four: they have the same loss. `gradcheck` compares it with nudges, and would raise an
# error if they did not agree.

# %%
print(gradcheck(lambda w: nn.mse_loss(w * 1.0, 0.0), 1.0))

# %% [markdown]
# ## The data decides where "too high" begins
# With x = 10 the factor is 1 - 200 · lr, and what was right before diverges. A feature ten times as large makes the
# loss bend 100 times as strongly, and the highest learning rate 100 times as low. That is a reason to standardize
# (lesson 01): with all features on one scale, one learning rate suits them all.

# %%
for x, highest in ((1.0, 1.0), (10.0, 0.01)):
    below, above = (abs(descend(share * highest, x)[-1]) for share in (0.99, 1.01))
    print(f"x = {x:g}: with lr {0.99 * highest:g}, |w| ends at {below:.2f}; with lr {1.01 * highest:g}, at {above:.2f}")
    assert below < 1 < above
assert abs(descend(0.3, 10.0)[-1]) > 1e20

# %% [markdown]
# ## A network shows the same
# On two half moons of points, a low rate creeps, a good one arrives, and a high one leaves the valley: the cost
# explodes until it overflows, and `fit` says what to try. The curve of the costs tells which of the cases it is.

# %%
inputs, classes = nn.make_moons(40, seed=0)
targets = [2.0 * one - 1 for one in classes]


def costs(lr: float, epochs: int) -> list[float]:
    """The cost in each epoch; each is one step on all 40 examples."""
    model = nn.MLP(2, [6, 1], activation="tanh", seed=0)
    optimizer = nn.SGD(model.parameters(), lr=lr)
    history = nn.fit(model, inputs, targets, nn.mse_loss, optimizer, epochs, batch_size=40, progress=False)
    return history.train_loss


figure, [axes] = charts("two moons: the cost by learning rate", x="step", y="cost")
ends = []
for lr, color, place in ((0.003, BLUE, (17, 1.55)), (0.3, GREEN, (17, 0.24)), (0.8, ORANGE, (2.6, 2.7))):
    curve = costs(lr, 30)
    ends.append(curve[-1])
    print(f"lr {lr:<5}  cost {curve[0]:.2f} -> {curve[-1]:.3g}")
    axes.plot(curve, color=color, linewidth=3)
    axes.text(*place, f"lr {lr}", color=color, fontsize=LARGE)
axes.set_ylim(0, 3)
show(figure, "13_moons")
assert ends[1] < 0.2 < 1 < ends[0] < 2 < 1e6 < ends[2]

try:
    costs(100.0, 100)
except nn.DivergenceError as error:
    print(error)
else:
    raise AssertionError("it did not diverge")

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. `0.3: "right"` → `0.5: "right"`: what is the factor, and how many steps does it take?
# 2. `1.1: "too high"` → `1.0: "too high"`: where is w after 12 steps, and after 13?
# 3. In the first cells, `descend(lr)` → `descend(lr, 0.1)`: what are the factors? Which rate is right for this x?
