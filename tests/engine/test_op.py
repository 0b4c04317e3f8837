"""A row is all there is to an op: one that nothing else knows of is drawn, explained, written, compiled and checked."""

import math
import re

import pytest

import engine
from engine import Value, draw, explain, grad, gradcheck, jvp, to_source
from engine.op import TABLE, Op
from engine.programs.bounds import Magnitude, bound
from tests import ROOT


@pytest.fixture
def witch():
    """The witch of Agnesi, 1 / (1 + x²), which is at most 1; its row, and nothing else."""
    row = Op(
        "witch",
        lambda x: 1.0 / (1.0 + x * x),
        (lambda x, out: -2.0 * x * out * out,),
        bound=lambda x: 1.0,
    )
    yield row
    del TABLE["witch"]


@pytest.fixture
def ramp():
    """max(x - 1, 0) for positive factors of x: an op of two inputs, with a kink, a bound and a gate."""
    row = Op(
        "ramp",
        lambda x, width: x / width if x > 0.0 else 0.0,
        (lambda x, width, out: engine.ops.step(x) / width, lambda x, width, out: -out / width),
        piece=lambda x, width: x > 0,
        bound=lambda x, width: x / math.fabs(width),
        fixed=1,
        gate=True,
    )
    yield row
    del TABLE["ramp"]


def test_it_is_computed_and_differentiated_in_every_way(witch):
    x = Value(0.5, "x")
    y = witch(x)
    y.backward()
    assert (y.data, x.grad) == (0.8, pytest.approx(-0.64, rel=1e-15))
    assert jvp(witch, [0.5], [1.0]) == (0.8, x.grad)
    [slope] = grad(witch(x), [x])
    [curvature] = grad(slope, [x])
    assert curvature.data == pytest.approx((6 * 0.25 - 2) / 1.25**3, rel=1e-14)
    assert gradcheck(witch, 0.5, second_order=True)


def test_a_kink_is_named_and_a_wrong_partial_is_found(ramp):
    assert gradcheck(lambda x: ramp(x, 2.0), 3.0)
    assert "right on the kink of ramp" in str(gradcheck(lambda x: ramp(x, 2.0), 0.0))
    wrong = Op("wrong", lambda x: x * x, (lambda x, out: 2.002 * x,))
    try:
        assert not gradcheck(wrong, 3.0, raise_exception=False)
    finally:
        del TABLE["wrong"]


def test_it_is_shown_drawn_and_explained(witch):
    x = Value(0.5, "x")
    y = witch(x) * 3.0
    y.backward()
    assert repr(y.inputs[0]) == "witch(x) | data 0.8 | grad 3.0"
    assert ">witch<" in draw(y).svg()
    assert "v1 = witch(x) = witch(0.5) = 0.8" in explain(y)
    assert "x.grad += v1.grad * (-2 * x * v1 * v1) = 3 * (-2 * 0.5 * 0.8 * 0.8)" in explain(y)
    assert r"\operatorname{witch}\left(x\right)" in explain(y, "latex")
    assert "<mi>witch</mi>" in explain(y, "html")


def test_it_is_written_as_source_and_compiled_with_the_same_bits(witch, ramp):
    x = Value(0.7, "x")
    y = ramp(witch(x), 3.0)
    y.backward()
    source = to_source(y, [x])
    assert "v1 = 1.0 / (1.0 + x * x)" in source
    names: dict = {}
    exec(source, names)
    assert names["value_and_grad"](0.7) == (y.data, (x.grad,))
    compiled = engine.compile(lambda x: ramp(witch(x), 3.0), -0.2)
    assert compiled(0.7) == (y.data, (x.grad,))


def test_it_is_compiled_in_a_batch_and_bounded(witch, ramp):
    w = Value(0.3, "w")

    def loss(output, target):
        return (ramp(witch(output), 3.0) - target) ** 2

    batch = engine.compile_batch(lambda x: w * x, loss, [w], [1.0], [0.5])
    losses, _, [gradient] = batch([1.0, 2.0], [0.5, 0.5])
    expected = [loss(w * x, 0.5) for x in (1.0, 2.0)]
    for each in expected:
        each.backward()
    assert losses == [each.data for each in expected]
    assert gradient == w.grad
    assert batch.safe == 1e60  # what the row says of its size is enough to know that nothing overflows
    assert bound(witch, [Magnitude(1e9)]) == 1.0
    assert bound(ramp, [Magnitude(6.0), -2.0]) == 3.0
    assert bound(ramp, [Magnitude(6.0), Magnitude(2.0)]) == math.inf
    assert bound(TABLE["atan"], [Magnitude(1.0)]) == math.inf, "without a word in the row, nothing is known"


@pytest.mark.parametrize("sign", ["~", "%", "@", "//"])
def test_a_sign_of_its_own_is_written_and_changes_no_numbers(sign):
    row = Op("own", lambda *xs: 2.0 * xs[0], (lambda *at: 2.0, lambda *at: 0.0)[: 1 + (sign != "~")], sign=sign)
    x, rest = Value(0.7, "x"), (3.0,) * (sign != "~")
    try:
        y = row(x, *rest)
        assert ("v1 = own(x)" if sign == "~" else f"v1 = x {sign} 3") in explain(y)
        assert all(explain(y, form) for form in ("markdown", "latex", "html"))
        assert engine.compile(lambda x: row(x, *rest), 0.5)(0.7) == (1.4, (2.0,))
    finally:
        del TABLE["own"]


def test_what_is_spelled_out_may_contain_any_op():
    row = Op(
        "mixed",
        lambda *xs: xs[0] - xs[1] + -xs[2],
        all_partials=lambda xs, out: (1.0, -1.0, -1.0),
        spelled_out=True,
    )
    try:
        assert engine.compile(row, 1.0, 2.0, 3.0)(0.5, 0.25, 4.0) == (-3.75, (1.0, -1.0, -1.0))
    finally:
        del TABLE["mixed"]


@pytest.fixture
def capped():
    """x + y, and at most 1: written like a sum, which it is not."""
    yield Op("capped", lambda x, y: min(x + y, 1.0), (lambda x, y, out: engine.ops.step(1.0 - x - y),) * 2, sign="+")
    del TABLE["capped"]


@pytest.fixture
def radical():
    """The y-th root of x, written like a power, which it is not."""
    yield Op("radical", lambda x, y: math.fabs(x) ** (1.0 / y), (lambda x, y, out: out / x / y,) * 2, sign="**")
    del TABLE["radical"]


def test_a_row_that_is_written_like_another_is_compiled_as_what_it_computes(capped, radical):
    assert engine.compile(lambda x: capped(x, 0.9), 0.1)(0.9) == (1.0, (0.0,))
    assert engine.compile(lambda x: radical(x, 2.0), 4.0)(9.0) == (3.0, (3.0 / 9.0 / 2.0,))
    row = Op(
        "several",
        lambda *xs: capped(capped(xs[0], xs[1]), xs[2]),
        all_partials=lambda xs, out: (1.0, 1.0, 1.0),
        spelled_out=True,
    )
    try:
        assert engine.compile(row, 0.1, 0.1, 0.1)(0.9, 0.9, 0.9) == (1.0, (1.0, 1.0, 1.0))
    finally:
        del TABLE["several"]


def test_no_file_asks_for_an_op_by_its_name():
    names = "|".join(TABLE)
    asked = re.compile(rf"""(?<!os)\.name\s*(==|!=|in)\s|case "({names})"|(==|!=) "({names})"[^)]*\bop\b""")
    here = [ROOT / "engine/op.py", ROOT / "engine/ops.py"]
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for folder in ("core", "derivatives", "steps", "pictures", "programs")
        for path in ((ROOT / "engine").glob("*.py") if folder == "core" else (ROOT / "engine" / folder).rglob("*.py"))
        if path not in here
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if asked.search(line) and "code.co_name" not in line
    ]
    assert found == []
