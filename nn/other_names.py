"""What to write here for the names that PyTorch and scikit-learn have for it."""

from __future__ import annotations

WRITTEN_HERE = {
    "Linear": "Layer(inputs, width, activation=None)",
    "Sequential": "MLP(inputs, widths), or a Module of your own that calls one layer after the other",
    "Parameter": "engine.Value; a Value in a Module is a parameter",
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
    "StandardScaler": "Standardizer(training_rows), which is called with rows",
    "MinMaxScaler": "Normalizer(training_rows), which is called with rows",
    "OneHotEncoder": "one_hot(index, classes)",
    "KFold": "k_fold(samples, k)",
    "accuracy_score": "accuracy(outputs, targets)",
    "precision_score": "precision(confusion_matrix(outputs, targets))",
    "recall_score": "recall(confusion_matrix(outputs, targets))",
    "mean_squared_error": "mse_loss for one example; fit records their mean",
    "load_iris": 'load_csv("demos/data/iris.csv", label="species")',
    "load_digits": 'load_csv("demos/data/digits.csv", label="digit")',
    "read_csv": "load_csv(path, label=...)",
    "MLPClassifier": "MLP(inputs, widths) and fit(model, inputs, targets, cross_entropy)",
    "MLPRegressor": "MLP(inputs, widths) and fit(model, inputs, targets, mse_loss)",
}


def not_here(name: str) -> Exception:
    """The error for a name that this package does not have; one that says what to write, if that is known."""
    if name in WRITTEN_HERE:  # an ImportError, for `from nn import name` hides the words of any AttributeError
        return ImportError(f"nn has no {name}; write {WRITTEN_HERE[name]}", name="nn")
    return AttributeError(f"module 'nn' has no attribute {name!r}", name=name)
