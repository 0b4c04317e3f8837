# %% [markdown]
# # 20 · Digits: from images to labels
#
# **Goal.** You can train a network on images, look at what its first layer looks for, and say what it cannot know.
#
# **Time.** 15 minutes.
#
# **Terms.** pixel, image of the weights, convolutional network, negative.
#
# **Misconceptions.**
# - *"It has learnt what a 3 is."* It has learnt weights for places. A 3 moved by one pixel is news to it.
# - *"The first layer finds strokes and loops."* Each neuron weighs all pixels at once. Few weights look like strokes.
# - *"It would say so if it saw no digit."* It must choose one of ten, and may be sure of it.

# %%
from math import fsum

import nn
from demos.lessons.board import DATA, show
from engine import softmax

# %% [markdown]
# ## 64 numbers in, ten probabilities out
# To keep it short, a sixth of the digits of lesson 01 to learn from (`python -m demos.digits` takes more). Ink is
# divided by 16, so that a pixel is a number from 0 (paper) to 1 (ink). One hidden layer of 8 neurons, ten logits, and
# cross entropy: the same as for the flowers of lesson 19, but wider.

# %%
digits = nn.load_csv(DATA / "digits.csv", label="digit")
samples = [([ink / 16 for ink in image], digit) for image, digit in zip(digits.inputs, digits.targets)]
training, test, _ = nn.split(samples, 1 / 6, 1 / 12, seed=0, stratify=digits.targets)
images, targets = zip(*training)
test_images, test_targets = zip(*test)
model = nn.MLP(64, [8, 10], activation="tanh", seed=0)
print(f"{len(training)} images to learn from, {len(test)} to test; {len(model.parameters())} parameters")
assert len(model.parameters()) == (64 + 1) * 8 + (8 + 1) * 10 == 610


def accuracy(images: list[list[float]]) -> float:
    """The fraction of the test digits that the model reads, when they are shown as these images."""
    return nn.accuracy(nn.predict(model, images), test_targets)


# %%
first = [[w.data for w in neuron.w] for neuron in model.layers[0].neurons]
before = accuracy(test_images)
nn.fit(model, images, targets, nn.cross_entropy, nn.Adam(model.parameters(), lr=0.03), 6, batch_size=10, progress=False)
after = accuracy(test_images)
print(f"accuracy on the test set: {before:.1%} -> {after:.1%}; guessing gives 10 %")
assert before < 0.2
assert after > 0.8

# %% [markdown]
# ## What the first layer looks for
# A neuron of the first layer has a weight for each pixel, so there is an **image of its weights**. Where it is
# blue, ink raises the weighted sum; where it is orange, ink lowers it. Above stand the digits for which the neuron's
# mean output is highest and lowest.

# %%
weights = [[w.data for w in neuron.w] for neuron in model.layers[0].neurons]
hidden = [[value.data for value in model.layers[0](image)] for image in images]


def mean_outputs(k: int) -> list[float]:
    """The mean output of hidden neuron k for the images of each digit."""
    groups = [[outputs[k] for outputs, target in zip(hidden, targets) if target == digit] for digit in range(10)]
    return [fsum(group) / len(group) for group in groups]


titles = []
for k in range(8):
    means = mean_outputs(k)
    high, low = means.index(max(means)), means.index(min(means))
    print(f"neuron {k}: highest for {high} ({max(means):.2f}), lowest for {low} ({min(means):.2f})")
    assert min(means) < -0.5 < 0.5 < max(means)
    titles.append(f"for {high}, against {low}")
show(nn.plot_weights(model, titles=titles), "20_digits")

# %% [markdown]
# ## Where nothing is ever written
# A weight's gradient is its input times the neuron's (lesson 07). Some pixels are paper in every training image: their
# weights are still at their first, random numbers. That noise in the corners was not learnt.

# %%
blank = [pixel for pixel in range(64) if max(image[pixel] for image in images) == 0]
kept = [pixel for pixel in range(64) if all(now[pixel] == then[pixel] for now, then in zip(weights, first))]
print(f"pixels that are always paper: {blank}; pixels whose weights have not moved: {kept}")
assert blank == kept != []

# %% [markdown]
# ## One pixel to the side
# To us a digit stays the same when it moves by a pixel. The network has a weight for each place: it must learn every
# place anew. **Convolutional networks** are built to share their weights between places; this one is not.

# %%


def moved(image: list[float], columns: int) -> list[float]:
    """The image, moved to the right; what comes in from the side is paper."""
    return [image[i - columns] if 0 <= i % 8 - columns < 8 else 0.0 for i in range(64)]


right = {columns: accuracy([moved(image, columns) for image in test_images]) for columns in (0, 1, 2)}
for columns, fraction in right.items():
    print(f"moved by {columns}: accuracy {fraction:.1%}")
assert right[0] == after
assert right[1] < 0.5

# %% [markdown]
# ## Sure, and no digit
# Turn paper into ink and ink into paper: a **negative**. We still read the digit; the network has never seen such a
# thing, and should not know what to say. But softmax has ten places, and all of the probability must go somewhere: it
# is wrong about nearly all of them, and sure about one in five.

# %%
negatives = [[1 - ink for ink in image] for image in test_images]
outputs = nn.predict(model, negatives)
fraction = nn.accuracy(outputs, test_targets)
sure = sum(max(softmax(logits)) > 0.9 for logits in outputs)
print(f"negatives: accuracy {fraction:.1%}; {sure} of {len(negatives)} verdicts with more than 90 %")
assert fraction < 0.1
assert sure > len(negatives) / 5

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. `[ink / 16 for ink in image]` → `[1 - ink / 16 for ink in image]`: the negatives are learnt from. Which pixels keep
#    their weights now, and why? What becomes of the accuracies?
# 2. `activation="tanh"` → `activation=None`, in the line of the model. Is it worse without a bend? And how sure is it
#    about the negatives?
# 3. Add `penalty=lambda model: nn.l2_penalty(model.parameters(), 1e-3)` to `nn.fit` (lesson 17). Do the weights of the
#    blank pixels stay as they were? What becomes of the images of the weights?
