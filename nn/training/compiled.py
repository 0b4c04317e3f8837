"""The passes of training as programs of plain Python, or of C: the same bits, and many times faster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import Value, compile_batch, compile_pass
from nn.module import Module
from nn.training.evaluation import Seen, in_mode
from nn.training.requirements import Loss, Penalty, differentiable


class TrainingPrograms:
    """A program for the gradient of a batch, and if need be one for the penalty and one for the validation."""

    def __init__(
        self,
        model: Module,
        loss: Loss,
        penalty: Penalty | None,
        inputs: Sequence[Any],
        targets: Sequence[Any],
        validated: bool,
        language: str = "python",
    ) -> None:
        """Programs for examples and targets like these. Raises ValueError if the model or the loss cannot be one."""
        self.model, self.loss, self.penalty = model, loss, penalty
        self.inputs, self.targets, self.validated = inputs, targets, validated
        self.language = language
        self.write(model.parameters())

    def write(self, parameters: list[Value]) -> None:
        """Write the programs for these parameters."""
        self.trained = parameters
        if self.validated:
            with in_mode(self.model, training=False):
                self.evaluation = self.program(parameters, gradient=False)
        with in_mode(self.model, training=True):
            self.batch = self.program(parameters, gradient=True)
            if self.penalty is not None:
                model, penalty = self.model, self.penalty
                self.penalty_pass = compile_pass(
                    lambda: differentiable("penalty", penalty(model)), parameters, self.language
                )

    def program(self, parameters: list[Value], gradient: bool) -> Any:
        """The program for the model and the loss."""
        return compile_batch(
            self.model, self.loss, parameters, self.inputs, self.targets, gradient, language=self.language
        )

    def renew(self, parameters: list[Value], epoch: int) -> None:
        """Write the programs anew if other parameters are trained, or if the model, loss or penalty has changed.

        Looking for what stands in the place of something else is fast, and done before each epoch. What that does not
        see is met after 1, 2, 4, 8, ... epochs, when they are compared with the engine: a long training pays nothing.
        """
        if parameters != self.trained or (self.may_have_changed() and not self.are_current()):
            self.write(parameters)
        if epoch and epoch & (epoch - 1) == 0:
            self.check(epoch % len(self.inputs))

    def may_have_changed(self) -> bool:
        """Whether something stands in the place of something else in the model, the loss or the penalty."""
        return self.batch.around.have_changed() or (
            self.penalty is not None and self.penalty_pass.around.have_changed()
        )

    def are_current(self) -> bool:
        """Whether the programs are what would be written now."""
        with in_mode(self.model, training=False):
            evaluation = not self.validated or self.evaluation.is_current()
        with in_mode(self.model, training=True):
            batch, penalty = self.batch.is_current(), self.penalty is None or self.penalty_pass.is_current()
        return evaluation and batch and penalty

    def gradient_of(self, run: Any, batch: Sequence[int], parameters: Sequence[Value]) -> Seen:
        """What `gradient_of` in train.py does and gives."""
        losses, outputs, totals = self.batch([run.inputs[i] for i in batch], [run.targets[i] for i in batch])
        for p, total in zip(parameters, totals):
            p.grad = total / len(losses)
        if self.penalty is not None:
            self.penalty_pass()
        return losses, outputs

    def check(self, i: int) -> None:
        """Raise ValueError if a program gives other bits than the engine for an example; nothing is changed."""
        self.batch.check([self.inputs[i]], [self.targets[i]])
        if self.penalty is not None:
            self.penalty_pass.check()

    def evaluate(self, inputs: Sequence[Any], targets: Sequence[Any]) -> Seen:
        """The loss and the output of each example."""
        losses, outputs, _ = self.evaluation(inputs, targets)
        return losses, outputs
