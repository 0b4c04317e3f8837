# %% [markdown]
# # 03 · The chain rule by hand
#
# **Goal.** You can compute the derivative of nested functions with nothing but local derivatives and
# multiplication, and check it.
#
# **Time.** 15 minutes.
#
# **Terms.** local derivative (partial), composition, chain rule, upstream, contribution.
#
# **Misconceptions.**
# - *"Along a chain, derivatives add."* They multiply: each step scales the change that reaches it.
# - *"The derivative of the outer function is taken at x."* It is taken at the number that the outer function got.
# - *"The chain rule needs the formula of the whole."* It needs one number for each step.

# %%
from math import isclose

from demos.lessons.board import show
from engine import Value, draw, explain

# %% [markdown]
# ## Two steps
# `y = (3 x)²` is computed in two steps. The number between them gets a name, `u`.

# %%


def inner(x: float) -> float:
    return 3 * x


def outer(u: float) -> float:
    return u**2


x = 2.0
u = inner(x)
y = outer(u)
print(f"u = 3 * x = 3 * {x:g} = {u:g}")
print(f"y = u ** 2 = {u:g} ** 2 = {y:g}")
assert (u, y) == (6.0, 36.0)

# %% [markdown]
# ## Each step by itself
# A **local derivative** says how much the result of one step changes, per change of its own input. Calculus knows
# both: `du/dx = 3`, and `dy/du = 2 u`. To check, we nudge the input of one step and look at its output alone.

# %%
h = 1e-6
du_dx = 3.0
dy_du = 2 * u
print(f"du/dx = {du_dx:g}; nudged: {(inner(x + h) - inner(x)) / h:.4f}")
print(f"dy/du = 2 * u = 2 * {u:g} = {dy_du:g}; nudged: {(outer(u + h) - outer(u)) / h:.4f}")
assert isclose((inner(x + h) - inner(x)) / h, du_dx, rel_tol=1e-5)
assert isclose((outer(u + h) - outer(u)) / h, dy_du, rel_tol=1e-5)

# %% [markdown]
# ## The chain rule
# Raise `x` a little. Then `u` moves 3 times as far as `x`, and `y` moves 12 times as far as `u`. So `y` moves
# 12 · 3 = 36 times as far as `x`: `dy/dx = dy/du · du/dx`. The local derivatives are multiplied, not added.

# %%
dy_dx = dy_du * du_dx
nudged = (outer(inner(x + h)) - outer(inner(x))) / h
print(f"dy/dx = dy/du * du/dx = {dy_du:g} * {du_dx:g} = {dy_dx:g}; nudged: {nudged:.4f}")
print(f"added instead of multiplied: {dy_du:g} + {du_dx:g} = {dy_du + du_dx:g}, which is wrong")
assert dy_dx == 36.0
assert isclose(nudged, dy_dx, rel_tol=1e-5)
assert not isclose(nudged, dy_du + du_dx, rel_tol=0.1)

# %% [markdown]
# ## Where the outer derivative is taken
# The outer function never sees `x`. It got `u = 6`, so its local derivative is 2 · 6 = 12. With 2 · x = 2 · 2 = 4 in
# its place, the result is 4 · 3 = 12, and the right one is 36.

# %%
at_x = 2 * x * du_dx
print(f"taken at u: 2 * {u:g} * {du_dx:g} = {dy_dx:g}; at x: 2 * {x:g} * {du_dx:g} = {at_x:g}, which is wrong")
assert at_x == 12.0

# %% [markdown]
# ## The engine does the same
# A `Value` keeps the local derivative of each step from the forward pass, in `partials`. `backward()` starts at
# the end with `dy/dy = 1` and goes back: what arrives at a step is its **upstream**, and upstream times local
# derivative is the **contribution** that it passes on to its input.

# %%
x = Value(2.0, "x")
u = 3 * x
y = u**2
u.label, y.label = "u", "y"
y.backward()
print(explain(y))
assert (u.partials, y.partials) == ((None, 3.0), (12.0, None))  # None for the constants 3 and 2
assert (y.grad, u.grad, x.grad) == (1.0, 12.0, 36.0)

# %% [markdown]
# ## On the picture
# Along the path from `x` to `y` stand the local derivatives (∂). Their product is the gradient.

# %%
show(draw(y, path=(x, y)), "03_chain_rule")

# %% [markdown]
# ## A longer chain
# Ten doublings in a row have ten local derivatives of 2. The chain rule multiplies all of them: 2¹⁰ = 1024.

# %%
x = Value(1.0, "x")
y = x
for _ in range(10):
    y = 2 * y
y.backward()
print(f"dy/dx = 2 * 2 * ... * 2 = {x.grad:g}")
assert x.grad == 2.0**10

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. Set the first `x = 2.0` to `x = -1.0`. What are `du/dx`, `dy/du` and `dy/dx`? Which of them stays as it is?
# 2. Make the inner function `return 3 * x + 5`. Which local derivative changes, and why not the other?
# 3. In the longer chain, write `y = 0.5 * y`. What is `dy/dx` now? What is left of it after `range(100)`?
