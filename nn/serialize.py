"""Saving a model to a file that people can read, and loading it again: `save`, `load`.

A file is loaded only if it is, byte for byte, what `save` writes for the model in it; so a change of a single bit is
found, and `save(load(path), path)` changes nothing. Nothing in a file is ever executed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import Any

from nn.activations import ACTIVATIONS, name_of_activation
from nn.data import Standardizer
from nn.files import write_whole
from nn.layers import MLP

FORMAT, VERSION = "chainrule model", 1
LARGEST = 100_000_000  # bytes of a file
MOST = 10_000_000  # parameters of a model


class ModelFileError(ValueError):
    """A file that does not hold a model as `save` writes it."""


def save(
    model: MLP,
    path: str | os.PathLike[str],
    *,
    classes: Sequence[str] | None = None,
    standardizer: Standardizer | None = None,
) -> Path:
    """Write a model, the names of its classes and the scale of its inputs, and return the path.

    The file is complete or is not there: it is written beside its place, and then moved there. What a loaded model had
    with it (`classes`, `standardizer`) is written again, unless others are given.

    Raises TypeError for a model that is no MLP or has an activation without a name, ValueError for a parameter that is
    not finite, and OSError if the file cannot be written; an old file stays as it is then.
    """
    path = Path(path)
    text = written(
        model,
        classes if classes is not None else getattr(model, "classes", None),
        standardizer if standardizer is not None else getattr(model, "standardizer", None),
    )
    try:
        again = model_in(json.loads(text))
        complete = written(again, again.classes, again.standardizer) == text  # type: ignore[attr-defined]
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"this model cannot be loaded again: {error}") from None
    if not complete:
        raise ValueError(
            "this model cannot be loaded again as it is: a parameter is no float, or it has parts of its own"
        )
    write_whole(path, text)
    return path


def load(path: str | os.PathLike[str]) -> MLP:
    """The model in a file, with `classes` and `standardizer` as they were saved with it, or None.

    Raises ModelFileError for anything that `save` did not write, and OSError if the file cannot be read.
    """
    path = Path(path)
    if path.stat().st_size > LARGEST:
        raise ModelFileError(f"{path} is no model: it has more than {LARGEST:,} bytes")
    try:
        content = path.read_bytes()
        text = content.decode("utf-8")
        model = model_in(json.loads(text, object_pairs_hook=unique, parse_constant=refuse))
        if written(model, model.classes, model.standardizer) != text:  # type: ignore[attr-defined]
            raise ValueError("it is not what was saved: it has been damaged, or changed by hand")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise ModelFileError(f"{path} is no model that can be loaded: {error}") from None
    return model


# --- writing ----------------------------------------------------------------------------------------------------------


def written(model: MLP, classes: Sequence[str] | None, standardizer: Standardizer | None) -> str:
    """The text of the file of a model."""
    if type(model) is not MLP:
        raise TypeError(
            f"save writes an MLP, got a {type(model).__name__}; for other models, write state_dict() as JSON"
        )
    for place, parameter in model.named_parameters():
        if not isfinite(parameter.data):
            raise ValueError(f"{place} is {parameter.data}: a model with such a parameter is not saved")
    for layer in model.layers:
        if any(neuron.activation is not layer.neurons[0].activation for neuron in layer.neurons):
            raise TypeError("save writes layers of neurons with the same activation")
    widths = [len(layer.neurons) for layer in model.layers]
    scale = None
    if standardizer is not None:
        scale = {"means": standardizer.means, "deviations": standardizer.deviations}
    content = {
        "format": FORMAT,
        "version": VERSION,
        "inputs": model.inputs,
        "widths": widths,
        "dropout": model.dropout.p if model.dropout else 0.0,
        "activations": [named(layer.neurons[0].activation) for layer in model.layers],
        "classes": None if classes is None else [str(name) for name in classes],
        "standardizer": scale,
        "weights": model.state_dict(),
    }
    body = json.dumps(content, indent=1, allow_nan=False)
    return json.dumps(content | {"checksum": checksum(body)}, indent=1, allow_nan=False) + "\n"


def checksum(text: str) -> str:
    """A fingerprint of a text."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def named(activation: Any) -> str | None:
    """The name of an activation; None for none."""
    name = name_of_activation(activation)
    if name == "?":
        raise TypeError(f"save needs activations with a name ({', '.join(ACTIVATIONS)}), got {activation!r}")
    return name or None


# --- reading ----------------------------------------------------------------------------------------------------------


def model_in(content: Any) -> MLP:
    """The model that the content of a file describes."""
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError(f'it does not say "format": "{FORMAT}"')
    if content.get("version") != VERSION:
        raise ValueError(f"it is of version {str(content.get('version'))[:20]}, this program reads version {VERSION}")
    inputs, widths, names = content["inputs"], content["widths"], content["activations"]
    sizes = [inputs, *widths]
    if not all(type(size) is int and size > 0 for size in sizes) or len(widths) != len(names):
        raise ValueError("its layers do not fit together")
    if sum((a + 1) * b for a, b in zip(sizes, widths)) > MOST:
        raise ValueError(f"it has more than {MOST:,} parameters")
    model = MLP(inputs, widths, init="zeros", dropout=content["dropout"])
    for layer, name in zip(model.layers, names):
        if name is not None and name not in ACTIVATIONS:
            raise ValueError(f"its activation {str(name)[:20]!r} is unknown")
        for neuron in layer.neurons:
            neuron.activation = None if name is None else ACTIVATIONS[name]
    model.load_state_dict(content["weights"])
    model.eval()
    model.classes = names_in(content["classes"])  # type: ignore[attr-defined]
    model.standardizer = scale_in(content["standardizer"], inputs)  # type: ignore[attr-defined]
    return model


def names_in(classes: Any) -> list[str] | None:
    """The names of classes."""
    if classes is None or (isinstance(classes, list) and all(isinstance(name, str) for name in classes)):
        return classes
    raise ValueError("its classes are not a list of names")


def scale_in(scale: Any, inputs: int) -> Standardizer | None:
    """The scale of the inputs."""
    if scale is None:
        return None
    means, deviations = scale["means"], scale["deviations"]
    if not all(type(x) is float and isfinite(x) for x in [*means, *deviations]) or min(deviations) <= 0:
        raise ValueError("its standardizer is not made of numbers")
    if len(means) != inputs or len(deviations) != inputs:
        raise ValueError("its standardizer does not fit its inputs")
    standardizer = Standardizer.__new__(Standardizer)
    standardizer.means, standardizer.deviations = means, deviations
    return standardizer


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON, if no key is in it twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def refuse(constant: str) -> None:
    """NaN and Infinity are not JSON."""
    raise ValueError(f"{constant} is no number of JSON")
