# %% [markdown]
# # 18 · Vanishing and exploding gradients
#
# **Goal.** You can measure gradients layer by layer, and say what activation and first weights do to them.
#
# **Time.** 15 minutes.
#
# **Terms.** delta, vanishing gradient, exploding gradient, Xavier and Kaiming initialization, clipping.
#
# **Misconceptions.**
# - *"A small gradient means that training is nearly done."* The cost may be high, and the first layers get nothing.
# - *"Sigmoid is to blame."* Activation and weights make the factor together. With large weights, relu explodes.
# - *"A higher learning rate makes up for it."* What suits the first layer is a million times too high for the last.

# %%
from math import fsum, hypot, isclose

import nn
from demos.lessons.board import BLUE, GREEN, ORANGE, PINK, SMALL, charts, show
from engine import Value

# %% [markdown]
# ## A factor for each layer
# A chain of ten neurons, each σ(w · x) of the one before, with w = 1. By the chain rule each gives the gradient a
# factor w · σ · (1 - σ). It is at most 0.25, at σ = 0.5. So ten layers leave less than 0.25¹⁰, about 0.000001.

# %%
x = Value(0.0, "x")
out, factors = x, []
for _ in range(10):
    out = out.sigmoid()
    factors.append(out.partials[0])
out.backward()
product = 1.0
for factor in factors:
    product *= factor
print("factors:", *[f"{factor:.3f}" for factor in factors], f" product {product:.1e} = x.grad")
assert isclose(x.grad, product)
assert max(factors) == 0.25
assert 0 < x.grad < 0.25**10 < 1e-6

# %% [markdown]
# ## Deltas, layer by layer
# Ten hidden layers of eight neurons. The gradient of the loss with respect to a neuron's weighted sum is called its
# **delta**. The bias is added to that sum with the factor 1, so its grad is the delta. Here is the mean size of the
# deltas in each layer, over 10 samples, before any training, for four pairs of activation and first weights:
#
# - sigmoid with Xavier's weights (variance 2 / (inputs + outputs)): the deltas **vanish** on their way to the front;
# - relu with weights of variance 1: they **explode**;
# - tanh with Xavier's and relu with Kaiming's weights (variance 2 / inputs): they keep their size. The variances are
#   chosen so that the factor of a layer is about 1: relu passes half of the sums, hence the 2.

# %%
inputs, classes = nn.make_circles(40, seed=0)
targets = [2.0 * one - 1 for one in classes]


def deep(activation: str, init: str) -> nn.MLP:
    return nn.MLP(2, [8] * 10 + [1], activation=activation, init=init, seed=0)


def deltas(model: nn.MLP) -> list[float]:
    """The mean size of the deltas in each layer, over 10 samples."""
    sizes = [[] for _ in model.layers]
    for x, target in zip(inputs[:10], targets):
        model.zero_grad()
        nn.mse_loss(model(x), target).backward()
        for layer, found in zip(model.layers, sizes):
            found += [abs(neuron.b.grad) for neuron in layer.neurons]
    return [fsum(found) / len(found) for found in sizes]


KINDS = [("sigmoid", "xavier_normal"), ("relu", "normal"), ("tanh", "xavier_normal"), ("relu", "kaiming_normal")]
by_layer = [deltas(deep(*kind)) for kind in KINDS]
for kind, sizes in zip(KINDS, by_layer):
    print(f"{' + '.join(kind):24} first layer {sizes[0]:8.1e}  last {sizes[-1]:8.1e}  ratio {sizes[0] / sizes[-1]:.0e}")
sigmoid, exploding, tanh, relu = [sizes[0] / sizes[-1] for sizes in by_layer]
assert sigmoid < 1e-6
assert exploding > 100
assert 0.01 < tanh < 1
assert 0.01 < relu < 1

# %%
figure, [axes] = charts("mean size of the deltas, by layer", x="layer", size=(9, 5.5))
for kind, sizes, color in zip(KINDS, by_layer, (ORANGE, PINK, BLUE, GREEN)):
    axes.plot(range(1, 12), sizes, "o-", color=color, linewidth=3)
    height = 5 * sizes[0] if kind == KINDS[3] else sizes[0]  # apart from its neighbour
    axes.text(0.7, height, " + ".join(kind), color=color, fontsize=SMALL, ha="right", va="center")
axes.set(xlim=(-3.5, 11.3), xticks=range(1, 12), yscale="log")
show(figure, "18_vanishing_gradients")

# %% [markdown]
# ## What training makes of it
# The same training for two of them. The sigmoid network keeps its high cost. Its first layer is not done: it gets no
# gradient, as `nn.xray` shows, which looks at the gradients that the parameters hold.

# %%


def train(model: nn.MLP) -> list[float]:
    optimizer = nn.SGD(model.parameters(), lr=0.02)
    return nn.fit(model, inputs, targets, nn.mse_loss, optimizer, 20, batch_size=10, progress=False).train_loss


for kind, learns in ((KINDS[0], False), (KINDS[3], True)):
    model = deep(*kind)
    costs = train(model)
    nn.mse_loss(model(inputs[0]), targets[0]).backward()
    print(f"{' + '.join(kind):24} cost {costs[0]:.3f} -> {costs[-1]:.3f};", nn.xray(model, inputs, lr=0.02)[0])
    assert (costs[-1] < 0.2) == learns
    assert (costs[-1] > 0.9) == (not learns)

# %% [markdown]
# ## Exploding gradients can be clipped
# A gradient longer than a limit is scaled down to it: its direction stays. `fit(..., clip_norm=1.0)` does it in each
# step.

# %%
model = deep("relu", "normal")
nn.mse_loss(model(inputs[0]), targets[0]).backward()
before = nn.clip_grad_norm(model.parameters(), 1.0)
after = hypot(*[p.grad for p in model.parameters()])
print(f"length of the gradient: {before:.1e}, clipped {after:.3f}")
assert before > 1e4
assert isclose(after, 1.0, rel_tol=1e-5)

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. In the chain, `out.sigmoid()` → `(4 * out).sigmoid()`: why does the gradient still vanish, if not at once?
# 2. In the chain, `out.sigmoid()` → `out.tanh()`, whose slope at 0 is 1: what is the product now?
# 3. `("relu", "normal")` → `("tanh", "normal")`, twice: tanh flattens large sums. Does its gradient still explode?
