# %% [markdown]
# # 06 · Gradients add at forks
#
# **Goal.** You can find every place where a value is used, and say why its grad is a sum over them.
#
# **Time.** 15 minutes.
#
# **Terms.** fork, contribution, accumulate, shared weight, zero_grad.
#
# **Misconceptions.**
# - *"The grad is what arrived last."* It is the sum of all contributions: hence `+=`, never `=`.
# - *"x · x uses x once."* It has two inputs which happen to be the same value, and each gets its contribution.
# - *"backward() starts from zero."* In the leaves it adds to what is there; zero_grad() is up to you.

# %%
from math import fsum, isclose

from demos.lessons.board import show
from engine import Value, draw, ledger, mean, nudge, topological_order

# %% [markdown]
# ## One value, several uses
# In y = 4 x + x · x the value `x` is used three times. Nudged, it moves `y` through each of them, and the changes add
# up: 4 through 4 x, and `x` = 3 through each factor of the product. So dy/dx = 4 + 3 + 3 = 10, which is 4 + 2 x.

# %%


def fork() -> tuple[Value, Value]:
    """The leaf x and the output y."""
    x = Value(3.0, "x")
    u = 4 * x
    v = x * x
    y = u + v
    u.label, v.label, y.label = "u", "v", "y"
    return x, y


x, y = fork()
y.backward()
print(ledger(x, y))
print(nudge(y, x, 0.001))
right = x.grad
contributions = [step.contribution for step in ledger(x, y).steps]
assert sorted(contributions) == [3.0, 3.0, 4.0]
assert right == 4 + 3 + 3 == 10
assert abs(nudge(y, x, 0.001).actual / 0.001 - right) < 0.01
show(draw(y, path=(x, y)), "06_forks")

# %% [markdown]
# ## With = in place of +=
# The same backward pass with one character less. Each contribution overwrites the one before, so that only the last
# is left; the others are lost.

# %%


def backward_that_overwrites(output: Value) -> None:
    """Wrong: keeps only the last contribution."""
    output.grad = 1.0
    for value in reversed(topological_order(output)):
        for x, partial in zip(value.inputs, value.partials):
            if partial is not None:
                x.grad = value.grad * partial


x, y = fork()
backward_that_overwrites(y)
print(f"with =, x.grad is {x.grad:g}; with +=, it is {' + '.join(f'{c:g}' for c in contributions)} = {right:g}")
assert x.grad == contributions[-1] == 4.0
assert right - x.grad == fsum(contributions[:-1])  # what was lost

# %% [markdown]
# Without a fork the mistake goes unnoticed: both passes agree.

# %%
a, b = Value(2.0, "a"), Value(-3.0, "b")
backward_that_overwrites((a * b).tanh())
wrong = (a.grad, b.grad)
a.grad = b.grad = 0.0
(a * b).tanh().backward()
assert wrong == (a.grad, b.grad)

# %% [markdown]
# ## Every weight is a fork
# A model uses the same weight for every example. The cost is the mean of the losses; so the grad of the weight is the
# mean of what each example alone asks for. Here the model is w · x, and the loss is (w · x - target)².

# %%
w = Value(0.5, "w")
examples = [(1.0, 2.0), (2.0, 2.0), (3.0, 0.0)]
losses = [(w * x - target) ** 2 for x, target in examples]
cost = mean(losses)

alone = []
for (x, target), loss in zip(examples, losses):
    w.zero_grad()
    loss.backward()
    alone.append(w.grad)
    print(f"x = {x:g}, target {target:g}: d(loss)/dw = 2 * (0.5 * {x:g} - {target:g}) * {x:g} = {w.grad:g}")
w.zero_grad()
cost.backward()
print(f"d(cost)/dw = ({alone[0]:g} + {alone[1]:g} + {alone[2]:g}) / 3 = {w.grad:g}")
assert alone == [-3.0, -4.0, 9.0]
assert isclose(w.grad, fsum(alone) / 3)

# %% [markdown]
# The first two examples would raise `w`, the third would lower it. The sum decides: its sign is that of the third.
#
# ## Adding goes on over passes
# A leaf is added to by every backward pass until its grad is set back. That is useful (a batch can be summed example by
# example) and a trap: forget zero_grad() in a training loop, and each step uses the gradients of all steps before.

# %%
first = w.grad
cost.backward()
print(f"after one pass {first:.4f}, after two {w.grad:.4f}")
assert isclose(w.grad, 2 * first)
w.zero_grad()
cost.backward()
assert w.grad == first

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. In `fork`, `x = Value(3.0, "x")` → `Value(-2.0, "x")`: what are the contributions? Why is their sum 0?
# 2. In `fork`, `v = x * x` → `v = x**2`: how many contributions arrive now, and is their sum another one?
# 3. In the examples, `(3.0, 0.0)` → `(3.0, 1.5)`: what does the third example ask for now, and what is d(cost)/dw?
