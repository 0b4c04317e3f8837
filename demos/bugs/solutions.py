"""What is wrong in each program, and how to mend it. Hunt first: python -m demos.bugs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Solution:
    """A planted mistake: its name in the catalogue, the lines that have it, the same lines mended, and what it does."""

    mistake: str
    wrong: str
    mended: str
    effect: str


SOLUTIONS = {
    "01": Solution(
        "= instead of +=",
        "                x.grad = node.grad * partial\n",
        "                x.grad += node.grad * partial\n",
        "In x * x the value x has two edges to the product. Each brings 3; the second overwrites the first.",
    ),
    "02": Solution(
        "wrong sign of the step",
        "            p.data += learning_rate * p.grad\n",
        "            p.data -= learning_rate * p.grad\n",
        "The gradient points uphill. The step must go against it.",
    ),
    "03": Solution(
        "swapped partials",
        "            self.grad += x * grad\n            other.grad += y * grad\n",
        "            self.grad += y * grad\n            other.grad += x * grad\n",
        "d(x * y)/dx is y. Where x and y are equal, nobody notices.",
    ),
    "04": Solution(
        "missing 1/n",
        "    return engine.sum(losses)\n",
        "    return engine.mean(losses)\n",
        "The gradient of a sum grows with the number of readings, and with it the step, at the same learning rate.",
    ),
    "05": Solution(
        "input instead of output",
        "        return Value(y, (self,), (1.0 - x * x,))\n",
        "        return Value(y, (self,), (1.0 - y * y,))\n",
        "The slope of tanh is 1 minus its output squared. Near 0, input and output are almost the same.",
    ),
    "06": Solution(
        "wrong output activation",
        '    model = nn.MLP(1, [10, 1], activation="tanh", output_activation="relu", init="normal", seed=seed)\n',
        '    model = nn.MLP(1, [10, 1], activation="tanh", init="normal", seed=seed)\n',
        "A relu never gives a number below 0, so no weights can reach a frost. An output for regression is linear.",
    ),
    "07": Solution(
        "exp of large numbers",
        "    powers = [engine.exp(score) for score in scores]\n",
        "    top = max(scores).data\n    powers = [engine.exp(score - top) for score in scores]\n",
        "exp(1000) is too large for a float. Subtracting the maximum leaves the shares as they are: it cancels.",
    ),
    "08": Solution(
        "not topological",
        "        order, seen = [self], {self}\n"
        "        for node in order:  # the list grows while the loop walks it\n"
        "            for x in node.inputs:\n"
        "                if x not in seen:\n"
        "                    seen.add(x)\n"
        "                    order.append(x)\n",
        "        order, seen, to_visit = [], set(), [(self, False)]\n"
        "        while to_visit:\n"
        "            node, inputs_are_done = to_visit.pop()\n"
        "            if inputs_are_done:\n"
        "                order.append(node)\n"
        "            elif node not in seen:\n"
        "                seen.add(node)\n"
        "                to_visit += [(node, True), *[(x, False) for x in node.inputs]]\n"
        "        order.reverse()\n",
        "Breadth first, last year's balance comes before its interest. It passes its grad on, and then more arrives.",
    ),
    "09": Solution(
        "gradients not set to zero",
        "        cost = cost_of(factor)\n"
        "        costs.append(cost.data)\n"
        "        cost.backward()\n"
        "        factor.data -= learning_rate * factor.grad\n",
        "        cost = cost_of(factor)\n"
        "        costs.append(cost.data)\n"
        "        factor.grad = 0.0\n"
        "        cost.backward()\n"
        "        factor.data -= learning_rate * factor.grad\n",
        "The grad of a leaf adds up over passes. The sum of all gradients so far drives the factor like a swing.",
    ),
    "10": Solution(
        "test data leak",
        "    scale = nn.Standardizer(rows)\n    training, test = rows[:training_size], rows[training_size:]\n",
        "    training, test = rows[:training_size], rows[training_size:]\n    scale = nn.Standardizer(training)\n",
        "The scale is measured on all rows. The training set then knows something of the test set.",
    ),
    "11": Solution(
        "no bias correction",
        "            self.means[i] = b1 * self.means[i] + (1 - b1) * p.grad\n"
        "            self.squares[i] = b2 * self.squares[i] + (1 - b2) * p.grad**2\n"
        "            mean, square = self.means[i], self.squares[i]\n"
        "            p.data -= self.lr * mean / (sqrt(square) + self.eps)\n",
        "            self.means[i] = b1 * self.means[i] + (1 - b1) * p.grad\n"
        "            self.squares[i] = b2 * self.squares[i] + (1 - b2) * p.grad**2\n"
        "            mean = self.means[i] / (1 - b1**self.steps)\n"
        "            square = self.squares[i] / (1 - b2**self.steps)\n"
        "            p.data -= self.lr * mean / (sqrt(square) + self.eps)\n",
        "At first the mean is 0.1 g and the square 0.001 g²: the step is 0.1 / sqrt(0.001) = 3.16 learning rates long.",
    ),
    "12": Solution(
        "features and labels out of step",
        "    points = list(points)\n    rng.shuffle(points)\n    return list(zip(points, labels))\n",
        "    examples = list(zip(points, labels))\n    rng.shuffle(examples)\n    return examples\n",
        "The points get a new order and the labels keep theirs, so a label says nothing about its point.",
    ),
}
