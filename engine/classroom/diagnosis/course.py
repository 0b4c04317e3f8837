"""The order of an examination: single ops, values used more than once, several passes, the edges."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from engine import ops
from engine.classroom.diagnosis import experiments
from engine.classroom.diagnosis.report import Diagnosis
from engine.classroom.diagnosis.slips import Finding, Probe, examined, probes
from engine.classroom.diagnosis.subject import Subject, said

BASE = {"a + b", "a * b"}  # the experiments are made of these
REFUSALS = (TypeError, AssertionError, NotImplementedError)  # what says that an op is not there for such operands
Experiment = tuple[str, Callable[[], Finding | None]]


def examine(subject: Subject, diagnosis: Diagnosis) -> None:
    """Note what is right and what is wrong with an engine. Raises TypeError if it has no ops."""
    found = list(probes(subject))
    first = next((probe for probe in found if probe.text in BASE and subject.has(probe.method)), None)
    if first is None:
        raise TypeError(f"{subject.name} has neither + nor *")
    if not judge(diagnosis, "the start of backward()", partial(experiments.start, subject, first)):
        return
    single = look_at_ops(subject, found, diagnosis)
    if not set(diagnosis.right) >= BASE:
        diagnosis.waiting.append("everything beyond single ops")
        return
    if look_at_forks(subject, single, diagnosis):
        for what, experiment in passes(subject):
            judge(diagnosis, what, experiment)
    for what, experiment in edges(subject, diagnosis.right):
        judge(diagnosis, what, experiment)


def judge(diagnosis: Diagnosis, what: str, experiment: Callable[[], Finding | None]) -> bool:
    """Whether something is right, once an experiment has shown it and it is noted."""
    try:
        finding = experiment()
    except Exception as error:  # of the engine under examination: whatever its author's code raises
        finding = Finding(f"{what}: an error", what, said(error), "no error", "what the error names")
    if finding is None:
        diagnosis.right.append(what)
    else:
        diagnosis.mistakes.append(finding)
    return finding is None


def look_at_ops(subject: Subject, found: list[Probe], diagnosis: Diagnosis) -> list[Probe]:
    """The ops that are right and not made of others, once all are judged.

    An op that is made of others is wrong with them, and is not blamed when there is a mistake already.
    """
    single, wrong = [], set()
    for probe in found:
        if (probe.method and not subject.has(probe.method)) or is_refused(subject, probe):
            diagnosis.missing.append(probe.text)
        elif finding := examined(subject, probe):
            if probe.op in wrong or (diagnosis.mistakes and is_composed(subject, probe)):
                diagnosis.waiting.append(probe.text)
            else:
                diagnosis.mistakes.append(finding)
                wrong.add(probe.op)
        else:
            diagnosis.right.append(probe.text)
            if not is_composed(subject, probe):
                single.append(probe)
    return single


def is_refused(subject: Subject, probe: Probe) -> bool:
    """Whether an op is a power of a value with a value in the exponent, in an engine that has only plain exponents."""
    general = probe.op is ops.power and probe.right is None
    return general and isinstance(subject.passed(lambda a, b: a**b, (2.0, 3.0)), REFUSALS)


def is_composed(subject: Subject, probe: Probe) -> bool:
    """Whether an op is made of other ops, which may be so if it cannot even be computed."""
    try:
        return subject.is_composed(probe.build, probe.points[0])
    except Exception:
        return True


def look_at_forks(subject: Subject, single: list[Probe], diagnosis: Diagnosis) -> bool:
    """Whether + and * are right on values that are used more than once; each experiment needs those before it."""
    base = [probe for probe in single if probe.text in BASE]
    forks: list[Experiment] = [
        ("inputs stay as they are", partial(experiments.inputs_changed, subject, single)),
        ("values with equal data", partial(experiments.equal_data, subject)),
        ("grads add up", partial(experiments.overwriting, subject, single)),
        ("a + a", partial(experiments.same_input_twice, subject)),
        ("topological order", partial(experiments.order, subject)),
    ]
    for i, (what, experiment) in enumerate(forks):
        if not judge(diagnosis, what, experiment) and (
            what != "grads add up" or experiments.overwriting(subject, base)
        ):
            diagnosis.waiting += [*[what for what, _ in forks[i + 1 :]], "several passes"]
            return False
    return True


def passes(subject: Subject) -> Iterator[Experiment]:
    """The experiments with several passes, or with data that change in between."""
    yield "time in proportion to the ops", partial(experiments.every_path, subject)
    yield "a second pass", partial(experiments.second_pass, subject)
    yield "leaves add up over passes", partial(experiments.two_outputs, subject)
    yield "data changed after the forward pass", partial(experiments.later_data, subject)


def edges(subject: Subject, right: list[str]) -> Iterator[Experiment]:
    """The experiments at the edges of the ops that are right elsewhere."""
    yield f"{experiments.DEPTH:,} ops in a row", partial(experiments.depth, subject)
    if "a ** 3" in right:
        yield "a ** 0 at 0", partial(experiments.power_of_zero, subject)
        yield "roots of negative numbers", partial(experiments.fractional_power, subject)
    if "exp(a)" in right:
        yield "exp of large numbers", partial(experiments.exp_of_large, subject)
    for op in (ops.tanh, ops.sigmoid, ops.softplus):
        if f"{op.name}(a)" in right:
            yield f"{op.name} of large numbers", partial(experiments.large, subject, op)
    if "relu(a)" in right:
        yield "relu at 0", partial(experiments.relu_at_0, subject)
        yield "relu of nan", partial(experiments.relu_of_nan, subject)
