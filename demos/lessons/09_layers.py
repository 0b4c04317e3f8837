# %% [markdown]
# # 09 · Layers: one transformation after another
#
# **Goal.** You can say what a layer does to the data, watch it happen layer by layer, and say why layers must bend.
#
# **Time.** 15 minutes.
#
# **Terms.** layer, width, hidden layer, multi-layer perceptron (MLP), representation, distillation.
#
# **Misconceptions.**
# - *"Each layer decides a part of the answer."* Each gives the next one other numbers for the same sample.
# - *"More layers can always do more."* Without an activation, any number of them can do what one can.
# - *"A network is good because it is deep."* Before training, its layers sort nothing out.

# %%
from math import dist, fsum, isclose, sqrt

import nn
from demos.lessons.board import BLUE, ORANGE, charts, show

# %% [markdown]
# ## A layer
# Neurons side by side, which see the same inputs, are a **layer**; their number is its **width**. Layers one behind
# the other are a **multi-layer perceptron**. This one takes 2 numbers and makes 3, then 2, then 1 of them.

# %%
model = nn.MLP(2, [3, 2, 1], activation="tanh", output_activation="tanh", seed=0)
counts = [len(layer.parameters()) for layer in model.layers]
print(model.summary())
print(f"(2 + 1) * 3 + (3 + 1) * 2 + (2 + 1) * 1 = {' + '.join(map(str, counts))} = {sum(counts)}")
assert counts == [9, 8, 3]

# %% [markdown]
# ## The data, and its representations
# Two circles, one around the other: no straight line separates them. What a layer gives for a sample is its
# **representation** there. `separation` says how far apart the means of the two classes are, in standard deviations
# around those means: the larger, the clearer.

# %%
inputs, classes = nn.make_circles(100, seed=0)
targets = [2.0 * one - 1 for one in classes]  # -1 outside, 1 inside


def representations(model: nn.MLP) -> list[list[list[float]]]:
    """The samples as they come in, and as each layer gives them on."""
    seen = [inputs]
    for layer in model.layers:
        seen.append([[value.data for value in layer(x)] for x in seen[-1]])
    return seen


def separation(samples: list[list[float]]) -> float:
    groups = [[x for x, label in zip(samples, classes) if label == one] for one in (0, 1)]
    means = [[fsum(column) / len(group) for column in zip(*group)] for group in groups]
    squares = [dist(x, mean) ** 2 for group, mean in zip(groups, means) for x in group]
    return dist(*means) / sqrt(fsum(squares) / len(squares))


def right(model: nn.MLP) -> int:
    """How many of the samples have an output with the sign of their target."""
    return sum(output * target > 0 for output, target in zip(nn.predict(model, inputs), targets))


def train(model: nn.MLP) -> None:
    """Lessons 10 to 14 open this box."""
    optimizer = nn.Adam(model.parameters(), lr=0.05)
    nn.fit(model, inputs, targets, nn.mse_loss, optimizer, epochs=40, batch_size=10, progress=False)


# %% [markdown]
# ## Before training, and after
# With random weights the layers mix everything. Training changes all three until the last one has an easy task. That
# is why it is compared to **distillation**: from layer to layer what matters for the answer gets clearer, and the rest
# is left behind.

# %%
before = [separation(samples) for samples in representations(model)]
print("before training:", *[f"{s:.2f}" for s in before], f" right: {right(model)} of 100")
train(model)
seen = representations(model)
after = [separation(samples) for samples in seen]
print("after training: ", *[f"{s:.2f}" for s in after], f" right: {right(model)} of 100")
assert max(before) < 1
assert after == sorted(after)  # clearer from layer to layer
assert after[-1] > 20
assert right(model) == 100

# %%
places = ("input", "after layer 1", "after layer 2", "output")
figure, several = charts(*[f"{place}\nseparation {score:.1f}" for place, score in zip(places, after)], size=(3.8, 4.2))
several[1].set_axis_off()  # its three numbers need another kind of axes
solid = figure.add_subplot(1, 4, 2, projection="3d")
for axes, samples in zip((several[0], solid, *several[2:]), seen):
    for one, color, marker in ((0, ORANGE, "o"), (1, BLUE, "^")):
        chosen = [x if len(x) > 1 else (x[0], i / 100) for i, x in enumerate(samples) if classes[i] == one]
        axes.scatter(*zip(*chosen), color=color, marker=marker, s=30)  # one number is spread upwards, by sample
    axes.tick_params(labelbottom=False, labelleft=False, length=0)
show(figure, "09_layers")

# %% [markdown]
# Left, no line would do. In the third picture one does, and the last neuron draws it: its output is tanh of a weighted
# sum, positive on one side of a line. A single neuron on the inputs themselves is stuck.

# %%
alone = nn.MLP(2, [1], output_activation="tanh")
train(alone)
print(f"a single neuron gets {right(alone)} of 100 right, the last neuron of the network {right(model)}")
assert right(alone) < 75

# %% [markdown]
# ## Without a bend, many layers are one
# A weighted sum of weighted sums is a weighted sum. With two weights in a row, 3 · (2 x + 1) + 4 = 6 x + 7. So the
# same network without activations is one linear neuron, found here from its outputs at three points, and as stuck.

# %%
linear = nn.MLP(2, [3, 2, 1], activation=None, seed=0)
train(linear)
b = linear([0.0, 0.0]).data
w1, w2 = linear([1.0, 0.0]).data - b, linear([0.0, 1.0]).data - b
print(f"three linear layers: {w1:.3f} * x1 + {w2:.3f} * x2 + {b:.3f}; right: {right(linear)} of 100")
assert all(isclose(linear(x).data, w1 * x[0] + w2 * x[1] + b, abs_tol=1e-12) for x in inputs)
assert right(linear) < 75

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. `nn.MLP(2, [3, 2, 1], activation="tanh", ...)` → `[1, 2, 1]`: how many parameters has each layer? Which checks
#    still hold? What does one neuron in front lose, so that nothing after it can bring it back?
# 2. `seed=0` → `seed=1` in the same line: which numbers are others before training? Are all 100 right after it?
# 3. In `linear`, `activation=None` → `"tanh"`: which of the last two checks fails first, and why the other too?
