"""The passes of training as programs of plain Python, or of C: the same bits, and many times faster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
        weighted: bool = False,
        language: str = "python",
    ) -> None:
        """Programs for examples and targets like these. Raises ValueError if the model or the loss cannot be one."""
        self.model, self.loss, self.penalty = model, loss, penalty
        self.inputs, self.targets, self.validated = inputs, targets, validated
        self.language = language
        self.forward: Callable[[Any], Any] = model  # what the program of a batch is of: this, the loss, the examples
        self.example_loss, self.examples = loss, inputs
        if weighted:
            self.forward, self.example_loss = weighted_model(model), weighted_loss(loss)
            self.examples = [(x, 1.0) for x in inputs]
        self.write(model.parameters())

    def write(self, parameters: list[Value]) -> None:
        """Write the programs for these parameters."""
        self.trained = parameters
        if self.validated:
            with in_mode(self.model, training=False):
                self.evaluation = compile_batch(
                    self.model, self.loss, parameters, self.inputs, self.targets, False, language=self.language
                )
        with in_mode(self.model, training=True):
            self.batch = compile_batch(
                self.forward, self.example_loss, parameters, self.examples, self.targets, language=self.language
            )
            if self.penalty is not None:
                model, penalty = self.model, self.penalty
                self.penalty_pass = compile_pass(
                    lambda: differentiable("penalty", penalty(model)), parameters, self.language
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
        examples, targets = [run.inputs[i] for i in batch], [run.targets[i] for i in batch]
        if run.weights is not None:
            losses, pairs, totals = self.batch([(x, run.weights[i]) for x, i in zip(examples, batch)], targets)
            outputs = [output for output, _ in pairs]
        else:
            losses, outputs, totals = self.batch(examples, targets)
        for p, total in zip(parameters, totals):
            p.grad = total / len(losses)
        if self.penalty is not None:
            self.penalty_pass()
        return losses, outputs

    def check(self, i: int) -> None:
        """Raise ValueError if a program gives other bits than the engine for an example; nothing is changed."""
        self.batch.check([self.examples[i]], [self.targets[i]])
        if self.penalty is not None:
            self.penalty_pass.check()

    def evaluate(self, inputs: Sequence[Any], targets: Sequence[Any]) -> Seen:
        """The loss and the output of each example."""
        losses, outputs, _ = self.evaluation(inputs, targets)
        return losses, outputs


def weighted_model(model: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A model of examples with their weights, which are handed on to the loss."""
    return lambda example: (model(example[0]), example[1])


def weighted_loss(loss: Loss) -> Loss:
    """The loss of an output that comes with a weight, times that weight."""
    return lambda output, target: loss(output[0], target) * output[1]
