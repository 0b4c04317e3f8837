"""What the program writes is what somebody has looked at."""

import re

import pytest

from tests.golden_files import FILES, FOLDER

NUMBER = re.compile(r"-?\d+\.\d+|-?\d+")


def test_every_golden_file_is_compared():
    assert sorted(path.name for path in FOLDER.iterdir() if path.is_file()) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_written_as_it_was(name):
    now, then = FILES[name](), (FOLDER / name).read_text(encoding="utf-8")
    if name.endswith(".svg"):  # another release of the layout program may move things by a little
        coordinates = [list(map(float, NUMBER.findall(text))) for text in (now, then)]
        assert coordinates[0] == pytest.approx(coordinates[1], abs=2.0)
        now, then = (NUMBER.sub("0", text) for text in (now, then))
    assert now == then
