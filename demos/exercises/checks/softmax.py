"""Exercise 10. The right numbers are those of the engine and of nn."""

from math import exp, fsum

from demos.exercises.questions import Outcome, Question, Raised, Test
from engine import Value, softmax
from nn import cross_entropy

LOGITS = [2.0, -1.0, 0.5]
OVERFLOW: dict[str, Outcome] = {"no maximum subtracted": Raised("OverflowError")}
UNDERFLOW: dict[str, Outcome] = {"no maximum subtracted": Raised("ZeroDivisionError")}
BATCH, TARGETS = [[2.0, -1.0, 0.5], [0.0, 0.0, 0.0], [1.0, 3.0, -2.0]], [0, 2, 0]


def tests() -> list[Test]:
    """The tests of softmax and cross entropy."""
    return [
        Test("softmax", softmaxes()),
        Test("cross_entropy", losses()),
        Test("cross_entropy_gradient", gradients()),
        Test("cost", costs()),
    ]


def probabilities(logits: list[float]) -> list[float]:
    """The probability of each class."""
    return [p.data for p in softmax([Value(z) for z in logits])]


def loss_of(logits: list[float], target: int) -> float:
    """The cross entropy of one example."""
    return cross_entropy([Value(z) for z in logits], target).data


def softmaxes() -> list[Question]:
    """Probabilities, also of large logits."""
    because = "exp(2), exp(-1) and exp(0.5), each divided by their sum"
    return [
        Question("softmax([0.0, 0.0])", [0.5, 0.5], "equal logits share", {"not normalized": [1.0, 1.0]}),
        Question(f"softmax({LOGITS})", probabilities(LOGITS), because, {"not normalized": [exp(z) for z in LOGITS]}),
        Question("softmax([1000.0, 1000.0])", [0.5, 0.5], "equal logits share", OVERFLOW),
        Question("softmax([-1000.0, -1000.0])", [0.5, 0.5], "equal logits share", UNDERFLOW),
    ]


def losses() -> list[Question]:
    """Losses, also of large logits."""
    questions = []
    for target, p in enumerate(probabilities(LOGITS)):
        loss = loss_of(LOGITS, target)
        because = f"-log({p:.6g})"
        questions.append(Question(f"cross_entropy({LOGITS}, {target})", loss, because, {"wrong sign": -loss}))
    lost: dict[str, Outcome] = {**OVERFLOW, "log of a probability that is 0": Raised("ValueError")}
    return [
        *questions,
        Question("cross_entropy([1000.0, 0.0], 0)", 0.0, "the probability is as good as 1", lost),
        Question("cross_entropy([1000.0, 0.0], 1)", 1000.0, "m + log(exp(0) + exp(-1000)) - 0 = 1000", lost),
    ]


def gradients() -> list[Question]:
    """Probabilities, less 1 at the target."""
    questions = []
    for target in range(len(LOGITS)):
        logits = [Value(z) for z in LOGITS]
        cross_entropy(logits, target).backward()
        right, p = [z.grad for z in logits], probabilities(LOGITS)
        mistakes = {
            "forgot to subtract 1 at the target": p,
            "wrong sign": [-g for g in right],
        }
        because = f"the probabilities are {', '.join(f'{x:.6g}' for x in p)}; 1 less at {target}"
        questions.append(Question(f"cross_entropy_gradient({LOGITS}, {target})", right, because, mistakes))
    return questions


def costs() -> list[Question]:
    """The mean over three examples."""
    parts = [loss_of(logits, target) for logits, target in zip(BATCH, TARGETS)]
    because = f"({' + '.join(f'{loss:.6g}' for loss in parts)}) / 3"
    mistakes = {"forgot 1/n": fsum(parts), "wrong sign": -fsum(parts) / 3}
    return [
        Question("cost([[0.0, 0.0]], [1])", loss_of([0.0, 0.0], 1), "the loss of the only example, log(2)"),
        Question(f"cost({BATCH}, {TARGETS})", fsum(parts) / 3, because, mistakes),
    ]
