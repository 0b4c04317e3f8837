# %% [markdown]
# # 00 · The first hour: from a table to a model
#
# **Goal.** You can train a network on a table of yours, judge it, keep it in a file, and read what errors tell you.
#
# **Time.** 45 minutes.
#
# **Terms.** table, sample, training and test set, scale, epoch, loss, accuracy, confusion matrix.
#
# **Misconceptions.**
# - *"The network knows the names of the columns."* It gets numbers, in the order and on the scale of its training.
# - *"A low training loss is the goal."* What counts is how it does on samples that it has never seen.
# - *"An error means that I have broken it."* Each says what it met, and what to write.

# %%
import math
from collections.abc import Callable

import nn
from demos.lessons.board import DATA, show
from engine import Value, draw

# %% [markdown]
# ## Read a table
# Each row is a penguin: four measurements, and its species. Rows with a missing measurement are dropped, and the table
# says so. A table of your own goes the same way, and a frame of pandas in place of `table.inputs` will do too.

# %%
table = nn.load_csv(DATA / "penguins.csv", label="species", drop=["island", "sex", "year"], missing="drop")
print(table)
print(table.features, table.inputs[0], table.labels[0], table.targets[0])
assert (len(table.inputs), table.classes) == (342, ["Adelie", "Chinstrap", "Gentoo"])

# %% [markdown]
# ## Put some of it away
# The network learns from the training set, and is judged by the test set. The scale is measured on the training set
# alone: mean 0 and standard deviation 1 for each feature, for grams are thousands and millimetres are not.

# %%
samples = list(zip(table.inputs, table.targets))
training, test = nn.split(samples, 0.8, seed=0, stratify=table.targets)
inputs, targets = [x for x, _ in training], [species for _, species in training]
test_inputs, test_targets = [x for x, _ in test], [species for _, species in test]
scale = nn.Standardizer(inputs)
print(f"{len(training)} to learn from, {len(test)} to be judged by; the first: {inputs[0]}, scaled {scale(inputs)[0]}")

# %% [markdown]
# ## Train
# Four inputs, eight neurons, and a score for each of three species. The model keeps the scale, and puts whatever it is
# given on it. `fit` goes through all the samples 20 times, and after each batch of them every parameter moves against
# its gradient.

# %%
model = nn.MLP(4, [8, 3], activation="tanh", seed=0)
model.standardizer = scale
print(model.summary())
optimizer = nn.SGD(model.parameters(), lr=0.3)
history = nn.fit(model, inputs, targets, nn.cross_entropy, optimizer, epochs=20, metrics=[nn.accuracy], progress=False)
print(history.table(rows=5))
show(history.plot(), "00_losses")
assert history.train_loss[-1] < history.train_loss[0] / 5

# %% [markdown]
# ## Judge it
# `predict` gives three scores for each penguin, and the highest one is the verdict. The confusion matrix has a row for
# what a penguin is, and a column for what the network says.

# %%
outputs = nn.predict(model, test_inputs)
matrix = nn.confusion_matrix(outputs, test_targets)
print(f"accuracy {nn.accuracy(outputs, test_targets):.1%}", *matrix, sep="\n")
show(nn.plot_confusion_matrix(matrix, table.classes), "00_confusions")
assert nn.accuracy(outputs, test_targets) > 0.95

# %% [markdown]
# ## Look inside
# The network is 67 numbers. Blue weights are positive, orange ones negative, wide ones large. The X-ray finds neurons
# that are stuck, and layers that hardly get a gradient; here there are none.

# %%
show(draw(model), "00_first_hour")
print(*nn.xray(model, inputs, optimizer.lr, targets, nn.cross_entropy), sep="\n")

# %% [markdown]
# ## Keep it
# The file holds the weights, the names of the classes and the scale, so that nothing has to be remembered beside it.

# %%
model.classes = table.classes
path = nn.save(model, "runs/lessons/penguins.json")
loaded = nn.load(path)
[scores] = nn.predict(loaded, [[50.0, 15.0, 220.0, 5000.0]])
print("a new penguin:", loaded.classes[scores.index(max(scores))], scores)
assert nn.predict(loaded, test_inputs) == outputs  # to the last bit
assert loaded.classes[scores.index(max(scores))] == "Gentoo"

# %% [markdown]
# ## Go wrong on purpose
# Everyone makes these mistakes in the first hour. What would lose the gradient or mix things up is an error, and its
# text is the next thing to read.

# %%


def error_of(attempt: Callable[[], object]) -> str:
    try:
        return f"no error, but {attempt()}"
    except (TypeError, ValueError, ImportError) as error:
        return f"{type(error).__name__}: {error}"


w = Value(0.5, "w")
mistakes = {
    "a batch where one example belongs": lambda: model(inputs),
    "a function of math": lambda: math.exp(w),
    "a name of scikit-learn": lambda: nn.StandardScaler(),
    "the method in place of its result": lambda: nn.SGD(model.parameters, lr=0.1),
    "names in place of classes": lambda: nn.fit(model, inputs, table.labels[: len(inputs)], nn.cross_entropy),
    "one output, and a metric of several": lambda: nn.fit(nn.MLP(4, [1]), inputs, targets, metrics=[nn.accuracy]),
}
for name, attempt in mistakes.items():
    print(f"{name}:\n    {error_of(attempt)}")
    assert "no error" not in error_of(attempt)

# %% [markdown]
# One mistake stays silent, for a network takes any numbers: to scale them twice.

# %%
twice = nn.accuracy(nn.predict(model, scale(test_inputs)), test_targets)
print(f"accuracy on a scale of the scale: {twice:.1%}")
assert twice < 0.6

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. `lr=0.3` → `lr=0.0003`: what is the accuracy after 20 epochs? And the training loss?
# 2. `drop=["island", "sex", "year"]` → `drop=["island", "sex", "year", "bill_length_mm"]`, with `MLP(3, ...)` and three
#    numbers for the new penguin: which two species will be mixed up?
# 3. Add a mistake, `"two numbers for four inputs": lambda: model([1.0, 2.0])`. What will the error say?
