# %% [markdown]
# # 26 · How the engine compiles itself
#
# **Goal.** You can read backpropagation as a page of plain Python, say where each line comes from, and know why the
# page is many times faster than the graph.
#
# **Time.** 15 minutes.
#
# **Terms.** source, to trace, to compile, straight-line program, guard.
#
# **Misconceptions.**
# - *"The gradient has to be computed by a graph."* The graph says which multiplications there are. Once that is
#   written down, the graph is not needed.
# - *"Faster means less exact."* The program does the same additions and multiplications in the same order: every bit
#   is the same.
# - *"What was traced fits every input."* It fits as long as the function does the same steps. Where a comparison
#   comes out differently, there is another page.

# %%
from random import Random
from time import perf_counter

import nn
from demos.lessons.board import GREY, ORANGE, charts, show
from engine import Value, compile, relu, tanh, to_source

# %% [markdown]
# ## From the graph to a page
# A graph remembers every op and its inputs. Written down in order, the ops are a program; written down backwards,
# with one line for each multiplication of the chain rule, they are the backward pass.

# %%
w, x, b = Value(-3.0, "w"), Value(2.0, "x"), Value(6.88, "b")
n = w * x + b
o = tanh(n)
n.label, o.label = "n", "o"
page = to_source(o, [w, x, b])
print(page)
assert "d_w += d_v1 * x" in page

# %% [markdown]
# ## The page stands alone
# It imports nothing but `math`. Run by itself, it gives what the engine gives, to the last bit.

# %%
names: dict[str, object] = {"__name__": "the page"}
exec(page, names)
value, grads = names["value_and_grad"](-3.0, 2.0, 6.88)  # type: ignore[operator]
o.backward()
print(f"the page:   o = {value!r}, grads {grads}")
print(f"the engine: o = {o.data!r}, grads {(w.grad, x.grad, b.grad)}")
assert (value, grads) == (o.data, (w.grad, x.grad, b.grad))

# %%
in_c = to_source(o, [w, x, b], language="c")  # the same page in C, which compile(..., language="c") builds and runs
print(*[line for line in in_c.splitlines() if "+=" in line], sep="\n")
assert "d_w += d_v1 * x;" in in_c

# %% [markdown]
# ## Tracing a function
# `compile` calls a function once, with Values in place of numbers, and writes down what it does. That is tracing. The
# contributions to a grad are gathered into one expression, and a factor of 1 is left out. In a debugger, `step.run`
# can be stepped into: the page has line numbers like any other.

# %%


def step(w: float, x: float, target: float) -> Value:
    error = w * x - target
    return error * error


compiled = compile(step, 2.0, 3.0, 5.0)
print(compiled.source)
print("at 2, 3, 5: value and gradient are", compiled(2.0, 3.0, 5.0))
assert compiled(2.0, 3.0, 5.0) == (1.0, (6.0, 4.0, -2.0))

# %% [markdown]
# ## Where a comparison comes out differently
# This function does different things on the two sides of 0. Its page checks the comparison, in a line that is called
# a **guard**. Where the guard fails, the function is traced again, and there are two pages.

# %%


def bent(x: Value) -> Value:
    return x * x if x > 0 else -x


two_pages = compile(bent, 3.0)
print(two_pages.source)
print("at 3:", two_pages(3.0), " at -3:", two_pages(-3.0))
assert two_pages(3.0) == (9.0, (6.0,))
assert two_pages(-3.0) == (3.0, (-1.0,))

# %% [markdown]
# ## A loop over the examples
# `fit(..., compiled=True)` writes a page with a loop over the examples of a batch, all weights as plain variables.
# The losses and the weights are the same as without; only the clock differs.

# %%
rng = Random(0)
inputs = [[rng.gauss(0, 1), rng.gauss(0, 1)] for _ in range(100)]
targets = [1.0 if a * a + b * b < 1.4 else -1.0 for a, b in inputs]


def hinge(output: Value, target: float) -> Value:
    return relu(1 - target * output)


def train(compiled: bool) -> tuple[float, list[float]]:
    """The seconds that ten epochs take, and the loss of each."""
    model = nn.MLP(2, [16, 16, 1], seed=0)
    optimizer = nn.SGD(model.parameters(), lr=0.1)
    start = perf_counter()
    history = nn.fit(model, inputs, targets, hinge, optimizer, 10, 10, progress=False, compiled=compiled)
    return perf_counter() - start, history.train_loss


(graph_time, graph_losses), (page_time, page_losses) = train(False), train(True)
print(f"as a graph: {graph_time:.2f} s; as a page, which has to be written first: {page_time:.2f} s")
print(f"last loss: {graph_losses[-1]!r} and {page_losses[-1]!r}")
assert graph_losses == page_losses

# %%
figure, [axes] = charts("Ten epochs, the same losses to the last bit", x="seconds", size=(8.0, 3.0))
bars = axes.barh(["page", "graph"], [page_time, graph_time], color=[ORANGE, GREY])
axes.bar_label(bars, fmt="%.2f s", fontsize=16, padding=6)
axes.tick_params(axis="y", labelsize=16)
axes.set_xlim(0, graph_time * 1.2)
show(figure, "26_compile")

# %% [markdown]
# ## Change this and predict
# 1. In the first cell of code, write `n = w * x + w * b`. How many lines will add to `d_w`? Print the page and count.
# 2. Make `step` return `error * error * 0.5`. Which numbers of its gradient change, and how?
# 3. Call `compile(lambda x: x * rng.random(), 1.0)`. Why is that refused, and what does the message suggest?
# 4. Train for 1 epoch in place of 10. Does the page still win? What does it spend its time on?
