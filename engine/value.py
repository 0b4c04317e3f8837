"""The node of a computation graph: `Value`, and how an op applied to Values makes one."""

from __future__ import annotations

from numbers import Number, Real
from typing import Any, NoReturn

from engine import modes
from engine.backward import backward
from engine.graph import topological_order
from engine.op import UNDEFINED, Op, described, real
from engine.operators import Operators


class Value(Operators):
    """A number that remembers how it was computed.

    >>> a, b = Value(2.0, "a"), Value(-3.0, "b")
    >>> c = a * b + 10
    >>> c.backward()
    >>> a.grad, b.grad
    (-3.0, 2.0)
    """

    __slots__ = ("data", "grad", "label", "op", "inputs", "partials")
    __array_ufunc__ = None  # so that a numpy array leaves its operators to this class, which refuses arrays

    data: float  # the number it holds
    grad: float  # d(output)/d(this value), filled in by the backward pass
    label: str  # the name people see
    op: Op | None  # the op that made it; None for a leaf
    inputs: tuple[Any, ...]  # what the op was applied to: Values, and floats for constants
    partials: tuple[float | None, ...]  # d(this value)/d(each input) at the time; None for a constant

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

    def backward(self) -> None:
        """Fill in the grad of every value that this one was computed from (see `engine.backward`)."""
        backward(self)

    def zero_grad(self) -> None:
        """Set the grad of this value, and of every value it was computed from, back to 0."""
        for value in topological_order(self):
            value.grad = 0.0

    # Order compares the numbers. Equality does not: a Value equals only itself, and can be put in sets and dicts.

    def __lt__(self, other: Value | float) -> bool:
        return self.data < number(other)

    def __le__(self, other: Value | float) -> bool:
        return self.data <= number(other)

    def __gt__(self, other: Value | float) -> bool:
        return self.data > number(other)

    def __ge__(self, other: Value | float) -> bool:
        return self.data >= number(other)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Number):
            raise TypeError(f"a Value equals only itself; to compare its number, write value.data == {other!r}")
        return self is other

    __hash__ = object.__hash__

    def __bool__(self) -> NoReturn:
        raise TypeError(f"a Value is neither true nor false; compare its number, as in `value > 0` (value: {self!r})")

    def __float__(self) -> NoReturn:
        raise TypeError(
            "a Value does not turn into a float, for that would lose its gradient; write value.exp() or "
            f"engine.exp(value) instead of math.exp(value), and value.data for the number alone (value: {self!r})"
        )

    __int__ = __float__

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
        if len(op.partials) == 2:
            return Value._binary(op, *inputs)
        if not {Value, float}.issuperset(map(type, inputs)):
            inputs = tuple([x if isinstance(x, Value) else real(x) for x in inputs])
        if modes.current() is modes.EVERYDAY:
            at = [x if type(x) is float else x.data for x in inputs]
            try:
                data = op.forward(*at)
                return node(data, op, inputs, op.partials_at(inputs, at, data))
            except UNDEFINED:
                pass
        return with_care(op, inputs)


def node(data: float, op: Op, inputs: tuple[Any, ...], partials: tuple[float | None, ...]) -> Value:
    """The Value that an op made."""
    value = Value.__new__(Value)  # not Value(data), which checks what a user hands in
    value.data = data
    value.grad = 0.0
    value.label = ""
    value.op = op
    value.inputs = inputs
    value.partials = partials
    return value


def with_care(op: Op, inputs: tuple[Any, ...]) -> Value:
    """The value of an op where the fast path gave up: a mode is on, or floats raise at these numbers.

    A forward function that raises has no value, and the error says so in words, unless the `ieee` mode is on. A partial
    that raises is read once more in that mode, and is inf or nan.
    """
    mode = modes.current()
    at = [x if type(x) is float else x.data for x in inputs]
    try:
        data = op.forward(*at)
    except UNDEFINED as error:
        if not mode.ieee:
            origins = "; ".join([f"{x.data!r} is {x.name()}" for x in inputs if type(x) is not float])
            raise type(error)(f"{op.complaint(error, at)} ({origins})") from None
        data = op.beyond(*at)
    if not mode.recording:
        return Value(data)
    try:
        partials = op.partials_at(inputs, at, data)
    except UNDEFINED:
        with modes.using(ieee=True, recording=False):
            readings = op.partials_at(inputs, [Value(number) for number in at], Value(data))
        partials = tuple([reading.data if isinstance(reading, Value) else reading for reading in readings])
    return node(data, op, inputs, partials)


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


def number(x: Value | float) -> float:
    """The number to compare with."""
    return x.data if isinstance(x, Value) else real(x)


def one_line(text: str) -> str:
    """Text with its line breaks and control characters escaped."""
    return text if text.isprintable() else repr(text)[1:-1]
