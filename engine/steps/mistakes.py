"""The typical mistakes of learners in a step of backpropagation, and the wrong grads that they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, isnan

from engine.op import UNDEFINED
from engine.steps.backward_steps import Step

NOISE = 1e-12  # absolute: 0.3 - 0.1 - 0.2 is not quite 0 in floats
CLOSE = 1e-3  # relative: an answer may be rounded to four digits, as the numbers on show are

HINTS = {
    "= instead of +=": "keep what was there: contributions add up (+=)",
    "forgot the upstream": "multiply the local derivative by the grad that comes back",
    "forgot the local derivative": "multiply the grad that comes back by the local derivative",
    "wrong sign": "look at the signs again",
    "swapped the operands": "that is the local derivative with respect to the other operand",
    "input instead of output": "this rule has the output of the op in it, not the input",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """A typical mistake, and the answer that it leads to."""

    name: str
    answer: float

    @property
    def hint(self) -> str:
        """What to tell whoever made it."""
        return HINTS[self.name]


def is_right(answer: float, truth: float) -> bool:
    """Whether an answer is the number asked for, as far as four digits go."""
    if not (isfinite(truth) and isfinite(answer)):
        return answer == truth or (isnan(truth) and isnan(answer))
    return abs(answer - truth) <= max(CLOSE * abs(truth), NOISE)


def mistakes(step: Step) -> list[Mistake]:
    """The mistakes that lead to another grad after this step than the right one, the likeliest first."""
    before, upstream, partials = step.before, step.upstream, step.op.partials
    answers = {
        "= instead of +=": step.contribution,
        "forgot the upstream": before + step.partial,
        "forgot the local derivative": before + upstream,
        "wrong sign": before - step.contribution,
    }
    at = [x if type(x) is float else x.data for x in step.node.inputs]
    try:
        if len(partials) == 2:
            answers["swapped the operands"] = before + upstream * partials[1 - step.index](*at, step.node.data)
        elif len(partials) == 1:
            answers["input instead of output"] = before + upstream * partials[0](*at, *at)
    except UNDEFINED:
        pass  # the mistaken rule has no value here
    return [Mistake(name, answer) for name, answer in answers.items() if not is_right(answer, step.after)]


def mistake_behind(step: Step, answer: float) -> Mistake | None:
    """The typical mistake that leads to a wrong answer, if it is one of those known; None for a right answer."""
    if is_right(answer, step.after):
        return None
    return next((mistake for mistake in mistakes(step) if is_right(answer, mistake.answer)), None)
