# %% [markdown]
# # 27 · An op of your own
#
# **Goal.** You can add an op to the engine: its rule forward, its derivative, and the proof that the two fit.
#
# **Time.** 10 minutes.
#
# **Terms.** op, forward function, partial, differences, activation.
#
# **Misconceptions.**
# - *"The engine differentiates what I write."* It differentiates the graph. What an op does inside is for its partial.
# - *"If the numbers forward are right, so is the op."* A wrong partial shows nowhere forward. Check it.
# - *"A new op needs a backward pass of its own."* It needs one line of calculus; the loop stays as it is.

# %%
from demos.lessons.board import BLUE, ORANGE, SMALL, charts, show
from engine import Op, Value, compile, draw, grad, gradcheck, tanh, to_source
from nn import MLP, SGD, cross_entropy, fit, make_moons

# %% [markdown]
# ## A row of the table
# Softsign is x / (1 + |x|): from -1 to 1 as tanh is, but it comes near them slowly. Its derivative is
# 1 / (1 + |x|)². An `Op` is both: the **forward function**, of numbers, and a **partial** for each input, a function of
# the inputs and of the output. That is all there is to say; `Op` puts it into the table beside `tanh` and the others.

# %%
softsign = Op("softsign", lambda x: x / (1.0 + abs(x)), (lambda x, out: 1.0 / (1.0 + abs(x)) ** 2,))
x = Value(3.0, "x")
y = softsign(x)
y.backward()
print(f"softsign(3) = {y.data}, and its derivative there {x.grad}")
assert (softsign(3.0), y.data, x.grad) == (0.75, 0.75, 0.0625)
assert y.op is softsign

# %% [markdown]
# ## Everything follows
# The partial is written with `+`, `/`, `abs` and `**`, which Values have too. So it can be differentiated again; it can
# be read as text, and so the picture, the page of Python and the compiled program know the new op.

# %%
[slope] = grad(softsign(x), [x])
[curvature] = grad(slope, [x])
print(f"slope {slope.data}, curvature {curvature.data}")
assert curvature.data == -2 / (1 + 3) ** 3
print(to_source(softsign(x) * 2, [x]).split("def ")[-1].split("\n\n")[0])
assert compile(softsign, 0.0)(3.0) == (0.75, (0.0625,))
show(draw(softsign(x * 2 + 1), names=locals()), "27_own_op_graph")

# %% [markdown]
# ## The proof
# Forward, a wrong partial does not show. `gradcheck` compares it with **differences**: how y changes if x does, a
# little. Here is softsign with the square forgotten.

# %%
print(gradcheck(softsign, Value(3.0, "x")))
forgotten = Op("forgotten", lambda x: x / (1.0 + abs(x)), (lambda x, out: 1.0 / (1.0 + abs(x)),))
report = gradcheck(lambda x: forgotten(x * x) + x, Value(1.5, "x"), raise_exception=False)
print(report)
assert report.culprit.startswith("the first wrong partial: input 1 of forgotten")

# %% [markdown]
# ## What it is good for
# As an **activation**. Far from 0 the slope of tanh is nearly 0, and a neuron that is there stays there. Softsign still
# has some slope: 1 / (1 + |x|)² at 5 is 1/36, and tanh's is 1/5500. Here the inputs are in hundreds, on no scale.

# %%
points, labels = make_moons(100, noise=0.1, seed=1)
inputs = [[100 * x for x in point] for point in points]
figure, (left, right) = charts("the op", "training", size=(5.5, 4.5))
places = [i / 20 for i in range(-100, 101)]
losses = []
for name, activation, color in (("tanh", tanh, ORANGE), ("softsign", softsign, BLUE)):
    left.plot(places, [activation(x) for x in places], color=color, linewidth=3)
    left.text(2.6, activation(2.6) - 0.15, name, color=color, fontsize=SMALL)
    model = MLP(2, [6, 2], activation=activation, seed=1)
    history = fit(
        model, inputs, labels, cross_entropy, SGD(model.parameters(), lr=0.1), epochs=60, batch_size=100,
        progress=False, compiled=True,
    )  # fmt: skip
    losses.append(history.train_loss[-1])
    right.plot(range(1, 61), history.train_loss, color=color, linewidth=3)
    right.text(61, losses[-1] - 0.005, name, color=color, fontsize=SMALL)
    print(f"{name}: loss {losses[-1]:.3f}")
assert losses[1] < 0.9 * losses[0]
left.set(xlabel="x")
right.set(xlabel="epoch", ylabel="loss")
show(figure, "27_own_op")

# %% [markdown]
# ## What an op cannot be
# A row with too few partials, or with a name that is taken, is refused at once. A partial that leaves the graph, as
# `math.exp(x)` does, works once: its own derivative is an error that says what to write.

# %%
for attempt in (
    lambda: Op("half", lambda x, y: x * y / 2, (lambda x, y, out: y / 2,)),
    lambda: Op("tanh", lambda x: x, (lambda x, out: 1.0,)),
):
    try:
        attempt()
    except ValueError as error:
        print(error)

# %% [markdown]
# ## Change this and predict
# Each `assert` states what the text has said. Where a change makes one wrong, put your prediction into it first; if
# the lesson then runs to its end, you were right.
# 1. `x = Value(3.0, "x")` → `x = Value(-3.0, "x")`. Which numbers change their sign, and which do not?
# 2. In `forgotten`, `lambda x: x / (1.0 + abs(x))` → `lambda x: abs(x)`. At which x would its partial be right?
# 3. `100 * x` → `x`. Which of the two learns faster now, and why does tanh mind the scale more?
