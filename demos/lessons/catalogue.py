"""The lessons there are, what their first cells say of them, and the table of them in demos/README.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PICTURES = HERE / "pictures"
INDEX = HERE.parent / "README.md"
START, END = "<!-- This table is written by `python -m demos.lessons`. -->\n", "<!-- The end of the table. -->\n"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A file, and the head of its first cell."""

    path: Path
    title: str
    goal: str
    minutes: int  # to work through it

    @property
    def name(self) -> str:
        """The name of its file and of its picture: `03_chain_rule`."""
        return self.path.stem

    @property
    def module(self) -> str:
        """What `python -m` runs."""
        return f"demos.lessons.{self.name}"

    @property
    def picture(self) -> Path:
        """Its committed picture; while there is none, where one would be."""
        return next(iter(PICTURES.glob(f"{self.name}.*")), PICTURES / f"{self.name}.svg")


def lessons() -> list[Lesson]:
    """Every lesson, in order."""
    return [read(path) for path in sorted(HERE.glob("[0-9][0-9]_*.py"))]


def cells(path: Path) -> list[str]:
    """The cells of a lesson, each from its `# %%` on."""
    return re.split(r"^(?=# %%)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]


def prose(cell: str) -> str:
    """The Markdown of a cell of text."""
    return "\n".join(line.removeprefix("#").removeprefix(" ") for line in cell.splitlines()[1:])


def read(path: Path) -> Lesson:
    """A lesson, as its first cell describes it. Raises ValueError if title, goal or time is missing."""
    head = prose(cells(path)[0])
    found = {}
    for part, pattern in {
        "# title": r"^# (.+)$",
        "**Goal.**": r"^\*\*Goal\.\*\* (.+?)\n\n",
        "**Time.** N minutes.": r"^\*\*Time\.\*\* (\d+) minutes\.$",
    }.items():
        match = re.search(pattern, head, flags=re.MULTILINE | re.DOTALL if "Goal" in part else re.MULTILINE)
        if match is None:
            raise ValueError(f"{path.name}: the first cell has no `{part}`")
        found[part] = " ".join(match[1].split())
    title, goal, minutes = found.values()
    return Lesson(path, title, goal, int(minutes))


def table() -> str:
    """The table of the lessons, in Markdown: picture, title, goal, time."""
    lines = ["| | lesson | afterwards | minutes |\n", "| --- | --- | --- | --- |\n"]
    for lesson in lessons():
        picture = f'<img src="lessons/pictures/{lesson.picture.name}" width="260" alt="{lesson.title}">'
        link = f"[{lesson.title}](lessons/{lesson.path.name})"
        lines.append(f"| {picture} | {link} | {lesson.goal} | {lesson.minutes} |\n")
    return "".join(lines)


def with_table(page: str) -> str:
    """The text of demos/README.md with the table as it should be."""
    before, rest = page.split(START)
    _, after = rest.split(END)
    return f"{before}{START}{table()}{END}{after}"
