"""What several tests of pictures need."""

import pytest

from engine.pictures import renderers


@pytest.fixture
def no_program(monkeypatch):
    """A machine without graphviz-pure and without dot."""
    monkeypatch.setattr(renderers, "pip_installed", lambda: "")
    monkeypatch.setenv("PATH", "")
