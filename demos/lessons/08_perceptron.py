# %% [markdown]
# # 08 · The perceptron: why a step cannot be trained by its gradient
#
# **Goal.** You can say what the perceptron learns without a derivative, where that ends, and what replaced the step.
#
# **Time.** 15 minutes.
#
# **Terms.** perceptron, step, threshold, linearly separable, sigmoid, saturation.
#
# **Misconceptions.**
# - *"The perceptron could not learn."* It learns what a straight line can separate, by a rule of its own.
# - *"A small change of a weight changes the output a little."* Through a step it changes nothing, or all at once.
# - *"The sharper the sigmoid, the better, for it is nearer to the step."* It is as flat as the step, then.

# %%
from math import fsum

import nn
from demos.lessons.board import BLUE, ORANGE, SMALL, charts, show
from engine import Value, mean, sigmoid

POINTS = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
AND, XOR = [0.0, 0.0, 0.0, 1.0], [0.0, 1.0, 1.0, 0.0]

# %% [markdown]
# ## Rosenblatt's perceptron (1958)
# A neuron with a **step**: 1 if the weighted sum is above 0, else 0. Its rule needs no derivative: if the output is too
# low, add the inputs to the weights; if it is too high, subtract them; if it is right, leave them.

# %%


def step(z: float) -> float:
    return 1.0 if z > 0 else 0.0


def learn(targets: list[float], epochs: int) -> int:
    """How many of the four points a perceptron gets right after this number of times through them."""
    w1 = w2 = b = 0.0
    for _ in range(epochs):
        for (x1, x2), target in zip(POINTS, targets):
            error = target - step(w1 * x1 + w2 * x2 + b)  # 1, 0 or -1
            w1, w2, b = w1 + error * x1, w2 + error * x2, b + error
    print(f"after {epochs} epochs: step({w1:g} * x1 + {w2:g} * x2 + {b:g})", end=", ")
    return sum(step(w1 * x1 + w2 * x2 + b) == target for (x1, x2), target in zip(POINTS, targets))


right = learn(AND, epochs=10)
print(f"AND: {right} of 4 right")
assert right == 4

# %% [markdown]
# Exclusive or is not **linearly separable**: no straight line has (0, 1) and (1, 0) on one side and (0, 0) and (1, 1)
# on the other. The perceptron does not arrive, however long it goes on. A layer in front could bend the plane, but
# the rule says nothing about it: nobody knows the targets of a hidden neuron. This is where gradients come in.

# %%
for epochs in (10, 100, 1000):
    right = learn(XOR, epochs)
    print(f"XOR: {right} of 4 right")
    assert right < 4

# %% [markdown]
# ## A step has no slope
# Nudge a weight, and as a rule the output stays as it is: the cost (the mean of the squared errors) has slope 0. There
# is no direction in which to go. At a few places it jumps, and there is no slope there at all.

# %%


def cost_of(activation, w1: float) -> float:
    """The cost on AND of activation(w1 * x1 + 4 * x2 - 6)."""
    outputs = [activation(w1 * x1 + 4 * x2 - 6) for x1, x2 in POINTS]
    return fsum((output - target) ** 2 for output, target in zip(outputs, AND)) / 4


h = 1e-6
for w1 in (0.5, 2.5, 7.0):
    slopes = [(cost_of(activation, w1 + h) - cost_of(activation, w1)) / h for activation in (step, sigmoid)]
    print(f"w1 = {w1:g}: cost with step {cost_of(step, w1):.3f}, slope {slopes[0]:.4f}; ", end="")
    print(f"with sigmoid {cost_of(sigmoid, w1):.3f}, slope {slopes[1]:.4f}")
    assert slopes[0] == 0.0
    assert abs(slopes[1]) > 0.003

# %%
figure, [axes] = charts("the cost on AND by one weight", x="w1", y="cost")
ws = [0.01 * i for i in range(901)]
axes.plot(ws, [cost_of(step, w) for w in ws], color=ORANGE, linewidth=3)
axes.plot(ws, [cost_of(sigmoid, w) for w in ws], color=BLUE, linewidth=3)
axes.text(0.05, 0.26, "step: flat, and jumps", fontsize=SMALL, color=ORANGE)
axes.text(3.1, 0.09, "sigmoid: a slope\nthat leads down", fontsize=SMALL, color=BLUE)
axes.margins(y=0.1)
show(figure, "08_perceptron")

# %% [markdown]
# ## What replaced it
# A smooth activation, σ(z) = 1 / (1 + e⁻ᶻ), whose derivative is σ · (1 - σ). Now each weight has a gradient and can
# follow it downhill; lesson 12 takes its time over this loop. After it, each output is on the right side of 0.5.

# %%
neuron = nn.Neuron(2, activation="sigmoid", seed=0)
costs = []
for _ in range(200):
    cost = mean([nn.mse_loss(neuron(x), target) for x, target in zip(POINTS, AND)])
    neuron.zero_grad()
    cost.backward()
    for parameter in neuron.parameters():
        parameter.data -= 5.0 * parameter.grad
    costs.append(cost.data)
outputs = [neuron(x).data for x in POINTS]
print(f"cost {costs[0]:.3f} -> {costs[-1]:.3f}; outputs", *[f"{output:.2f}" for output in outputs])
assert costs[-1] < costs[0] / 10
assert [step(output - 0.5) for output in outputs] == AND

# %% [markdown]
# ## Too sharp is flat again
# σ(50 z) looks like a step, and away from its threshold it is **saturated**: at z = 0.5 its slope is all but 0.

# %%
for sharpness in (1.0, 10.0, 50.0):
    z = Value(0.5, "z")
    sigmoid(sharpness * z).backward()
    print(f"sigmoid({sharpness:g} * z) at z = 0.5: slope {z.grad:.1e}")
assert 0 < z.grad < 1e-8

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. AND → `OR = [0.0, 1.0, 1.0, 1.0]` in `learn(AND, epochs=10)`: is it linearly separable?
# 2. In `cost_of`, `4 * x2 - 6` → `4 * x2 - 3`: at which `w1` does the cost jump now, and how many jumps are left?
# 3. Train the sigmoid neuron on `XOR` instead (twice in its cell). Does the cost reach 0? Which outputs do you expect?
