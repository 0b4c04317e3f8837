# %% [markdown]
# # 21 · Regression: a number as the answer
#
# **Goal.** You can fit a line and a curve to measured points, and say how good the fit can get and where it holds.
#
# **Time.** 15 minutes.
#
# **Terms.** regression, squared error (mse), residual, noise, R², outlier, extrapolation.
#
# **Misconceptions.**
# - *"A good fit has cost 0."* Measured points hold noise. A network that reaches 0 has learnt it by heart.
# - *"The output needs an activation, as the hidden layers do."* tanh could never answer 5, and relu never -1.
# - *"A network that fits the curve knows the curve."* It knows it where there were points.

# %%
from math import fsum, isclose, pi, sin
from statistics import median

import nn
from demos.lessons.board import BLUE, GREY, ORANGE, SMALL, charts, show
from engine import Value, mean

# %% [markdown]
# ## One number
# The smallest model of all gives the same number c for every sample. The **squared error** is smallest at the mean of
# the targets: there the **residuals** c - t add up to 0, and so does the gradient, 2 · (c - t) on average.

# %%
targets = [1.0, 2.0, 3.0, 4.0, 40.0]
c = Value(mean(targets), "c")
mean([nn.mse_loss(c, t) for t in targets]).backward()
print("residuals:", *[f"{c.data - t:g}" for t in targets], f" gradient {c.grad:.3f}")
assert abs(c.grad) < 1e-12

# %% [markdown]
# The 40 is an **outlier**, perhaps a slip of the pen, and it drags the mean from 2.5 to 10. The absolute error
# (`l1_loss`) is smallest at the median, 3: each sample pulls equally hard, however far away it is.

# %%
c = Value(median(targets), "c")
mean([nn.l1_loss(c, t) for t in targets]).backward()
print(f"mean {mean(targets):g}, without the outlier {mean(targets[:-1]):g}; ", end="")
print(f"median {median(targets):g}, where the gradient of the absolute error is {c.grad:g}")
assert (mean(targets), mean(targets[:-1]), median(targets)) == (10.0, 2.5, 3.0)
assert c.grad == 0.0

# %% [markdown]
# ## A line
# One linear neuron is a line, w · x + b. For a line, algebra knows the best w and b (least squares). Gradient descent
# knows no algebra, and arrives at the same two numbers.

# %%
xs, ts = nn.make_linear(40, slope=2.0, bias=-1.0, noise=0.3, seed=0)
line = nn.Neuron(1, activation=None)
nn.fit(line, xs, ts, nn.mse_loss, nn.SGD(line.parameters(), lr=0.3), epochs=150, batch_size=40, progress=False)

x_mean, t_mean = fsum(x for [x] in xs) / 40, fsum(ts) / 40
slope = fsum((x - x_mean) * (t - t_mean) for [x], t in zip(xs, ts)) / fsum((x - x_mean) ** 2 for [x] in xs)
print(f"gradient descent: {line.w[0]:.6f} * x + {line.b:.6f}")
print(f"least squares:    {slope:.6f} * x + {t_mean - slope * x_mean:.6f};  the points were made around 2 * x - 1")
assert isclose(line.w[0].data, slope, rel_tol=1e-6)
assert isclose(line.b.data, t_mean - slope * x_mean, rel_tol=1e-6)

# %% [markdown]
# ## A curve
# Points around a sine, with noise of standard deviation 0.2. A line cannot follow; a network with one hidden layer of
# tanh can. Its output neuron has no activation, so that any number can be an answer.

# %%
xs, ts = nn.make_sine(80, noise=0.2, seed=1)
new_xs, new_ts = nn.make_sine(200, noise=0.2, seed=2)
line, curve = nn.Neuron(1, activation=None), nn.MLP(1, [8, 1], activation="tanh", seed=0)
costs, scores = {}, {}
for name, model, epochs in (("line", line, 20), ("network", curve, 120)):
    nn.fit(model, xs, ts, nn.mse_loss, nn.Adam(model.parameters(), lr=0.03), epochs, batch_size=10, progress=False)
    outputs = nn.predict(model, new_xs)
    costs[name] = fsum((output - t) ** 2 for output, t in zip(outputs, new_ts)) / 200
    scores[name] = nn.r2_score(outputs, new_ts)
    print(f"{name:7} on new points: cost {costs[name]:.3f}, R² {scores[name]:.2f}")

# %% [markdown]
# ## As good as it can get
# New points are as noisy as the old ones. Even the sine itself misses them by the **noise**: its cost is about the
# variance of the noise, 0.2² = 0.04, and the network comes close to that. **R²** compares with the mean of the
# targets: 0 is no better than the mean, and 1 would be no error at all.

# %%
costs["sine"] = fsum((sin(x) - t) ** 2 for [x], t in zip(new_xs, new_ts)) / 200
print(f"the sine itself on the same points: cost {costs['sine']:.3f}; 0.2 ** 2 = {0.2**2:.3f}")
assert isclose(costs["sine"], 0.2**2, rel_tol=0.2)
assert costs["sine"] < costs["network"] < 1.3 * costs["sine"]
assert costs["line"] > 4 * costs["sine"]
assert scores["network"] > 0.85 > scores["line"]

# %% [markdown]
# ## Where there were no points
# From -π to π the network has learnt the sine. Beyond, nothing has told it how to go on (**extrapolation**).

# %%
errors = {x: abs(curve([x]).data - sin(x)) for x in (1.0, 2.0, 3.0, 5.0, 6.0)}
for x, error in errors.items():
    print(f"x = {x:g}: sine {sin(x):.2f}, network {curve([x]):.2f}, off by {error:.2f}")
assert max(errors[1.0], errors[2.0], errors[3.0]) < 0.25 < 0.5 < errors[5.0]

# %%
figure, [axes] = charts("a line and a network, fitted to points around a sine", x="x", y="y")
grid = [-6 + 0.05 * i for i in range(241)]
axes.axvspan(-pi, pi, color=GREY, alpha=0.1)
axes.plot(*zip(*[(x, t) for [x], t in zip(xs, ts)]), "o", color=GREY, markersize=5)
for name, ys, color, place in (
    ("sine", [sin(x) for x in grid], GREY, (4.0, -1.25)),
    ("line", nn.predict(line, [[x] for x in grid]), ORANGE, (3.6, 2.0)),
    ("network", nn.predict(curve, [[x] for x in grid]), BLUE, (4.4, 0.2)),
):
    axes.plot(grid, ys, ":" if name == "sine" else "-", color=color, linewidth=3)
    axes.text(*place, name, fontsize=SMALL, color=color)
axes.text(0, -2.4, "here are the points", fontsize=SMALL, color=GREY, ha="center")
axes.set_ylim(-2.5, 2.5)
show(figure, "21_regression")

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. `4.0, 40.0]` → `4.0, 400.0]`: where is the mean now, and where the median?
# 2. `nn.MLP(1, [8, 1], activation="tanh", seed=0)`: add `output_activation="relu"`. What can the network not answer any
#    more? Roughly which part of the sine is lost, and what is its cost?
# 3. `nn.make_sine(80, noise=0.2, seed=1)` → `noise=0.0`. The new points keep their noise. Can the network's cost on
#    them become smaller than that of the sine? And how far beyond π does it follow the sine now?
