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

from engine import read_file, write_file
from nn.data import Standardizer
from nn.layers import ACTIVATIONS, MLP, Layer, Neuron, name_of_activation

FORMAT, VERSION = "chainrule model", 1
LARGEST_FILE = 100_000_000  # bytes of a file


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
    with it (`classes`, `standardizer`) is written again, unless others are given. What belongs to training is not
    written: a loaded model is in eval mode, no parameter is frozen, and its dropout draws from seed 0; a checkpoint of
    `fit` has that.

    Raises TypeError for what is no MLP, no list of names or no Standardizer, and for an activation without a name;
    ValueError for a parameter that is not finite, and for names or a scale that do not fit the model; and OSError if
    the file cannot be written. An old file stays as it is then.
    """
    path = Path(path)
    text = written(
        model,
        classes if classes is not None else getattr(model, "classes", None),
        standardizer if standardizer is not None else getattr(model, "standardizer", None),
    )
    if len(text) > LARGEST_FILE:
        raise ValueError(
            f"this model is too large: its file would have {len(text):,} bytes, more than {LARGEST_FILE:,}"
        )
    try:
        again = read(text)
    except ModelFileError as error:
        raise ValueError(f"this model cannot be loaded again: {error}") from None
    if parameter_places(again) != parameter_places(model):
        raise ValueError("this model cannot be loaded again as it is: it has parameters of its own, or shares some")
    return write_file(path, text)


def load(path: str | os.PathLike[str]) -> MLP:
    """The model in a file, with `classes` and `standardizer` as they were saved with it, or None.

    Raises ModelFileError for anything that `save` did not write, and OSError if the file cannot be read.
    """
    try:
        return read(read_file(path, LARGEST_FILE).decode("utf-8"))
    except ValueError as error:
        raise ModelFileError(f"{path} is no model that can be loaded: {error}") from None


# --- writing ----------------------------------------------------------------------------------------------------------


def written(model: MLP, classes: Sequence[str] | None, standardizer: Standardizer | None) -> str:
    """The text of the file of a model."""
    layers = plain_layers(model, "save")
    for place, parameter in model.named_parameters():
        if not isfinite(parameter.data):
            raise ValueError(f"{place} is {parameter.data}: a model with such a parameter is not saved")
    content = {
        "format": FORMAT,
        "version": VERSION,
        "inputs": model.inputs,
        "widths": [len(layer.neurons) for layer, _ in layers],
        "dropout": model.dropout.p if model.dropout else 0.0,
        "activations": [name for _, name in layers],
        "classes": names_in(classes, len(layers[-1][0].neurons)),
        "standardizer": scale_of(standardizer),
        "weights": model.state_dict(),
    }
    body = json.dumps(content, indent=1, allow_nan=False)
    return json.dumps(content | {"checksum": checksum(body)}, indent=1, allow_nan=False) + "\n"


def checksum(text: str) -> str:
    """A fingerprint of a text, by which a changed bit is found."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def scale_of(standardizer: Any) -> dict[str, list[float]] | None:
    if standardizer is None:
        return None
    if not isinstance(standardizer, Standardizer):
        raise TypeError(f"standardizer must be a Standardizer, got {standardizer!r}")
    return {"means": standardizer.means, "deviations": standardizer.deviations}


def parameter_places(model: MLP) -> list[str]:
    """The places of the parameters of a model."""
    return [place for place, _ in model.named_parameters()]


# --- reading ----------------------------------------------------------------------------------------------------------


def read(text: str) -> MLP:
    """The model in the text of a file. Raises ModelFileError unless this is, byte for byte, what is written for it."""
    try:
        model = model_in(json.loads(text, object_pairs_hook=unique, parse_constant=refuse))
        again = written(model, model.classes, model.standardizer)  # type: ignore[attr-defined]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise ModelFileError(str(error)) from None
    if again != text:
        raise ModelFileError("it is not what was saved: it has been damaged, or changed by hand")
    return model


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
    for i, (columns, rows) in enumerate(zip(sizes, widths)):
        weight = content["weights"][f"layers.{i}.weight"]
        if len(weight) != rows or any(len(row) != columns for row in weight):  # a small file makes no large model
            raise ValueError(f"layers.{i}.weight has not {rows} rows of {columns}")
    model = MLP(inputs, widths, init="zeros", dropout=content["dropout"])
    for layer, name in zip(model.layers, names):
        if name is not None and name not in ACTIVATIONS:
            raise ValueError(f"its activation {str(name)[:20]!r} is unknown")
        for neuron in layer.neurons:
            neuron.activation = None if name is None else ACTIVATIONS[name]
    model.load_state_dict(content["weights"])
    model.eval()
    model.classes = names_in(content["classes"], widths[-1])  # type: ignore[attr-defined]
    model.standardizer = scale_in(content["standardizer"], inputs)  # type: ignore[attr-defined]
    return model


def names_in(classes: Any, outputs: int) -> list[str] | None:
    """The names of classes: one for each output, or two for a model with one output."""
    if classes is None:
        return None
    if not isinstance(classes, (list, tuple)) or not all(isinstance(name, str) for name in classes):
        raise TypeError(f"classes must be a list of names, got {str(classes)[:40]!r}")
    if len(classes) != max(outputs, 2):
        raise ValueError(f"{outputs} output(s) tell {max(outputs, 2)} classes apart, got {len(classes)} names")
    return list(classes)


def scale_in(scale: Any, inputs: int) -> Standardizer | None:
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


def plain_layers(model: Any, writer: str) -> list[tuple[Layer, str | None]]:
    """The layers of an MLP, each with the name of its activation, or None.

    Raises TypeError for a model, a layer or a neuron of another class, and for activations that differ within a layer
    or have no name.
    """
    if type(model) is not MLP:
        raise TypeError(f"{writer} writes an MLP, got a {type(model).__name__}; for other models, use state_dict()")
    named = []
    for i, layer in enumerate(model.layers):
        for part in (layer, *layer.neurons):
            if type(part) not in (Layer, Neuron):
                raise TypeError(f"{writer} writes layers of neurons, got a {type(part).__name__} in layers.{i}")
        activation = layer.neurons[0].activation
        if any(neuron.activation is not activation for neuron in layer.neurons):
            raise TypeError(f"{writer} writes layers of neurons with the same activation, layers.{i} has several")
        name = name_of_activation(activation)
        if name == "?":
            raise TypeError(f"{writer} needs activations with a name ({', '.join(ACTIVATIONS)}), got {activation!r}")
        named.append((layer, name or None))
    return named
