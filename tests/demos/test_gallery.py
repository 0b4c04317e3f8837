"""Every kind of picture, those in the README among them."""

from tests import ROOT
from tests.demos.common import run, texts_of


def test_the_gallery_shows_every_kind_of_picture(tmp_path):
    printed = run(tmp_path, "demos.gallery")
    pictures = sorted((tmp_path / "runs/gallery").iterdir())
    assert [path.name for path in pictures if path.name not in printed] == []
    assert {path.suffix for path in pictures} == {".svg", ".png", ".html", ".gif"}
    for path in pictures:
        if (ROOT / "demos/pictures" / path.name).exists():  # the README shows it
            assert texts_of(path) == texts_of(ROOT / "demos/pictures" / path.name)
