"""Activations by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import engine

Activation = Callable[[Any], Any]
ACTIVATIONS: dict[str, Activation] = {
    "relu": engine.relu, "leaky_relu": engine.leaky_relu, "elu": engine.elu, "softplus": engine.softplus,
    "gelu": engine.gelu, "silu": engine.silu, "tanh": engine.tanh, "sigmoid": engine.sigmoid,
}  # fmt: skip


def find_activation(activation: str | Activation | None) -> Activation | None:
    """The activation of this name; a function or None stays as it is."""
    if activation is None or callable(activation):
        return activation
    if not isinstance(activation, str) or activation not in ACTIVATIONS:
        known = ", ".join(map(repr, ACTIVATIONS))
        raise ValueError(f"unknown activation {activation!r}; choose from {known}, a function of one Value, or None")
    return ACTIVATIONS[activation]


def name_of_activation(activation: Activation | None) -> str:
    """The name of an activation: "" for none, "?" for one that has none."""
    if activation is None:
        return ""
    return next((name for name, known in ACTIVATIONS.items() if activation is known), "?")
