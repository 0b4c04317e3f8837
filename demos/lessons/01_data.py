# %% [markdown]
# # 01 · Data into numbers
#
# **Goal.** You can say how flowers, images and classes become vectors, and read "150 × 4" as samples × features.
#
# **Time.** 15 minutes.
#
# **Terms.** sample, feature, vector, class, label, target, one-hot, standardized.
#
# **Misconceptions.**
# - *"The network sees a picture."* It gets a list of numbers. Which pixel is beside which is not in it.
# - *"Class 2 is more than class 1."* The number of a class is a name. One-hot vectors keep it from being a size.

# %%
from math import dist, fsum, isclose, sqrt

import nn
from demos.lessons.board import DATA, LARGE, charts, show
from engine import dot

# %% [markdown]
# ## A sample is a vector
# A flower is described by four measurements. Each is a **feature**, and all of them, in a fixed order, are a
# **vector**: a list of numbers. One flower is one **sample**, and its species is its **label**.

# %%
iris = nn.load_csv(DATA / "iris.csv", label="species")
flower = iris.inputs[0]
for feature, number in zip(iris.features, flower):
    print(f"{feature:16} {number}")
print("label:", iris.labels[0])
assert flower == [5.1, 3.5, 1.4, 0.2]

# %% [markdown]
# ## A set is a table: samples × features
# A row for each sample, a column for each feature. Every row has the same length: a network with four inputs takes
# four numbers, no more and no less.

# %%
samples, features = len(iris.inputs), len(iris.features)
print(f"{samples} samples × {features} features = {samples * features} numbers")
assert (samples, features) == (150, 4)
assert {len(row) for row in iris.inputs} == {4}

# %% [markdown]
# ## One scale for all features
# Sepals are about 6 cm long, and petals 1 cm wide. To make such features comparable, each column is **standardized**:
# subtract its mean, divide by its standard deviation. Afterwards it has mean 0 and standard deviation 1.

# %%
scale = nn.Standardizer(iris.inputs)
scaled = scale(iris.inputs)
mean, deviation = scale.means[0], scale.deviations[0]
print("means of the features:", *[f"{center:.1f}" for center in scale.means])
print(f"(x - mean) / deviation = ({flower[0]} - {mean:.3f}) / {deviation:.3f} = {scaled[0][0]:.3f}")
for column in zip(*scaled):
    assert abs(fsum(column) / samples) < 1e-12
    assert isclose(fsum(x * x for x in column) / samples, 1.0)

# %% [markdown]
# ## An image is a vector too
# Each pixel is a feature. These digits have 8 × 8 pixels, from 0 (paper) to 16 (ink): 64 numbers, line by line.

# %%
digits = nn.load_csv(DATA / "digits.csv", label="digit")
image = digits.inputs[0]
print(f"{len(digits.inputs)} samples × {len(digits.features)} features; the first image is a {digits.labels[0]}:")
for line in range(8):
    print(" ".join(f"{pixel:2.0f}" for pixel in image[8 * line : 8 * line + 8]))
assert len(image) == 8 * 8

# %%
figure, [seen, given] = charts("what we see", "what the network gets: 64 numbers", size=(5.5, 5.5))
rows = [image[8 * line : 8 * line + 8] for line in range(8)]
seen.imshow(rows, cmap="Greys")
given.imshow(rows, cmap="Greys", alpha=0.25)
for i, pixel in enumerate(image):
    given.text(i % 8, i // 8, f"{pixel:.0f}", ha="center", va="center", fontsize=LARGE)
for axes in (seen, given):
    axes.set_axis_off()
show(figure, "01_data")

# %% [markdown]
# The network does not know that pixel 8 is below pixel 0. A neuron multiplies each number by a weight of its own and
# adds up (lesson 07). If the pixels and the weights are put in another order together, it gives the same sum.

# %%
weights = [i - 31.5 for i in range(64)]
print(f"weighted sum {dot(weights, image)}, with both turned around {dot(weights[::-1], image[::-1])}")
assert dot(weights, image) == dot(weights[::-1], image[::-1])

# %% [markdown]
# ## Classes become one-hot vectors
# Three species could be numbered 0, 1, 2. But then the third would be twice as far from the first as the second is,
# which nobody has measured. A **one-hot** vector has a place for each class: 1 in its own, 0 in the others. Then any
# two classes are equally far apart, by √2. What a network should give for a sample is its **target**.

# %%
one_hot = [nn.one_hot(i, 3) for i in range(3)]
for i, species in enumerate(iris.classes):
    print(f"{species:12} as a number: {i}   one-hot: {one_hot[i]}")
distances = [dist(one_hot[i], one_hot[j]) for i, j in [(0, 1), (1, 2), (0, 2)]]
print("distances between the numbers: 1, 1, 2; between the vectors:", *[f"{d:.3f}" for d in distances])
assert [abs(i - j) for i, j in [(0, 1), (1, 2), (0, 2)]] == [1, 1, 2]
assert all(isclose(distance, sqrt(2)) for distance in distances)

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. `digits.inputs[0]` → `digits.inputs[1]`: look at the 64 numbers alone. Which digit are they?
# 2. Measure the flowers in millimetres: below `iris = ...`, add the line
#    `iris = nn.Table(iris.features, [[10 * x for x in row] for row in iris.inputs], iris.labels)`.
#    What is the first vector now? And does its standardized -0.901 change?
# 3. `nn.one_hot(i, 3)` → `nn.one_hot(i, 10)`: how long are the vectors, and how far apart are two of them?
