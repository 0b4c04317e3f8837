"""What a function does with numbers: its graph, and what the graph depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine.graph import topological_order
from engine.modes import Origin, Switch, users_line
from engine.op import UNDEFINED
from engine.operands import real
from engine.programs.watched import Watched
from engine.text import described
from engine.value import Value, node

Move = Callable[[float], float]

NEARBY: tuple[Move, ...] = (lambda x: x * (1 + 1e-7) if x else 1e-7, lambda x: x * (1 - 1e-7) if x else -1e-7)


def far(x: float) -> float:
    """A number that is likely to be on the other side of a branch."""
    return -2 * x - 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """`x sign y`, at a place in the user's program, and whether it held."""

    sign: str
    x: Any
    y: Any
    held: bool
    origin: Origin


@dataclass
class Trace:
    """What a function did when it was called with some Values."""

    inputs: list[Value]
    outputs: list[Any] = field(default_factory=list)  # Values, and floats for numbers that depend on nothing
    comparisons: list[Comparison] = field(default_factory=list)
    drawn: list[Value] = field(default_factory=list)  # the random numbers, and how each is drawn
    draws: list[Callable[[], float]] = field(default_factory=list)
    numbers: Sequence[float] | None = None  # the random numbers to use; without them, each is 1
    watching: list[Value] = field(default_factory=list)  # while the function runs

    @contextmanager
    def following(self, leaves: Sequence[Value], ieee: bool = False) -> Iterator[None]:
        """Find what is computed in the block; the leaves, and all that is computed, are Watched meanwhile."""
        try:
            for value in [*self.inputs, *leaves]:
                self.watch(value)
            with Switch(recording=True, ieee=ieee, trace=self):
                yield
        finally:
            for value in self.watching:
                value.__class__ = Value
            self.watching = []

    def watch(self, value: Value) -> None:
        """Notice what is read of the data of a value, while the function runs."""
        if type(value) is Value:
            value.__class__ = Watched
            self.watching.append(value)

    def compare(self, sign: str, x: Any, y: Any, held: bool) -> None:
        """Note a comparison, which the program has to check."""
        self.comparisons.append(Comparison(sign, x, y, held, users_line()))

    def draw(self, draw: Callable[[], float]) -> Value:
        """A value that stands for a random number."""
        i = len(self.drawn)
        number = 1.0 if self.numbers is None else self.numbers[i] if i < len(self.numbers) else draw()
        self.drawn.append(Value(number, f"drawn{i + 1}"))
        self.watch(self.drawn[-1])
        self.draws.append(draw)
        return self.drawn[-1]

    @property
    def held(self) -> list[bool]:
        return [comparison.held for comparison in self.comparisons]

    @cached_property
    def order(self) -> list[Value]:
        """All values that the outputs and the comparisons depend on, each after its inputs."""
        return values_behind([*self.outputs, *[side for c in self.comparisons for side in (c.x, c.y)]])

    @property
    def free(self) -> list[Value]:
        """The leaves that the function did not get as inputs, such as the parameters of a model."""
        own = {*self.inputs, *self.drawn}
        return [value for value in self.order if value.op is None and value not in own]


def values_behind(ends: Sequence[Any]) -> list[Value]:
    """All values that these were computed from, and these, each after its inputs."""
    return topological_order(node(0.0, None, tuple([end for end in ends if isinstance(end, Value)]), ()))[:-1]


def trace(
    function: Callable[..., Any],
    inputs: Sequence[Value],
    arguments: Sequence[Any],
    draws: Sequence[float] | None = None,
    leaves: Sequence[Value] = (),
) -> Trace:
    """What the function does when it is called with arguments that hold these inputs, and with these leaves around."""
    found = Trace(list(inputs), numbers=draws)
    with found.following(leaves):
        result = function(*arguments)
    found.outputs = [result if isinstance(result, Value) else real_result(function, result)]
    return found


def real_result(function: Callable[..., Any], result: Any) -> float:
    """The number that a function has given in place of a Value."""
    try:
        return real(result)
    except TypeError:
        raise TypeError(f"{function_label(function)} must give one Value, got {described(result)}") from None


@contextmanager
def moved(leaves: Sequence[Value], move: Move) -> Iterator[None]:
    """The leaves hold other numbers while the block runs."""
    before = [leaf.data for leaf in leaves]
    try:
        for leaf in leaves:
            leaf.data = move(leaf.data)
        yield
    finally:
        for leaf, data in zip(leaves, before):
            leaf.data = data


def check_same(name: str, first: Trace, again: Callable[[Move], Trace]) -> None:
    """Raise ValueError if the function, at other numbers, does something else that no comparison explains.

    It is called with numbers that are moved, and so are the leaves it uses: far away, and where it takes another branch
    or raises errors of its own there, a little.
    """

    def at(move: Move, beyond: type[Exception] | tuple[type[Exception], ...]) -> Trace | None:
        try:
            with moved(first.free, move):
                second = again(move)
                return second if second.held == first.held else None
        except beyond:
            return None

    distant = at(far, Exception)
    if distant is not None and not differs(first, distant):
        return
    nearby = at(NEARBY[0], UNDEFINED) or at(NEARBY[1], UNDEFINED)  # one of them may leave the domain of an op
    for where, second in (("slightly other", nearby), ("other", distant)):
        if second is not None and (difference := differs(first, second)):
            raise ValueError(
                f"{name} cannot be compiled: called with {where} numbers, it computed something else: {difference}. "
                "Does it read .data, or draw random numbers? What is drawn by engine.sample(rng.random) can be "
                "compiled, and so can comparisons of Values"
            )


def check_bits(name: str, found: Sequence[float], expected: Sequence[float]) -> None:
    """Raise ValueError unless a program gives the engine's numbers bit for bit; zeros of either sign are equal."""
    for number, must in zip(found, expected):
        if number != must and (number == number or must == must):
            raise ValueError(
                f"{name} cannot be compiled: {must!r} by the engine is {number!r} by the program. Does it, or its "
                "loss, take a number out of the graph, as in `if z.data > 0` or `z * z.data`? Write a choice as an op, "
                "such as relu, maximum or where, or compare the Values"
            )


def differs(first: Trace, second: Trace) -> str:
    """In what two traces differ; nothing if they are alike."""
    one, two = first.order, second.order
    place = {value: i for i, value in enumerate(one)}, {value: i for i, value in enumerate(two)}
    given = {*first.inputs, *first.drawn}
    if len(first.drawn) != len(second.drawn):
        return f"{len(first.drawn)} random numbers, then {len(second.drawn)}"
    for x, y in zip(one, two):
        if x.op is not y.op or len(x.inputs) != len(y.inputs):
            return f"{x!r}, then {y!r}"
        if x.op is None and x not in given and x is not y and x.data != y.data:
            return f"a leaf of {x.data}, then one of {y.data}"
        for a, b in zip(x.inputs, y.inputs):
            if type(a) is float or type(b) is float:
                if repr(a) != repr(b):
                    return f"{x.op.name if x.op else ''} of {constant_in_words(a)}, then of {constant_in_words(b)}"
            elif place[0][a] != place[1][b]:
                return f"{x!r}, then {y!r}"
    if len(one) != len(two) or len(first.comparisons) != len(second.comparisons):
        return f"{len(one)} values, then {len(two)}"
    ends = [
        [place[i].get(end) if isinstance(end, Value) else repr(end) for end in t.outputs]
        for i, t in enumerate((first, second))
    ]
    return "" if ends[0] == ends[1] else "another output"


def constant_in_words(x: Any) -> str:
    """A constant, or that it is none."""
    return f"the number {x!r}" if type(x) is float else "a Value"


def function_label(function: Callable[..., Any]) -> str:
    """What to call a function, a model or a loss."""
    return getattr(function, "__name__", "") or type(function).__name__
