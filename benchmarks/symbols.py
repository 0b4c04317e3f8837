"""CasADi, which writes the whole computation down first: a graph of SX symbols, run by an interpreter in C++."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from benchmarks.tasks import ALPHA, Task, flat


class Mapped:
    """A `Function` of the parameters and a batch: that of one example, mapped."""

    def __init__(self, task: Task) -> None:
        import casadi

        self.task, self.DM = task, casadi.DM
        self.batches = [(casadi.DM(inputs).T, casadi.DM(targets).T) for inputs, targets in task.batches()]
        self.function = self.made(casadi)

    def made(self, ca):
        """The function that is called in a step."""
        return of_batch(ca, self.task)

    def start(self) -> None:
        """Go back to the first weights."""
        self.p = self.DM(flat(self.task.weights()))

    def step(self, i: int) -> None:
        """Move the parameters by the gradient of a batch."""
        _, gradient = self.function(self.p, *self.batches[i])
        self.p = self.p - self.task.rate * gradient

    def weights(self) -> list[float]:
        """The parameters."""
        return self.p.nonzeros()


class InC(Mapped):
    """The same function, in the C that CasADi writes, compiled with `cc -O3`."""

    def made(self, ca):
        """The function that is called in a step."""
        self.folder = tempfile.TemporaryDirectory()
        writer = ca.CodeGenerator("batch.c")
        writer.add(of_batch(ca, self.task))
        source, library = writer.generate(f"{self.folder.name}/"), Path(self.folder.name, "batch.so")
        subprocess.run(["cc", "-O3", "-march=native", "-shared", "-fPIC", "-o", library, source, "-lm"], check=True)
        return ca.external("batch", str(library))


class OneByOne(Mapped):
    """A `Function` of the parameters and an example, called for each."""

    def made(self, ca):
        """The function that is called in a step."""
        return of_example(ca, self.task)

    def step(self, i: int) -> None:
        """Move the parameters by the gradient of a batch."""
        inputs, targets = self.batches[i]
        total = self.DM.zeros(self.p.shape[0])
        for k in range(self.task.batch_size):
            _, gradient = self.function(self.p, inputs[:, k], targets[k])
            total += gradient
        alpha = ALPHA if self.task.hinge else 0.0
        self.p = self.p - self.task.rate * (total / self.task.batch_size + 2 * alpha * self.p)


def of_example(ca, task: Task):
    """The loss of an example, and its gradient with respect to the parameters."""
    p = ca.SX.sym("p", len(flat(task.weights())))
    x, target = ca.SX.sym("x", task.widths[0]), ca.SX.sym("target")
    output = network(ca, task, p, x)
    if task.hinge:
        loss = ca.fmax(1 - target * output, 0)
    else:
        chosen = ca.vertcat(*[ca.if_else(target == k, output[k], 0) for k in range(output.shape[0])])
        loss = ca.logsumexp(output) - ca.sum1(chosen)
    return ca.Function("one", [p, x, target], [loss, ca.gradient(loss, p)])


def of_batch(ca, task: Task):
    """The cost of a batch, and its gradient with respect to the parameters."""
    parameters = ca.MX.sym("parameters", len(flat(task.weights())))
    inputs, targets = ca.MX.sym("inputs", task.widths[0], task.batch_size), ca.MX.sym("targets", 1, task.batch_size)
    losses, gradients = of_example(ca, task).map(task.batch_size)(parameters, inputs, targets)
    alpha = ALPHA if task.hinge else 0.0
    cost = ca.sum2(losses) / task.batch_size + alpha * ca.dot(parameters, parameters)
    gradient = ca.sum2(gradients) / task.batch_size + 2 * alpha * parameters
    return ca.Function("batch", [parameters, inputs, targets], [cost, gradient])


def network(ca, task: Task, p, x):
    """The outputs for one example."""
    first = 0
    for n, width in zip(task.widths, task.widths[1:]):
        if first:
            x = ca.fmax(x, 0) if task.activation == "relu" else ca.tanh(x)
        layer = ca.reshape(p[first : first + (n + 1) * width], n + 1, width).T
        x = layer[:, :n] @ x + layer[:, n]
        first += (n + 1) * width
    return x
