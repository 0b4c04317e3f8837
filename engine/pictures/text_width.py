"""How wide a text is, without a font at hand."""

from __future__ import annotations

from unicodedata import combining, east_asian_width

SIZE = 13  # of the letters on pictures
BOLD = 1.08  # how much wider bold letters are

# The widths of Helvetica, in thousandths of the size of the letters, from Adobe's font metrics (AFM).
WIDTHS = {
    character: width
    for width, characters in {
        191: "'", 222: "ijl", 260: "|", 278: " !,./:;I[\\]ft", 333: "()-r`", 334: "{}", 355: '"', 389: "*", 469: "^",
        500: "Jckvsxyz", 556: "#$0123456789?L_abdeghnopqu", 584: "+<=>~", 611: "FTZ", 667: "&ABEKPSVXY", 722: "CDHNRUw",
        778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1015: "@",
    }.items()
    for character in characters
}  # fmt: skip


def text_width(text: str, size: float) -> float:
    """The width of a text in Helvetica, in the unit of the size; other scripts are estimated."""
    return sum(map(character_width, text)) * size / 1000


def character_width(character: str) -> int:
    """The width of a character, in thousandths."""
    if combining(character):
        return 0
    return WIDTHS.get(character, 1000 if east_asian_width(character) in "WF" else 600)
