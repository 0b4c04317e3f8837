"""Saving a model to a file that people can read, and loading it again: `save`, `load`.

A file is loaded only if it is, byte for byte, what `save` writes for the model in it; so a change of a single bit is
found, and `save(load(path), path)` changes nothing. Nothing in a file is ever executed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from itertools import zip_longest
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar, overload

from engine import read_file, write_file
from nn.data import Normalizer, Standardizer
from nn.layers import ACTIVATIONS, MLP, Activation, Layer, Neuron, name_of_activation
from nn.module import Module

M = TypeVar("M", bound=Module)
Scale = Standardizer | Normalizer

FORMAT = "chainrule model"
VERSION = 2  # of models of one's own class and of those with a Normalizer; of all others 1, which older programs read
SCALES: dict[type, tuple[str, str]] = {Standardizer: ("means", "deviations"), Normalizer: ("lows", "ranges")}
LARGEST_FILE = 100_000_000  # bytes of a file


class ModelFileError(ValueError):
    """A file that does not hold a model as `save` writes it."""


def save(
    model: Module,
    path: str | os.PathLike[str],
    *,
    classes: Sequence[str] | None = None,
    standardizer: Scale | None = None,
) -> Path:
    """Write a model, the names of its classes and what prepares its inputs, and return the path.

    The file is complete or is not there: it is written beside its place, and then moved there. What a model has with
    it (`model.classes`, `model.standardizer`) is written too, unless others are given. What belongs to training is not
    written: a loaded model is in eval mode, no parameter is frozen, and its dropout draws from seed 0; a checkpoint of
    `fit` has that. Of a model of your own class, its parameters and its outline are written, of an activation of your
    own its name: `load` is given the rest.

    Raises TypeError for what is no Module, no list of names or no Standardizer or Normalizer, and for an activation
    without a name; ValueError for a parameter that is not finite, and for names or a scale that do not fit the model;
    and OSError if the file cannot be written. An old file stays as it is then.
    """
    if not isinstance(model, Module):
        raise TypeError(f"save writes a model, not its state_dict(), got a {type(model).__name__}")
    path = Path(path)
    classes = model.classes if classes is None else classes
    text = written(model, classes, model.standardizer if standardizer is None else standardizer)
    if len(text) > LARGEST_FILE:
        raise ValueError(
            f"this model is too large: its file would have {len(text):,} bytes, more than {LARGEST_FILE:,}"
        )
    if type(model) is MLP:
        try:
            again = read(text, None, [f for layer in model.layers if (f := layer.neurons[0].activation)])
        except ModelFileError as error:
            raise ValueError(f"this model cannot be loaded again: {error}") from None
        if parameter_places(again) != parameter_places(model):
            raise ValueError("this model cannot be loaded again as it is: it has parameters of its own, or shares some")
    return write_file(path, text)


@overload
def load(path: str | os.PathLike[str], *, activations: Sequence[Activation] = ()) -> MLP: ...


@overload
def load(path: str | os.PathLike[str], *, model: M, activations: Sequence[Activation] = ()) -> M: ...


def load(
    path: str | os.PathLike[str], *, model: Module | None = None, activations: Sequence[Activation] = ()
) -> Module:
    """The model in a file, which takes inputs as they were measured if what prepares them was saved with it.

    It has `classes` and `standardizer` as they were saved, or None. For a model of your own class, `model` is one made
    as the saved one was, which is given its parameters; `activations` are the functions of your own that it uses.

    Raises ModelFileError for anything that `save` did not write, and OSError if the file cannot be read.
    """
    if model is not None and not isinstance(model, Module):
        raise TypeError(f"model must be one made as the saved one was, such as Net(...), got {model!r}")
    if not isinstance(activations, (list, tuple)) or not all(callable(f) and called(f) != "?" for f in activations):
        raise TypeError(f"activations must be a list of functions with names, such as [swish], got {activations!r}")
    try:
        return read(read_file(path, LARGEST_FILE).decode("utf-8"), model, activations)
    except ValueError as error:
        raise ModelFileError(f"{path} is no model that can be loaded: {error}") from None


# --- writing ----------------------------------------------------------------------------------------------------------


def written(model: Module, classes: Sequence[str] | None, standardizer: Scale | None) -> str:
    """The text of the file of a model."""
    for place, parameter in model.named_parameters():
        if not isfinite(parameter.data):
            raise ValueError(f"{place} is {parameter.data}: a model with such a parameter is not saved")
    outputs = len(model.layers[-1].neurons) if type(model) is MLP else None
    content = {
        "format": FORMAT,
        "version": 1 if type(model) is MLP and not isinstance(standardizer, Normalizer) else VERSION,
        **(made_of(model) if type(model) is MLP else outline_of(model)),
        "classes": names_in(classes, outputs),
        "standardizer": None if standardizer is None else scale_of(standardizer),
        "weights": model.state_dict(),
    }
    body = json.dumps(content, indent=1, allow_nan=False)
    return json.dumps(content | {"checksum": checksum(body)}, indent=1, allow_nan=False) + "\n"


def made_of(model: MLP) -> dict[str, Any]:
    """What an MLP is made with."""
    layers = plain_layers(model, "save", called)
    if len({layer.neurons[0].activation for layer, _ in layers}) > len({name for _, name in layers}):
        raise TypeError("two activations of this model have the same name; give one of them another")
    return {
        "inputs": model.inputs,
        "widths": [len(layer.neurons) for layer, _ in layers],
        "dropout": model.dropout.p if model.dropout else 0.0,
        "activations": [name for _, name in layers],
    }


def outline_of(model: Module) -> dict[str, Any]:
    """By what a model of one's own class is known again."""
    return {"class": type(model).__name__, "outline": model.summary().splitlines()}


def called(activation: Activation | None) -> str:
    """The name of an activation, also of one's own: "" for none, "?" for one without a name or with that of another."""
    name = name_of_activation(activation)
    if name != "?":
        return name
    name = str(getattr(activation, "__name__", None) or getattr(activation, "name", "?"))
    return name if name.isidentifier() and name not in ACTIVATIONS else "?"


def checksum(text: str) -> str:
    """A fingerprint of a text, by which a changed bit is found."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def scale_of(standardizer: Scale) -> dict[str, list[float]]:
    """The numbers of a Standardizer or a Normalizer."""
    if type(standardizer) not in SCALES:
        raise TypeError(f"standardizer must be a Standardizer or a Normalizer, got {standardizer!r}")
    return {name: getattr(standardizer, name) for name in SCALES[type(standardizer)]}


def parameter_places(model: Module) -> list[str]:
    """The places of the parameters of a model."""
    return [place for place, _ in model.named_parameters()]


# --- reading ----------------------------------------------------------------------------------------------------------


def read(text: str, own: Module | None, activations: Sequence[Activation]) -> Module:
    """The model in the text of a file. Raises ModelFileError unless this is, byte for byte, what is written for it."""
    before = None if own is None else (own.state_dict(), own.classes, own.standardizer)
    try:
        content = json.loads(text, object_pairs_hook=unique, parse_constant=refuse)
        check_version(content)
        model = own_model(content, own) if "class" in content or own is not None else mlp_in(content, activations)
        model.load_state_dict(content["weights"])
        model.classes = names_in(content["classes"], None if own is not None else content["widths"][-1])
        model.standardizer = scale_in(content["standardizer"], model.inputs)
        if written(model, model.classes, model.standardizer) != text:
            raise ValueError("it is not what was saved: it has been damaged, or changed by hand")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        if own is not None and before is not None:
            own.load_state_dict(before[0])
            own.classes, own.standardizer = before[1:]
        raise ModelFileError(str(error)) from None
    model.eval()
    return model


def check_version(content: Any) -> None:
    """Raise ValueError unless this is the content of a model file that can be read."""
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError(f'it does not say "format": "{FORMAT}"')
    if content.get("version") not in range(1, VERSION + 1):
        raise ValueError(f"it is of version {str(content.get('version'))[:20]}, this program reads up to {VERSION}")


def own_model(content: Any, own: Module | None) -> Module:
    """The model of one's own class that is to be given the parameters in a file, if it is made as the saved one was."""
    if "class" not in content:
        raise ValueError("it is of an MLP, which load(path) makes by itself")
    name = str(content["class"])[:60]
    if own is None:
        raise ValueError(
            f"it is of a class of your own: write load(path, model={name}(...)), with a model made as the saved one was"
        )
    if name != type(own).__name__:
        raise ValueError(f"it is of a model of class {name}, not {type(own).__name__}")
    for line, found in zip_longest(content["outline"], outline_of(own)["outline"]):
        if line != found:
            raise ValueError(f"it is of a model made in another way: it has {str(line)[:80]!r} and not {found!r}")
    return own


def mlp_in(content: Any, activations: Sequence[Activation]) -> MLP:
    """An MLP as a file describes it, without its weights."""
    inputs, widths, names = content["inputs"], content["widths"], content["activations"]
    sizes = [inputs, *widths]
    if not all(type(size) is int and size > 0 for size in sizes) or len(widths) != len(names):
        raise ValueError("its layers do not fit together")
    for i, (columns, rows) in enumerate(zip(sizes, widths)):
        weight = content["weights"][f"layers.{i}.weight"]
        if len(weight) != rows or any(len(row) != columns for row in weight):  # a small file makes no large model
            raise ValueError(f"layers.{i}.weight has not {rows} rows of {columns}")
    known: dict[Any, Any] = {**{called(f): f for f in activations}, **ACTIVATIONS, None: None}
    model = MLP(inputs, widths, init="zeros", dropout=content["dropout"])
    for layer, name in zip(model.layers, names):
        if name not in known:
            name = str(name)[:20]
            raise ValueError(
                f"its activation {name!r} is unknown; if it is yours, write load(path, activations=[{name}])"
            )
        for neuron in layer.neurons:
            neuron.activation = known[name]
    return model


def names_in(classes: Any, outputs: int | None) -> list[str] | None:
    """The names of classes: one for each output, or two for a model with one output; any number for None outputs."""
    if classes is None:
        return None
    if not isinstance(classes, (list, tuple)) or not all(isinstance(name, str) for name in classes):
        raise TypeError(f"classes must be a list of names, got {str(classes)[:40]!r}")
    if outputs is not None and len(classes) != max(outputs, 2):
        raise ValueError(f"{outputs} output(s) tell {max(outputs, 2)} classes apart, got {len(classes)} names")
    return list(classes)


def scale_in(scale: Any, inputs: int | None) -> Scale | None:
    """The Standardizer or the Normalizer of these numbers."""
    if scale is None:
        return None
    kind = Normalizer if "lows" in scale else Standardizer
    centers, sizes = (scale[name] for name in SCALES[kind])
    if not all(type(x) is float and isfinite(x) for x in [*centers, *sizes]) or min(sizes) <= 0:
        raise ValueError("its standardizer is not made of numbers")
    if len(centers) != (inputs or len(centers)) or len(sizes) != len(centers):
        raise ValueError("its standardizer does not fit its inputs")
    found = Normalizer.__new__(Normalizer) if kind is Normalizer else Standardizer.__new__(Standardizer)
    vars(found).update(zip(SCALES[kind], (centers, sizes)))
    return found


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON, if no key is in it twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def refuse(constant: str) -> None:
    """NaN and Infinity are not JSON."""
    raise ValueError(f"{constant} is no number of JSON")


def plain_layers(
    model: Any, writer: str, name_of: Callable[[Any], str] = name_of_activation
) -> list[tuple[Layer, str | None]]:
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
        name = name_of(activation)
        if name == "?":
            own = "" if name_of is name_of_activation else "; or, written with def, one of its own"
            raise TypeError(
                f"{writer} needs activations with a name ({', '.join(ACTIVATIONS)}{own}), got {activation!r}"
            )
        named.append((layer, name or None))
    return named
