"""Names of PyTorch are answered by what to write, and that is there."""

import re

import pytest

import engine
import nn
from engine.torch_names import WRITE_INSTEAD


@pytest.mark.parametrize("name", WRITE_INSTEAD)
def test_a_name_of_pytorch_is_answered_by_what_is_there(name):
    answer = WRITE_INSTEAD[name]
    with pytest.raises(ImportError, match=re.escape(f"engine has no {name}; write {answer}")):
        exec(f"from engine import {name}")
    with pytest.raises(ImportError, match=re.escape(answer)):
        getattr(engine, name)
    called = {*re.findall(r"(?<![.\w])(\w+)\(", answer), *re.findall(r"from nn import (\w+)", answer)}
    assert called <= {*engine.__all__, *nn.__all__, "abs", "max", "range"}
    assert set(re.findall(r"nn\.(\w+)", answer)) <= set(nn.__all__)


def test_other_names_are_missing_as_in_any_module():
    assert not hasattr(engine, "no_such_name")
    with pytest.raises(AttributeError, match="module 'engine' has no attribute 'no_such_name'"):
        _ = engine.no_such_name
