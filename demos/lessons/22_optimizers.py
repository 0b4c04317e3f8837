# %% [markdown]
# # 22 · Optimizers: a race down a valley
#
# **Goal.** You can say what momentum and Adam add to gradient descent, write Adam, and race optimizers fairly.
#
# **Time.** 15 minutes.
#
# **Terms.** optimizer, curvature, momentum, velocity, Adam.
#
# **Misconceptions.**
# - *"The optimizer computes the gradient."* `backward()` does. The optimizer decides how far to go, given the gradient.
# - *"Adam is the best optimizer."* In the valley below, momentum is as fast. In another, it is faster.
# - *"Adam needs no learning rate."* Its first step has the length lr in every parameter, whatever the gradient.

# %%
from math import cos, isclose, pi, sin, sqrt

import nn
from demos.lessons.board import BLUE, GREY, ORANGE, SMALL, charts, show
from engine import Value

# %% [markdown]
# ## A valley, steep across and flat along
# f(x, y) = 0.05 x² + 2.5 y² has the slopes 0.1 x and 5 y. Its **curvature**, the slope of the slope, is 0.1 along the
# valley, and 50 times as large across. An optimizer walks down from (-9, 1.5), until f is below 0.001 or it has made
# 250 steps.

# %%


def valley(x: Value, y: Value) -> Value:
    return 0.05 * x**2 + 2.5 * y**2


def walk(make, lr: float, turned: float = 0.0) -> list[tuple[float, float]]:
    """The path of an optimizer down the valley, turned by an angle together with its start."""
    c, s = cos(turned), sin(turned)
    x, y = Value(c * -9.0 - s * 1.5, "x"), Value(s * -9.0 + c * 1.5, "y")
    optimizer, path = make([x, y], lr), [(x.data, y.data)]
    while len(path) <= 250 and (f := valley(c * x + s * y, c * y - s * x)).data > 0.001:
        optimizer.zero_grad()
        f.backward()
        optimizer.step()
        path.append((x.data, y.data))
    return path


# %% [markdown]
# A step of gradient descent makes x - lr · 0.1 x of x, and y - lr · 5 y of y: it multiplies x by 1 - 0.1 lr and y by
# 1 - 5 lr. Above lr = 2 / 5 the latter is below -1, and y grows. So lr must be small, and x crawls.

# %%
for lr in (0.3, 0.41):
    (x0, y0), (x1, y1), *rest = walk(nn.SGD, lr)
    print(f"lr = {lr}: a step multiplies x by {x1 / x0:.3f} and y by {y1 / y0:.3f}; {len(rest) + 1} steps, ", end="")
    print(f"the last y is {rest[-1][1]:.3g}")
    assert isclose(x1 / x0, 1 - 0.1 * lr)
    assert isclose(y1 / y0, 1 - 5 * lr)
assert abs(rest[-1][1]) > 1000 * y0

# %% [markdown]
# ## Momentum: keep going
# The **velocity** is 0.9 of the last one plus the gradient, and the step is lr times it. While the gradient stays the
# same, the velocity grows to 1 / (1 - 0.9) = 10 times as much. Where the gradient changes its sign at every step, as
# across the valley, it cancels: to 1 / (1 + 0.9) = 0.53 of it.

# %%
for name, sign in (("always 1", 1.0), ("1, -1, 1, -1 ...", -1.0)):
    p = Value(0.0)
    optimizer = nn.SGD([p], lr=1.0, momentum=0.9)
    for i in range(200):
        p.grad = sign**i
        before = p.data
        optimizer.step()
    size = abs(p.data - before)
    print(f"gradient {name}: the step becomes {size:.3f} times lr")
    assert isclose(size, 1 / (1 - 0.9 * sign), rel_tol=1e-6)

# %% [markdown]
# ## Adam: a step size for each parameter
# Adam keeps a mean m of the gradients, and a mean s of their squares. Its step is lr · m / √s: the mean gradient, in
# units of its own size. Both means start at 0 and are too small at first: after n steps by the factors 1 - 0.9ⁿ and
# 1 - 0.999ⁿ, which are divided out. So the first step is lr along both axes, though the slopes there are -0.9 and 7.5.

# %%
path = walk(nn.Adam, 0.3)
at, m, s = list(path[0]), [0.0, 0.0], [0.0, 0.0]
for n, seen in enumerate(path[1:], start=1):
    for i, g in enumerate((0.1 * at[0], 5 * at[1])):
        m[i] = 0.9 * m[i] + 0.1 * g
        s[i] = 0.999 * s[i] + 0.001 * g * g
        at[i] -= 0.3 * (m[i] / (1 - 0.9**n)) / (sqrt(s[i] / (1 - 0.999**n)) + 1e-8)
        assert isclose(at[i], seen[i], rel_tol=1e-6, abs_tol=1e-9)
print(f"Adam by hand and nn.Adam: {n} equal steps; the first from {path[0]} to ({path[1][0]:.3f}, {path[1][1]:.3f})")
assert isclose(path[1][0], -9 + 0.3)
assert isclose(path[1][1], 1.5 - 0.3)

# %% [markdown]
# ## The race
# A fair race gives each optimizer its best learning rate of several. It is run in the valley, and in the same valley
# turned by 45°. SGD and momentum do not see the axes: they need the same number of steps. Adam measures each axis by
# itself: where the valley lies along an axis, that is what is needed, and in the turned one it loses by it.

# %%
OPTIMIZERS = {
    "SGD": (nn.SGD, GREY),
    "momentum": (lambda parameters, lr: nn.SGD(parameters, lr, momentum=0.9), ORANGE),
    "Adam": (nn.Adam, BLUE),
}
steps = {}
figure, several = charts("the valley", "turned by 45°", x="x", y="y", size=(6.0, 4.8))
for axes, turned in zip(several, (0.0, pi / 4)):
    xs, ys = [-10 + 0.25 * i for i in range(59)], [-8 + 0.25 * i for i in range(49)]
    c, s = cos(turned), sin(turned)
    heights = [[valley(c * x + s * y, c * y - s * x) for x in xs] for y in ys]
    axes.contour(xs, ys, heights, levels=[0.5, 2, 5, 15, 50], colors="#bbbbbb")
    for (name, (make, color)), place in zip(OPTIMIZERS.items(), (-5.2, -6.1, -7.0)):
        path = min((walk(make, lr, turned) for lr in (0.03, 0.1, 0.3, 1.0)), key=len)
        steps[name, turned] = len(path) - 1
        axes.plot(*zip(*path), "o-", color=color, linewidth=2, markersize=4)
        axes.text(-1.5, place, f"{name}: {len(path) - 1} steps", fontsize=SMALL, color=color)
    print(", ".join(f"{name} {count}" for (name, angle), count in steps.items() if angle == turned))
show(figure, "22_optimizers")
assert all(steps[name, 0.0] == steps[name, pi / 4] for name in ("SGD", "momentum"))
assert steps["momentum", 0.0] <= steps["Adam", 0.0] < steps["Adam", pi / 4]

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. `2.5 * y**2` → `0.05 * y**2`, in `valley`. By what is y multiplied now, and does it still grow at lr = 0.41? Who
#    gains most in the race?
# 2. Add `"RMSprop": (nn.RMSprop, "#009e73"),` to `OPTIMIZERS`, and `-7.9` to the places. RMSprop has no m, and does not
#    correct its s: its first step is 10 lr long. Where does that take it, and what does it lose in the turned valley?
# 3. `(0.03, 0.1, 0.3, 1.0)` → `(0.1,)`: the same rate for all. Why is this race not fair?
