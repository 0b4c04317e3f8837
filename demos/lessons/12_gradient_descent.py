# %% [markdown]
# # 12 · Gradient descent: a walk downhill
#
# **Goal.** You can take steps of gradient descent by hand, read the map of a cost, and say where a walk on it ends.
#
# **Time.** 15 minutes.
#
# **Terms.** gradient descent, step, cost surface, contour line, global minimum, local minimum.
#
# **Misconceptions.**
# - *"Gradient descent sees the lowest point."* It knows the slope where it stands, and nothing else.
# - *"Against the gradient is the way to the minimum."* It is the steepest way down from here, and may lead past it.
# - *"Backpropagation trains the network."* It computes the gradients. The optimizer uses them.

# %%
from math import atan2, degrees, dist, hypot, isclose
from random import Random

import nn
from demos.lessons.board import BLUE, LARGE, ORANGE, charts, show
from engine import Value, mean, sin

# %% [markdown]
# ## Steps by hand
# The cost (w - 3)² + 1 has the slope 2 · (w - 3). A step goes against the slope: new w = w - learning rate · slope.
# Where the slope is negative, w grows. Where it is steep, the step is long; near the minimum the steps become short.

# %%
w = Value(0.0, "w")
for _ in range(5):
    cost = (w - 3) ** 2 + 1
    w.zero_grad()
    cost.backward()
    new = w.data - 0.1 * w.grad
    print(f"cost {cost:6.3f}, slope {w.grad:.3f}: new w = {w:.3f} - 0.1 * ({w.grad:.3f}) = {new:.3f}")
    assert isclose(w.grad, 2 * (w.data - 3))
    after = (new - 3) ** 2 + 1
    assert after < cost.data, f"this step takes the cost from {cost.data:.3f} up to {after:.3f}"
    w.data = new

# %% [markdown]
# ## The map of a cost
# A wave was measured at 17 places. The model is sin(w · x + b), with two parameters. For every pair (w, b) there is a
# cost: a height above a plane, the **cost surface**. On its map a **contour line** joins places of equal cost.
#
# Take the place (0.9, -2). Its gradient points up the slope, at right angles to the contour line: a step to the side
# hardly changes the cost. Against the gradient it falls fastest. Yet the minimum, (1.5, 0.5), lies elsewhere.

# %%
xs = [-2 + 0.25 * i for i in range(17)]
measured = [sin(1.5 * x + 0.5) for x in xs]


def cost_at(w, b):
    """The mean of the squared errors: of two Values a Value, of two floats a float."""
    return mean([(sin(w * x + b) - target) ** 2 for x, target in zip(xs, measured)])


w, b = Value(0.9, "w"), Value(-2.0, "b")
cost = cost_at(w, b)
cost.backward()
steep, h = hypot(w.grad, b.grad), 1e-4
up = cost_at(w.data + h * w.grad / steep, b.data + h * b.grad / steep) - cost.data
side = cost_at(w.data - h * b.grad / steep, b.data + h * w.grad / steep) - cost.data
print(f"gradient ({w.grad:.2f}, {b.grad:.2f}); a step of {h} adds to the cost {up:.1e} up, {side:.1e} to the side")
assert isclose(up / h, steep, rel_tol=1e-3)
assert abs(side) < up / 1000
angle = abs(degrees(atan2(0.5 - b.data, 1.5 - w.data) - atan2(-b.grad, -w.grad)))
print(f"between the steepest way down and the way to the minimum: {angle:.0f} degrees")
assert angle > 30

# %% [markdown]
# ## The walk
# Gradient descent repeats one step: compute the gradient where you are, and move each parameter by learning rate times
# its own gradient. With two parameters or two million, the step is the same.

# %%


def walk(w: float, b: float):
    """The places of a walk of 200 steps, one by one."""
    parameters = [Value(w, "w"), Value(b, "b")]
    optimizer = nn.SGD(parameters, lr=0.4)
    yield w, b
    for _ in range(200):
        optimizer.zero_grad()
        cost_at(*parameters).backward()  # backpropagation computes the gradient,
        optimizer.step()  # and the optimizer uses it
        yield parameters[0].data, parameters[1].data


ways = [list(walk(0.9, -2.0)), list(walk(2.8, -1.2))]
for way in ways:
    costs = [cost_at(*place) for place in way]
    print(f"{len(way) - 1} steps, to ({way[-1][0]:.2f}, {way[-1][1]:.2f}): cost {costs[0]:.3f} -> {costs[-1]:.3f}")
    assert costs[:50] == sorted(costs[:50], reverse=True)  # downhill at every step
assert isclose(ways[0][1][0], 0.9 - 0.4 * w.grad)
assert dist(ways[0][-1], (1.5, 0.5)) < 0.001

# %%
across, upward = [0.1 * i for i in range(51)], [-3 + 0.1 * i for i in range(61)]
heights = [[cost_at(w, b) for w in across] for b in upward]
figure, [axes] = charts("the cost of sin(w · x + b), and two walks on it", x="w", y="b", size=(9, 6.5))
levels = axes.contourf(across, upward, heights, levels=10, cmap="Greys_r", alpha=0.4)
figure.colorbar(levels).set_label("cost", fontsize=LARGE)
for way, color, name in zip(ways, (BLUE, ORANGE), ("global minimum", "local minimum")):
    axes.plot(*zip(*way), "o-", color=color, markersize=5, linewidth=2)
    axes.plot(*way[-1], "*", color=color, markersize=20)
    for text, (w, b) in (("start", way[0]), (name * (color == BLUE or dist(way[-1], ways[0][-1]) > 0.01), way[-1])):
        axes.text(w + 0.12, b, text, color=color, fontsize=LARGE, va="top")
show(figure, "12_gradient_descent")

figure, [axes] = charts("the same cost as a surface", x="w", y="b", z="cost", size=(9, 6.5))
points = [(w, b, cost_at(w, b)) for w in across for b in upward]
axes.plot_trisurf(*zip(*points), cmap="cividis", linewidth=0, antialiased=False)
show(figure, "12_surface")

# %% [markdown]
# ## Where a walk ends
# The second walk is over too, in a **local minimum**: lower than all around it, higher than the **global minimum**. The
# slope there is almost 0, and gradient descent sees nothing else. Where it starts decides where it ends.

# %%
w, b = (Value(number) for number in ways[1][-1])
cost_at(w, b).backward()
print(f"the gradient at the end of the second walk: ({w.grad:.0e}, {b.grad:.0e})")
assert hypot(w.grad, b.grad) < 0.001
rng = Random(0)
ends = [list(walk(rng.uniform(0, 5), rng.uniform(-3, 3)))[-1] for _ in range(20)]
arrived = sum(cost_at(*end) < 0.01 for end in ends)
print(f"{arrived} of 20 walks from random places arrive at a cost of 0")
assert 0 < arrived < 20

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. In the first cell, `w = Value(0.0, "w")` → `Value(5.0, "w")`: which sign has the slope, and which way does w go?
# 2. `walk(2.8, -1.2)` → `walk(2.8, 1.2)`: look at the map. Where will it end?
# 3. `new = w.data - 0.1 * w.grad` → `w.data + 0.1 * w.grad`: which assert fails, and what does it tell?
