"""The passes of training as programs of plain Python: the same bits as those of passes.py, and many times faster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import Value, compile_batch, compile_pass
from nn.module import Module
from nn.passes import Loss, Penalty, in_mode


class CompiledPasses:
    """What a model gives for examples, and the gradient of a batch, as `Passes` has it."""

    def __init__(
        self, model: Module, loss: Loss, penalty: Penalty | None, inputs: Sequence[Any], targets: Sequence[Any]
    ) -> None:
        """Programs for examples and targets like these. Raises ValueError if the model or the loss cannot be one."""
        self.model = model
        self.loss = loss
        self.penalty = penalty
        self.inputs, self.targets = inputs, targets
        self.trained: list[Value] = []
        with in_mode(model, training=False):
            self.evaluation = compile_batch(model, loss, model.parameters(), inputs, targets, gradient=False)
        self.prepare()

    def prepare(self) -> None:
        """Find the parameters that are trained in the next epoch; if they are others, new programs are written."""
        now = self.model.parameters()
        if now != self.trained:
            self.trained = now
            with in_mode(self.model, training=True):
                self.batch = compile_batch(self.model, self.loss, now, self.inputs, self.targets)
                if self.penalty is not None:
                    penalty = self.penalty
                    self.penalty_pass = compile_pass(lambda: penalty(self.model), now)

    def gradient(self, inputs: Sequence[Any], targets: Sequence[Any]) -> tuple[list[float], list[Any]]:
        """The loss and the output of each example; the grads become those of the mean loss and the penalty."""
        losses, outputs, totals = self.batch(inputs, targets)
        for p, total in zip(self.trained, totals):
            p.grad = total / len(losses)
        if self.penalty is not None:
            self.penalty_pass()
        return losses, outputs

    def evaluate(self, inputs: Sequence[Any], targets: Sequence[Any]) -> tuple[list[float], list[Any]]:
        """The loss and the output of each example."""
        losses, outputs, _ = self.evaluation(inputs, targets)
        return losses, outputs
