# %% [markdown]
# # 23 · Gradient checking
#
# **Goal.** You can test any gradient against differences, know how exact that is, and find what makes one wrong.
#
# **Time.** 10 minutes.
#
# **Terms.** gradient check, forward difference, central difference, relative error, kink.
#
# **Misconceptions.**
# - *"It trains, so the gradient is right."* A wrong gradient can still lead downhill, slowly or to the wrong place.
# - *"The check passed, so the derivative is right."* It is right there: the check looks at one point.
# - *"Then differences could replace backpropagation."* Two forward passes for each parameter, and fewer digits.

# %%
from math import isclose

import nn
from demos.lessons.board import BLUE, ORANGE, SMALL, charts, show
from engine import Value, exp, gradcheck, relu, tanh

# %% [markdown]
# ## A gradient by hand
# The loss of one neuron is (o - t)², with o = tanh(z) and z = w x + b. Someone has worked out its derivative with
# respect to w by the chain rule, 2 (o - t) · (1 - z²) · x, with a classic mistake: the derivative of tanh is 1 - o²,
# not 1 - z².

# %%
x, t, b = 0.8, 1.0, 0.1


def loss_of(w: float) -> float:
    return (tanh(w * x + b) - t) ** 2


def slope_by_hand(w: float) -> float:
    z = w * x + b
    return 2 * (tanh(z) - t) * (1 - z * z) * x  # wrong


# %% [markdown]
# ## It trains all the same
# Sixty steps with the wrong slope, and the loss goes down: watching it does not find the mistake. A **gradient check**
# does. It compares the slope with (loss(w + h) - loss(w - h)) / 2 h, a nudge to either side. What counts is the
# **relative error**, the difference in units of the slope.

# %%
w = start = -1.0
for _ in range(60):
    w -= 0.1 * slope_by_hand(w)
h = 1e-5
numeric = (loss_of(start + h) - loss_of(start - h)) / (2 * h)
error = abs(slope_by_hand(start) - numeric) / abs(numeric)
print(f"with the wrong slope, the loss goes from {loss_of(start):.3f} to {loss_of(w):.3f}")
print(f"at w = {start}: by hand {slope_by_hand(start):.6f}, by differences {numeric:.6f}, relative error {error:.1%}")
assert loss_of(w) < loss_of(start) / 2
assert error > 0.1
w = Value(start, "w")
(((w * x + b).tanh() - t) ** 2).backward()
print(f"backpropagation: {w.grad:.6f}, relative error {abs(w.grad - numeric) / abs(numeric):.0e}")
assert isclose(w.grad, numeric, rel_tol=1e-8)

# %% [markdown]
# ## Which h, and why both sides?
# A **forward difference** goes to one side only, and is off by an amount in proportion to h. The **central difference**
# goes to both, the bends on either side cancel, and its error falls with h². When h is too small, rounding
# takes over (lesson 02). The best of these has 11 digits; the chain rule has all 16.

# %%
slope = exp(1.0)  # the derivative of exp is exp
steps = [10 ** (-k / 4) for k in range(2, 53)]
errors = {
    "forward": [abs((exp(1 + h) - exp(1.0)) / h - slope) / slope for h in steps],
    "central": [abs((exp(1 + h) - exp(1 - h)) / (2 * h) - slope) / slope for h in steps],
}
figure, [axes] = charts("error of a difference, for exp at 1", x="h", y="relative error")
for (name, ys), color, place in zip(errors.items(), (ORANGE, BLUE), ((3e-5, 2e-3), (6e-3, 1e-7))):
    axes.loglog(steps, ys, color=color, linewidth=3)
    axes.text(*place, name, fontsize=SMALL, color=color)
    print(f"{name}: best at h = {steps[ys.index(min(ys))]:.0e}, relative error {min(ys):.0e}")
show(figure, "23_gradcheck")
large, small = steps.index(0.1), steps.index(0.01)
assert isclose(errors["forward"][large] / errors["forward"][small], 10, rel_tol=0.1)
assert isclose(errors["central"][large] / errors["central"][small], 100, rel_tol=0.1)
assert 1e-12 < min(errors["central"]) < 1e-10 < min(errors["forward"])
exp(one := Value(1.0)).backward()
assert one.grad == slope

# %% [markdown]
# ## gradcheck
# `gradcheck` does this for a function of Values, in each of its inputs, with steps of its own choice. Here the function
# is the loss of a neuron, and the inputs are its weights and its bias.

# %%
neuron = nn.Neuron(2, activation="tanh", seed=0)


def loss_with(w1: Value, w2: Value, b: Value) -> Value:
    neuron.w, neuron.b = [w1, w2], b
    return nn.mse_loss(neuron([0.8, -0.5]), 1.0)


print(report := gradcheck(loss_with, *neuron.parameters()))
assert all(check.relative_error < 1e-9 for check in report.checks)

# %% [markdown]
# ## Cut out of the graph
# `w.data` is a plain number, without a graph behind it, so this way to w gets no gradient. The output is right all the
# same. When a derivative is wrong, the report says where to look.

# %%
print(report := gradcheck(lambda w: w * tanh(w.data * 0.8), Value(0.5, "w"), raise_exception=False))
assert not report

# %% [markdown]
# ## What a check cannot say
# At a **kink** the two sides have different slopes, and differences cannot tell. And a check speaks only of the point
# where it is made: this function is right above 0 and wrong below. So check at several points.

# %%


def square(x: Value) -> Value:
    return x * x if x > 0 else x * x.data


[at_kink] = gradcheck(relu, 0.0).checks
above, below = (gradcheck(square, x, raise_exception=False).checks[0] for x in (3.0, -3.0))
print(f"relu at 0: {at_kink.verdict}; square at 3: {above.verdict}, at -3: {below.verdict}")
assert at_kink.verdict == "not checked: right on the kink of relu"
assert (above.verdict, below.verdict) == ("ok", "WRONG")

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. Mend `slope_by_hand`: `o = tanh(w * x + b)`, and `(1 - o * o)`. How large is the relative error now, and why not 0?
# 2. `w = start = -1.0` → `-0.125`, where z = 0. The formula is still wrong. What does the check say there, and why?
# 3. `lambda w: w * tanh(w.data * 0.8)` → `w.data * tanh(w * 0.8)`: which part of the gradient is missing now?
