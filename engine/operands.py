"""What may stand beside a Value: plain numbers, and which other things are refused."""

from __future__ import annotations

from numbers import Number, Real
from typing import Any

from engine.text import described


def real(x: Any) -> float:
    """The float equal to a real number (int, float, bool, Fraction, a numpy scalar); TypeError for anything else."""
    if type(x) is float:
        return x
    if isinstance(x, Real) or (getattr(x, "dtype", None) == "bool" and not x.shape):  # numpy's bool is no Real
        return float(x)
    raise TypeError(f"expected one real number, got {described(x)}")


def constant(x: Any) -> float:
    """The float that a plain number beside a Value stands for.

    Raises TypeError for text, a list and the like; returns NotImplemented for a type that may know Values itself.
    """
    try:
        return real(x)
    except TypeError:
        pass
    if isinstance(x, (list, tuple, dict, set)) or hasattr(x, "__array__"):
        raise TypeError(f"a Value works with one number at a time, got {described(x)}; loop over its elements")
    if x is None or isinstance(x, (str, bytes, Number)):
        raise TypeError(f"a Value works with real numbers, got {described(x)}")
    return NotImplemented
