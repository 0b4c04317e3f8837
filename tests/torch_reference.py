"""PyTorch's numbers for losses, optimizers and schedules: `python -m tests.torch_reference`, with torch installed.

Writes tests/torch_reference.json, which the tests compare with; they need no torch.
"""

from __future__ import annotations

import json
from math import sin
from pathlib import Path

FILE = Path(__file__).with_suffix(".json")
STEPS = 100
START = [1.5, -0.7, 0.3, 2.0]

OUTPUTS, TARGETS = [0.5, -1.25, 2.0, 0.0], [1.0, -1.0, 0.25, 0.0]
PROBABILITIES = [0.1, 0.2, 0.3, 0.4]
WEIGHT = [0.5, 2.0, 0.0, 3.0]  # of the classes
BINARY_WEIGHTS = [{"weight": 2.5}, {"pos_weight": 3.0}, {"weight": 0.5, "pos_weight": 0.25}]

OPTIMIZERS = {
    "SGD": [
        {"lr": 0.05}, {"lr": 0.05, "momentum": 0.9}, {"lr": 0.05, "momentum": 0.9, "dampening": 0.3},
        {"lr": 0.05, "momentum": 0.9, "nesterov": True}, {"lr": 0.05, "momentum": 0.5, "weight_decay": 0.1},
        {"lr": 0.001, "maximize": True}, {},
    ],
    "Adam": [{}, {"lr": 0.1}, {"lr": 0.1, "betas": (0.8, 0.9), "eps": 1e-3}, {"lr": 0.1, "weight_decay": 0.1},
             {"lr": 0.1, "amsgrad": True}, {"lr": 0.001, "maximize": True}],
    "AdamW": [{}, {"lr": 0.1, "eps": 1e-2}, {"lr": 0.1, "weight_decay": 0.3, "amsgrad": True}],
    "Adamax": [{}, {"lr": 0.1, "betas": (0.8, 0.9)}, {"lr": 0.1, "weight_decay": 0.1}],
    "RMSprop": [{}, {"lr": 0.05, "alpha": 0.8}, {"lr": 0.05, "momentum": 0.5}, {"lr": 0.05, "centered": True},
                {"lr": 0.05, "weight_decay": 0.1, "momentum": 0.3, "centered": True}],
    "Adagrad": [{}, {"lr": 0.5, "lr_decay": 0.1}, {"lr": 0.5, "weight_decay": 0.1},
                {"lr": 0.5, "initial_accumulator_value": 0.5, "eps": 1e-3}],
}  # fmt: skip
SCHEDULES = {
    "ConstantLR": [{}, {"factor": 0.5, "total_iters": 3}],
    "StepLR": [{"step_size": 4}, {"step_size": 3, "gamma": 0.5}],
    "ExponentialLR": [{"gamma": 0.9}],
    "LinearLR": [{}, {"start_factor": 0.1, "end_factor": 0.5, "total_iters": 8}],
    "CosineAnnealingLR": [{"T_max": 20}, {"T_max": 10, "eta_min": 0.01}],
}
GROUPS = [  # each for two of the four parameters
    {"momentum": 0.9, "lr": 0.005, "weight_decay": 0.1},
    {"lr": 0.05, "momentum": 0.5, "nesterov": True},
]
EPOCHS = 20
PLATEAU = [
    {"patience": 2},
    {"patience": 1, "factor": 0.5, "cooldown": 2, "min_lr": 0.02},
    {"patience": 0, "threshold": 0.1},
]
LOSSES_SEEN = [
    1.0,
    0.9,
    0.95,
    0.93,
    0.92,
    0.91,
    0.5,
    0.499,
    0.52,
    0.51,
    0.5,
    0.5,
    0.49,
    0.6,
    0.6,
    0.6,
    0.6,
    0.6,
    0.3,
    0.3,
]


def gradient(step: int, x: list[float]) -> list[float]:
    """The gradient of a bumpy bowl at a step: it depends on the parameters and changes from step to step."""
    return [2 * a + sin(3 * a + step) for a in x]


def main() -> None:
    """Write the file."""
    import torch
    from torch.nn import functional as F

    torch.set_default_dtype(torch.float64)

    def with_gradient(loss, outputs):
        x = torch.tensor(outputs, requires_grad=True)
        value = loss(x)
        value.backward()
        return [value.item(), x.grad.tolist()]

    t, p = torch.tensor(TARGETS), torch.tensor(PROBABILITIES)
    losses = {
        "mse_loss": with_gradient(lambda x: F.mse_loss(x, t), OUTPUTS),
        "l1_loss": with_gradient(lambda x: F.l1_loss(x, t), OUTPUTS),
        "huber_loss": with_gradient(lambda x: F.huber_loss(x, t), OUTPUTS),
        "huber_loss delta": with_gradient(lambda x: F.huber_loss(x, t, delta=0.3), OUTPUTS),
        "hinge_loss": with_gradient(lambda x: F.multi_margin_loss(x, torch.tensor(2)), OUTPUTS),
        "hinge_loss margin": with_gradient(lambda x: F.multi_margin_loss(x, torch.tensor(1), margin=2.5), OUTPUTS),
        "cross_entropy": with_gradient(lambda x: F.cross_entropy(x, torch.tensor(1)), OUTPUTS),
        "cross_entropy smooth": with_gradient(
            lambda x: F.cross_entropy(x, torch.tensor(1), label_smoothing=0.2), OUTPUTS
        ),
        "cross_entropy soft": with_gradient(lambda x: F.cross_entropy(x, p), OUTPUTS),
        "cross_entropy soft smooth": with_gradient(lambda x: F.cross_entropy(x, p, label_smoothing=0.2), OUTPUTS),
        **{
            f"cross_entropy weight {kind} {smoothing}": with_gradient(
                lambda x, target=target, smoothing=smoothing: F.cross_entropy(
                    x, target, weight=torch.tensor(WEIGHT), label_smoothing=smoothing, reduction="none"
                ),
                OUTPUTS,
            )
            for kind, target in (("hard", torch.tensor(1)), ("soft", p))
            for smoothing in (0.0, 0.2)
        },
        "hinge_loss weight": with_gradient(
            lambda x: F.multi_margin_loss(x, torch.tensor(3), weight=torch.tensor(WEIGHT), reduction="sum"), OUTPUTS
        ),
        "cross_entropy far": with_gradient(lambda x: F.cross_entropy(x, torch.tensor(0)), [-1000.0, 1000.0, 3.0, 0.0]),
        "kl_div": with_gradient(lambda x: F.kl_div(F.log_softmax(x, 0), p, reduction="sum"), OUTPUTS),
        **{
            f"binary_cross_entropy {x} {y}": with_gradient(lambda q, y=y: F.binary_cross_entropy(q, torch.tensor(y)), x)
            for x in (0.25, 0.999, 1e-9)
            for y in (0.0, 0.3, 1.0)
        },
        **{
            f"binary_cross_entropy_with_logits {x} {y}": with_gradient(
                lambda q, y=y: F.binary_cross_entropy_with_logits(q, torch.tensor(y)), x
            )
            for x in (-1000.0, -2.0, 0.0, 3.5, 1000.0)
            for y in (0.0, 0.3, 1.0)
        },
        **{
            f"binary_cross_entropy_with_logits {x} {y} {json.dumps(weights)}": with_gradient(
                lambda q, y=y, weights=weights: F.binary_cross_entropy_with_logits(
                    q, torch.tensor(y), **{name: torch.tensor(weight) for name, weight in weights.items()}
                ),
                x,
            )
            for x in (-2.0, 3.5)
            for y in (0.0, 0.3, 1.0)
            for weights in BINARY_WEIGHTS
        },
        'binary_cross_entropy 0.25 0.3 {"weight": 2.5}': with_gradient(
            lambda q: F.binary_cross_entropy(q, torch.tensor(0.3), weight=torch.tensor(2.5)), 0.25
        ),
    }

    def trajectory(name, options):
        x = torch.tensor(START, requires_grad=True)
        optimizer = getattr(torch.optim, name)([x], **options)
        seen = []
        for step in range(STEPS):
            x.grad = torch.tensor(gradient(step, x.tolist()))
            optimizer.step()
            seen.append(x.tolist())
        return seen

    def trajectory_of_groups():
        halves = [torch.tensor(START[:2], requires_grad=True), torch.tensor(START[2:], requires_grad=True)]
        optimizer = torch.optim.SGD([{"params": [x], **options} for x, options in zip(halves, GROUPS)])
        schedule = torch.optim.lr_scheduler.StepLR(optimizer, 30, 0.5)
        seen = []
        for step in range(STEPS):
            numbers = gradient(step, [number for x in halves for number in x.tolist()])
            halves[0].grad, halves[1].grad = torch.tensor(numbers[:2]), torch.tensor(numbers[2:])
            optimizer.step()
            schedule.step()
            seen.append([number for x in halves for number in x.tolist()])
        return seen

    def rates(name, options):
        optimizer = torch.optim.SGD([torch.tensor(1.0, requires_grad=True)], lr=0.3)
        schedule = getattr(torch.optim.lr_scheduler, name)(optimizer, **options)
        seen = [optimizer.param_groups[0]["lr"]]
        for epoch in range(EPOCHS):
            optimizer.step()
            schedule.step(*([LOSSES_SEEN[epoch]] if name == "ReduceLROnPlateau" else []))
            seen.append(optimizer.param_groups[0]["lr"])
        return seen

    reference = {
        "torch": torch.__version__,
        "losses": losses,
        "optimizers": {name: [trajectory(name, o)[9::10] for o in several] for name, several in OPTIMIZERS.items()},
        "groups": trajectory_of_groups()[9::10],
        "schedules": {name: [rates(name, o) for o in several] for name, several in SCHEDULES.items()},
        "plateau": [rates("ReduceLROnPlateau", options) for options in PLATEAU],
    }
    FILE.write_text(json.dumps(reference, indent=1) + "\n")


def check_the_bridge() -> None:
    """Models that go to PyTorch and back have the same outputs to 1e-12."""
    import torch

    import nn
    from nn.layers import ACTIVATIONS

    for activation in ACTIVATIONS:
        model = nn.MLP(3, [5, 4, 2], activation=activation, output_activation="tanh", seed=1, dropout=0.5)
        sequential = nn.to_torch(model).eval()
        inputs = [[0.5, -1.5, 2.0], [3.0, 0.1, -0.7]]
        theirs = sequential(torch.tensor(inputs, dtype=torch.float64)).tolist()
        back = nn.from_torch(sequential.state_dict(), activation, "tanh")
        for row, ours, again in zip(theirs, nn.predict(model, inputs), nn.predict(back, inputs)):
            assert max(abs(a - b) for a, b in zip(row, ours)) < 1e-12, activation
            assert ours == again
    print("to_torch and from_torch: the same outputs for", ", ".join(ACTIVATIONS))


if __name__ == "__main__":
    main()
    check_the_bridge()
