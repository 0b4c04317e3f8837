"""Values that notice when a program reads their data while it is traced."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from engine.modes import Switch, current, users_line
from engine.value import INPUTS, Value

STORED: Any = vars(Value)["data"]  # where every Value has its number
CORE = Value.__init__.__globals__  # of the module that reads data most often: a short cut


class Watched(Value):
    """A Value while a function is traced: what the function reads as its data knows where it is from."""

    __slots__ = ()

    @property
    def data(self) -> float:
        number: float = STORED.__get__(self)
        reader = sys._getframe(1).f_globals
        if reader is CORE or reader.get("__name__", "").partition(".")[0] in ("engine", "nn"):
            return number
        return DataRead(number, self)

    @data.setter
    def data(self, number: float) -> None:
        STORED.__set__(self, number)


INPUTS.add(Watched)  # an input as any Value is


class DataRead(float):
    """The data of a Value, which a traced function may compare: the program has to check how it comes out.

    What + - * / make of it is one, too, so that `z.data + 1 > 0` is seen. Rounded, or used in an op, it is
    refused. What functions of C make of it, such as math.tanh, is not seen: programs are compared with the engine.
    """

    value: Value

    def __new__(cls, number: float, value: Value) -> DataRead:
        self = super().__new__(cls, number)
        self.value = value
        return self

    def __bool__(self) -> bool:
        return self != 0.0

    def __abs__(self) -> float:
        return self if self >= 0 else -self


def comparing(sign: str, method: str) -> Callable[[DataRead, Any], Any]:
    """A comparison of floats, of which the trace is told."""
    plain = getattr(float, method)

    def compare(self: DataRead, other: Any) -> Any:
        held, trace = plain(self, other), current().trace
        if trace is not None and held is not NotImplemented:
            trace.compare(sign, self.value, other.value if isinstance(other, DataRead) else float(other), held)
        return held

    return compare


def computing(method: str) -> Callable[..., Any]:
    """Arithmetic of floats, done with the Values too."""
    plain = getattr(float, method)

    def compute(self: DataRead, *others: Any) -> Any:
        number = plain(self, *others)
        if current().trace is None or type(number) is not float:
            return number
        with Switch(recording=True):
            value = getattr(self.value, method)(
                *[other.value if isinstance(other, DataRead) else float(other) for other in others]
            )
        return DataRead(number, value)

    return compute


def refusing(method: str) -> Callable[..., Any]:
    """What takes the number out of the graph, so that a program would have it as it was in the trace."""
    plain = getattr(float, method)

    def refuse(self: DataRead, *others: Any) -> Any:
        if current().trace is not None:
            use = "used in an op" if method == "__float__" else f"put through {method.strip('_')}"
            raise ValueError(
                f"this cannot be compiled: at {users_line()}, a number that was read with .data is {use}, and "
                "a program would have it as it is now. Compute with Values, or compare them"
            )
        return plain(self, *others)

    return refuse


for _sign, _name in {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}.items():
    setattr(DataRead, f"__{_name}__", comparing(_sign, f"__{_name}__"))
for _name in ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "neg"):
    setattr(DataRead, f"__{_name}__", computing(f"__{_name}__"))
JUMPS = ("round", "int", "trunc", "floor", "ceil", "floordiv", "rfloordiv", "mod", "rmod", "divmod", "rdivmod")
for _name in (*JUMPS, "float"):  # an op that is given a number beside Values asks for its float
    setattr(DataRead, f"__{_name}__", refusing(f"__{_name}__"))
DataRead.__hash__ = float.__hash__  # type: ignore[method-assign]
