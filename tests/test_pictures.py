"""Every kind of picture looks as somebody has found it right; see tests/pictures.py."""

from itertools import combinations

import pytest
from PIL import Image

from tests.pictures import FOLDER, KINDS, difference, photographed, thumbnail

pytestmark = pytest.mark.browser
LIKE = 24  # steps of grey that other fonts may make; a box that is gone or elsewhere makes more


def golden(name):
    return Image.open(FOLDER / f"{name.replace(' ', '_')}.png")


@pytest.fixture(scope="module")
def seen():
    return {name: thumbnail(png) for name, _, _, png in photographed(KINDS)}


def test_pictures_look_as_they_did(seen):
    assert {name: far for name in KINDS if (far := difference(seen[name], golden(name))) > LIKE} == {}


def test_other_pictures_do_not(seen):
    """So that the test above can fail."""
    apart = {pair: difference(seen[pair[0]], golden(pair[1])) for pair in combinations(KINDS, 2)}
    assert min(apart.values()) > LIKE
