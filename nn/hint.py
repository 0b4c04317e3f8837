"""How much faster a training run would be if it were compiled."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from nn.checkpoint import rngs
from nn.compiled import CompiledPasses
from nn.run import Run
from nn.tree import modules_in

LONG = 5.0  # seconds: a shorter run has nothing to gain
EXAMPLES = 16  # are tried


def times_faster(run: Run) -> float:
    """How many times faster a long run would be; 0 if it is short, cannot be compiled, or is not to be tried.

    A few examples are tried both ways, which leaves no trace in a model that is made of what this package brings.
    """
    if any(not type(module).__module__.startswith("nn.") for module in modules_in(run.model)):
        return 0.0
    inputs, targets = list(run.inputs[:EXAMPLES]), list(run.targets[:EXAMPLES])
    before = [(rng, rng.getstate()) for rng in rngs(run)]
    try:
        eagerly = seconds(run.passes, inputs, targets)
        epochs = run.epochs - len(run.history.train_loss)
        if eagerly * epochs * len(run.inputs) / len(inputs) < LONG:
            return 0.0
        compiled = CompiledPasses(run.model, run.loss, run.penalty, inputs, targets)
        return eagerly / min(seconds(compiled, inputs, targets) for _ in range(3))
    except (ValueError, TypeError, ArithmeticError):
        return 0.0  # training will say what is wrong
    finally:
        run.model.zero_grad()
        for rng, state in before:
            rng.setstate(state)


def seconds(passes: Any, inputs: list[Any], targets: list[Any]) -> float:
    """How long the passes for some examples take."""
    start = perf_counter()
    passes.gradient(inputs, targets)
    return perf_counter() - start
