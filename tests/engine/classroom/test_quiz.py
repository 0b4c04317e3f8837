"""The backward pass as a quiz."""

import pytest

from engine import Value, backward_steps, quiz
from tests import graphs


def play(output, *answers, **options):
    """What a quiz says to these answers, and its score."""
    said, given = [], iter(answers)
    score = quiz(output, ask=lambda question: said.append(question) or next(given), say=said.append, **options)
    return "\n".join(said), score


def test_a_quiz_of_right_answers():
    answers = [repr(step.after) for step in backward_steps(graphs.lecture())]
    said, score = play(graphs.lecture(), *answers)
    assert (score.right, score.asked) == (6, 6)
    assert said.endswith("6 of 6 right at the first try")
    assert "L = d * f, L.grad = 1\nd.grad after this step? \nright" in said
    assert "a.grad += e.grad * b = -2 * (-3) = 6, which makes 6" in said


def test_a_quiz_names_mistakes_and_shows_the_solution():
    said, score = play(graphs.lecture(), "4", "x", "-2", "", "q")  # a slip such as x is no attempt
    assert "not quite: that is the local derivative with respect to the other operand" in said
    assert "'x' is not a number" in said
    assert "f.grad += L.grad * d = 1 * 4 = 4, which makes 4" in said
    assert (score.right, score.asked) == (0, 2)


def test_a_quiz_says_what_a_grad_is_so_far():
    said, _ = play(graphs.twice(), "1", "1", "2")
    assert "a.grad is 1 so far" in said
    assert "not quite: keep what was there: contributions add up (+=)" in said


def test_a_quiz_takes_names_and_refuses_what_has_changed():
    w = Value(2.0)
    y = w * 3.0
    assert "w.grad after this step?" in play(y, "3", names={"w": w})[0]
    w.data = 5.0
    with pytest.raises(ValueError, match="changed after the forward pass"):
        play(y)
