"""The node of a computation graph: `Value`, and how an op applied to Values makes one."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from numbers import Number, Real
from typing import Any

from engine import modes
from engine.backward import backward
from engine.graph import topological_order
from engine.modes import Origin, users_line
from engine.op import UNDEFINED, Op, described, real
from engine.operators import Operators
from engine.steps import backward_steps


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

    def backward(self) -> None:
        """Fill in the grad of every value that this one was computed from (see `engine/backward.py`).

        Raises FloatingPointError, and changes nothing, for a grad that is not finite if `detect_anomaly` is on.
        """
        if modes.current().anomaly:
            check_steps(self)
        backward(self)

    def zero_grad(self) -> None:
        """Set the grad of this value, and of every value it was computed from, back to 0."""
        for value in topological_order(self):
            value.grad = 0.0

    def __repr__(self) -> str:
        return f"{self.name()} | data {self.data!r} | grad {self.grad!r}"

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else repr(self)

    def name(self) -> str:
        """Its label and how it was computed: `h = tanh(n)`."""
        label = one_line(self.label)
        if self.op is None:
            return label or "leaf"
        inputs = [one_line(x.label) or f"{x.data!r}" if isinstance(x, Value) else f"{x!r}" for x in self.inputs]
        if len(inputs) > 6:
            inputs[3:-1] = ["..."]
        formula = self.op.written(inputs)
        return f"{label} = {formula}" if label else formula

    # Copying and pickling do not recurse, so the depth of a graph does not matter.

    def __copy__(self) -> Value:
        twin = node(self.data, self.op, self.inputs, self.partials)
        twin.grad, twin.label, twin.origin = self.grad, self.label, self.origin
        return twin

    def __deepcopy__(self, memo: dict[int, Any]) -> Value:
        for value in topological_order(self):
            if id(value) not in memo:
                twin = memo[id(value)] = value.__copy__()
                twin.inputs = tuple([x if type(x) is float else memo[id(x)] for x in value.inputs])
        return memo[id(self)]

    def __reduce__(self) -> Any:
        if self.op is None:
            return leaf, (self.data, self.grad, self.label, self.origin)
        order = topological_order(self)
        places = {value: place for place, value in enumerate(order)}
        records = [
            value
            if value.op is None
            else (
                value.op,
                tuple([x if type(x) is float else places[x] for x in value.inputs]),
                value.partials,
                value.data,
                value.grad,
                value.label,
                value.origin,
            )
            for value in order
        ]
        return from_records, (records,)

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
        if not {Value, float}.issuperset(map(type, inputs)):
            for x in inputs:
                if hasattr(x, "_apply") and not isinstance(x, Value):
                    return x._apply(op, inputs)  # a number of another kind, which knows what a Value is
            inputs = tuple([x if isinstance(x, Value) else real(x) for x in inputs])
        if modes.current() is modes.EVERYDAY:
            at = [x if type(x) is float else x.data for x in inputs]
            try:
                data = op.forward(*at)
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


def leaf(data: float, grad: float, label: str, origin: Origin | None) -> Value:
    """A leaf as it was pickled."""
    value = Value(data, label)
    value.grad, value.origin = grad, origin
    return value


def from_records(records: Sequence[Any]) -> Value:
    """The last value of a graph that was pickled as a flat list: leaves, and nodes with their inputs' places in it."""
    values: list[Value] = []
    for record in records:
        if isinstance(record, Value):
            values.append(record)
            continue
        op, places, partials, data, grad, label, origin = record
        value = node(data, op, tuple([x if type(x) is float else values[x] for x in places]), partials)
        value.grad, value.label, value.origin = grad, label, origin
        values.append(value)
    return values[-1]


def with_care(op: Op, inputs: tuple[Any, ...]) -> Value:
    """The value of an op where the fast path gave up: a mode is on, or floats raise at these numbers.

    A forward function that raises has no value, and the error says so in words, unless the `ieee` mode is on.
    """
    mode = modes.current()
    at = [x if type(x) is float else x.data for x in inputs]
    try:
        data = op.ieee(at) if mode.ieee else op.forward(*at)
    except UNDEFINED as error:
        raise type(error)(op.complaint(error, at) + whence(inputs)) from None
    if mode.anomaly and not isfinite(data):
        raise FloatingPointError(f"{op.written([str(x) for x in at])} is {data}{whence(inputs)}, at {users_line()}")
    if not mode.recording:
        return Value(data)
    value = node(data, op, inputs, partials_with_care(op, inputs, at, data))
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


def whence(inputs: Sequence[Any]) -> str:
    """Where the inputs of an op came from, for an error message."""
    names = [f"{x.data} is {x.name()}{f' at {x.origin}' if x.origin else ''}" for x in inputs if isinstance(x, Value)]
    return f" ({'; '.join(names[:6])})"


def check_steps(output: Value) -> None:
    """Raise FloatingPointError for the first contribution to a grad that is not finite."""
    for step in backward_steps(output):
        if not isfinite(step.contribution):
            raise FloatingPointError(
                f"the grad of {step.input.name()} gets {step.upstream} * {step.partial} = {step.contribution} from "
                f"{step.node.name()}{f' at {step.node.origin}' if step.node.origin else ''}{whence(step.node.inputs)}"
            )


def constant(x: Any) -> float:
    """The float that a plain number beside a Value stands for.

    Raises TypeError for text, a list and the like; returns NotImplemented for a type that may know Values itself.
    """
    if type(x) is float:
        return x
    if isinstance(x, Real):
        return float(x)
    if isinstance(x, (list, tuple, dict, set)) or hasattr(x, "__array__"):
        raise TypeError(f"a Value works with one number at a time, got {described(x)}; loop over its elements")
    if x is None or isinstance(x, (str, bytes, Number)):
        raise TypeError(f"a Value works with real numbers, got {described(x)}")
    return NotImplemented


def one_line(text: str) -> str:
    """Text with its line breaks and control characters escaped."""
    return text if text.isprintable() else repr(text)[1:-1]
