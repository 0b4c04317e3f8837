# %% [markdown]
# # 04 · A graph that remembers
#
# **Goal.** You can read a computation graph: what each value holds, where it came from, and what backward() adds.
#
# **Time.** 15 minutes.
#
# **Terms.** value, data, op, inputs, leaf, output, computation graph, forward pass, backward pass, grad.
#
# **Misconceptions.**
# - *"The engine stores the formula and differentiates that."* It stores, for each step, an op, inputs and numbers.
# - *"A graph is a spreadsheet: change a leaf, and all follows."* It is the record of one computation.
# - *"Gradients are there once the output is."* Local derivatives are; the gradients need the backward pass.

# %%
import math

from demos.lessons.board import show
from engine import Value, draw, explain, forward_steps

# %% [markdown]
# ## A formula is computed in steps
# L = (a · b + c) · f has three operations. Python computes one after the other, each from numbers that are there.

# %%
a, b, c, f = Value(2.0, "a"), Value(-3.0, "b"), Value(10.0, "c"), Value(-2.0, "f")
e = a * b
d = e + c
L = d * f
e.label, d.label, L.label = "e", "d", "L"
print(f"L = ({a:g} * {b:g} + {c:g}) * {f:g} = {L:g}")
assert L.data == (a.data * b.data + c.data) * f.data == -8.0

# %% [markdown]
# ## Each value remembers how it was made
# `a`, `b`, `c` and `f` are **leaves**: we made them. Each of the others keeps its **op** and its **inputs**, the very
# objects that it was computed from. Values joined by "is an input of" are the **computation graph**.

# %%
for value in forward_steps(L):
    print(f"{value.label} = {value.data:g} was made by {value.op.name} from {[x.label for x in value.inputs]}")
assert [value.label for value in forward_steps(L)] == ["e", "d", "L"]
assert L.inputs == (d, f)
assert d.inputs == (e, c)
assert e.inputs == (a, b)
assert (a.op, a.inputs) == (None, ())

# %% [markdown]
# ## The local derivatives are there already
# When a step is computed, its derivatives with respect to its own inputs are computed too, as numbers. For the product
# e = a · b they are de/da = b = -3 and de/db = a = 2. The grads are still 0: a grad belongs to an output, and none has
# been chosen yet.

# %%
for value in forward_steps(L):
    print(f"{value.label}.partials = {value.partials}, {value.label}.grad = {value.grad}")
assert e.partials == (-3.0, 2.0)
assert all(value.grad == 0.0 for value in (a, b, c, f, e, d, L))
show(draw(L), "04_graph_forward")

# %% [markdown]
# ## The backward pass
# `L.backward()` starts with dL/dL = 1 and walks the graph from the output to the leaves, step by step as in lesson 03.

# %%
L.backward()
print(explain(L))
assert (a.grad, b.grad, c.grad, f.grad) == (6.0, -4.0, -2.0, 4.0)
show(draw(L), "04_graph")

# %% [markdown]
# ## A record, not a spreadsheet
# Change a leaf afterwards, and what was computed stays. For new results, compute again: a new graph.

# %%
before = L.data
a.data = 5.0
print(f"a = {a:g}, and L is still {L:g}; computed again, it is {(a * b + c) * f:g}")
assert L.data == before
assert ((a * b + c) * f).data == 10.0

# %% [markdown]
# ## How memory is lost
# A plain number has no memory. `Value(e.data)` is a new leaf: a backward pass stops there. `math.exp(e)` would give a
# plain number as well, so the engine refuses it and says what to write.

# %%
a, b = Value(2.0, "a"), Value(-3.0, "b")
e = a * b
forgetful = Value(e.data) * 2
forgetful.backward()
print(f"through Value(e.data): a.grad = {a.grad}")
assert a.grad == 0.0

(e * 2).backward()
print(f"through e itself:      a.grad = {a.grad}")
assert a.grad == -6.0

try:
    math.exp(e)
except TypeError as error:
    print("math.exp(e):", error)
else:
    raise AssertionError("math.exp should have been refused")

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. The first `b = Value(-3.0, "b")` → `Value(-5.0, "b")`. Now `d` is 0. Which gradient becomes 0, and which others
#    change?
# 2. `f = Value(-2.0, "f")` → `Value(0.0, "f")`. What are the gradients of `a`, `b` and `c`? Is that of `f` 0 as well?
# 3. `Value(e.data) * 2` → `Value(e.data) * e`, which is e². Its derivative with respect to `a` is 2 · e · b = 36. How
#    much of it arrives in `a.grad`, and why?
