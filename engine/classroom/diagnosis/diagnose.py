"""What is wrong with an engine that someone wrote: `diagnose`."""

from __future__ import annotations

from typing import Any

from engine.classroom.diagnosis.report import Diagnosis

# What examines is imported where it is used: it would slow down `import engine`.


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
