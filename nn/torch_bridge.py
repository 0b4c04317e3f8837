"""From here to PyTorch and back: `to_torch`, `from_torch`. Only these functions import torch."""

from __future__ import annotations

from typing import Any

from nn.layers import MLP, Activation
from nn.serialize import plain_layers

# The module of torch.nn for each activation, and its arguments.
MODULES: dict[str, tuple[str, dict[str, Any]]] = {
    "relu": ("ReLU", {}), "leaky_relu": ("LeakyReLU", {}), "elu": ("ELU", {}), "gelu": ("GELU", {}),
    "silu": ("SiLU", {}), "tanh": ("Tanh", {}), "sigmoid": ("Sigmoid", {}),
    "softplus": ("Softplus", {"threshold": 1e9}),
}  # fmt: skip


def to_torch(model: MLP) -> Any:
    """The same model as a torch.nn.Sequential in float64, with the same outputs.

    Raises TypeError for what is no MLP, and for an activation without a name.
    """
    import torch

    modules: list[Any] = []
    for layer, name in plain_layers(model, "to_torch"):
        linear = torch.nn.Linear(len(layer.neurons[0].w), len(layer.neurons), dtype=torch.float64)
        linear.load_state_dict({name: torch.tensor(x, dtype=torch.float64) for name, x in layer.state_dict().items()})
        modules.append(linear)
        if name is not None:
            module, arguments = MODULES[name]
            modules.append(getattr(torch.nn, module)(**arguments))
        if model.dropout is not None and layer is not model.layers[-1]:
            modules.append(torch.nn.Dropout(model.dropout.p))
    return torch.nn.Sequential(*modules).train(model.training)


def from_torch(
    state_dict: dict[str, Any], activation: str | Activation | None = "relu", output_activation: str | None = None
) -> MLP:
    """An MLP with the weights of PyTorch's Linear layers, in the order of their names in the state dict.

    Raises ValueError for anything but weights and biases of Linear layers that fit on each other.
    """
    if not isinstance(state_dict, dict):
        raise TypeError(f"from_torch takes a state_dict, got {state_dict!r}")
    names = [name.removesuffix(".weight") for name in state_dict if name.endswith(".weight")]
    if state_dict.keys() != {f"{name}.{part}" for name in names for part in ("weight", "bias")} or not names:
        raise ValueError(
            f"from_torch takes weights and biases of Linear layers, got {', '.join(state_dict) or 'nothing'}"
        )
    arrays = {name: x.tolist() if hasattr(x, "tolist") else x for name, x in state_dict.items()}
    for name in names:
        weight, bias = arrays[f"{name}.weight"], arrays[f"{name}.bias"]
        if not (isinstance(bias, list) and isinstance(weight, list) and weight and isinstance(weight[0], list)):
            raise ValueError(f"from_torch takes Linear layers, and {name} is none: its weight is no matrix")
    widths = [len(arrays[f"{name}.bias"]) for name in names]
    inputs = len(arrays[f"{names[0]}.weight"][0])
    model = MLP(inputs, widths, activation, output_activation)
    model.load_state_dict(
        {f"layers.{i}.{part}": arrays[f"{name}.{part}"] for i, name in enumerate(names) for part in ("weight", "bias")}
    )
    return model
