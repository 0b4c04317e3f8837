# %% [markdown]
# # 25 · The same network in PyTorch, number for number
#
# **Goal.** You can write a training in PyTorch, and check that it computes what you have computed here.
#
# **Time.** 10 minutes.
#
# **Terms.** PyTorch, tensor, state dict, single and double precision.
#
# **Misconceptions.**
# - *"PyTorch does something else."* The same forward pass, chain rule and steps, on whole tables of numbers at a time.
# - *"Two programs for the same thing give the same bits."* They add in another order, and round elsewhere.
# - *"Seven digits are too few to learn with."* PyTorch has no more, if not told otherwise, and they are enough here.

# %%
import json

import nn
from demos.lessons.board import BLUE, DATA, ORANGE, SMALL, charts, show
from engine import mean

# %% [markdown]
# ## Here
# Twenty points of two classes, a network with one hidden layer, and all points as one batch: forward, cost, backward,
# step. The **state dict** names the parameters: for each layer a table of weights, with a row for each neuron.

# %%
INPUTS, TARGETS = nn.make_moons(20, seed=0)
model = nn.MLP(2, [6, 2], activation="tanh", seed=0)
FIRST = model.state_dict()
print({name: f"{len(table)} rows" for name, table in FIRST.items()})
optimizer = nn.Adam(model.parameters(), lr=0.05)
costs = []
for epoch in range(60):
    optimizer.zero_grad()
    cost = mean([nn.cross_entropy(model(x), y) for x, y in zip(INPUTS, TARGETS)])
    cost.backward()
    if epoch == 0:
        gradient = [p.grad for p in model.parameters()]
    optimizer.step()
    costs.append(cost.data)
print(f"cost {costs[0]:.4f} -> {costs[-1]:.4f}")
assert costs[-1] < costs[0] / 4

# %% [markdown]
# ## In PyTorch
# A **tensor** is a table of numbers that remembers how it was computed. `Linear` is a layer without its activation. The
# loss functions take the whole batch and give the mean. The rest you can read: it is the same loop.

# %%


def in_pytorch(dtype: str) -> dict:
    """The same training in PyTorch: its costs, its first gradient and its last weights."""
    import torch

    kind = getattr(torch, dtype)
    model = torch.nn.Sequential(torch.nn.Linear(2, 6), torch.nn.Tanh(), torch.nn.Linear(6, 2))
    for p, table in zip(model.parameters(), FIRST.values()):
        p.data = torch.tensor(table, dtype=kind)
    x, y = torch.tensor(INPUTS, dtype=kind), torch.tensor(TARGETS)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    costs = []
    for epoch in range(60):
        optimizer.zero_grad()
        cost = torch.nn.functional.cross_entropy(model(x), y)
        cost.backward()
        if epoch == 0:
            gradient = {name: p.grad.tolist() for name, p in model.named_parameters()}
        optimizer.step()
        costs.append(cost.item())
    return {"costs": costs, "gradient": gradient, "last": {name: p.tolist() for name, p in model.named_parameters()}}


# %% [markdown]
# You need not have PyTorch: what it computed is in `demos/data/pytorch.json`. If you have it, it computes anew.

# %%
FILE = DATA / "pytorch.json"
try:
    theirs = {dtype: in_pytorch(dtype) for dtype in ("float64", "float32")}
    print("computed by PyTorch")
    if not FILE.exists():  # this is how the file was made
        FILE.write_text(json.dumps(theirs) + "\n", encoding="utf-8")
except ImportError:
    theirs = json.loads(FILE.read_text(encoding="utf-8"))
    print("PyTorch's numbers, read from", FILE.name)
double, single = theirs["float64"], theirs["float32"]

# %% [markdown]
# ## Number for number
# The first gradient, all 60 costs and the last weights agree to 12 digits. `nn.from_torch` puts a state dict into a
# model of ours, so that its parameters stand in our order; `nn.to_torch` goes the other way.


# %%
def difference(ours: list[float], others: list[float]) -> float:
    """The largest difference between two numbers in the same place."""
    return max(abs(one - other) for one, other in zip(ours, others, strict=True))


their_gradient = [p.data for p in nn.from_torch(double["gradient"]).parameters()]
their_model = nn.from_torch(double["last"], activation="tanh")
for name, ours, others in (
    ("first gradient", gradient, their_gradient),
    ("costs", costs, double["costs"]),
    ("last weights", [p.data for p in model.parameters()], [p.data for p in their_model.parameters()]),
):
    print(f"{name}: {ours[0]:.15f}, PyTorch {others[0]:.15f}; largest difference of {len(ours)}: ", end="")
    print(f"{difference(ours, others):.0e}")
    assert difference(ours, others) < 1e-12
assert nn.accuracy(nn.predict(their_model, INPUTS), TARGETS) == 1.0

# %% [markdown]
# ## What is not the same
# Not all the bits: PyTorch adds up in another order, and each sum is rounded. If not told otherwise, it computes in
# **single precision**, with 7 digits in place of 16 and in half the memory. Here that is as good: the costs agree.

# %%
figure, [curve, gap] = charts("cost", "difference of the costs", x="step", size=(6.0, 4.5))
curve.plot(costs, color=BLUE, linewidth=3)
curve.plot(double["costs"], "o", color=ORANGE, markersize=4)
curve.text(17, 0.2, "line: here; dots: PyTorch", fontsize=SMALL)
for name, run, color, place in (("double", double, BLUE, 1e-15), ("single", single, ORANGE, 1e-6)):
    gaps = [abs(a - b) for a, b in zip(costs, run["costs"])]
    print(f"{name} precision: the costs differ by up to {max(gaps):.0e}, the first one by {gaps[0]:.0e}")
    gap.semilogy([max(x, 1e-17) for x in gaps], color=color, linewidth=3)  # 0 has no logarithm
    gap.text(30, place, f"{name} precision", fontsize=SMALL, color=color)
gap.set_ylim(1e-18, 1e-4)
show(figure, "25_pytorch")
assert 0 < difference(costs, double["costs"]) < 1e-12
assert 1e-9 < difference(costs, single["costs"]) < 1e-5

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right. For 3 you need PyTorch.
# 1. `lr=0.05` → `lr=0.06` in our loop. Which of the three comparisons still holds?
# 2. In our loop, delete `optimizer.zero_grad()`. Which comparison holds all the same, and why?
# 3. `torch.nn.Tanh()` → `torch.nn.ReLU()`, and `"tanh"` → `"relu"` in both lines of ours. Do the numbers still agree?
