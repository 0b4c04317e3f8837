"""The node of a computation graph: `Value`, and how an op applied to Values makes one."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from math import isfinite
from typing import Any

from engine import modes, ops
from engine.backward import backward
from engine.copies import deep_copy, reduced
from engine.debugging import number_in
from engine.graph import topological_order
from engine.modes import EVERYDAY, Origin, current, users_line
from engine.number_like import NumberLike
from engine.op import UNDEFINED, Op
from engine.operands import constant, real
from engine.text import described, name_of, whence


class Value(NumberLike):
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
        self.origin = users_line() if current().origins else None

    backward = backward  # see backward.py: the loop it is all about
    __deepcopy__, __reduce_ex__ = deep_copy, reduced  # see copies.py

    def zero_grad(self) -> None:
        """Set the grad of this value, and of every value it was computed from, back to 0."""
        for value in topological_order(self):
            value.grad = 0.0

    def item(self) -> float:
        """The data, by PyTorch's name."""
        return self.data

    def detach(self) -> Value:
        """A leaf of the same data, through which no gradient flows back."""
        return Value(self.data, self.label)

    def why(self, output: Value | None = None, *, names: Mapping[str, Any] | None = None) -> Any:
        """Where this value came from, and, given the output of a backward pass, what made its grad: see `ledger`."""
        from engine.steps.ledger import ledger  # not at the top: the views stand on the core, not the core on them

        return ledger(self, output, names=names)

    def tree(self, **options: Any) -> Any:
        """The graph as text, with the names of the variables at hand, as at the prompt of a debugger: see `tree`."""
        from engine.steps.tree import tree

        return tree(self, **{"names": sys._getframe(1).f_locals, **options})

    def _repr_mimebundle_(self, **kinds: Any) -> dict[str, str]:
        """The picture of the graph, for a notebook."""
        from engine.pictures.mime_bundle import mime_bundle

        return mime_bundle(self)

    def __repr__(self) -> str:
        return f"{name_of(self)} | data {self.data!r} | grad {self.grad!r}"

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else repr(self)

    # Two Values and no mode on, the everyday case: the row, written out. It is what a debugger steps into, and twice as
    # fast as the rule for all ops, `record`. A test holds it to the table.

    def __add__(self, other: Value | float) -> Value:
        if type(other) is Value and current() is EVERYDAY:
            return node(self.data + other.data, ops.add, (self, other), (1.0, 1.0))
        return of_two(ops.add, self, other)

    def __sub__(self, other: Value | float) -> Value:
        if type(other) is Value and current() is EVERYDAY:
            return node(self.data - other.data, ops.sub, (self, other), (1.0, -1.0))
        return of_two(ops.sub, self, other)

    def __mul__(self, other: Value | float) -> Value:
        if type(other) is Value and current() is EVERYDAY:
            x, y = self.data, other.data
            return node(x * y, ops.mul, (self, other), (y, x))
        return of_two(ops.mul, self, other)

    def __truediv__(self, other: Value | float) -> Value:
        if type(other) is Value and other.data and current() is EVERYDAY:
            x, y = self.data, other.data
            return node(out := x / y, ops.div, (self, other), (1.0 / y, -out / y))
        return of_two(ops.div, self, other)

    @staticmethod
    def __apply__(op: Op, inputs: Sequence[Any]) -> Any:
        """`record(op, inputs)`, by a short cut where no mode is on and nothing raises."""
        if current() is EVERYDAY:
            try:
                if len(op.partials) == 1:  # most activations: an MLP's step is 10 % faster
                    [x] = inputs
                    data = op.forward(x.data)
                    return node(data, op, (x,), (op.partials[0](x.data, data),))
                if len(op.partials) == 2:
                    return of_two(op, *inputs)
                at = [x.data for x in inputs if type(x) is Value]
                if len(at) == len(inputs) and type(data := op.forward(*at)) is float:  # sums and dots: twice as fast
                    partials = op.all_partials(at, data) if op.all_partials else op.partials_at(inputs, at, data)
                    return node(data, op, tuple(inputs), tuple(partials))
            except (*UNDEFINED, TypeError):
                pass  # `record` says what is wrong, or gives a partial that is inf or nan
        return record(op, inputs)


blank = partial(object.__new__, Value)  # faster than Value.__new__(Value)
INPUTS = {Value, float}  # what a node keeps as its inputs


def record(op: Op, inputs: Sequence[Any]) -> Any:
    """The value of an op, which remembers the op, its inputs, and its partials at the numbers of this moment.

    Raises what floats raise where the op is undefined at these numbers, and says so in words; in the `ieee` mode the
    value is inf or nan then. Beside a type that may know Values itself, NotImplemented.
    """
    if not INPUTS.issuperset(map(type, inputs)):
        for x in inputs:
            if not isinstance(x, (Value, float)) and hasattr(x, "__apply__"):
                return x.__apply__(op, inputs)  # a number of another kind, which knows what a Value is
        as_float = constant if op.sign else real
        inputs = [x if isinstance(x, Value) else as_float(x) for x in inputs]
        if any(x is NotImplemented for x in inputs):
            return NotImplemented
    mode = current()
    at = [x if type(x) is float else number_in(x) for x in inputs]
    try:
        data = op.ieee(at) if mode.ieee else op.forward(*at)
    except UNDEFINED as error:
        raise type(error)(op.complaint(error, at) + whence(inputs)) from None
    if mode.anomaly and not isfinite(data):
        raise FloatingPointError(f"{op.written([str(x) for x in at])} is {data}{whence(inputs)}, at {users_line()}")
    kept: Any = (op, tuple(inputs), ieee_partials(op, inputs, at, data)) if mode.recording else (None, (), ())
    value = node(data, *kept)
    if mode.trace is not None:
        mode.trace.watch(value)
    if mode.origins:
        value.origin = users_line()
    return value


def node(data: float, op: Op | None, inputs: tuple[Any, ...], partials: tuple[float | None, ...]) -> Value:
    """A Value as an op makes it."""
    value = blank()  # not Value(data), which checks what a user hands in
    value.data = data
    value.grad = 0.0
    value.label = ""
    value.op = op
    value.inputs = inputs
    value.partials = partials
    value.origin = None
    return value


def of_two(op: Op, x: Any, y: Any) -> Any:
    """`record(op, (x, y))`, three times as fast for Values, floats and ints, where no mode is on and nothing raises."""
    if current() is EVERYDAY:
        try:
            x, y = float(x) if type(x) is int else x, float(y) if type(y) is int else y
            a, b = x.data if type(x) is Value else x, y.data if type(y) is Value else y
            if type(a) is type(b) is float:
                data = op.forward(a, b)
                in_x, in_y = op.partials
                dx = None if x is a else in_x(a, b, data)
                dy = None if y is b else in_y(a, b, data)
                return node(data, op, (x, y), (dx, dy))
        except UNDEFINED:
            pass
    return record(op, (x, y))


def ieee_partials(op: Op, inputs: Sequence[Any], at: Sequence[float], data: float) -> tuple[float | None, ...]:
    """The partials at these numbers; a rule that raises on floats is read in IEEE arithmetic, and gives inf or nan."""
    try:
        return op.partials_at(inputs, at, data)
    except UNDEFINED:
        with modes.Switch(recording=False, ieee=True, anomaly=False):
            partials = op.partials_at(inputs, [Value(number) for number in at], Value(data))
        return tuple([partial.data if isinstance(partial, Value) else partial for partial in partials])
