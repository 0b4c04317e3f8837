"""Tests of engine/text.py."""

import pytest

from engine import one_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, größe θ", "plain text, größe θ"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("one\nright add: 3 values", "one\\nright add: 3 values"),
        ("half \ud800", "half \\ud800"),
        ("\u202eright to left", "\\u202eright to left"),
    ],
)
def test_a_text_stays_in_its_line_and_in_a_file(text, shown):
    assert one_line(text) == shown
    assert one_line(text).encode("utf-8")
