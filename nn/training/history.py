"""What a training run did: `History`; and where it has been, if `record_parameters` is one of its callbacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from numbers import Real
from typing import Any

from nn.module import Module
from nn.plots.training import plot_history

Metric = Callable[[Sequence[Any], Sequence[Any]], float]  # of the outputs for a set as plain numbers, and the targets


@dataclass(repr=False)
class History:
    """What a training run recorded: one entry per epoch in each list."""

    train_loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    metrics: dict[str, list[float]] = field(default_factory=dict)  # such as "validation_accuracy"
    learning_rate: list[float] = field(default_factory=list)
    stopped: str = ""  # why it ended before the last epoch
    parameters: dict[int, dict[str, float]] = field(default_factory=dict)  # by epoch, as `record_parameters` notes them
    on_display: Any = field(default=None, init=False, compare=False)  # where `live_plot` has drawn it in a notebook

    def __repr__(self) -> str:
        curves = [f"{name} {short(x[0])} → {short(x[-1])}" for name, x in self.columns().items()]
        return " | ".join(
            [f"History | {len(self.train_loss)} epochs", *curves, *([self.stopped] if self.stopped else [])]
        )

    def columns(self) -> dict[str, list[float]]:
        """All that was recorded, by name."""
        columns = {"train_loss": self.train_loss, "validation_loss": self.validation_loss, **self.metrics}
        return {name: numbers for name, numbers in columns.items() if numbers}

    def latest(self) -> str:
        """The last epoch in one short line."""
        return ", ".join(f"{name.replace('validation', 'val')} {short(x[-1])}" for name, x in self.columns().items())

    def table(self, rows: int = 10) -> str:
        """The first and the last epoch, and some between them, as lines of text."""
        if not self.train_loss:
            return "no epoch has ended yet"
        columns, last = self.columns(), len(self.train_loss) - 1
        lines = ["epoch  " + "  ".join(columns)]
        for epoch in sorted({round(i * last / max(rows - 1, 1)) for i in range(rows)}):
            numbers = [f"{column[epoch]:{len(name)}.4f}" for name, column in columns.items()]
            lines.append(f"{epoch + 1:5}  " + "  ".join(numbers))
        return "\n".join(lines)

    def record(self, part: str, metrics: Sequence[Metric], outputs: Sequence[Any], targets: Sequence[Any]) -> None:
        """Add what the metrics say of one part of the data after this epoch."""
        for metric in metrics:
            score = metric(outputs, targets)
            if not isinstance(score, Real):
                raise TypeError(f"a metric gives one number, {metric.__name__} gave {score!r}")
            self.metrics.setdefault(f"{part}_{metric.__name__}", []).append(float(score))

    def stop_if_stuck(self, patience: int | None) -> None:
        """Note that training stops if the validation loss has not become smaller for `patience` epochs."""
        seen = self.validation_loss
        if patience and seen and len(seen) - 1 - seen.index(min(seen)) >= patience:
            self.stopped = f"after epoch {len(seen)}: no better validation loss for {patience} epochs"

    def plot(self) -> Any:
        """The curves, as a matplotlib Figure; see plot_history."""
        return plot_history(self)

    def _repr_png_(self) -> bytes | None:
        """The curves, for the end of a notebook's cell; None, and so the text, where there are none."""
        return self.plot()._repr_png_() if self.train_loss and find_spec("matplotlib") else None


def record_parameters(model: Module) -> Callable[[History], None]:
    """A callback that notes all parameters in the history's `parameters`: as they are now, and after each epoch.

    Pictures of the way need them: `animate_training(model, history, ...)`, `plot_loss_landscape(..., path=history)`.
    The training stays as it is. Make one for each training; checkpoints do not hold what it has noted.

    >>> from nn import MLP, fit
    >>> model = MLP(1, [1])
    >>> callback = record_parameters(model)
    >>> history = fit(model, [[1.0]], [2.0], epochs=3, progress=False, callbacks=[callback])
    >>> {epoch: list(numbers) for epoch, numbers in history.parameters.items()}[3]
    ['layers.0.neurons.0.w.0', 'layers.0.neurons.0.b']
    """

    if not isinstance(model, Module):
        raise TypeError(f"record_parameters(model) makes a callback for that model, got {type(model).__name__}")

    def numbers() -> dict[str, float]:
        return {place: p.data for place, p in model.named_parameters()}

    start = numbers()

    def note(history: History) -> None:
        epoch = len(history.train_loss)
        if epoch == 1:  # else it goes on from a checkpoint, and the start is not known
            history.parameters[0] = start
        history.parameters[epoch] = numbers()

    return note


def short(number: float) -> str:
    """A number with three decimals, or, if that would be 0, with three digits."""
    return f"{number:.3f}" if number == 0 or abs(number) >= 0.0005 else f"{number:.2e}"
