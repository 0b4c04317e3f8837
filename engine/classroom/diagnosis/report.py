"""What an examination of an engine finds: `Diagnosis`."""

from __future__ import annotations

from dataclasses import dataclass, field
from textwrap import fill
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.classroom.diagnosis.slips import Finding


@dataclass(slots=True)
class Diagnosis:
    """What `diagnose` found; true if there is no mistake."""

    name: str  # of the class
    mistakes: list[Finding] = field(default_factory=list)  # in the order in which to mend them
    right: list[str] = field(default_factory=list)  # what was looked at and is right
    missing: list[str] = field(default_factory=list)  # ops that are not there
    waiting: list[str] = field(default_factory=list)  # what can be judged only when the mistakes are mended

    def __bool__(self) -> bool:
        return not self.mistakes

    def __str__(self) -> str:
        count = len(self.mistakes)
        lines = [f"{self.name}: {count or 'no'} mistake{'' if count == 1 else 's'}"]
        lines += [f"{i:3}. {finding}" for i, finding in enumerate(self.mistakes, start=1)]
        lists = {"right": self.right, "not there": self.missing, "to be judged when this is mended": self.waiting}
        lines += [fill(f"{title}: {', '.join(names)}", 100) for title, names in lists.items() if names]
        return "\n".join(lines)
