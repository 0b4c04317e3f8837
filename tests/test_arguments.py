"""What is given to several entry points alike: iterators, and graphs whose data has changed."""

import pytest

from engine import (
    Value,
    dot,
    draw,
    expand,
    explain,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    nudge,
    quiz,
    to_source,
    worksheet,
)  # fmt: skip


def data_in(found):
    """Numbers in the place of Values, in lists."""
    return [data_in(item) for item in found] if isinstance(found, list) else getattr(found, "data", found)


ITERATORS = {
    "grad": lambda y, xs, many: grad(y, many(xs)),
    "jacobian": lambda y, xs, many: jacobian(many([y, y * 2.0]), many(xs)),
    "hessian": lambda y, xs, many: hessian(y, many(xs)),
    "hvp": lambda y, xs, many: hvp(y, many(xs), many([1.0, 10.0])),
    "jvp": lambda y, xs, many: jvp(lambda a, b: a * a * b, many([3.0, 4.0]), many([1.0, 0.0])),
    "dot": lambda y, xs, many: dot(many(xs), many([2.0, 3.0])),
    "to_source": lambda y, xs, many: to_source(y, many(xs)),
}


@pytest.mark.parametrize("call", ITERATORS.values(), ids=ITERATORS)
@pytest.mark.parametrize("many", [tuple, iter, lambda items: (item for item in items)])
def test_an_iterator_is_as_good_as_a_list(call, many):
    a, b = Value(3.0, "a"), Value(4.0, "b")
    y = a * a * b
    expected = data_in(call(y, [a, b], list))
    assert expected
    assert data_in(call(y, [a, b], many)) == expected


VIEWS = {
    "explain": lambda y, x: explain(y),
    "quiz": lambda y, x: quiz(y, ask=lambda question: "", say=lambda text: None),
    "worksheet": lambda y, x: worksheet(y),
    "nudge": lambda y, x: nudge(y, x),
    "grad": lambda y, x: grad(y, [x]),
    "expand": lambda y, x: expand(y),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_a_graph_whose_data_has_changed_is_refused(view):
    x = Value(2.0, "x")
    y = x * 3.0
    x.data = 10.0
    with pytest.raises(ValueError, match=r"x \* 3.0 holds 6.0, but its inputs now give 30.0"):
        view(y, x)


def test_its_picture_and_its_page_say_so():
    x = Value(2.0, "x")
    y = x * 3.0
    x.data = 10.0
    assert "Data has changed since the forward pass" in draw(y).rendered("html").decode()


def test_a_worksheet_with_a_seed_has_numbers_of_its_own():
    x = Value(2.0, "x")
    y = x * 3.0
    x.data = 10.0
    assert "Version A" in worksheet(y, seed=0).html
