# %% [markdown]
# # 07 · A neuron
#
# **Goal.** You can compute a neuron by hand, forwards and backwards, and say what weights, bias and activation do.
#
# **Time.** 15 minutes.
#
# **Terms.** neuron, weight, bias, weighted sum, activation, parameter, linear.
#
# **Misconceptions.**
# - *"An artificial neuron is a small model of a brain cell."* It is a function: a weighted sum, then a curve.
# - *"A large weight means an important input."* What counts is weight times input: an input of 0 says nothing.
# - *"The bias is a detail."* Without it every neuron gives f(0) at the input 0, whatever its weights.

# %%
from math import isclose

import nn
from demos.lessons.board import BLUE, GREEN, ORANGE, SMALL, charts, show
from engine import Value, dot, draw, expand, explain, relu, sigmoid, tanh

# %% [markdown]
# ## Three steps
# A neuron multiplies each input by a **weight**, adds up the products and a **bias**, and sends the sum z through an
# **activation**, here tanh. Weights and bias are its **parameters**: they are what training changes.

# %%
x1, x2 = Value(2.0, "x1"), Value(3.0, "x2")
w1, w2, b = Value(0.5, "w1"), Value(-1.0, "w2"), Value(1.5, "b")
z = dot([w1, w2], [x1, x2], b)
o = tanh(z)
z.label, o.label = "z", "o"
print(f"z = w1 * x1 + w2 * x2 + b = {w1:g} * {x1:g} + {w2:g} * {x2:g} + {b:g} = {z:g}")
print(f"o = tanh({z:g}) = {o:.4f}")
assert z.data == -0.5
assert o.data == tanh(z.data)

# %% [markdown]
# `nn.Neuron` is the same, with the weights in a list and first numbers from a seed. Given our numbers, it gives ours.

# %%
neuron = nn.Neuron(2, activation="tanh")
for parameter, number in zip(neuron.parameters(), (w1, w2, b)):
    parameter.data = number.data
out = neuron([x1.data, x2.data])
print(f"nn.Neuron(2): {len(neuron.parameters())} parameters, output {out:.4f}")
assert out.data == o.data
assert expand(o).data == o.data  # the weighted sum as single products and sums

# %% [markdown]
# ## Backwards
# The derivative of tanh is 1 - o². From z on, the chain rule is short: each weight gets its input times that, each
# input its weight times that, and the bias gets it as it is.

# %%
o.backward()
print(explain(o).split("\n\n")[1])
slope = 1 - o.data**2
print(f"\n1 - o ** 2 = {slope:.4f};  w1.grad = {slope:.4f} * {x1:g} = {w1.grad:.4f};  b.grad = {b.grad:.4f}")
assert isclose(w1.grad, slope * x1.data)
assert isclose(w2.grad, slope * x2.data)
assert isclose(x1.grad, slope * w1.data)
assert b.grad == slope
show(draw(o), "07_neuron")

# %% [markdown]
# ## A weight speaks only through its input
# At an input of 0 a weight of 1000 changes nothing, and its gradient is 0: this example cannot teach it.

# %%
heavy = Value(1000.0, "heavy")
out = tanh(dot([heavy, w2], [0.0, x2], b))
out.backward()
print(f"weight 1000, input 0: output {out:.4f}, heavy.grad = {heavy.grad}")
assert out.data == tanh(w2.data * x2.data + b.data)
assert heavy.grad == 0.0

# %% [markdown]
# ## The bias moves the threshold
# Where all inputs are 0, the sum is the bias, whatever the weights are.

# %%
for weights in ([0.5, -1.0], [7.0, 30.0]):
    print(f"weights {weights}, inputs 0, no bias: {tanh(dot(weights, [0.0, 0.0]))}")
    assert tanh(dot(weights, [0.0, 0.0])) == 0.0
    assert dot(weights, [0.0, 0.0], 1.5) == 1.5

# %% [markdown]
# ## The activation bends
# A sum of sums is a sum again: without a bend, many neurons could do no more than one (lesson 09). `sigmoid` gives
# numbers between 0 and 1, `tanh` between -1 and 1, and `relu` cuts off what is below 0.

# %%
figure, [axes] = charts("three activations", x="z, the weighted sum", y="output")
zs = [-4 + 0.05 * i for i in range(161)]
for activation, color, place in ((relu, GREEN, (1.0, 1.75)), (tanh, BLUE, (2.6, 1.06)), (sigmoid, ORANGE, (2.6, 0.75))):
    axes.plot(zs, [activation(z) for z in zs], color=color, linewidth=3)
    axes.text(*place, activation.name, fontsize=SMALL, color=color)
axes.set_ylim(-1.2, 2.2)
show(figure, "07_neuron_activations")
assert all(0 < sigmoid(z) < 1 and -1 < tanh(z) < 1 and relu(z) >= 0 for z in zs)
assert (relu(-3.0), relu(3.0)) == (0.0, 3.0)

# %% [markdown]
# ## The brain, and the limits of that picture
# The words are borrowed: inputs come like signals to a nerve cell, weights are the strengths of its contacts, and the
# output is how much it fires. But a nerve cell sends pulses in time. Here there is no time and no memory, the same
# inputs give the same output, and the output may be negative.

# %%
print(f"twice the same input: {neuron([2.0, 3.0]):.4f}, {neuron([2.0, 3.0]):.4f}")
assert neuron([2.0, 3.0]).data == neuron([2.0, 3.0]).data < 0

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. `Value(1.5, "b")` → `Value(2.0, "b")`. What is z now? What do you expect of 1 - o², and so of `w1.grad`?
# 2. `Value(2.0, "x1")` → `Value(0.0, "x1")`. Which gradient becomes 0? Is `x1.grad` 0 as well?
# 3. `Value(-1.0, "w2")` → `Value(-3.0, "w2")`: z is far from 0 now. How much is left of the gradients? (Lesson 18
#    comes back to this.)
