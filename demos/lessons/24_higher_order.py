# %% [markdown]
# # 24 · Gradients of gradients
#
# **Goal.** You can differentiate a derivative, say what curvature tells, and take Newton's step with it.
#
# **Time.** 10 minutes.
#
# **Terms.** second derivative, curvature, Taylor's formula, Newton's method, Hessian.
#
# **Misconceptions.**
# - *"A derivative is a number."* At one point it is. As a graph it is a function, and has a derivative of its own.
# - *"Newton's method finds minima."* It finds places where the slope is 0, and a maximum is one, too.
# - *"Then Newton is how networks should be trained."* The Hessian of n parameters has n² entries.

# %%
from collections.abc import Callable
from itertools import pairwise
from math import sqrt

from demos.lessons.board import BLUE, ORANGE, SMALL, charts, show
from engine import Value, cos, draw, grad, hessian, sin

# %% [markdown]
# ## The derivative is a graph
# `backward()` leaves numbers in `grad`. The function `grad` gives Values: 3 x² for x³, computed from `x`. It can be
# drawn, and differentiated again: the **second derivative** is 6 x, the third 6.

# %%
x = Value(2.0, "x")
y = x**3
[slope] = grad(y, [x])
[curvature] = grad(slope, [x])
[third] = grad(curvature, [x])
print(f"at x = {x:g}: y = {y:g}, slope {slope:g}, curvature {curvature:g}, third derivative {third:g}")
assert (y.data, slope.data, curvature.data, third.data) == (8.0, 12.0, 12.0, 6.0)
assert curvature.data != slope.data**2  # not the slope squared
show(draw(slope, names=locals()), "24_higher_order_slope")

# %% [markdown]
# It goes on as far as you like. The derivatives of the sine come back after four: cos, -sin, -cos, sin.

# %%
x = Value(0.5, "x")
derivatives = [sin(x)]
for _ in range(4):
    derivatives += grad(derivatives[-1], [x])
print("sin and its derivatives at 0.5:", *[f"{d:.4f}" for d in derivatives])
assert [d.data for d in derivatives] == [sin(0.5), cos(0.5), -sin(0.5), -cos(0.5), sin(0.5)]

# %% [markdown]
# ## What the curvature is good for
# The slope alone says: y changes by slope · h. With the **curvature**, the slope of the slope, comes the bend:
# slope · h + curvature · h² / 2 (**Taylor's formula**). For a step a tenth as long, the error is a thousandth.

# %%
errors = []
for h in (0.1, 0.01):
    line = sin(0.5) + derivatives[1].data * h
    bent = line + derivatives[2].data * h**2 / 2
    errors.append(abs(bent - sin(0.5 + h)))
    print(f"h = {h}: off by {abs(line - sin(0.5 + h)):.1e} with the slope alone, by {errors[-1]:.1e} with the bend")
assert 900 < errors[0] / errors[1] < 1100

# %% [markdown]
# ## Newton's method
# At the bottom the slope is 0. Per step of 1 the slope changes by the curvature, so it should be 0 at
# x - slope / curvature: that is Newton's step, without a learning rate. On a parabola the first one is exact.

# %%


def f(x: Value) -> Value:
    return x**3 / 3 - 2 * x


def walk(f: Callable[[Value], Value], x: float, steps: int, lr: float | None = None) -> list[float]:
    """The places that gradient descent comes to; without a learning rate, those of Newton's method."""
    path = [x]
    for _ in range(steps):
        x = Value(path[-1])
        [slope] = grad(f(x), [x])
        [curvature] = grad(slope, [x])
        path.append(x.data - (slope.data / curvature.data if lr is None else lr * slope.data))
    return path


print("on a parabola:", parabola := walk(lambda x: 3 * (x - 1) ** 2 + 5, -4.0, steps=1))
assert parabola == [-4.0, 1.0]

# %% [markdown]
# On f(x) = x³ / 3 - 2 x the slope is x² - 2: it is 0 at √2. Newton's step is x - (x² - 2) / (2 x), as Heron
# computed roots. Near the goal each step doubles the number of right digits. Gradient descent adds the same each time.

# %%
figure, [axes] = charts("steps to √2", x="step", y="error", size=(7.0, 4.5))
for name, path, color, place in (
    ("Newton", walk(f, 2.0, steps=5), BLUE, (4.2, 1e-9)),
    ("gradient descent", walk(f, 2.0, steps=20, lr=0.1), ORANGE, (11, 0.1)),
):
    errors = [abs(x - sqrt(2)) for x in path]
    print(f"{name}:", *[f"{error:.0e}" for error in errors[:6]])
    axes.semilogy([max(error, 1e-16) for error in errors], "o-", color=color, linewidth=3)  # 0 has no logarithm
    axes.text(*place, name, fontsize=SMALL, color=color)
    shares = [later / earlier for earlier, later in pairwise(errors)]
    if name == "Newton":
        assert all(share < earlier for share, earlier in zip(shares[:4], errors))  # so later < earlier²
    else:
        assert all(0.7 < share < 0.73 for share in shares[10:])  # 1 - lr * curvature = 1 - 0.1 * 2 √2 = 0.717
axes.set(xticks=range(0, 21, 5), ylim=(1e-17, 10))
show(figure, "24_higher_order")

# %% [markdown]
# At -√2 the slope is 0 as well, at the top of a hill. From -1 Newton climbs it, and gradient descent goes away from it.

# %%
top, away = walk(f, -1.0, steps=6)[-1], walk(f, -1.0, steps=6, lr=0.1)[-1]
print(f"from -1, Newton comes to {top:.6f}, where the curvature is {2 * top:.3f}; gradient descent to {away:.3f}")
assert abs(top + sqrt(2)) < 1e-12 < away + 1

# %% [markdown]
# ## Several parameters
# Then the curvatures are a table, the **Hessian**: how the slope along each parameter changes with each. Newton's
# step solves Hessian · step = gradient. In the turned valley of lesson 22, which took Adam 79 steps, one is enough.

# %%
x, y = Value(-7.4, "x"), Value(-5.3, "y")
valley = 0.025 * (x + y) ** 2 + 1.25 * (y - x) ** 2
p, q = (slope.data for slope in grad(valley, [x, y]))
(a, b), (_, d) = ([curvature.data for curvature in row] for row in hessian(valley, [x, y]))
step = (d * p - b * q) / (a * d - b * b), (a * q - b * p) / (a * d - b * b)
print(f"Hessian [[{a:g}, {b:g}], [{b:g}, {d:g}]]: from ({x:g}, {y:g}) to ({x - step[0]:.0e}, {y - step[1]:.0e})")
assert abs(x.data - step[0]) + abs(y.data - step[1]) < 1e-12

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. `y = x**3` → `y = x**4`. What are the slope, the curvature and the third derivative at 2?
# 2. `walk(f, 2.0, steps=5)` → `walk(f, 0.25, steps=5)`. Where does the first step lead, and why so far? What follows?
# 3. `steps=20, lr=0.1` → `steps=20, lr=0.2`. By what is the error of gradient descent multiplied in each step now?
