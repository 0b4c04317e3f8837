"""Answers: what can be written, what is right, and which mistake is behind what is wrong."""

import math

import pytest

from engine.classroom.answers import parse_answer

READABLE = {
    "2": 2, "-0.5": -0.5, " 1/3 ": 1 / 3, "2*3": 6, "2*(3 - 1/2)": 5, "-(1+1)": -2, "1e-3": 0.001, "+4": 4,
    "inf": math.inf, "-inf": -math.inf, "−6": -6, "2×3": 6, "1 - -1": 2, "2**3": 8, "2^-1": 0.5, "-2**2": -4,
    "2**3**2": 512, "0,5": 0.5, "-0,125": -0.125, "2*0,5": 1, "1,5/3": 0.5, "1000,25": 1000.25,
}  # fmt: skip


@pytest.mark.parametrize(("text", "number"), READABLE.items())
def test_numbers_fractions_and_expressions_are_read(text, number):
    assert parse_answer(text) == number


def test_nan_is_read():
    assert math.isnan(parse_answer("nan"))


@pytest.mark.parametrize(
    "text",
    ["", "x", "1/0", "9**9**9", "(-8)**0.5", "1,000", "1,000,000", "1,2,3", "1.5,2", ",5",
     "__import__('os')", "1 if 1 else 2", "(" * 150, "1" * 500, "2 3", "[1]", "True", "1;2",
     "lambda: 1", "'a'", "9" * 199 + "/", "1j", "-" * 199],
)  # fmt: skip
def test_anything_else_is_no_number(text):
    with pytest.raises(ValueError, match="is not a number; write one, such as -0.5, 1/3 or"):
        parse_answer(text)


# --- quiz -------------------------------------------------------------------------------------------------------------


# --- nudge ------------------------------------------------------------------------------------------------------------
