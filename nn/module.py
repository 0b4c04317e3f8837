"""`Module`, the base of everything that has parameters, and the walk through the modules, lists and Values in one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from engine import Value, mime_bundle
from nn.checks import is_finite, is_number


class Module:
    """Something with parameters: a neuron, a layer, a model.

    The parameters are the leaf Values among its attributes, in lists, tuples and dicts of them, and in the Modules
    among them, in the order in which they were assigned. What is shared counts once.
    """

    inputs: int | None = None  # how many numbers an example has, where that is fixed
    training: bool = True  # whether it is being trained: dropout is on then
    frozen: frozenset[str] = frozenset()  # the places of parameters that are not to be trained
    standardizer: Any = None  # what prepares examples as they were measured, in `fit`, `predict` and `xray`
    classes: list[str] | None = None  # the names of the classes that it tells apart
    _repr_mimebundle_ = mime_bundle  # its picture, for a notebook

    def __call__(self, *inputs: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must define __call__, PyTorch's forward")

    def __repr__(self) -> str:
        return f"{self.described()} | {len(self.parameters())} parameters"

    def described(self) -> str:
        """What it is, in a few words."""
        return type(self).__name__

    def named_parameters(self) -> Iterator[tuple[str, Value]]:
        """Each parameter with its place in the model, such as `layers.0.neurons.2.b`."""
        return iter(find_parameters(self, "", {id(self): self}, []))

    def parameters(self) -> list[Value]:
        """All parameters that are not frozen, in order."""
        seen: dict[int, Any] = {id(self): self}
        found = find_parameters(self, "", seen, [])
        holding = [module for module in seen.values() if isinstance(module, Module) and module.frozen]
        frozen = {p for module in holding for place, p in module.named_parameters() if place in module.frozen}
        return [parameter for _, parameter in found if parameter not in frozen]

    def freeze(self, part: str = "") -> None:
        """Keep the parameters of a part, such as `layers.0`, as they are: they are not among the `parameters`."""
        inside = {place for place, _ in self.named_parameters() if f"{place}.".startswith(f"{part}." if part else "")}
        if not inside:
            raise ValueError(f"there is no part {part!r} with parameters")
        self.frozen = self.frozen | inside

    def unfreeze(self) -> None:
        """Train all parameters again, those that were frozen too."""
        for module in modules_in(self):
            module.frozen = frozenset()

    def train(self, mode: bool = True) -> Any:
        """Set whether it is being trained, for all that is in it too, and return it."""
        for module in modules_in(self):
            module.training = mode
        return self

    def eval(self) -> Any:
        """Set that it is not being trained, and return it."""
        return self.train(False)

    def summary(self) -> str:
        """A line for each module in it, with the number of its parameters, and of those that are frozen."""
        return outline(self, set(self.parameters()))

    def label_parameters(self) -> None:
        """Label each parameter with its place in the model."""
        for place, parameter in self.named_parameters():
            parameter.label = place

    def zero_grad(self) -> None:
        """Set the grad of every parameter back to 0."""
        for _, parameter in self.named_parameters():
            parameter.grad = 0.0

    def state_dict(self) -> dict[str, Any]:
        """The numbers of the parameters by name, in nested lists; a layer's are named and shaped as in PyTorch.

        >>> from nn import Layer
        >>> {name: len(numbers) for name, numbers in Layer(3, 2).state_dict().items()}
        {'weight': 2, 'bias': 2}
        """
        return {name: data_of(array) for name, array in self.arrays()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Give the parameters the numbers of a `state_dict`.

        Raises ValueError, and changes nothing, if a name or a shape does not fit or a number is not finite.
        """
        if not isinstance(state, dict):
            raise TypeError(f"a state is a dict of numbers by name, got {state!r}")
        arrays = dict(self.arrays())
        if arrays.keys() != state.keys():
            missing, unknown = sorted(arrays.keys() - state.keys()), sorted(state.keys() - arrays.keys())
            raise ValueError(f"the state does not fit the model: missing {missing}, unknown {unknown}")
        for value, number in [pair for name in arrays for pair in paired(arrays[name], state[name], name)]:
            value.data = number

    def arrays(self, above: tuple[Any, ...] = ()) -> Iterator[tuple[str, Any]]:
        """The parameters as `state_dict` arranges them: names, and Values in nested lists; `above` is what it is in."""
        for name, attribute in vars(self).items():
            yield from arrays_in(attribute, name, (*above, self))


def children(item: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """The modules that a module, a list, a tuple or a dict holds, each with its place; not those inside of another."""
    for name, part in items_in(vars(item) if isinstance(item, Module) else item):
        if isinstance(part, Value):  # most are, in long lists
            continue
        where = f"{place}.{name}".removeprefix(".")
        yield from [(where, part)] if isinstance(part, Module) else children(part, where)


def modules_in(module: Any) -> list[Any]:
    """A module and all modules in it, each once."""
    found, to_visit = {id(module): module}, [module]
    while to_visit:
        fresh = {id(child): child for _, child in children(to_visit.pop()) if id(child) not in found}
        found |= fresh
        to_visit += fresh.values()
    return list(found.values())


def outline(module: Any, trained: set[Value], above: tuple[Any, ...] = ()) -> str:
    """A line for each module, below and to the right of those it is in, with the number of its parameters.

    Alike modules side by side share a line; one that it is in itself is named only.
    """
    indent = "  " * len(above)
    if any(module is other for other in above):
        return f"{indent}{type(module).__name__}, as above"
    moved = [parameter in trained for _, parameter in module.named_parameters()]
    frozen = f", {moved.count(False):,} of them frozen" if True in moved else ", frozen"
    lines = [f"{indent}{module.described()}, {len(moved):,} parameters{frozen if False in moved else ''}"]
    alike: dict[tuple[str, str], list[str]] = {}
    for child_name, child in children(module):
        text = outline(child, trained, (*above, module))
        alike.setdefault((child_name.split(".")[0], text), []).append(child_name)
    for (_, text), names in alike.items():
        label = names[0] if len(names) == 1 else f"{names[0]} to {names[-1].split('.')[-1]}"
        lines.append(f"{indent}  {label}: {text[len(indent) + 2 :]}")
    return "\n".join(lines)


def find_parameters(item: Any, above: str, seen: dict[int, Any], found: list[Any]) -> list[tuple[str, Value]]:
    """Those found so far, and each leaf Value in a module or a list that is not yet among the seen, with its place."""
    for name, part in items_in(vars(item) if isinstance(item, Module) else item):
        if id(part) in seen:
            continue
        seen[id(part)] = part
        if not isinstance(part, Value):
            find_parameters(part, f"{above}{name}.", seen, found)
        elif part.op is None:
            found.append((f"{above}{name}", part))
    return found


def arrays_in(item: Any, name: str, above: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    """The arrays in one attribute, each with its place; nothing for a module that the attribute is in."""
    if isinstance(item, Module):
        if not any(item is other for other in above):
            yield from ((f"{name}.{inner}", array) for inner, array in item.arrays(above))
    elif is_array(item):
        yield name, item
    else:
        for key, part in items_in(item):
            yield from arrays_in(part, f"{name}.{key}", above)


def is_array(item: Any) -> bool:
    """Whether this is a leaf Value, or holds nothing but such, in lists in lists."""
    if isinstance(item, Value):
        return item.op is None
    held = [part for _, part in items_in(item)]
    return bool(held) and all(map(is_array, held))


def items_in(item: Any) -> Iterable[tuple[Any, Any]]:
    """What a list, a tuple or a dict holds, each part with its index or key; nothing for any other item."""
    if isinstance(item, dict):
        return item.items()
    return enumerate(item) if isinstance(item, (list, tuple)) else ()


def data_of(array: Any) -> Any:
    """The numbers of Values in nested lists."""
    return float(array.data) if isinstance(array, Value) else [data_of(part) for _, part in items_in(array)]


def paired(array: Any, numbers: Any, name: str) -> Iterator[tuple[Value, float]]:
    """Each Value of an array with its number; ValueError if they do not have the same shape."""
    if isinstance(array, Value):
        if not is_number(numbers) or not is_finite(numbers):
            raise ValueError(f"{name} must be one finite number, got {numbers!r}")
        yield array, float(numbers)
    elif not isinstance(numbers, (list, tuple)) or len(numbers) != len(array):
        raise ValueError(f"{name} must be a list of {len(array)}, got {numbers!r}")
    else:
        for (key, part), number in zip(items_in(array), numbers):
            yield from paired(part, number, f"{name}.{key}")
