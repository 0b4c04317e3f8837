"""The passes of training as programs of plain Python: the same bits, and many times faster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine import Value, compile_batch, compile_pass
from nn.module import Module, data_of
from nn.training.evaluation import Seen, in_mode
from nn.training.requirements import Loss, Penalty, differentiable

CHECKED = 4  # examples that are computed both ways when programs are written


class TrainingPrograms:
    """A program for the gradient of a batch, one for an evaluation, and one for the penalty."""

    def __init__(
        self, model: Module, loss: Loss, penalty: Penalty | None, inputs: Sequence[Any], targets: Sequence[Any]
    ) -> None:
        """Programs for examples and targets like these. Raises ValueError if the model or the loss cannot be one."""
        self.model, self.loss, self.penalty = model, loss, penalty
        self.inputs, self.targets = inputs, targets
        self.trained: list[Value] = []
        with in_mode(model, training=False):
            self.evaluation = compile_batch(model, loss, model.parameters(), inputs, targets, gradient=False)
        self.train(model.parameters())

    def train(self, parameters: list[Value]) -> None:
        """Write the programs for these parameters, unless they are those trained before."""
        if parameters == self.trained:
            return
        self.trained = parameters
        with in_mode(self.model, training=True):
            self.batch = compile_batch(self.model, self.loss, parameters, self.inputs, self.targets)
            if self.penalty is not None:
                penalty = self.penalty
                self.penalty_pass = compile_pass(lambda: differentiable("penalty", penalty(self.model)), parameters)
            self.check(range(0, len(self.inputs), max(1, len(self.inputs) // CHECKED)))

    def gradient_of(self, run: Any, batch: Sequence[int], parameters: Sequence[Value]) -> Seen:
        """What `gradient_of` in train.py does and gives."""
        losses, outputs, totals = self.batch([run.inputs[i] for i in batch], [run.targets[i] for i in batch])
        for p, total in zip(parameters, totals):
            p.grad = total / len(losses)
        if self.penalty is not None:
            self.penalty_pass()
        return losses, outputs

    def check(self, examples: Sequence[int]) -> None:
        """Raise ValueError if a program gives other bits than the engine; nothing is changed.

        A program is written from one example. A model or a loss that takes numbers out of the graph may do something
        else for another example, or when the parameters have moved, which only the engine sees. Where random numbers
        are drawn, there is nothing to compare.
        """
        before = [p.grad for p in self.trained]
        try:
            if not self.batch.draws:
                for i in examples:
                    self.check_example(i)
            if self.penalty is not None:
                expected = differentiable("penalty", self.penalty(self.model))
                must, found = self.grads_after(expected.backward), self.grads_after(self.penalty_pass)
                self.compare("the gradient of the penalty", found, must)
        except ArithmeticError:
            pass  # training will say so in its own words
        finally:
            for p, grad in zip(self.trained, before):
                p.grad = grad

    def check_example(self, i: int) -> None:
        """Raise ValueError unless the loss, the outputs and the gradient for an example are those of the engine."""
        x, target = self.inputs[i], self.targets[i]
        try:
            graph = self.model(x)
            expected = differentiable("loss", self.loss(graph, target))
        except ValueError:
            return  # log(0) and its like: training will say so
        [loss], [output], totals = self.batch([x], [target])
        must = [expected.data, *flat(data_of(graph)), *self.grads_after(expected.backward)]
        found = [loss, *flat(output), *totals]
        self.compare(f"for example {i}, the loss, the outputs and the gradient", found, must)

    def grads_after(self, backward: Callable[[], Any]) -> list[float]:
        """The grads that a pass gives to the parameters, which start from 0."""
        for p in self.trained:
            p.grad = 0.0
        backward()
        return [p.grad for p in self.trained]

    def compare(self, what: str, found: Sequence[float], expected: Sequence[float]) -> None:
        """Raise ValueError unless numbers are the same bit for bit (zeros of either sign are)."""
        for number, must in zip(found, expected):
            if number != must and (number == number or must == must):
                raise ValueError(
                    f"this cannot be compiled: {what} differ, {must!r} by the engine and {number!r} by the program. "
                    "Does the model, the loss or the penalty take a number out of the graph, as in `if z.data > 0` or "
                    "`p * p.data`? Write a choice as an op, such as relu, maximum or where, or compare the Values"
                )

    def evaluate(self, inputs: Sequence[Any], targets: Sequence[Any]) -> Seen:
        """The loss and the output of each example."""
        losses, outputs, _ = self.evaluation(inputs, targets)
        return losses, outputs


def flat(output: Any) -> list[float]:
    """The numbers of an output, which may be in lists."""
    return [number for part in output for number in flat(part)] if isinstance(output, list) else [output]
