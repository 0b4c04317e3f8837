"""One of many examples: of the terms of a sum that have the same form, as the losses of a batch have, one is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain

from engine.pictures.view import View
from engine.value import Value


def keep_one_of_each(view: View) -> None:
    """Of the terms of a sum that have the same form, as the losses of a batch have, keep the first."""
    uses = Counter(x for value in view.order for x in value.inputs if type(x) is not float)
    shapes = structure_of(view)
    others: dict[Value, list[Value]] = {}  # the terms that are like one that is kept
    to_visit = [view.order[-1]]
    seen = set(to_visit)
    while to_visit:
        node = to_visit.pop()
        terms, additions = terms_of(node, uses)
        alike: dict[int, list[Value]] = {}
        for term in terms:
            if uses[term] == 1:  # what is used elsewhere too must be seen
                alike.setdefault(shapes[term], []).append(term)
        if any(len(several) > 1 for several in alike.values()):
            view.drawn.update(dict.fromkeys(additions, node))
        for first, *rest in alike.values():
            if rest:
                others[first] = rest
            elif first not in seen:
                seen.add(first)
                to_visit.append(first)
    reached_elsewhere = reached([view.order[-1]], set(chain.from_iterable(others.values())))
    for rest in others.values():
        hidden = reached(rest, reached_elsewhere)
        reached_elsewhere |= hidden
        members = [value for value in view.order if value in hidden]
        view.fold(f"… {len(rest):,} more like this", members, more_of_the_same=True)
        view.notes.append(f"one of {len(rest) + 1:,} terms of the same form is shown")


def structure_of(view: View) -> dict[Value, int]:
    """A number for the form of each value, the same for values that the same ops made of the same parameters.

    A parameter is known by its label; numbers may differ, as they do between the examples of a batch.
    """
    numbers: dict[tuple[object, ...], int] = {}
    shapes: dict[Value, int] = {}
    for value in view.order:
        inputs = [-1 if type(x) is float else shapes[x] for x in value.inputs]
        shapes[value] = numbers.setdefault((value.op or value.label, *inputs), len(numbers))
    return shapes


def terms_of(node: Value, uses: Counter[Value]) -> tuple[list[Value], list[Value]]:
    """What is summed up in a node, as far as ops made it, and the additions between the terms and the node."""
    if node.op is None or node.op.sign != "+":
        made = [x for x in node.inputs if type(x) is not float and x.op]
        is_sum = node.op is not None and node.op.spelled_out and not node.op.pairs
        return (made if is_sum or len(made) == 1 else []), []
    terms, additions, to_visit = [], [], [node]
    while to_visit:
        value = to_visit.pop()
        is_addition = value.op is not None and value.op.sign == "+" and not any(map(is_constant, value.inputs))
        if value is node or (is_addition and uses[value] == 1):
            additions.append(value)
            to_visit.extend(x for x in reversed(value.inputs) if type(x) is not float)
        elif value.op is not None:
            terms.append(value)
    return terms, additions[1:]


def is_constant(x: object) -> bool:
    """Whether an input is a plain number other than the 0 with which the builtin `sum` starts."""
    return type(x) is float and x != 0


def reached(start: Iterable[Value], seen: set[Value]) -> set[Value]:
    """What the values to start from were computed from, themselves included, without passing what was seen."""
    found = set(start)
    to_visit = list(found)
    while to_visit:
        for x in to_visit.pop().inputs:
            if type(x) is not float and x not in seen and x not in found:
                found.add(x)
                to_visit.append(x)
    return found
