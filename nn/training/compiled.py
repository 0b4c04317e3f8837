"""The passes of training as programs of plain Python, or of C: the same bits, and many times faster."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

from engine import CompiledDescent, Value, compile_batch, compile_descent, compile_pass
from nn.module import Module
from nn.training.evaluation import Seen, in_mode
from nn.training.requirements import Loss, Penalty, differentiable

LONGEST_CALL = 0.02  # seconds that a call in C may take: Ctrl-C waits for its end


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
        self.descent: CompiledDescent | None = None  # whole steps in C, of these programs and this optimizer
        self.descent_of: tuple[Any, ...] = ()
        self.ahead = 1  # steps in a call
        self.rows: tuple[Any, array[float]] | None = None
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

    def renew(self, parameters: list[Value], epoch: int, optimizer: Any, clips: bool) -> None:
        """Write the programs anew if other parameters are trained, or if the model, loss or penalty has changed.

        Looking for what stands in the place of something else is fast, and done before each epoch. What that does not
        see is met after 1, 2, 4, 8, ... epochs, when they are compared with the engine: a long training pays nothing.
        """
        if parameters != self.trained or (self.may_have_changed() and not self.are_current()):
            self.write(parameters)
        if epoch and epoch & (epoch - 1) == 0:
            self.check(epoch % len(self.inputs))
        self.renew_descent(optimizer, clips)

    def renew_descent(self, optimizer: Any, clips: bool) -> None:
        """Write the program for whole steps anew if it would be another one; there is none if it cannot be in C."""
        penalty = None if self.penalty is None else self.penalty_pass
        parts = self.batch, optimizer, penalty, clips
        if self.language == "c" and (
            parts != self.descent_of or (self.descent is not None and not self.descent.update.is_current())
        ):
            self.descent_of = parts
            try:
                self.descent = compile_descent(*parts)
            except (ValueError, RuntimeError):  # a text that is no program, or none that a compiler takes
                self.descent = None

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

    def gradient_sum(self, run: Any, batch: Sequence[int]) -> tuple[list[float], list[Any], list[float]]:
        """What `gradient_sum` in train.py gives."""
        examples, targets = [run.inputs[i] for i in batch], [run.targets[i] for i in batch]
        if run.weights is not None:
            examples = [(x, run.weights[i]) for x, i in zip(examples, batch)]
        losses, outputs, totals = self.batch(examples, targets)
        return losses, without_weights(run, outputs), totals

    def several_steps(self, run: Any, batches: Sequence[Sequence[int]], done: int = 0) -> list[Seen]:
        """The losses and outputs of the steps that one call in C makes, with the batches after those that are done.

        There are none if the next step is not one for C, or may not end well.
        """
        if self.descent is None or run.executor is not None or run.parts is not None:
            return []
        size, began = run.batch_size, perf_counter()
        order = [i for batch in batches[done : done + self.ahead] for i in batch]
        made, losses, outputs = self.descent(self.table(run), order, size, run.clip_norm or 0.0)
        if perf_counter() - began > LONGEST_CALL:
            self.ahead = max(1, self.ahead // 2)
        elif perf_counter() - began < LONGEST_CALL / 2 and made == self.ahead:
            self.ahead *= 2
        outputs = without_weights(run, outputs)
        return [(losses[i : i + size], outputs[i : i + size]) for i in range(0, made * size, size)]

    def table(self, run: Any) -> array[float]:
        """The numbers of all examples; made anew if any has changed."""
        now = [run.inputs, run.targets, run.weights]
        if self.rows is None or self.rows[0] != now:
            inputs = run.inputs if run.weights is None else list(zip(run.inputs, run.weights))
            self.rows = copied(now), self.batch.table(inputs, run.targets)
        return self.rows[1]

    def check(self, i: int) -> None:
        """Raise ValueError if a program gives other bits than the engine for an example; nothing is changed."""
        self.batch.check([self.examples[i]], [self.targets[i]])
        if self.penalty is not None:
            self.penalty_pass.check()

    def evaluate(self, inputs: Sequence[Any], targets: Sequence[Any]) -> Seen:
        """The loss and the output of each example."""
        losses, outputs, _ = self.evaluation(inputs, targets)
        return losses, outputs


def copied(items: Any) -> Any:
    """Lists in lists, with the same numbers in them."""
    return [copied(item) for item in items] if isinstance(items, list) else items


def weighted_model(model: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A model of examples with their weights, which are handed on to the loss."""
    return lambda example: (model(example[0]), example[1])


def without_weights(run: Any, outputs: list[Any]) -> list[Any]:
    """What the model itself gives, where the program's outputs have the weights beside them."""
    return outputs if run.weights is None else [output for output, _ in outputs]


def weighted_loss(loss: Loss) -> Loss:
    """The loss of an output that comes with a weight, times that weight."""
    return lambda output, target: loss(output[0], target) * output[1]
