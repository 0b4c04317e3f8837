"""What a function depends on besides its arguments: the variables around it, and the objects that they hold."""

from __future__ import annotations

import operator
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from random import Random
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from engine.value import Value

MOST = 5000  # items that are watched: this is asked often, and a function may hold a whole data set
PLAIN = (Value, int, float, str, bytes, type(None), type, ModuleType, Random)  # nothing inside of these is looked at


class Surroundings:
    """The variables of functions, of those that they call, and, if it goes deep, what is in the objects they hold.

    Things are told apart by identity, as `is` does: what is put in the place of something else is seen.
    """

    def __init__(self, *functions: Any, deep: bool = False) -> None:
        self.functions, self.deep = functions, deep
        self.look()

    def look(self) -> None:
        """Find what is around the functions now."""
        self.readers: list[Callable[[], Iterable[Any]]] = []  # each gives what a container holds now
        self.found: list[list[Any]] = []
        self.size = 0  # of what was found
        self.seen: dict[int, Any] = {}  # by identity; kept, so that no other thing gets the same
        to_visit = deque(self.functions)
        while to_visit and self.size < MOST:
            item = to_visit.popleft()
            if isinstance(item, PLAIN) or id(item) in self.seen:
                continue
            self.seen[id(item)] = item
            inside = self.inside(item)
            to_visit += inside if self.deep else filter(is_function, inside)

    def inside(self, item: Any) -> list[Any]:
        """What an item holds; if it can hold something else later, it is watched."""
        if isinstance(item, MethodType):
            return [item.__func__, item.__self__]
        if isinstance(item, partial):
            return [item.func, *item.args, *item.keywords.values()]
        if isinstance(item, FunctionType):
            return [*self.variables(item), getattr(item, "__wrapped__", None)]
        if isinstance(item, dict):
            return self.watch(item.values)
        if isinstance(item, (list, tuple, set, frozenset)):
            return self.watch(partial(tuple, item))
        functions = [f for kind in type(item).__mro__ for f in vars(kind).values() if isinstance(f, FunctionType)]
        return [*functions, *(self.watch(vars(item).values) if hasattr(item, "__dict__") else [])]

    def variables(self, function: FunctionType) -> list[Any]:
        """What the variables around a function hold: those of functions around it, and global ones.

        The global variables of this library do not change; what its functions enclose may be the user's.
        """
        around, cells = function.__globals__, function.__closure__ or ()
        names = [name for name in global_names(function.__code__) if name in around] if is_users(function) else []
        if not (cells or names):
            return []
        return self.watch(lambda: [*map(contents, cells), *map(around.get, names)])

    def watch(self, reader: Callable[[], Iterable[Any]]) -> list[Any]:
        """What a container holds now, which is looked at again when it is asked for changes."""
        items = list(reader())
        self.readers.append(reader)
        self.found.append(items)
        self.size += len(items)
        return items

    def have_changed(self) -> bool:
        """Whether something has been put in the place of something else since this was last asked."""
        for reader, before in zip(self.readers, self.found):
            now = reader()
            if len(now) != len(before) or not all(map(operator.is_, now, before)):  # type: ignore[arg-type]
                self.look()
                return True
        return False


def is_function(item: Any) -> bool:
    """Whether this is a function, or a method, or one with some of its arguments."""
    return isinstance(item, (FunctionType, MethodType, partial))


def is_users(function: FunctionType) -> bool:
    """Whether a function is none of this library's."""
    return (function.__module__ or "").partition(".")[0] not in ("engine", "nn")


def global_names(code: CodeType) -> list[str]:
    """The global names that code uses, and the functions, lambdas and comprehensions in it."""
    inner = [name for part in code.co_consts if isinstance(part, CodeType) for name in global_names(part)]
    return [*code.co_names, *inner]


def contents(cell: Any) -> Any:
    """What a variable of an enclosing function holds."""
    try:
        return cell.cell_contents
    except ValueError:  # not yet anything
        return None
