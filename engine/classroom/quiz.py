"""The backward pass as a quiz: `quiz`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.classroom.answers import parse_answer
from engine.steps.backward_steps import backward_steps
from engine.steps.explain import Explainer
from engine.steps.mistakes import is_right, mistake_behind
from engine.steps.names import unique_names, variable_names
from engine.steps.notation import Notation
from engine.steps.order import order_of
from engine.steps.staleness import check_unchanged
from engine.value import Value

TRIES_PER_QUESTION = 3


@dataclass(frozen=True, slots=True)
class Score:
    """How many answers of a quiz were right at the first try."""

    right: int  # answers that were right at the first try
    asked: int

    def __str__(self) -> str:
        return f"{self.right} of {self.asked} right at the first try"


def quiz(
    output: Value,
    *,
    names: Mapping[str, Any] | None = None,
    ask: Callable[[str], str] = input,
    say: Callable[[str], None] = print,
) -> Score:
    """Ask for the grad of each input, step by step through the backward pass, and name what is behind wrong answers.

    An answer is a number or an expression such as 2*3; an empty one shows the solution, `q` ends the quiz. `ask` and
    `say` are where questions and replies go: the terminal or the notebook, unless you say otherwise.
    """
    order = order_of(output)
    check_unchanged(order)
    explainer = Explainer(output, unique_names(order, variable_names(names)), Notation())
    right = asked = 0
    questions = sum(1 for _ in backward_steps(output))
    say(f"{questions:,} questions; an empty answer shows the solution, q ends the quiz")
    say(f"{explainer.grad(output)} = 1")
    for step in backward_steps(output):
        line = explainer.passed(step)
        node, upstream = explainer.computed(step.node), explainer.grad(step.node)
        say(f"\n{node.target} = {node.rule}, {upstream} = {step.upstream:.4g}")
        if step.before:
            say(f"{line.target} is {step.before:.4g} so far")
        asked += 1
        attempt = 0
        while attempt < TRIES_PER_QUESTION:
            text = ask(f"{line.target} after this step? ").strip()
            if text.lower() == "q":
                return Score(right, asked - 1)
            if not text:
                break
            try:
                answer = parse_answer(text)
            except ValueError as error:
                say(str(error))  # a slip of the keyboard is no attempt
                continue
            attempt += 1
            if is_right(answer, step.after):
                right += attempt == 1
                say("right")
                break
            mistake = mistake_behind(step, answer)
            say(f"not quite: {mistake.hint}" if mistake else "not quite")
        say(f"{line.target} += {line.rule} = {line.numbers} = {line.result}, which makes {step.after:.4g}")
    score = Score(right, asked)
    say(f"\n{score}")
    return score
