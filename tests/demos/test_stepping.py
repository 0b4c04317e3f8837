"""One graph explained in every way."""

from tests.demos.common import run


def test_stepping_explains_and_writes_a_page_and_worksheets(tmp_path):
    printed = run(tmp_path, "demos.stepping")
    assert "a.grad += e.grad * b = -2 * (-3) = 6" in printed
    names = {path.name for path in (tmp_path / "runs/stepping").iterdir()}
    assert names == {"backprop.html", "worksheet_A.html", "worksheet_B.html", "worksheet_C.html"}
