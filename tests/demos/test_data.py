"""The data that the demos read."""

import re

import pytest

from demos.data import Vocabulary, digit_images, read_documents
from tests.demos.common import NAMES


def test_the_digits_are_images_and_the_parts_share_none():
    training, test = digit_images()
    assert (len(training[0]), len(test[0])) == (1078, 359)
    assert {len(x) for x in training[0] + test[0]} == {64}
    assert all(0 <= pixel <= 1 for x in training[0] + test[0] for pixel in x)
    assert not set(map(tuple, training[0])) & set(map(tuple, test[0]))


def test_the_names_are_5163_of_small_letters():
    names = read_documents()
    assert len(names) == len(set(names)) == 5163
    assert names == sorted(names)
    assert all(re.fullmatch("[a-z]{2,11}", name) for name in names)


def test_a_vocabulary_goes_both_ways():
    vocabulary = Vocabulary(NAMES)
    assert (vocabulary.characters, vocabulary.bos, len(vocabulary)) == (list("abnor"), 5, 6)
    assert vocabulary.document("bob") == [5, 1, 3, 1, 5]
    assert vocabulary.decode([5, 1, 3, 1, 5]) == "bob"
    with pytest.raises(ValueError, match=r"\['x', 'y'\] in 'boxy' are not in the vocabulary, which is 'abnor'"):
        vocabulary.encode("boxy")


@pytest.mark.parametrize("content", [b"", b"\n \n\n"])
def test_a_file_without_text_is_refused(tmp_path, content):
    (tmp_path / "empty.txt").write_bytes(content)
    with pytest.raises(ValueError, match=r"empty.txt has no text; it needs at least one line"):
        read_documents(tmp_path / "empty.txt")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path):
    (tmp_path / "latin.txt").write_bytes(b"ann\nzo\xeb\n")
    with pytest.raises(ValueError, match="not UTF-8 text .byte 6."):
        read_documents(tmp_path / "latin.txt")
