"""Answers: what can be written, what is right, and which mistake is behind what is wrong."""

import math
import operator
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import engine
from engine import Value, backward_steps, nudge, quiz
from engine.classroom.answers import parse_answer
from engine.steps.mistakes import HINTS, is_right, mistake_behind, mistakes
from tests import graphs

READABLE = {
    "2": 2, "-0.5": -0.5, " 1/3 ": 1 / 3, "2*3": 6, "2*(3 - 1/2)": 5, "-(1+1)": -2, "1e-3": 0.001, "+4": 4,
    "inf": math.inf, "-inf": -math.inf, "−6": -6, "2×3": 6, "1 - -1": 2, "2**3": 8, "2^-1": 0.5, "-2**2": -4,
    "2**3**2": 512,
}  # fmt: skip


@pytest.mark.parametrize(("text", "number"), READABLE.items())
def test_numbers_fractions_and_expressions_are_read(text, number):
    assert parse_answer(text) == number


def test_nan_is_read():
    assert math.isnan(parse_answer("nan"))


@pytest.mark.parametrize(
    "text",
    ["", "x", "1/0", "9**9**9", "(-8)**0.5", "0,5", "1,000",
     "__import__('os')", "1 if 1 else 2", "(" * 150, "1" * 500, "2 3", "[1]", "True", "1;2",
     "lambda: 1", "'a'", "9" * 199 + "/", "1j", "-" * 199],
)  # fmt: skip
def test_anything_else_is_no_number(text):
    with pytest.raises(ValueError, match="is not a number; write one, such as -0.5, 1/3 or"):
        parse_answer(text)


@st.composite
def steps(draw):
    """A step of the backward pass of a random graph."""
    numbers = st.integers(-4, 4).filter(bool).map(float) | st.floats(0.1, 5)
    values = [Value(draw(numbers)) for _ in range(3)]
    for _ in range(draw(st.integers(1, 5))):
        x, y = draw(st.sampled_from(values)), draw(st.sampled_from(values))
        op = draw(st.sampled_from(["+", "-", "*", "/", "tanh", "sigmoid", "exp"]))
        assume(abs(x.data) < 50)
        assume(op != "/" or abs(y.data) > 1e-3)
        binary = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
        values.append(binary[op](x, y) if op in binary else getattr(engine, op)(x))
    return draw(st.sampled_from(list(backward_steps(values[-1]))))


@given(steps(), st.sampled_from(["{!r}", "{:.4g}", "{:.6f}", "{:.12e}"]))
def test_a_right_answer_is_never_called_wrong(step, form):
    text = form.format(step.after)
    assume(form != "{:.6f}" or abs(step.after) > 0.01)  # else the six digits are not those that count
    answer = parse_answer(text)
    assert is_right(answer, step.after)
    assert mistake_behind(step, answer) is None


@given(steps())
def test_a_right_answer_may_be_a_fraction_or_a_product(step):
    assert is_right(
        parse_answer(str(Fraction(step.after))[:200]) if len(str(Fraction(step.after))) < 200 else step.after,
        step.after,
    )
    assert is_right(parse_answer(f"({step.before!r}) + ({step.upstream!r}) * ({step.partial!r})"), step.after)


def typical(step):
    """The answers that typical mistakes lead to, worked out from the numbers of the step alone."""
    x = [v if type(v) is float else v.data for v in step.node.inputs]
    wrong = {
        "forgot the upstream": step.before + step.partial,
        "forgot the local derivative": step.before + step.upstream,
        "wrong sign": step.before - step.upstream * step.partial,
        "= instead of +=": step.upstream * step.partial,
    }
    if step.op.name == "mul":
        wrong["swapped the operands"] = step.before + step.upstream * x[step.index]
    if step.op.name == "tanh":
        wrong["input instead of output"] = step.before + step.upstream * (1 - x[0] ** 2)
    if step.op.name == "sigmoid":
        wrong["input instead of output"] = step.before + step.upstream * x[0] * (1 - x[0])
    return wrong


@given(steps())
def test_every_typical_mistake_is_recognised(step):
    for name, answer in typical(step).items():
        if is_right(answer, step.after):
            assert mistake_behind(step, answer) is None
            continue
        found = mistake_behind(step, answer)
        assert found is not None, name
        rivals = [other for other, number in typical(step).items() if is_right(answer, number)]
        assert found.name in rivals or is_right(answer, found.answer)
        assert found.hint == HINTS[found.name]


@given(steps(), st.floats(-100, 100))
def test_an_answer_without_a_known_mistake_gets_none(step, answer):
    known = [*(mistake.answer for mistake in mistakes(step)), step.after]
    assume(not any(is_right(answer, number) for number in known))
    assert mistake_behind(step, answer) is None


def test_the_noise_of_floats_is_no_mistake():
    a = Value(0.1)
    output = a * 0.3 - a * 0.1 - a * 0.2
    last = list(backward_steps(output))[-1]
    assert 0 < abs(last.after) < 1e-15 or last.after == 0
    assert mistake_behind(last, 0.0) is None


def test_nan_and_inf_are_right_answers_too():
    output = Value(math.inf) * Value(0.0)
    for step in backward_steps(output):
        assert mistake_behind(step, step.after) is None
        assert not is_right(1.0, step.after)


# --- quiz -------------------------------------------------------------------------------------------------------------


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
    assert "not quite: that is the local derivative in the other operand" in said
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


# --- nudge ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("graph", [graphs.lecture, graphs.neuron, graphs.diamond, graphs.twice])
def test_a_nudge_predicts_what_happens(graph):
    output = graph()
    before = [(value.data, value.grad) for value in engine.topological_order(output)]
    for leaf in [value for value in engine.topological_order(output) if value.op is None]:
        found = nudge(output, leaf, 1e-4)
        assert found.actual == pytest.approx(found.predicted, rel=1e-3, abs=1e-7)
    assert before == [(value.data, value.grad) for value in engine.topological_order(output)]


def test_a_nudge_in_words():
    output = graphs.lecture()
    a = output.inputs[0].inputs[0].inputs[0]
    assert str(nudge(output, a, 0.01)) == (
        "raise a by 0.01: L should change by grad * h = 6 * 0.01 = 0.06; it changes by 0.06"
    )
    assert str(nudge(output, a, -1)).startswith("lower a by 1: ")
    w = Value(2.0)
    y = w * 3.0
    assert str(nudge(y, w, names=locals())).startswith("raise w by 0.01: y should change")
    assert "w.grad = 3.0" in str(engine.ledger(w, y, names=locals()))


def test_only_leaves_of_the_graph_can_be_nudged():
    output = graphs.lecture()
    with pytest.raises(ValueError, match="only leaves can be nudged"):
        nudge(output, output.inputs[0])
    with pytest.raises(ValueError, match="there is no path"):
        nudge(output, Value(1.0))
