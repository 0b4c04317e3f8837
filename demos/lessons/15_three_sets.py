# %% [markdown]
# # 15 · Training, validation and test sets
#
# **Goal.** You can split data into three sets, and say what each may be used for, and what spoils it.
#
# **Time.** 10 minutes.
#
# **Terms.** training set, validation set, test set, generalize, stratified, leak.
#
# **Misconceptions.**
# - *"95 % right on the training set is 95 % right."* It has seen the answers. What counts are samples it has not seen.
# - *"The validation set is a test set."* Once you have chosen by it, it flatters what was chosen.
# - *"First standardize, then split."* Then numbers from the test set are in the training set: a leak.

# %%
from math import fsum
from random import Random

import nn
from demos.lessons.board import BLUE, DATA, LARGE, ORANGE, charts, show

iris = nn.load_csv(DATA / "iris.csv", label="species")
samples = list(zip(iris.inputs, iris.targets))

# %% [markdown]
# ## Three sets
# The **training set** is for computing gradients. The **validation set** is for choosing: when to stop, which learning
# rate, which network. The **test set** is for one report at the end. No sample is in two of them. **Stratified** means
# that each class has the same share in all three: here 30, 10 and 10 flowers of each species.

# %%
training, validation, test = nn.split(samples, 0.6, 0.2, seed=0, stratify=iris.targets)
for name, part in (("training", training), ("validation", validation), ("test", test)):
    counts = [sum(species == i for _, species in part) for i in range(3)]
    print(f"{name:10} {len(part):3} flowers: {counts} of each species")
    assert len(set(counts)) == 1
assert sorted(training + validation + test) == sorted(samples)

# %% [markdown]
# ## Why the training set cannot judge
# This model learns by heart: it keeps every training sample with its answer, and says 0 to all others. To make sure
# that there is nothing to learn, a coin gave the answers. The model is perfect on its training set, and on new samples
# as good as a coin. To **generalize** is to be right on samples that were not seen before.

# %%
rng = Random(0)
inputs = [rng.random() for _ in range(2000)]
coins = [rng.choice([0, 1]) for _ in inputs]
memory = dict(zip(inputs[:1000], coins[:1000]))


def share_right(xs: list[float], answers: list[int]) -> float:
    return sum(memory.get(x, 0) == answer for x, answer in zip(xs, answers)) / len(xs)


seen, new = share_right(inputs[:1000], coins[:1000]), share_right(inputs[1000:], coins[1000:])
print(f"by heart: {seen:.0%} right on the training set, {new:.0%} on new samples")
assert seen == 1.0
assert abs(new - 0.5) < 0.05

# %% [markdown]
# ## Why the validation set cannot report
# 200 models that know nothing guess 30 coins each. Chance gives some of them a good score, and we choose the best. Its
# score is high because it was chosen. On a test set, which took no part in the choice, it guesses as well as any other:
# half of the coins, in the mean of 200 test sets.

# %%


def guesses_right(count: int) -> float:
    """The share of coins that a model which guesses gets right."""
    return sum(rng.random() < 0.5 for _ in range(count)) / count


scores = [guesses_right(30) for _ in range(200)]
best = max(scores)
again = fsum(guesses_right(30) for _ in range(200)) / 200
print(f"the best of 200 on its validation set: {best:.0%}; on a test set, in the mean: {again:.0%}")
assert best >= 0.7
assert abs(again - 0.5) < 0.02

# %%
figure, [axes] = charts(
    "200 models that guess: how many reach which score?", x="right on the validation set", y="models"
)
heights = {score: scores.count(score) for score in sorted(set(scores))}
axes.bar(list(heights), list(heights.values()), width=0.028, color=["#bbbbbb"] * (len(heights) - 1) + [ORANGE])
axes.text(best + 0.02, 0.5, f"the chosen one:\n{best:.0%}", color=ORANGE, fontsize=LARGE)
axes.set_xlim(0.25, 0.9)
axes.axvline(0.5, color=BLUE, linewidth=3)
axes.text(0.51, max(heights.values()), "what each is worth: 50%", color=BLUE, fontsize=LARGE)
axes.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
show(figure, "15_three_sets")

# %% [markdown]
# ## The scale comes from the training set
# Mean and standard deviation (lesson 01) are learnt from data too. Measure them on the training set alone, and use them
# for all three. Measured on everything, they would **leak**: here one slip among the test samples, 51 cm for 5.1, moves
# the numbers of the training set.

# %%
xs = [x for x, _ in training]
slip = [51.0, 3.5, 1.4, 0.2]
scale = nn.Standardizer(xs)
leaking = nn.Standardizer([*xs, slip])
print(f"first training sample: {scale(xs)[0][0]:.3f}; with the test sample in the scale: {leaking(xs)[0][0]:.3f}")
assert abs(fsum(x for x, *_ in scale(xs))) < 1e-9
assert all(right[0] != wrong[0] for right, wrong in zip(scale(xs), leaking(xs)))

# %% [markdown]
# ## All of it, once
# Train on the first set, look at the second while you choose, and report the third, once. A report on 30 flowers is a
# rough one: each of them is 1 / 30 = 3.3 %.

# %%
parts = [(scale([x for x, _ in part]), [species for _, species in part]) for part in (training, validation, test)]
model = nn.MLP(4, [6, 3], activation="tanh", seed=0)
optimizer = nn.Adam(model.parameters(), lr=0.05)
targets = [nn.one_hot(species, 3) for species in parts[0][1]]
nn.fit(model, parts[0][0], targets, nn.mse_loss, optimizer, epochs=20, batch_size=10, progress=False)
for name, (inputs, species) in zip(("training", "validation", "test"), parts):
    right = nn.accuracy(nn.predict(model, inputs), species)
    print(f"{name:10} {right:.1%} right")
    assert right > 0.85

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. `range(200)` → `range(2)` in `scores`: what do you expect of the best of two? And of the best of 20 000?
# 2. `guesses_right(30)` → `guesses_right(3000)` in `scores`: how much does the choice flatter now?
# 3. `seed=0` → `seed=1` in `nn.split`: by how much do the last three numbers move? What does that say about them?
