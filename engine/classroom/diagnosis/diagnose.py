"""What is wrong with an engine that someone wrote: `diagnose`."""

from __future__ import annotations

from dataclasses import dataclass, field
from textwrap import fill
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.classroom.diagnosis.slips import Finding

# What examines is imported where it is used: it would slow down `import engine`.


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


def diagnose(engine: Any) -> Diagnosis:
    """The known mistakes that an engine has, each with what was computed, what is right, and what to look for.

    The engine is a class, or a module that defines one. `Value(2.0)` must make a leaf with `.data`, `.grad` and
    `.backward()`; whichever of `+ - * / **`, `exp`, `tanh`, ... there are, as methods or as functions of the module,
    are looked at. Its code runs as it is: if its `backward()` does not end, `diagnose` does not either.

    Raises TypeError if there is no such class.

    >>> from engine import Value
    >>> print(diagnose(Value))
    engine.value.Value: no mistakes
    right: ...
    """
    from engine.classroom.diagnosis.course import examine
    from engine.classroom.diagnosis.subject import Subject

    subject = Subject(engine)
    diagnosis = Diagnosis(subject.name)
    examine(subject, diagnosis)
    return diagnosis
