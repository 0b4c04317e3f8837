# %% [markdown]
# # 05 · Why topological order
#
# **Goal.** You can say in which order a backward pass visits a graph, and what goes wrong in another.
#
# **Time.** 15 minutes.
#
# **Terms.** topological order, diamond, recursion, upstream, path.
#
# **Misconceptions.**
# - *"Order does not matter, for additions commute."* A value may pass its grad on only when the grad is complete.
# - *"Backpropagation follows every path."* It passes each edge once, however many paths there are.
# - *"There is one right order."* Any order with each value after its inputs will do, walked from its end.

# %%
from demos.lessons.board import show
from engine import Value, backward_steps, draw, ledger, topological_order

# %% [markdown]
# ## A diamond
# `x` makes `u`, `u` is used twice, and both results meet in `y`. By hand: y = 3 u + 5 u = 8 u and u = 2 x, so y = 16 x.
# Along both paths: 2 · 3 + 2 · 5 = 16.

# %%


def diamond() -> tuple[Value, Value]:
    """The leaf x and the output y."""
    x = Value(1.0, "x")
    u = 2 * x
    v, w = 3 * u, 5 * u
    y = v + w
    u.label, v.label, w.label, y.label = "u", "v", "w", "y"
    return x, y


x, y = diamond()
y.backward()
print(ledger(x, y))
assert x.grad == 2 * 3 + 2 * 5 == 16

# %% [markdown]
# ## The recursive version, which is wrong
# It looks natural: a value gives each input its contribution, and asks the input to do the same at once. But `u` is
# reached twice. At the first visit its grad is 3, and it passes on 3 · 2. At the second it is 3 + 5 = 8, and it passes
# on 8 · 2, in which the first 3 is contained once more. `x` gets 6 + 16 = 22: too much by exactly 6.

# %%


def backward_too_often(value: Value) -> None:
    """Wrong: passes on what has already been passed on."""
    for x, partial in zip(value.inputs, value.partials):
        if partial is not None:
            x.grad += value.grad * partial
            print(f"  {x.label}.grad += {value.grad:g} * {partial:g}, which makes {x.grad:g}")
            backward_too_often(x)


x, y = diamond()
y.grad = 1.0
backward_too_often(y)
print(f"x.grad = {x.grad:g}, where 16 is right")
assert x.grad - 16 == 3 * 2

# %% [markdown]
# ## Visit each value only once? Also wrong
# If the second visit of `u` passes nothing on, `x` misses what came through `w`: 5 · 2 = 10.

# %%


def backward_too_early(value: Value, seen: set[Value]) -> None:
    """Wrong: passes a grad on before all of it has arrived."""
    for x, partial in zip(value.inputs, value.partials):
        if partial is not None:
            x.grad += value.grad * partial
            if x not in seen:
                seen.add(x)
                backward_too_early(x, seen)


x, y = diamond()
y.grad = 1.0
backward_too_early(y, {y})
print(f"x.grad = {x.grad:g}: {16 - x.grad:g} is missing")
assert 16 - x.grad == 5 * 2

# %% [markdown]
# ## Right: inputs before what is made of them, walked backwards
# In a **topological order** every value stands after its inputs. Walked from its end, a value is reached after all
# that used it: its grad is complete, and it is passed on once. `v` and `w` do not need each other: with these two
# swapped, the order is still topological, and gives the same gradients.

# %%


def backward_in_order(order: list[Value]) -> None:
    """Right, for any topological order that ends in the output."""
    order[-1].grad = 1.0
    for value in reversed(order):
        for x, partial in zip(value.inputs, value.partials):
            if partial is not None:
                x.grad += value.grad * partial


x, y = diamond()
order = topological_order(y)
print("order:", " ".join(value.label for value in order))
assert all(order.index(x) < order.index(value) for value in order for x in value.inputs if isinstance(x, Value))
backward_in_order(order)
assert x.grad == 16
show(draw(y), "05_topological_order")

x, u, v, w, y = topological_order(diamond()[1])
backward_in_order([x, u, w, v, y])
assert (x.grad, u.grad) == (16.0, 8.0), f"x.grad = {x.grad:g} and u.grad = {u.grad:g}, where 16 and 8 are right"

# %% [markdown]
# ## Paths and edges
# Twenty times `y = y + y`: from `x` to `y` there are 2²⁰ paths, over a million. The backward pass takes 40 steps.

# %%
x = Value(1.0, "x")
y = x
for _ in range(20):
    y = y + y
y.backward()
steps = len(list(backward_steps(y)))
print(f"{ledger(x, y).paths.count:,} paths, {steps} steps")
assert steps == 2 * 20
assert ledger(x, y).paths.count == x.grad == 2**20

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. In the diamond, `v, w = 3 * u, 5 * u` → `5 * u, 3 * u`. What do the two wrong versions give now?
# 2. `range(20)` → `range(40)`. How many paths are there now, and how many steps?
# 3. `backward_in_order([x, u, w, v, y])` → `[x, w, u, v, y]`. Which contribution comes too late, and what is `x.grad`?
