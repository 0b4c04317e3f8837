"""`MLPClassifier` and `MLPRegressor`: networks as estimators of scikit-learn, for its pipelines and searches."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from engine import softmax
from nn.adam import Adagrad, Adam, Adamax, AdamW, RMSprop
from nn.checks import at_least_0, whole
from nn.layers import MLP
from nn.losses import cross_entropy, l2_penalty, mse_loss
from nn.optim import SGD
from nn.train import fit
from nn.training.evaluation import predict
from nn.training.history import History

OPTIMIZERS = {
    "sgd": SGD, "adam": Adam, "adamw": AdamW, "adamax": Adamax, "rmsprop": RMSprop, "adagrad": Adagrad,
}  # fmt: skip
BATCH = 200  # examples at most, if the batch size is "auto", as in scikit-learn
SEEDS = 2**31 - 1


class NetworkEstimator(BaseEstimator):
    """What both estimators have: the arguments, and the training of an MLP."""

    def __init__(
        self,
        hidden_layer_sizes: Sequence[int] = (16,),
        activation: str = "relu",
        *,
        optimizer: str | Callable[..., Any] = "adam",
        alpha: float = 0.0001,
        batch_size: int | str = "auto",
        learning_rate_init: float = 0.01,
        max_iter: int = 200,
        tol: float = 1e-4,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 10,
        random_state: Any = None,
        compiled: bool | str = True,
    ) -> None:
        """Arguments mean what they mean in scikit-learn's MLPClassifier; two are of this library.

        The optimizer is "adam", "sgd", "adamw", "adamax", "rmsprop" or "adagrad", or a function of the parameters and
        lr. `compiled` is that of `nn.fit`: True, "c", or False for single Values, to be stepped through.
        """
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.optimizer = optimizer
        self.alpha = alpha
        self.batch_size = batch_size
        self.learning_rate_init = learning_rate_init
        self.max_iter = max_iter
        self.tol = tol
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.random_state = random_state
        self.compiled = compiled

    def begin(self, outputs: int) -> None:
        """Make a model with this many outputs, and what trains it."""
        whole("max_iter", self.max_iter)
        whole("n_iter_no_change", self.n_iter_no_change)
        at_least_0("alpha", self.alpha)
        rng = check_random_state(self.random_state)
        seeds = rng.randint(SEEDS, size=2)
        widths = [whole("hidden_layer_sizes", width) for width in numpy.atleast_1d(self.hidden_layer_sizes).tolist()]
        self.model_ = MLP(self.n_features_in_, [*widths, outputs], activation=self.activation, seed=int(seeds[0]))
        make = OPTIMIZERS.get(self.optimizer, self.optimizer) if isinstance(self.optimizer, str) else self.optimizer
        if not callable(make):
            raise ValueError(f"optimizer is one of {', '.join(OPTIMIZERS)}, or a function, got {self.optimizer!r}")
        self.optimizer_ = make(self.model_.parameters(), lr=self.learning_rate_init)
        self.order_seed_ = int(seeds[1])
        self.loss_curve_: list[float] = []
        self.n_iter_ = 0

    def train(self, X: Any, y: Any, loss: Callable[[Any, Any], Any], epochs: int, validation: Any = None) -> History:
        """Train the model for some epochs, and add to what is known of them."""
        weights = [w for layer in self.model_.layers for neuron in layer.neurons for w in neuron.w]
        size = BATCH if self.batch_size == "auto" else whole("batch_size", self.batch_size)  # type: ignore[arg-type]
        history = fit(
            self.model_, X.tolist(), y.tolist(), loss, self.optimizer_, epochs, min(size, len(X)),
            None if validation is None else tuple([part.tolist() for part in validation]),
            seed=self.order_seed_ + self.n_iter_, progress=False, compiled=self.compiled,
            penalty=partial(penalty_of, weights, self.alpha / 2 / len(X)) if self.alpha else None,
            patience=self.n_iter_no_change if validation is not None else None,
            callbacks=[] if validation is not None or epochs == 1 else [self.is_stuck],
        )  # fmt: skip
        self.loss_curve_ += history.train_loss
        self.n_iter_ += len(history.train_loss)
        self.loss_ = self.loss_curve_[-1]
        return history

    def is_stuck(self, history: History) -> bool:
        """Whether the loss has not fallen by `tol` for `n_iter_no_change` epochs."""
        losses, patience = history.train_loss, self.n_iter_no_change
        return len(losses) > patience and min(losses[-patience:]) > min(losses[:-patience]) - self.tol

    def train_all(self, X: Any, y: Any, loss: Callable[[Any, Any], Any], stratify: Any = None) -> None:
        """Train a new model until it is good, or `max_iter` epochs have passed."""
        validation = None
        if self.early_stopping:
            X, own_X, y, own_y = train_test_split(
                X, y, test_size=self.validation_fraction, random_state=self.order_seed_, stratify=stratify
            )
            validation = own_X, own_y
        history = self.train(X, y, loss, self.max_iter, validation)
        if not history.stopped:
            warnings.warn(
                f"the loss is still falling after max_iter={self.max_iter} epochs", ConvergenceWarning, stacklevel=3
            )

    def outputs(self, X: Any) -> Any:
        """What the model gives for each row, as an array."""
        check_is_fitted(self, "model_")
        X = validate_data(self, X, reset=False, dtype="float64")
        return numpy.array(predict(self.model_, X.tolist(), compiled=self.compiled))


def penalty_of(weights: Sequence[Any], factor: float, model: MLP) -> Any:
    """scikit-learn's: the squares of the weights, without the biases."""
    return l2_penalty(weights, factor)


class MLPClassifier(ClassifierMixin, NetworkEstimator):
    """A network that tells classes apart, as an estimator of scikit-learn; its `model_` is to be drawn and stepped.

    >>> from sklearn.datasets import load_iris
    >>> X, y = load_iris(return_X_y=True)
    >>> classifier = MLPClassifier((8,), batch_size=30, tol=1e-3, random_state=0).fit(X, y)
    >>> bool(classifier.score(X, y) > 0.9), classifier.model_
    (True, MLP | 67 parameters)
    """

    def fit(self, X: Any, y: Any) -> Any:
        """Train a new model on rows of numbers and their classes."""
        X, y = validate_data(self, X, y, dtype="float64")
        check_classification_targets(y)
        self.classes_, numbers = numpy.unique(y, return_inverse=True)
        self.begin(max(2, len(self.classes_)))
        rarest = numpy.bincount(numbers).min()
        can_be_stratified = rarest > 1 and self.validation_fraction * len(X) >= len(self.classes_)
        self.train_all(X, numbers, cross_entropy, numbers if can_be_stratified else None)
        return self

    def partial_fit(self, X: Any, y: Any, classes: Any = None) -> Any:
        """Train for one epoch; the first call says which classes there will be."""
        is_new = not hasattr(self, "model_")
        X, y = validate_data(self, X, y, dtype="float64", reset=is_new)
        check_classification_targets(y)
        if is_new:
            self.classes_ = numpy.unique(y if classes is None else classes)
            self.begin(max(2, len(self.classes_)))
        elif classes is not None and not numpy.array_equal(numpy.unique(classes), self.classes_):
            raise ValueError(f"classes={classes!r} is not the same as on the last call: {self.classes_!r}")
        if unknown := sorted(set(y.tolist()) - set(self.classes_.tolist())):
            raise ValueError(f"y has the class {unknown[0]!r}, which is not among {self.classes_.tolist()}")
        self.train(X, numpy.searchsorted(self.classes_, y), cross_entropy, 1)
        return self

    def predict_proba(self, X: Any) -> Any:
        """The probability of each class, a row for each row."""
        scores = self.outputs(X)
        return numpy.array([softmax(row) for row in scores[:, : len(self.classes_)].tolist()])

    def predict(self, X: Any) -> Any:
        """The class of each row."""
        scores = self.outputs(X)
        return self.classes_[scores[:, : len(self.classes_)].argmax(axis=1)]


class MLPRegressor(RegressorMixin, NetworkEstimator):
    """A network that predicts one or more numbers, as an estimator of scikit-learn."""

    def fit(self, X: Any, y: Any) -> Any:
        """Train a new model on rows of numbers and what is to be predicted for each."""
        self.train_all(*self.rows(X, y, True), mse_loss)
        return self

    def partial_fit(self, X: Any, y: Any) -> Any:
        """Train for one epoch."""
        self.train(*self.rows(X, y, not hasattr(self, "model_")), mse_loss, 1)
        return self

    def rows(self, X: Any, y: Any, is_new: bool) -> tuple[Any, Any]:
        """The rows and their targets as a model takes them: targets of one column as numbers. A new one is begun."""
        X, y = validate_data(self, X, y, dtype="float64", multi_output=True, y_numeric=True, reset=is_new)
        if is_new:
            self.is_one_column_ = y.ndim == 1
            self.begin(1 if y.ndim == 1 else y.shape[1])
        y = y.astype("float64")
        return X, y[:, 0] if y.ndim > 1 and y.shape[1] == 1 else y

    def predict(self, X: Any) -> Any:
        """What is predicted for each row."""
        outputs = self.outputs(X)
        return outputs if self.is_one_column_ or outputs.ndim > 1 else outputs[:, None]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags
