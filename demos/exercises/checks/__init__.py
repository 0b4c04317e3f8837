"""What is asked in each exercise. The right answers come from the engine, nn or `math`, not from a solution."""

from demos.exercises.checks import (
    adam,
    add,
    backward,
    chain_rule,
    forks,
    mul_and_tanh,
    neuron,
    numeric_derivative,
    order,
    own_engine,
    sgd,
    softmax,
    training,
)
from demos.exercises.questions import Exercise

TESTS = {
    "01_add": add.tests,
    "02_mul_and_tanh": mul_and_tanh.tests,
    "03_numeric_derivative": numeric_derivative.tests,
    "04_chain_rule_by_hand": chain_rule.tests,
    "05_forks": forks.tests,
    "06_topological_order": order.tests,
    "07_backward": backward.tests,
    "08_your_own_engine": own_engine.tests,
    "09_neuron": neuron.tests,
    "10_softmax_cross_entropy": softmax.tests,
    "11_sgd": sgd.tests,
    "12_adam": adam.tests,
    "13_train_without_fit": training.tests,
}


def exercises() -> list[Exercise]:
    """All the exercises, in order."""
    return [Exercise(name, tests()) for name, tests in TESTS.items()]
