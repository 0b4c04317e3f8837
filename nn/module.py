"""`Module`, the base of everything that has parameters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine import Value
from nn.state import data_of, paired
from nn.tree import arrays_in, leaves, modules_in, tree


class Module:
    """Something with parameters: a neuron, a layer, a model.

    The parameters are the leaf Values among its attributes, in lists, tuples and dicts of them, and in the Modules
    among them, in the order in which they were assigned. What is shared counts once.
    """

    inputs: int | None = None  # how many numbers an example has, where that is fixed
    training: bool = True  # whether it is being trained: dropout is on then
    frozen: frozenset[str] = frozenset()  # the places of parameters that are not to be trained

    def __call__(self, *inputs: Any) -> Any:
        """The outputs for these inputs."""
        raise NotImplementedError(f"{type(self).__name__} must define __call__")

    def __repr__(self) -> str:
        return f"{type(self).__name__} | {len(self.parameters())} parameters"

    def described(self) -> str:
        """What it is, in a few words."""
        return type(self).__name__

    def named_parameters(self) -> Iterator[tuple[str, Value]]:
        """Each parameter with its place in the model, such as `layers.0.neurons.2.b`."""
        return leaves(self, "", {id(self)})

    def parameters(self) -> list[Value]:
        """All parameters that are not frozen, in order."""
        frozen = {p for m in modules_in(self) if m.frozen for place, p in m.named_parameters() if place in m.frozen}
        return [parameter for _, parameter in self.named_parameters() if parameter not in frozen]

    def freeze(self, part: str = "") -> None:
        """Keep the parameters of a part, such as `layers.0`, as they are: they are not among the `parameters`."""
        inside = {place for place, _ in self.named_parameters() if f"{place}.".startswith(f"{part}." if part else "")}
        if not inside:
            raise ValueError(f"there is no part {part!r} with parameters")
        self.frozen = self.frozen | inside

    def unfreeze(self) -> None:
        """Train all parameters again."""
        for module in modules_in(self):
            module.frozen = frozenset()

    def train(self, mode: bool = True) -> None:
        """Set whether it is being trained, for all that is in it too."""
        for module in modules_in(self):
            module.training = mode

    def eval(self) -> None:
        """Set that it is not being trained."""
        self.train(False)

    summary = tree  # what it is made of, with the numbers of parameters

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
