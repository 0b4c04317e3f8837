# %% [markdown]
# # 02 · Nudging: what a derivative is
#
# **Goal.** You can measure a derivative by nudging an input, and say what it promises and what it does not.
#
# **Time.** 15 minutes.
#
# **Terms.** nudge, derivative, slope, partial derivative, gradient, rounding error.
#
# **Misconceptions.**
# - *"A derivative is a formula."* At each point it is a number: output change per input change, for small changes.
# - *"The derivative says what happens if x grows by 1."* It promises nothing for large changes.
# - *"The smaller the nudge, the better the measurement."* A computer rounds, and a tiny nudge drowns in that.

# %%
from demos.lessons.board import BLUE, GREY, ORANGE, SMALL, charts, show
from engine import Value, nudge

# %% [markdown]
# ## A nudge
# Raise `x` by a little, `h`, and see how far `y` moves. The ratio of the two changes is the **slope** between the two
# points. For y = x³ at x = 2 it comes closer and closer to 12 as `h` shrinks. That number is the **derivative** there.

# %%


def f(x: float) -> float:
    return x**3


x = 2.0
for h in (1.0, 0.1, 0.01, 0.001, 0.0001):
    print(f"h = {h:<6}  (f(x + h) - f(x)) / h = {f(x + h) - f(x):.8f} / {h:<6} = {(f(x + h) - f(x)) / h:.4f}")
assert abs((f(x + 1e-4) - f(x)) / 1e-4 - 12) < 0.001

# %% [markdown]
# Calculus finds it without nudging: the derivative of x³ is 3 x², and at x = 2 that is 3 · 4 = 12. At another point
# it is another number: at x = 1 it is 3.

# %%
for x, derivative in ((2.0, 12.0), (1.0, 3.0), (0.0, 0.0)):
    slope = (f(x + 1e-6) - f(x)) / 1e-6
    print(f"at x = {x:g}: 3 * {x:g} ** 2 = {3 * x**2:g}, by nudging {slope:.4f}")
    assert derivative == 3 * x**2
    assert abs(slope - derivative) < 1e-4

# %% [markdown]
# ## What it promises
# For a small `h`, `y` changes by about derivative · h. For a large one, the curve has bent away from its tangent.

# %%
x, derivative = 2.0, 12.0
for h in (0.01, 1.0):
    print(f"h = {h:<4}  promised {derivative} * {h} = {derivative * h:.4f}, in fact {f(x + h) - f(x):.4f}")
assert abs(f(x + 0.01) - f(x) - derivative * 0.01) < 0.001
assert f(x + 1) - f(x) == 19.0  # not 12

# %%
figure, [axes] = charts("y = x³: the slope from 2 to 2 + h", x="x", y="y")
xs = [1.5 + 0.01 * i for i in range(161)]
axes.plot(xs, [f(at) for at in xs], color=BLUE, linewidth=3)
for h, color, style in ((1.0, GREY, ":"), (0.5, GREY, "--"), (0.0, ORANGE, "-")):
    slope = (f(x + h) - f(x)) / h if h else derivative
    axes.plot(xs, [f(x) + slope * (at - x) for at in xs], color=color, linestyle=style, linewidth=2.5)
    axes.plot([x + h], [f(x + h)], "o", color=color, markersize=9)
    name = f"h = {h:g}: slope {slope:g}" if h else f"tangent: slope {slope:g}"
    axes.text(3.14, f(x) + slope * 1.12, name, fontsize=SMALL, color=color, va="center")
axes.set_xlim(1.5, 3.75)
axes.set_xticks([1.5, 2.0, 2.5, 3.0])
show(figure, "02_nudging")

# %% [markdown]
# ## A nudge can be too small
# A float has about 16 digits. With h = 1e-15 hardly one digit of the change is left, and with 1e-17 none: x + h is x.

# %%
errors = {}
for h in (1e-3, 1e-5, 1e-7, 1e-9, 1e-11, 1e-13, 1e-15, 1e-17):
    slope = (f(x + h) - f(x)) / h
    errors[h] = abs(slope - derivative)
    print(f"h = {h:.0e}  slope {slope:.10f}  error {errors[h]:.1e}")
assert x + 1e-17 == x
assert errors[1e-7] < errors[1e-3] < errors[1e-15]
best = min(errors, key=errors.__getitem__)
print(f"of these, {best:.0e} is the best nudge")

# %% [markdown]
# ## Several inputs
# With several inputs, nudge one and hold the others still: that gives its **partial derivative**. All of them
# together are the **gradient**. The engine finds it without nudging, in `grad`. The sign says which way `y` moves, and
# the size how far: raise `a`, and `y` falls by 3 times as much. `nudge` compares that with what happens.

# %%
a, b, c = Value(2.0, "a"), Value(-3.0, "b"), Value(10.0, "c")
y = a * b + c
y.label = "y"
y.backward()
for leaf in (a, b, c):
    print(nudge(y, leaf, 0.01))
    assert abs(nudge(y, leaf, 0.01).actual - leaf.grad * 0.01) < 1e-12
assert (a.grad, b.grad, c.grad) == (-3.0, 2.0, 1.0)

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. `Value(-3.0, "b")` → `Value(5.0, "b")`. Which of the three partial derivatives changes, and to what?
# 2. `y = a * b + c` → `y = a * b + 100 * c`. What is `c.grad` now? And `a.grad`?
# 3. Measure with a nudge to both sides: `slope = (f(x + h) - f(x - h)) / (2 * h)`, in the cell of the tiny nudges.
#    How large is the error at h = 1e-3 now, and which nudge is the best?
