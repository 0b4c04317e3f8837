"""Our neural networks, eager and compiled: the steps of `nn.fit`, with all that it checks on the way."""

from __future__ import annotations

from collections.abc import Sequence

import nn
from benchmarks.tasks import ALPHA, Task, flat
from engine import Value
from nn.train import one_step
from nn.training.run import TrainingRun


class Network:
    """A training run of an MLP."""

    def __init__(self, task: Task, compiled: bool | str) -> None:
        self.task = task
        model = nn.MLP(task.widths[0], task.widths[1:], activation=task.activation)
        self.parameters = model.parameters()
        loss, penalty = (nn.hinge_loss, l2) if task.hinge else (nn.cross_entropy, None)
        optimizer = nn.SGD(self.parameters, lr=task.rate)
        self.run = TrainingRun(
            model, task.inputs, task.targets, loss, optimizer, task.batch_size, 0, penalty=penalty, compiled=compiled
        )
        self.run.trained_parameters()  # what an epoch begins with: programs for whole steps

    def start(self) -> None:
        """Go back to the first weights."""
        for p, number in zip(self.parameters, flat(self.task.weights())):
            p.data = number

    def steps(self, numbers: Sequence[int]) -> None:
        """Move the parameters by the gradient of one batch after the other; in C, several in one call."""
        size = self.task.batch_size
        batches = [range(i * size, (i + 1) * size) for i in numbers]
        done = 0
        while done < len(batches):
            made = self.run.programs.several_steps(self.run, batches, done) if self.run.programs else []
            done += len(made or [one_step(self.run, batches[done], self.parameters, f"in step {done}")])

    def weights(self) -> list[float]:
        """The parameters."""
        return [p.data for p in self.parameters]


def l2(model: nn.Module) -> Value:
    """The penalty of micrograd's demo."""
    return nn.l2_penalty(model.parameters(), ALPHA)


def eager(task: Task) -> Network:
    """One pass of the engine after the other."""
    return Network(task, compiled=False)


def compiled(task: Task) -> Network:
    """The passes as programs."""
    return Network(task, compiled=True)


def in_c(task: Task) -> Network:
    """The passes as programs in C."""
    return Network(task, compiled="c")
