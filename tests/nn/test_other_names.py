"""Names of PyTorch and scikit-learn are answered by what to write, and that is there."""

import re

import pytest

import engine
import nn
from nn.other_names import WRITTEN_HERE
from tests import ROOT


@pytest.mark.parametrize("name", WRITTEN_HERE)
def test_a_name_of_others_is_answered(name):
    with pytest.raises(ImportError, match=re.escape(f"nn has no {name}; write {WRITTEN_HERE[name]}")):
        exec(f"from nn import {name}")
    with pytest.raises(ImportError, match=re.escape(WRITTEN_HERE[name])):
        getattr(nn, name)


@pytest.mark.parametrize("name", WRITTEN_HERE)
def test_what_to_write_is_there(name):
    assert name not in engine.__all__
    words = re.findall(r"(engine\.)?\b([A-Z]\w+|[a-z]+(?:_[a-z]+)+)\b", WRITTEN_HERE[name])
    known = {*nn.__all__, *engine.__all__, "MLP", "SGD"}
    unknown = {word for _, word in words} - known
    assert unknown <= {"None", "clip_norm", "max_norm", "clip_value", "training_rows"}
    called = re.findall(r"\b(\w+)\(", WRITTEN_HERE[name])
    assert set(called) <= {*known, "list", "zip", "fit", "scale", "sorted", "set", "index"}
    for file in re.findall(r"demos/\S+\.\w+", WRITTEN_HERE[name]):
        assert (ROOT / file).exists()


def test_other_names_are_missing_as_in_any_module():
    assert not hasattr(nn, "no_such_name")
    with pytest.raises(AttributeError, match="module 'nn' has no attribute 'no_such_name'"):
        _ = nn.no_such_name
