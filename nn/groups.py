"""`ParameterGroups`: several optimizers as one, for parameters that need rates or options of their own."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from nn.optim import Optimizer


class ParameterGroups(Optimizer):
    """Optimizers side by side, each with parameters of its own: a weight decay without the biases, a slow first layer.

    Its `lr` is the largest of theirs. Setting it, as a schedule does, sets theirs in the ratios they have now, which
    is what PyTorch's schedules that multiply do to param_groups.

    >>> from nn import MLP, SGD
    >>> first, last = MLP(2, [4, 1]).layers
    >>> ParameterGroups(SGD(first.parameters(), lr=0.01), SGD(last.parameters(), lr=0.1))
    ParameterGroups | lr 0.1 | 17 parameters | 0 steps
    """

    def __init__(self, *optimizers: Optimizer) -> None:
        """Raises ValueError if a parameter is in two of them."""
        for optimizer in optimizers:
            if not isinstance(optimizer, Optimizer):
                raise TypeError(f"a group of parameters is an optimizer, such as an SGD of them, got {optimizer!r}")
        self.optimizers = optimizers
        largest = max((optimizer.lr for optimizer in optimizers), default=0.0)
        self.ratios = [optimizer.lr / largest if largest else 1.0 for optimizer in optimizers]
        super().__init__([p for optimizer in optimizers for p in optimizer.parameters], largest)

    @property
    def lr(self) -> float:
        return max(optimizer.lr for optimizer in self.optimizers)

    @lr.setter
    def lr(self, lr: float) -> None:
        if lr != self.lr:  # a ratio times a rate may differ from what was given in the last bit
            for optimizer, ratio in zip(self.optimizers, self.ratios):
                optimizer.lr = ratio * lr

    def step(self) -> None:
        self.steps += 1
        for optimizer in self.optimizers:
            optimizer.step()

    def state_dict(self) -> dict[str, Any]:
        return {**super().state_dict(), "groups": [optimizer.state_dict() for optimizer in self.optimizers]}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        super().load_state_dict(state)
        for optimizer, part in zip(self.optimizers, state["groups"]):
            optimizer.load_state_dict(part)

    def fits(self, name: str, found: Any) -> bool:
        if name != "groups":
            return super().fits(name, found)
        return (
            isinstance(found, list)
            and len(found) == len(self.optimizers)
            and all(map(can_load, self.optimizers, found))
        )


def can_load(optimizer: Optimizer, state: Any) -> bool:
    """Whether a state fits an optimizer, which is not changed."""
    try:
        deepcopy(optimizer).load_state_dict(state)
    except (TypeError, ValueError):
        return False
    return True
