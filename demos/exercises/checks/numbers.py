"""Numbers in formulas."""


def text(x: float) -> str:
    """A number with up to eight digits, in parentheses if it is negative."""
    return f"({x:.8g})" if x < 0 else f"{x:.8g}"
