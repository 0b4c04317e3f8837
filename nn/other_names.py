"""What to write here for the names that PyTorch and scikit-learn have for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, TypeVar

import engine

Called = TypeVar("Called", bound=Callable[..., Any])

WRITTEN_HERE = {
    "Linear": "Layer(inputs, width, activation=None)",
    "Sequential": "MLP(inputs, widths), or a Module of your own that calls one layer after the other",
    "Parameter": "engine.Value; a Value in a Module is a parameter",
    "ModuleList": "a plain list; the parameters of what is in it are found",
    "ParameterList": "a plain list of engine.Value",
    "Identity": "activation=None",
    "Flatten": "[x for row in image for x in row]",
    "Embedding": "a list of lists of engine.Value, one for each word, as in demos/makemore.py",
    "Conv2d": "a Module of your own, as in demos/cnn.py",
    "RNN": "a Module of your own, as in demos/rnn.py",
    "LSTM": "a Module of your own, as in demos/rnn.py",
    "LayerNorm": "a function of your own, as in demos/gpt.py",
    "functional": "engine.relu and the like, and cross_entropy and the other losses of nn",
    "lr_scheduler": "StepLR and the other schedules of nn",
    "utils": "clip_grad_norm(parameters, max_norm)",
    "Tensor": "engine.Value, which is one number, and lists of them",
    "ReLU": 'activation="relu"',
    "Tanh": 'activation="tanh"',
    "Sigmoid": 'activation="sigmoid"',
    "GELU": 'activation="gelu"',
    "SiLU": 'activation="silu"',
    "LeakyReLU": "activation=engine.leaky_relu",
    "ELU": "activation=engine.elu",
    "Softplus": "activation=engine.softplus",
    "Softmax": "engine.softmax(values), a function",
    "MSELoss": "mse_loss, a function of an output and a target",
    "L1Loss": "l1_loss, a function of an output and a target",
    "HuberLoss": "huber_loss, a function of an output and a target",
    "SmoothL1Loss": "huber_loss, a function of an output and a target",
    "CrossEntropyLoss": "cross_entropy, a function of logits and a class",
    "NLLLoss": "cross_entropy, a function of logits and a class",
    "BCELoss": "binary_cross_entropy, a function of a probability and a target",
    "BCEWithLogitsLoss": "binary_cross_entropy_with_logits, a function of a logit and a target",
    "KLDivLoss": "kl_div, a function of log-probabilities and a distribution",
    "MultiMarginLoss": "hinge_loss, a function of scores and a class",
    "clip_grad_norm_": "clip_grad_norm(parameters, max_norm), or fit(..., clip_norm=...)",
    "clip_grad_value_": "clip_grad_value(parameters, clip_value)",
    "DataLoader": "batches(samples, size, seed)",
    "train_test_split": "split(samples, 0.8), with samples = list(zip(inputs, targets))",
    "StandardScaler": "scale = Standardizer(training_rows), and then scale(rows) for any rows",
    "MinMaxScaler": "scale = Normalizer(training_rows), and then scale(rows) for any rows",
    "OneHotEncoder": "one_hot(index, classes)",
    "KFold": "k_fold(samples, k)",
    "cross_val_score": "a loop over k_fold(samples, k) with fit and accuracy in it",
    "GridSearchCV": "loops over the settings, as in demos/lessons/16_hyperparameters.py",
    "Pipeline": "scale = Standardizer(training_rows), then fit and predict with scale(rows)",
    "make_pipeline": "scale = Standardizer(training_rows), then fit and predict with scale(rows)",
    "LabelEncoder": "targets = [classes.index(label) for label in labels], with classes = sorted(set(labels))",
    "accuracy_score": "accuracy(outputs, targets)",
    "precision_score": "precision(confusion_matrix(outputs, targets))",
    "recall_score": "recall(confusion_matrix(outputs, targets))",
    "classification_report": "precision(matrix), recall(matrix) and f1_score(matrix) of a confusion_matrix",
    "mean_squared_error": "mse_loss for one example; fit records their mean",
    "load_iris": 'load_csv("demos/data/iris.csv", label="species")',
    "load_digits": 'load_csv("demos/data/digits.csv", label="digit")',
    "read_csv": "load_csv(path, label=...)",
    "LinearRegression": "MLP(inputs, [1]) and fit(model, inputs, targets, mse_loss)",
    "LogisticRegression": "MLP(inputs, [classes]) and fit(model, inputs, targets, cross_entropy)",
}


ARGUMENTS = {
    "n_samples": "samples",
    "random_state": "seed",
    "centers": "classes, the number of them",
    "cluster_std": "noise",
    "test_size": "the fraction of the first part: split(samples, 0.8) for a test_size of 0.2",
    "train_size": "the fraction of the first part, as in split(samples, 0.8)",
    "n_splits": "k",
    "batch_size": "size",
    "num_classes": "classes",
}


def not_here(name: str, module: str = "nn") -> Exception:
    """The error for a name that a module does not have; one that says what to write, if that is known."""
    written = f"engine.{name}" if name in engine.__all__ else WRITTEN_HERE.get(name)
    if module == "nn.optim" and name in ("Adam", "AdamW", "Adamax", "RMSprop", "Adagrad"):
        written = f"from nn import {name}"
    if written:  # an ImportError, for `from nn import name` hides the words of any AttributeError
        return ImportError(f"{module} has no {name}; write {written}", name=module)
    return AttributeError(f"module {module!r} has no attribute {name!r}", name=name)


def answers_other_names(function: Called) -> Called:
    """The function, which says of an argument that scikit-learn or PyTorch has what to write here."""

    @wraps(function)
    def answering(*positional: Any, **named: Any) -> Any:
        for name in named:
            if name in ARGUMENTS and name not in signature(function).parameters:
                raise TypeError(f"{function.__name__} has no argument {name}; write {ARGUMENTS[name]}")
        return function(*positional, **named)

    return answering  # type: ignore[return-value]
