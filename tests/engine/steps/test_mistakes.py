"""The typical mistakes behind wrong grads are recognised, and right answers are never called wrong."""

import math
import operator
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

import engine
from engine import Value, backward_steps
from engine.classroom.answers import parse_answer
from engine.steps.mistakes import HINTS, is_right, mistake_behind, mistakes


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
