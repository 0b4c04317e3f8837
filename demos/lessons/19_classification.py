# %% [markdown]
# # 19 · Classification: from scores to probabilities
#
# **Goal.** You can turn scores into probabilities, score them by cross entropy, and say what its gradient is.
#
# **Time.** 15 minutes.
#
# **Terms.** logit, softmax, cross entropy, accuracy, confusion matrix.
#
# **Misconceptions.**
# - *"The network gives probabilities."* Its last layer gives scores of any size. Softmax makes probabilities of them.
# - *"Cross entropy looks at all the probabilities."* It looks at one, that of the right class.
# - *"The squared error of the probabilities would do as well."* It learns least where the network is most wrong.

# %%
from math import exp, fsum, isclose, log

import nn
from demos.lessons.board import BLUE, DATA, GREEN, ORANGE, SMALL, charts, show
from engine import Value, draw, softmax

# %% [markdown]
# ## Scores become probabilities
# A network for three classes has three outputs, the **logits**: any numbers, a higher one for a likelier class.
# **Softmax** makes each positive by e to its power, and divides by the sum. The results add up to 1.

# %%
scores = [2.0, 1.0, -1.0]
total = fsum(map(exp, scores))
probabilities = softmax(scores)
for z, p in zip(scores, probabilities):
    print(f"e ** {z:<4} = {exp(z):.3f};  {exp(z):.3f} / {total:.3f} = {p:.3f}")
    assert isclose(p, exp(z) / total)
assert isclose(fsum(probabilities), 1.0)

# %% [markdown]
# Only the differences of the logits count: add 1000 to all, and the probabilities stay. `exp(1002)` is too large for a
# float, so `softmax` first subtracts the largest logit.

# %%
shifted = softmax([z + 1000 for z in scores])
print("1000 added:", *[f"{p:.3f}" for p in shifted])
assert all(isclose(p, q) for p, q in zip(shifted, probabilities))

# %% [markdown]
# ## The loss: how surprised it is
# **Cross entropy** is minus the logarithm of the probability of the right class: 0 for a probability of 1, and without
# bound as it goes to 0. Three equal logits give log 3 = 1.099. On the graph, -log p is `logsumexp(z) - z[right]`.

# %%
for p in (0.99, 0.5, 1 / 3, 0.01):
    print(f"the right class has {p:.2f}: loss -log({p:.2f}) = {-log(p):.3f}")
logits = [Value(z, f"z{i}") for i, z in enumerate(scores)]
loss = nn.cross_entropy(logits, 0)
assert isclose(loss.data, -log(probabilities[0]))
assert isclose(nn.cross_entropy([Value(0.0)] * 3, 0).data, log(3))

# %% [markdown]
# ## The gradient: probability minus target
# The gradient of the logits is softmax minus the one-hot target. A step against it raises the logit of the right class
# by what its probability lacks to 1, times the learning rate, and lowers the others by what they have. The sum is 0.

# %%
loss.backward()
for z, p, t in zip(logits, probabilities, nn.one_hot(0, 3)):
    print(f"{z.label}.grad = {p:.3f} - {t:g} = {z.grad:.3f}")
    assert isclose(z.grad, p - t)
assert abs(fsum(z.grad for z in logits)) < 1e-12
show(draw(loss, names=locals()), "19_classification_loss")

# %% [markdown]
# ## Sure, and wrong
# The right class is 0, and the network is ever surer of class 1. The gradient of cross entropy comes close to -1. The
# squared error of the probabilities sends its gradient through softmax, which is flat there: hardly any is left.

# %%


def squared_error(logits: list[Value], target: int) -> Value:
    return nn.mse_loss(softmax(logits), nn.one_hot(target, len(logits)))


for gap in (0.0, 4.0, 8.0):
    slopes = []
    for loss_of in (nn.cross_entropy, squared_error):
        right, wrong = Value(0.0), Value(gap)
        loss_of([right, wrong], 0).backward()
        slopes.append(right.grad)
    print(f"logits 0 and {gap:g}: gradient {slopes[0]:.4f} by cross entropy, {slopes[1]:.4f} by the squared error")
assert slopes[0] < -0.999
assert -0.001 < slopes[1] < 0

# %% [markdown]
# ## Four measurements in, three probabilities out
# The iris flowers of lesson 01. Before training, the cost is near log 3. **Accuracy** is the fraction of flowers whose
# highest logit is that of the right class. The **confusion matrix** says which mistakes are made.

# %%
iris = nn.load_csv(DATA / "iris.csv", label="species")
training, test = nn.split(list(zip(iris.inputs, iris.targets)), 0.8, seed=0, stratify=iris.targets)
scale = nn.Standardizer([x for x, _ in training])
(xs, ts), (test_xs, test_ts) = [(scale([x for x, _ in part]), [t for _, t in part]) for part in (training, test)]
model = nn.MLP(4, [6, 3], activation="tanh", seed=0)
before = nn.log_loss([softmax(z) for z in nn.predict(model, xs)], ts)  # the mean of the cross entropies
nn.fit(model, xs, ts, nn.cross_entropy, nn.SGD(model.parameters(), lr=0.5), 20, batch_size=10, progress=False)
after = nn.log_loss([softmax(z) for z in nn.predict(model, xs)], ts)
outputs = nn.predict(model, test_xs)
accuracy = nn.accuracy(outputs, test_ts)
print(f"cost on the training set {before:.3f} -> {after:.3f}; test accuracy {accuracy:.1%} of {len(test)} flowers")
for species, counts in zip(iris.classes, nn.confusion_matrix(outputs, test_ts)):
    print(f"  {species:10} was taken for", *[f"{name} {count:2} " for name, count in zip(iris.classes, counts)])
assert abs(before - log(3)) < 0.2
assert after < 0.1 < 0.9 < accuracy

# %% [markdown]
# ## In doubt
# The probabilities say more than the verdict: setosa is never in doubt, and the other two species sometimes are.

# %%
chances = sorted(((t, softmax(z)) for z, t in zip(outputs, test_ts)), key=lambda pair: (pair[0], -pair[1][pair[0]]))
places = [i + t for i, (t, _) in enumerate(chances)]  # a gap between the species
figure, [axes] = charts("test flowers by their true species: what the network thinks", y="probability", size=(9.0, 4.5))
for k, (species, color) in enumerate(zip(iris.classes, (BLUE, ORANGE, GREEN))):
    heights, bottoms = [p[k] for _, p in chances], [fsum(p[:k]) for _, p in chances]
    axes.bar(places, heights, 0.9, bottoms, color=color)
    axes.text(11 * k + 4.5, -0.04, species, fontsize=SMALL, color=color, ha="center", va="top")
axes.set(xticks=[], yticks=[0, 0.5, 1])
show(figure, "19_classification")
least = {t: min(max(p) for other, p in chances if other == t) for t in range(3)}
print("the least sure verdict by species:", *[f"{name} {least[t]:.2f} " for t, name in enumerate(iris.classes)])
assert least[0] > 0.95 > 0.9 > max(least[1], least[2])

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. `scores = [2.0, 1.0, -1.0]` → `[4.0, 2.0, -2.0]`: twice as large. Are the probabilities the same? Which one grows?
# 2. Make the unlikely class the right one: `0` → `2` in `nn.cross_entropy(logits, 0)`, `probabilities[0]` and
#    `nn.one_hot(0, 3)`. Which gradient is negative now, and how large is it?
# 3. In `squared_error`, write `1000 * nn.mse_loss(...)`. Which of the three lines does that help, which does it harm?
