"""What the questions at the end of each lesson ask to change, and the reason for what follows, for the answer key.

What comes out is not written here: `python -m demos.lessons --answers` runs the changed lessons.
"""

from __future__ import annotations

from typing import Any

EVERYWHERE = True

Edit = tuple[str, ...] | tuple[str, str, bool]  # a text, what takes its place, and whether everywhere or the first time

# By lesson, for each question: why it comes out as it does, and one or more sets of edits, each of which is tried.
# fmt: off
CHANGES: dict[str, list[tuple[Any, ...]]] = {
    "00": [
        ("A rate a thousand times smaller takes steps a thousand times smaller: 20 epochs are over before the scores "
         "have left their random start.",
         [("lr=0.3", "lr=0.0003")]),
        ("Adelie and Chinstrap: their bodies are alike, and only their bills are of different length.",
         [('"sex", "year"]', '"sex", "year", "bill_length_mm"]'), ("nn.MLP(4, [8, 3]", "nn.MLP(3, [8, 3]"),
          ("[[50.0, 15.0, 220.0, 5000.0]]", "[[15.0, 220.0, 5000.0]]")]),
        ("A neuron counts its inputs, and says how many it got.",
         [("mistakes = {\n", 'mistakes = {\n    "two numbers for four inputs": lambda: model([1.0, 2.0]),\n')]),
    ],
    "01": [
        ("It is a 1: a stroke down the middle. The weighted sum does not care, as long as weights and image are "
         "turned around together.",
         [("digits.inputs[0]", "digits.inputs[1]")]),
        ("Everything in centimetres is ten times as large, the mean and the deviation too; so the standardized "
         "number stays: it has no unit.",
         [('iris = nn.load_csv(DATA / "iris.csv", label="species")\n',
           'iris = nn.load_csv(DATA / "iris.csv", label="species")\n'
           "iris = nn.Table(iris.features, [[10 * x for x in row] for row in iris.inputs], iris.labels)\n")]),
        ("Ten long, with a 1 in one place, and still √2 apart: two vectors differ in two places, however many "
         "there are.",
         [("nn.one_hot(i, 3)", "nn.one_hot(i, 10)")]),
    ],
    "02": [
        ("Only that with respect to `a`: it is `b`. That with respect to `b` is `a`, and that with respect to `c` "
         "is 1.",
         [('Value(-3.0, "b")', 'Value(5.0, "b")')]),
        ("`c.grad` is the factor before `c`. `a.grad` does not change: `c` is another term of the sum.",
         [("y = a * b + c", "y = a * b + 100 * c")]),
        ("The errors of first order on the two sides cancel, so the error falls with the square of h, and a larger"
         " nudge, which loses fewer digits, is the best.",
         [("slope = (f(x + h) - f(x)) / h\n", "slope = (f(x + h) - f(x - h)) / (2 * h)\n")]),
    ],
    "03": [
        ("`du/dx` stays, for the inner function is a straight line. `dy/du` is taken at u, which is another number"
         " now.",
         [("x = 2.0", "x = -1.0")]),
        ("`dy/du`, for u is larger now. `du/dx` stays: a constant that is added does not change a slope. The words"
         " `3 * x` in the printed line are text, and stay.",
         [("return 3 * x\n", "return 3 * x + 5\n")]),
        ("Ten factors below 1 leave a thousandth, a hundred leave nothing to speak of: gradients vanish in long "
         "chains (lesson 18).",
         [("y = 2 * y", "y = 0.5 * y")], [("y = 2 * y", "y = 0.5 * y"), ("range(10)", "range(100)")]),
    ],
    "04": [
        ("That of `f`, which is `d`. That of `a`, which has `b` as a factor, changes too; those of `b` and `c` "
         "depend on `a` and `f` alone, and stay.",
         [('Value(-3.0, "b")', 'Value(-5.0, "b")')]),
        ("Those of `a`, `b` and `c` are 0, since all of them pass through the factor `f`. That of `f` is `d`, and "
         "is not 0.",
         [('Value(-2.0, "f")', 'Value(0.0, "f")')]),
        ("Half of it: e² depends on e twice, and one of the two ways was cut by `Value(e.data)`. The second number"
         " is the sum of both passes, for `a.grad` accumulates.",
         [("Value(e.data) * 2", "Value(e.data) * e")]),
    ],
    "05": [
        ("What is sent twice, or not at all, are the numbers of the first way now; the right gradient stays, for a"
         " sum has no order.",
         [("v, w = 3 * u, 5 * u", "v, w = 5 * u, 3 * u")]),
        ("Each diamond doubles the paths, and adds two steps: that is why nobody walks the paths.",
         [("range(20)", "range(40)")]),
        ("That of w, for u has passed on what it had before w was ready.",
         [("backward_in_order([x, u, w, v, y])", "backward_in_order([x, w, u, v, y])"),
          ("assert (x.grad, u.grad) == (16.0, 8.0)", "print(f'x.grad = {x.grad:g}, u.grad = {u.grad:g}')")]),
    ],
    "06": [
        ("-2, -2 and 4: the parabola x² + 4x has its lowest point there, and is flat.",
         [('x = Value(3.0, "x")', 'x = Value(-2.0, "x")')]),
        ("Two in place of three, for the power has one edge to x; it carries as much as both edges of the product "
         "did.",
         [("v = x * x", "v = x**2")]),
        ("What the model gives already: its loss and its gradient are 0, and only the two others pull.",
         [("(3.0, 0.0)", "(3.0, 1.5)")]),
    ],
    "07": [
        ("z is 0, where tanh is steepest: 1 - o² is 1, and the gradients of the weights are the inputs themselves.",
         [('Value(1.5, "b")', 'Value(2.0, "b")')]),
        ("That of `w1`, whose gradient is the input times what comes back. That of `x1` is `w1` times what comes "
         "back, and is not 0.",
         [('Value(2.0, "x1")', 'Value(0.0, "x1")')]),
        ("About a hundred-thousandth: tanh is flat there, and nothing comes back through it. The neuron is "
         "saturated.",
         [('Value(-1.0, "w2")', 'Value(-3.0, "w2")')]),
    ],
    "08": [
        ("Yes: one straight line has the three others on one side. The printed word AND is text.",
         [("learn(AND, epochs=10)", "learn([0.0, 1.0, 1.0, 1.0], epochs=10)")]),
        ("At 3, where (1, 0) begins to give 1; the other jump, of (1, 1), has gone to -1. And (0, 1) gives 1 "
         "whatever w1 is, so a quarter of the cost stays.",
         [("4 * x2 - 6) for", "4 * x2 - 3) for")]),
        ("No: a single neuron cuts the plane once. The best that it can do is to say 0.5 of all four.",
         [("zip(POINTS, AND)])", "zip(POINTS, XOR)])"), ("] == AND", "] == XOR")]),
    ],
    "09": [
        ("3, 4 and 3. One neuron in front gives one number: where the point lies across one line. Which of two "
         "points on that line it was cannot be brought back.",
         [("[3, 2, 1]", "[1, 2, 1]")]),
        ("All but the first, which is that of the inputs. All are right, for the training does not need that one "
         "start.",
         [('output_activation="tanh", seed=0', 'output_activation="tanh", seed=1')]),
        ("The first, for with a bend it is no straight line. And then it is not bound to a straight border either.",
         [("activation=None", 'activation="tanh"')]),
    ],
    "10": [
        ("The output of its own neuron: a weight of the last layer reaches no other.",
         [("late = model.layers[1].neurons[0]", "late = model.layers[1].neurons[1]")]),
        ("Fewer: near a good place, a long random step nearly always leads away from it.",
         [("rng.gauss(0, 0.1)", "rng.gauss(0, 1.0)")]),
        ("Two: neurons with the same weights get the same gradients and stay alike, those with others do not. So "
         "it falls further.",
         [("lambda inputs, outputs, rng: 0.5", "lambda inputs, outputs, rng: rng.choice([0.4, 0.6])")]),
    ],
    "11": [
        ("That of the example alone, and so the mean. The set asks w to grow now.",
         [("(4.0, 3.0)", "(4.0, 8.0)")]),
        ("No: the direction is right, the step is too long, and lands on the other side of the valley, higher up.",
         [("0.02 * w.grad", "0.2 * w.grad")]),
        ("The mean follows the outlier, the median stays: it only counts on which side a number lies. (The mean is"
         " 202; the lesson tries outputs up to 100 only.)",
         [("100.0", "1000.0")]),
    ],
    "12": [
        ("Positive, so w goes down: against the slope, in any case.",
         [('w = Value(0.0, "w")', 'w = Value(5.0, "w")')]),
        ("In the other valley, on the side of the ridge where it starts, and that one is the lowest.",
         [("walk(2.8, -1.2)", "walk(2.8, 1.2)")]),
        ("The one that the cost is lower after the step: this is a walk uphill.",
         [("new = w.data - 0.1 * w.grad", "new = w.data + 0.1 * w.grad")]),
    ],
    "13": [
        ("The factor is 0: one step leads into the minimum. That is Newton's step for this parabola (lesson 24).",
         [('0.3: "right"', '0.5: "right"')]),
        ("At 1 and at -1: a factor of -1 jumps from side to side for ever.",
         [('1.1: "too high"', '1.0: "too high"')]),
        ("They are 1 - 2 lr x² = 1 - 0.02 lr. A slope that is a hundred times smaller needs a rate that is a "
         "hundred times larger, 50: rates belong to the scale of the inputs (lesson 1). The column of factors in "
         "the print is still that for x = 1.",
         [("descend(lr)", "descend(lr, 0.1)", EVERYWHERE)]),
    ],
    "14": [
        ("25, 25 and 10: the last one has what is left.",
         [("nn.batches(samples, 16)", "nn.batches(samples, 25)")]),
        ("The smallest batches, which take the most steps: the others have not arrived. The cloud is smaller, for "
         "each step is.",
         [("    optimizer = nn.SGD(model.parameters(), lr=0.1)",
           "    optimizer = nn.SGD(model.parameters(), lr=0.01)")]),
        ("The sum of all the gradients since the beginning of the epoch, old ones too. It is as if there were a "
         "strange momentum.",
         [("        optimizer.zero_grad()\n", ""),
          ("    rng.shuffle(samples)\n", "    rng.shuffle(samples)\n    optimizer.zero_grad()\n")]),
    ],
    "15": [
        ("The best of two is little better than one; the best of twenty thousand looks very good. On new samples "
         "all of them are right half the time.",
         [("range(200)", "range(2)")], [("range(200)", "range(20_000)")]),
        ("Very little: on so many samples, chance has hardly any room.",
         [("guesses_right(30)", "guesses_right(3000)")]),
        ("The first by two flowers of ninety, the others not at all this time. One flower of thirty is 3 %: "
         "smaller differences between models say nothing.",
         [("seed=0", "seed=1")]),
    ],
    "16": [
        ("Much less: a network cannot learn so many samples by heart, and training and validation cost stay near "
         "each other.",
         [("moons(24, seed=0)", "moons(200, seed=0)")]),
        ("Up: who has less time must take longer steps.",
         [("epochs=60", "epochs=10")]),
        ("No: with ten samples, a few points decide, and the validation cost says little about the test cost.",
         [("moons(60, seed=10)", "moons(10, seed=10)")]),
    ],
    "17": [
        ("Next to nothing: the penalty is all that matters, and the network no longer learns the samples either.",
         [("0.01", "1.0")]),
        ("Not here: the lowest validation cost comes before, so the same weights are put back, and epochs are "
         "saved. A curve that goes up and down would be left too early.",
         [("patience=20", "patience=2")]),
        ("More data: the costs of training and test come together, and regularization has nothing left to do.",
         [("moons(24, seed=0)", "moons(300, seed=0)")]),
    ],
    "18": [
        ("The first factor is 4 · 0.25 = 1. But then the sums are large, the sigmoid is flat, and 4 times its "
         "slope is far below 1. (The factors that are printed lack the 4.)",
         [("out.sigmoid()", "(4 * out).sigmoid()")]),
        ("It stays 1: at 0, tanh passes everything on.",
         [("out.sigmoid()", "out.tanh()")]),
        ("No: tanh flattens large sums, and its slopes below 1 hold down what the large weights blow up.",
         [('("relu", "normal")', '("tanh", "normal")', EVERYWHERE)]),
    ],
    "19": [
        ("No: exp makes ratios of differences, and the largest score grows at the cost of the others.",
         [("scores = [2.0, 1.0, -1.0]", "scores = [4.0, 2.0, -2.0]")]),
        ("That of the right class: its probability less 1, which is nearly -1.",
         [("nn.cross_entropy(logits, 0)", "nn.cross_entropy(logits, 2)"),
          ("probabilities[0]", "probabilities[2]"), ("nn.one_hot(0, 3)", "nn.one_hot(2, 3)")]),
        ("It helps the last, where the sigmoid is flat, and harms the two others, whose steps become far too long."
         " No one factor suits all, as cross entropy does.",
         [("nn.mse_loss(", "1000 * nn.mse_loss(")]),
    ],
    "20": [
        ("None: a weight learns where its pixel is not 0, paper is 1 now, and no pixel is ink in all images. Sums "
         "of so many ones saturate some neurons from the start, and the accuracy falls.",
         [("[ink / 16 for ink in image]", "[1 - ink / 16 for ink in image]")]),
        ("On these digits it is not worse: ten classes in 64 pixels can nearly be told apart by straight borders. "
         "And it is surer still where it knows nothing, for nothing bounds its neurons.",
         [('activation="tanh"', "activation=None")]),
        ("No: the penalty pulls every weight towards 0, those without a gradient too. The images of the weights "
         "get cleaner at the edge.",
         [("6, batch_size=10,", "6, batch_size=10, penalty=lambda model: nn.l2_penalty(model.parameters(), 1e-3),")]),
    ],
    "21": [
        ("The mean moves as far as a fifth of the outlier, the median stays where it is.",
         [("4.0, 40.0]", "4.0, 400.0]")]),
        ("Nothing below 0: the lower half of the sine, where its answer is 0.",
         [('nn.MLP(1, [8, 1], activation="tanh", seed=0)',
           'nn.MLP(1, [8, 1], activation="tanh", seed=0, output_activation="relu")')]),
        ("Not but by chance: the noise of the new points is in both costs. Without noise in its own, the network "
         "follows the sine a good way beyond π, and then loses it.",
         [("nn.make_sine(80, noise=0.2, seed=1)", "nn.make_sine(80, noise=0.0, seed=1)")]),
    ],
    "22": [
        ("By the same as x: the valley is round, and the rate that was too high is none any more. SGD gains most, "
         "for it was the one that the narrow valley held back.",
         [("2.5 * y**2", "0.05 * y**2")]),
        ("Along the axis right to the middle. In the turned valley its sizes by axis are of no use, and it loses "
         "most.",
         [('    "Adam": (nn.Adam, BLUE),\n',
           '    "Adam": (nn.Adam, BLUE),\n    "RMSprop": (nn.RMSprop, "#009e73"),\n'),
          ("(-5.2, -6.1, -7.0)", "(-5.2, -6.1, -7.0, -7.9)")]),
        ("A rate that suits one is wrong for another: each must have its best, or what is compared is the luck of "
         "the rate.",
         [("(0.03, 0.1, 0.3, 1.0)", "(0.1,)")]),
    ],
    "23": [
        ("About as small as that of backpropagation, and not 0: differences are not exact either.",
         [("    z = w * x + b\n", "    o = tanh(w * x + b)\n"),
          ("2 * (tanh(z) - t) * (1 - z * z) * x", "2 * (o - t) * (1 - o * o) * x")]),
        ("That it is right: at z = 0 the wrong factor and the right one are both 1. A check at one place is none.",
         [("w = start = -1.0", "w = start = -0.125")]),
        ("The one through the first w, which `w.data` cuts off; before, it was the one through tanh.",
         [("lambda w: w * tanh(w.data * 0.8)", "lambda w: w.data * tanh(w * 0.8)")]),
    ],
    "24": [
        ("4x³, 12x² and 24x, at 2.",
         [("y = x**3", "y = x**4")]),
        ("To the other side, farther than it was: near the inflection the curvature is small, and Newton divides "
         "by it. From there it converges.",
         [("walk(f, 2.0, steps=5)", "walk(f, 0.25, steps=5)")]),
        ("By 1 - 0.2 times the curvature, about 0.43 in place of 0.72.",
         [("steps=20, lr=0.1", "steps=20, lr=0.2")]),
    ],
    "25": [
        ("That of the first gradients: they were computed before any step.",
         [("lr=0.05", "lr=0.06")]),
        ("The same one, for the grads are 0 at the first step anyhow; afterwards they pile up.",
         [("    optimizer.zero_grad()\n", "")]),
        ("With PyTorch at hand, yes. Without it, the numbers come from a file, which was made with tanh, and none "
         "fits.",
         [("torch.nn.Tanh()", "torch.nn.ReLU()", EVERYWHERE), ('"tanh"', '"relu"', EVERYWHERE)]),
    ],
    "26": [
        ("Two, for w has two edges. They are gathered from what n passes down on each.",
         [("n = w * x + b\n", "n = w * x + w * b\n")]),
        ("All are halved, the value and the gradient.",
         [("return error * error\n", "return error * error * 0.5\n")]),
        ("What it computes is another thing each time, and a page cannot say that; the message suggests "
         "`engine.sample`, which is drawn anew at each call.",
         [("rng = Random(0)\n", "rng = Random(0)\ncompile(lambda x: x * rng.random(), 1.0)\n")]),
        ("It depends on the machine: a good part of the time goes into writing the page, once, and one epoch has "
         "to earn that. The lines above are from one machine.",
         [("hinge, optimizer, 10, 10,", "hinge, optimizer, 1, 10,"),
              ("assert graph_losses == page_losses\n",
               'print(f"the {\'page\' if page_time < graph_time else \'graph\'} wins")\n')]),
    ],
    "27": [
        ("The value, and the curvature: both are odd. The slope is even, and stays.",
         [('x = Value(3.0, "x")', 'x = Value(-3.0, "x")')]),
        ("At 0, where 1 / (1 + |x|) is 1, which is the slope of |x| from the right; nowhere else.",
         [('"forgotten", lambda x: x / (1.0 + abs(x))', '"forgotten", lambda x: abs(x)')]),
        ("tanh: on inputs of this size it is steeper. Multiplied by 100 it is flat nearly everywhere, while "
         "softsign flattens much more slowly.",
         [("100 * x", "x")]),
    ],
}
# fmt: on
