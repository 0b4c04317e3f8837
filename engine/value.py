"""The node of a computation graph: `Value`, and how an op applied to Values makes one."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from engine import modes
from engine.backward import backward
from engine.copies import deep_copy, reduced, state_of, with_state
from engine.graph import topological_order
from engine.modes import Origin, users_line
from engine.op import UNDEFINED, Op
from engine.operands import constant, real
from engine.operators import Operators
from engine.steps.ledger import ledger
from engine.text import complaint, described, name_of, whence


class Value(Operators):
    """A number that remembers how it was computed.

    >>> a, b = Value(2.0, "a"), Value(-3.0, "b")
    >>> c = a * b + 10
    >>> c.backward()
    >>> a.grad, b.grad
    (-3.0, 2.0)
    """

    __slots__ = ("data", "grad", "label", "op", "inputs", "partials", "origin")

    data: float  # the number it holds
    grad: float  # d(output)/d(this value), filled in by the backward pass
    label: str  # the name people see
    op: Op | None  # the op that made it; None for a leaf
    inputs: tuple[Any, ...]  # what the op was applied to: Values, and floats for constants
    partials: tuple[float | None, ...]  # d(this value)/d(each input) at the time; None for a constant
    origin: Origin | None  # the line of code that made it, if `record_origins` was on

    def __init__(self, data: float, label: str = "") -> None:
        """A leaf that holds `data`, a real number, and is shown as `label`."""
        if not isinstance(label, str):
            raise TypeError(f"a label is a str, got {described(label)}")
        self.data = real(data)
        self.grad = 0.0
        self.label = label
        self.op = None
        self.inputs = ()
        self.partials = ()
        self.origin = users_line() if modes.current().origins else None

    backward = backward  # see backward.py: the loop it is all about
    why = ledger  # where it came from, and with `why(output)` what made its grad

    def zero_grad(self) -> None:
        """Set the grad of this value, and of every value it was computed from, back to 0."""
        for value in topological_order(self):
            value.grad = 0.0

    def __repr__(self) -> str:
        return f"{name_of(self)} | data {self.data!r} | grad {self.grad!r}"

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else repr(self)

    def __copy__(self) -> Value:
        return with_state(type(self), *state_of(self))

    def __deepcopy__(self, memo: dict[int, Any]) -> Value:
        return deep_copy(self, memo)

    def __reduce__(self) -> Any:
        return reduced(self)

    # How an op makes a Value. `_unary` and `_binary` do what `_apply` does for one and two inputs, only faster.

    @staticmethod
    def _unary(op: Op, x: Value) -> Value:
        if modes.current() is modes.EVERYDAY:
            try:
                data = op.forward(x.data)
                return node(data, op, (x,), (op.partials[0](x.data, data),))
            except UNDEFINED:
                pass
        return with_care(op, (x,))

    @staticmethod
    def _binary(op: Op, x: Any, y: Any) -> Value:
        if isinstance(x, Value):
            a = x.data
        elif (a := constant(x)) is NotImplemented:
            return NotImplemented
        else:
            x = a
        if isinstance(y, Value):
            b = y.data
        elif (b := constant(y)) is NotImplemented:
            return NotImplemented
        else:
            y = b
        if modes.current() is modes.EVERYDAY:
            try:
                data = op.forward(a, b)
                in_x, in_y = op.partials
                dx = None if type(x) is float else in_x(a, b, data)
                dy = None if type(y) is float else in_y(a, b, data)
                return node(data, op, (x, y), (dx, dy))
            except UNDEFINED:
                pass
        return with_care(op, (x, y))

    @staticmethod
    def _apply(op: Op, inputs: tuple[Any, ...]) -> Value:
        if len(op.partials) == 1:
            return Value._unary(op, *inputs)
        at = [x.data for x in inputs if type(x) is Value]
        only_values = len(at) == len(inputs)  # as in most sums and dot products
        if not only_values:
            for x in inputs:
                if not isinstance(x, (Value, float)) and hasattr(x, "_apply"):
                    return x._apply(op, inputs)  # a number of another kind, which knows what a Value is
            inputs = tuple([x if isinstance(x, Value) else real(x) for x in inputs])
            at = [x if type(x) is float else x.data for x in inputs]
        if modes.current() is modes.EVERYDAY:
            try:
                data = op.forward(*at)
                if only_values and op.all_partials:
                    return node(data, op, inputs, tuple(op.all_partials(at, data)))
                return node(data, op, inputs, op.partials_at(inputs, at, data))
            except UNDEFINED:
                pass
        return with_care(op, inputs)


def node(data: float, op: Op | None, inputs: tuple[Any, ...], partials: tuple[float | None, ...]) -> Value:
    """A Value as an op makes it."""
    value = Value.__new__(Value)  # not Value(data), which checks what a user hands in
    value.data = data
    value.grad = 0.0
    value.label = ""
    value.op = op
    value.inputs = inputs
    value.partials = partials
    value.origin = None
    return value


def with_care(op: Op, inputs: tuple[Any, ...]) -> Value:
    """The value of an op where the fast path gave up: a mode is on, or floats raise at these numbers.

    A forward function that raises has no value, and the error says so in words, unless the `ieee` mode is on.
    """
    mode = modes.current()
    at = [x if type(x) is float else x.data for x in inputs]
    try:
        data = op.ieee(at) if mode.ieee else op.forward(*at)
    except UNDEFINED as error:
        raise type(error)(complaint(op, error, at) + whence(inputs)) from None
    if mode.anomaly and not isfinite(data):
        raise FloatingPointError(f"{op.written([str(x) for x in at])} is {data}{whence(inputs)}, at {users_line()}")
    if mode.recording:
        value = node(data, op, inputs, partials_with_care(op, inputs, at, data))
    else:
        value = node(data, None, (), ())
    if mode.origins:
        value.origin = users_line()
    return value


def partials_with_care(op: Op, inputs: Sequence[Any], at: Sequence[float], data: float) -> tuple[float | None, ...]:
    """The partials at these numbers; a partial that raises on floats is read in IEEE arithmetic, and is inf or nan."""
    try:
        return op.partials_at(inputs, at, data)
    except UNDEFINED:
        with modes.Switch(recording=False, ieee=True, anomaly=False):
            partials = op.partials_at(inputs, [Value(number) for number in at], Value(data))
        return tuple([partial.data if isinstance(partial, Value) else partial for partial in partials])
