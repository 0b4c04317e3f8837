# %% [markdown]
# # 11 · The loss of an example, the cost of a set
#
# **Goal.** You can compute the loss of an example and the cost of a set, and say which of them training lowers.
#
# **Time.** 15 minutes.
#
# **Terms.** error, loss, squared error, cost, mean, outlier.
#
# **Misconceptions.**
# - *"Loss and cost are the same."* A loss is of one example. The cost is the mean of the losses of a set.
# - *"A step that lowers the cost helps every example."* Some losses rise: the cost is a compromise.
# - *"How an error is scored is a detail."* It decides what the best model is.

# %%
from math import fsum, isclose

import nn
from demos.lessons.board import BLUE, GREY, LARGE, ORANGE, SMALL, charts, show
from engine import Value, mean

# %% [markdown]
# ## One example has a loss
# The model is the smallest there is: output = w · x, with one weight. For each example, the **error** is output minus
# target, and the **loss** is a number that is 0 if the output is right and grows with the error: here the **squared
# error**. The square makes it positive, and lets large errors count for more: an error twice as large costs 4 times.

# %%
examples = [(1.0, 2.0), (2.0, 2.0), (3.0, 5.0), (4.0, 3.0)]  # x, target
w = Value(1.5, "w")
losses = []
for x, target in examples:
    losses.append(nn.mse_loss(w * x, target))
    error = w.data * x - target
    print(f"x = {x:g}: output {w:g} * {x:g} = {w.data * x:g}, target {target:g}, loss ({error:g})² = {losses[-1]:g}")
    assert losses[-1].data == error**2
assert nn.mse_loss(Value(3.0), 1.0).data == 4 * nn.mse_loss(Value(2.0), 1.0).data

# %% [markdown]
# ## A set has a cost
# The **cost** is the mean of the losses. A mean does not grow with the set: with every example twice, the sum of the
# losses doubles, and the cost stays. So costs of sets of different sizes can be compared.

# %%
cost = mean(losses)
cost.label = "cost"
print(f"cost = ({' + '.join(f'{loss:g}' for loss in losses)}) / {len(losses)} = {cost:g}")
assert cost.data == fsum(loss.data for loss in losses) / 4
assert mean(losses + losses).data == cost.data

# %% [markdown]
# ## The gradient of the cost is the mean of the gradients
# The derivative of (w · x - target)² is 2 · (w · x - target) · x. Each example asks for something else: a negative
# gradient asks for a larger weight, a positive one for a smaller. The cost takes their mean.

# %%
cost.backward()
asked = [2 * (w.data * x - target) * x for x, target in examples]
print(f"d(cost)/dw = ({' + '.join(f'{gradient:g}' for gradient in asked)}) / {len(asked)} = {w.grad:g}")
assert isclose(w.grad, fsum(asked) / len(asked))
assert min(asked) < 0 < max(asked)

# %% [markdown]
# ## Training lowers the cost, not every loss
# Take a small step against this gradient. The cost falls, and two of the four losses rise. Training minimizes the
# mean; nothing in it looks after a single example.

# %%
new = w.data - 0.02 * w.grad
after = [(new * x - target) ** 2 for x, target in examples]
for (x, _), loss, then in zip(examples, losses, after):
    print(f"x = {x:g}: loss {loss:.4f} -> {then:.4f}  {'rises' if then > loss.data else 'falls'}")
print(f"cost {cost:.4f} -> {fsum(after) / 4:.4f} with w = {new:.2f}")
assert fsum(after) / 4 < cost.data
assert [then > loss.data for then, loss in zip(after, losses)].count(True) == 2

# %% [markdown]
# The loss of each example is a parabola over w, with its minimum at its own best weight, target / x. The cost is a
# parabola too. Its minimum, Σ(x · target) / Σx², is nobody's favourite, and lies between them.

# %%
wishes = [target / x for x, target in examples]
best = fsum(x * target for x, target in examples) / fsum(x * x for x, _ in examples)
print("best weight of each example:", *[f"{wish:.2f}" for wish in wishes], f"and of the set: {best:.2f}")
assert min(wishes) < best < max(wishes)

figure, [line, curves] = charts("errors at w = 1.5", "losses and cost by w", size=(6.5, 5))
line.plot([0, 4.5], [0, 4.5 * w.data], color=BLUE, linewidth=3)
line.text(3.2, 6.2, "output w · x", color=BLUE, fontsize=SMALL, ha="center")
for (x, target), loss in zip(examples, losses):
    line.plot([x, x], [target, w.data * x], color=ORANGE, linewidth=3)
    line.plot([x], [target], "o", color=GREY, markersize=10)
    side, place = ("right", x - 0.12) if target > w.data * x else ("left", x + 0.12)
    line.text(place, target, f"loss {loss:g}", color=ORANGE, fontsize=SMALL, ha=side, va="center")
line.set(xlabel="x", ylabel="output, target")

ws = [0.01 * i for i in range(251)]
for (x, target), wish in zip(examples, wishes):
    curves.plot(ws, [(at * x - target) ** 2 for at in ws], color=ORANGE, linewidth=1.5)
    curves.plot([wish], [0], "o", color=ORANGE, markersize=8)
    curves.text(wish, -0.4, f"x = {x:g}", color=ORANGE, fontsize=SMALL, ha="center", va="top")
curves.plot(ws, [fsum((at * x - target) ** 2 for x, target in examples) / 4 for at in ws], color=BLUE, linewidth=4)
curves.text(0.12, 10.8, "cost", color=BLUE, fontsize=LARGE)
curves.set(xlabel="w", ylim=(-1.3, 12))
show(figure, "11_loss_and_cost")

# %% [markdown]
# ## The choice of the loss decides what is best
# Which one number stands best for 1, 2, 3, 4 and 100? With squared errors it is their mean, with absolute errors their
# median. The 100 is an **outlier**: its squared error is so large that it pulls the mean far away from all others.

# %%
numbers = [1.0, 2.0, 3.0, 4.0, 100.0]
candidates = [0.5 * i for i in range(201)]
for loss, expected in ((nn.mse_loss, 22.0), (nn.l1_loss, 3.0)):
    chosen = min(candidates, key=lambda output: fsum(loss(Value(output), number).data for number in numbers))
    print(f"{loss.__name__}: the best output is {chosen:g}")
    assert chosen == expected
assert fsum(numbers) / 5 == 22.0

# %% [markdown]
# ## A word of warning
# Many programs and books say "loss" for both. What `nn.fit` records as `train_loss` is a mean over the set, as it is in
# PyTorch: by the words of this course, a cost.

# %%
neuron = nn.Neuron(1, activation=None, seed=0)
inputs, targets = [[x] for x, _ in examples], [target for _, target in examples]
cost = mean([nn.mse_loss(neuron(x), target) for x, target in zip(inputs, targets)])
history = nn.fit(neuron, inputs, targets, nn.mse_loss, epochs=1, batch_size=4, progress=False)
print(f"cost {cost:.6f}, history.train_loss[0] {history.train_loss[0]:.6f}")
assert isclose(history.train_loss[0], cost.data)

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. `(4.0, 3.0)` → `(4.0, 8.0)`: which gradients change? Which way does the set ask w to go now?
# 2. `new = w.data - 0.02 * w.grad` → `0.2 * w.grad`: does the cost still fall? (Lesson 13 says why.)
# 3. `100.0` → `1000.0` in the last list: what is the mean now, and what the median?
