"""The tests of a module stand under its own name: `engine/op.py` has `tests/engine/test_op.py`."""

from pathlib import Path

ROOT = Path(__file__).parents[1]  # of the repository
