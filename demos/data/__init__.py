"""The data of the larger demos: digits as images, texts as ids. README.md says where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import nn

FOLDER = Path(__file__).parent
DIGITS, NAMES = FOLDER / "digits.csv", FOLDER / "names.txt"

Images = tuple[list[list[float]], list[int]]  # 64 pixels each, from 0 (paper) to 1 (ink), and which digit it is


def digit_images() -> tuple[Images, Images]:
    """The training and the test set: 1,078 and 359 digits, as many of each; the split is the same for every seed."""
    table = nn.load_csv(DIGITS, label="digit")
    samples = [([pixel / 16 for pixel in x], t) for x, t in zip(table.inputs, table.targets)]
    training, _, test = nn.split(samples, 0.6, 0.2, seed=0, stratify=table.targets)  # as in demos/digits.py
    return ([x for x, _ in training], [t for _, t in training]), ([x for x, _ in test], [t for _, t in test])


def read_documents(path: str | Path = NAMES) -> list[str]:
    """The lines of a text file, without the empty ones and the spaces around them.

    Raises ValueError for a file without text, or that is not UTF-8.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 text (byte {error.start:,}); save it as UTF-8") from None
    documents = [line.strip() for line in lines if line.strip()]
    if not documents:
        raise ValueError(f"{path} has no text; it needs at least one line, and each line is a document")
    return documents


class Vocabulary:
    """The characters of some documents, each with an id, and one id more, `bos`, that begins and ends a document."""

    def __init__(self, documents: Iterable[str]) -> None:
        self.characters = sorted(set("".join(documents)))
        self.bos = len(self.characters)

    def __len__(self) -> int:
        return len(self.characters) + 1

    def encode(self, text: str) -> list[int]:
        """The ids of the characters of a text. Raises ValueError for one that no document has."""
        unknown = sorted(set(text) - set(self.characters))
        if unknown:
            known = "".join(self.characters[:100])
            raise ValueError(f"the characters {unknown} in {text!r} are not in the vocabulary, which is {known!r}")
        return [self.characters.index(character) for character in text]

    def document(self, text: str) -> list[int]:
        """The ids of a document, with `bos` before and after it."""
        return [self.bos, *self.encode(text), self.bos]

    def decode(self, ids: Sequence[int]) -> str:
        """The text that ids stand for, without `bos`."""
        return "".join(self.characters[i] for i in ids if i != self.bos)
