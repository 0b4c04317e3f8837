"""`Module`, the base of everything that has parameters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine import Value
from nn.state import data_of, paired, parts


class Module:
    """Something with parameters: a neuron, a layer, a model.

    The parameters are the leaf Values among its attributes, in lists, tuples and dicts of them, and in the Modules
    among them, in the order in which they were assigned. What is shared counts once.
    """

    inputs: int | None = None  # how many numbers an example has, where that is fixed

    def __call__(self, *inputs: Any) -> Any:
        """The outputs for these inputs."""
        raise NotImplementedError(f"{type(self).__name__} must define __call__")

    def __repr__(self) -> str:
        return f"{type(self).__name__} | {len(self.parameters())} parameters"

    def named_parameters(self) -> Iterator[tuple[str, Value]]:
        """Each parameter with its place in the model, such as `layers.0.neurons.2.b`."""
        return leaves(self, "", set())

    def parameters(self) -> list[Value]:
        """All parameters, in order."""
        return [parameter for _, parameter in self.named_parameters()]

    def label_parameters(self) -> None:
        """Label each parameter with its place in the model."""
        for place, parameter in self.named_parameters():
            parameter.label = place

    def zero_grad(self) -> None:
        """Set the grad of every parameter back to 0."""
        for parameter in self.parameters():
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
        arrays = dict(self.arrays())
        if arrays.keys() != state.keys():
            missing, unknown = sorted(arrays.keys() - state.keys()), sorted(state.keys() - arrays.keys())
            raise ValueError(f"the state does not fit the model: missing {missing}, unknown {unknown}")
        for value, number in [pair for name in arrays for pair in paired(arrays[name], state[name], name)]:
            value.data = number

    def arrays(self) -> Iterator[tuple[str, Any]]:
        """The parameters as `state_dict` arranges them: names, and Values in nested lists."""
        for name, attribute in vars(self).items():
            yield from arrays_in(attribute, name)


def leaves(item: Any, place: str, seen: set[int]) -> Iterator[tuple[str, Value]]:
    """Each leaf Value in an item that is not yet among the seen, with its place."""
    if id(item) in seen:
        return
    seen.add(id(item))
    if isinstance(item, Value) and item.op is None:
        yield place, item
    for name, part in parts(vars(item) if isinstance(item, Module) else item):
        yield from leaves(part, f"{place}.{name}" if place else f"{name}", seen)


def arrays_in(item: Any, name: str) -> Iterator[tuple[str, Any]]:
    """The arrays of a Module, of a list of Modules, or of one attribute that holds Values."""
    if isinstance(item, Module):
        yield from ((f"{name}.{inner}", array) for inner, array in item.arrays())
    elif any(isinstance(part, Module) for _, part in parts(item)):
        for key, part in parts(item):
            yield from arrays_in(part, f"{name}.{key}")
    elif any(leaves(item, "", set())):
        yield name, item
