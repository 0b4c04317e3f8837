"""Numbers in formulas."""


def text(x: float) -> str:
    """A number with up to six digits, in parentheses if it is negative."""
    return f"({x:.6g})" if x < 0 else f"{x:.6g}"
