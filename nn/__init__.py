"""Neural networks out of scalars, on the public names of `engine`. Read it in this order:

module.py        what has parameters
layers.py        neurons, layers, and the multi-layer perceptron
losses.py        how far an output is from its target
optim.py         how the gradients change the parameters
train.py         the training loop

A layer needs no more of this package than `module`, `init` and `checks`, and of the engine `Value`, `dot`, `sample` and
the activations. What surrounds the loop has a reading order of its own: training/. Then, for a look:

init.py          the first numbers of the weights
adam.py          Adam and its kin
groups.py        several optimizers as one
schedules.py     learning rates that change
xray.py          dead neurons, and the sizes of gradients and steps
metrics.py       how good the outputs are
plots/           pictures of a run, and of what a model has learnt
data.py          data as samples and features
csv_files.py     tables in files
datasets.py      data sets made by a seed
estimators.py    `MLPClassifier` and `MLPRegressor`, for scikit-learn
serialize.py     models as files
torch_bridge.py  to PyTorch and back
other_names.py   what to write for their names
checks.py        checks of arguments
"""

from typing import TYPE_CHECKING

from nn.adam import Adagrad, Adam, Adamax, AdamW, RMSprop
from nn.csv_files import Table, load_csv
from nn.data import Normalizer, Standardizer, batches, k_fold, one_hot, split
from nn.datasets import make_blobs, make_circles, make_linear, make_moons, make_sine, make_spiral, make_xor
from nn.groups import ParameterGroups
from nn.layers import MLP, Dropout, Layer, Neuron
from nn.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    hinge_loss,
    huber_loss,
    kl_div,
    l1_loss,
    l1_penalty,
    l2_penalty,
    log_softmax,
    mse_loss,
)
from nn.metrics import accuracy, confusion_matrix, f1_score, log_loss, precision, r2_score, recall
from nn.module import Module
from nn.optim import SGD, clip_grad_norm, clip_grad_value
from nn.other_names import not_here
from nn.plots import (
    COLOURS,
    LETTERS,
    animate_training,
    charts,
    live_plot,
    plot_activations,
    plot_attention,
    plot_confusion_matrix,
    plot_decision_boundary,
    plot_gradient_histograms,
    plot_gradients,
    plot_hidden_neurons,
    plot_history,
    plot_loss_landscape,
    plot_mistakes,
    plot_precision_recall,
    plot_predicted,
    plot_roc,
    plot_unrolled,
    plot_update_ratios,
    plot_weights,
    signed_colours,
)
from nn.schedules import (
    ConstantLR,
    CosineAnnealingLR,
    ExponentialLR,
    LinearLR,
    ReduceLROnPlateau,
    SequentialLR,
    StepLR,
)
from nn.serialize import ModelFileError, load, save
from nn.torch_bridge import from_torch, to_torch
from nn.train import fit, train_steps
from nn.training.evaluation import predict
from nn.training.history import History, record_parameters
from nn.training.pieces import PieceError
from nn.training.run import DivergenceError, TrainingStep
from nn.xray import LayerXray, xray

__all__ = [
    "Module", "Neuron", "Layer", "MLP", "Dropout",
    "mse_loss", "l1_loss", "huber_loss", "hinge_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits",
    "cross_entropy", "log_softmax", "kl_div", "l1_penalty", "l2_penalty",
    "SGD", "Adam", "AdamW", "Adamax", "RMSprop", "Adagrad", "ParameterGroups", "clip_grad_norm",
    "clip_grad_value",
    "ConstantLR", "StepLR", "ExponentialLR", "LinearLR", "CosineAnnealingLR", "SequentialLR", "ReduceLROnPlateau",
    "fit", "train_steps", "TrainingStep", "History", "record_parameters", "DivergenceError", "PieceError", "predict",
    "save", "load", "ModelFileError",
    "to_torch", "from_torch", "xray", "LayerXray",
    "load_csv", "Table", "split", "k_fold", "batches", "Standardizer", "Normalizer", "one_hot",
    "make_xor", "make_moons", "make_circles", "make_spiral", "make_blobs", "make_linear", "make_sine",
    "accuracy", "confusion_matrix", "precision", "recall", "f1_score", "r2_score", "log_loss",
    "plot_history", "live_plot", "plot_gradients", "plot_update_ratios", "plot_loss_landscape",
    "plot_decision_boundary", "plot_hidden_neurons", "plot_weights", "plot_attention", "plot_unrolled",
    "animate_training", "plot_activations", "plot_gradient_histograms",
    "plot_confusion_matrix", "plot_mistakes", "plot_roc", "plot_precision_recall", "plot_predicted",
    "charts", "signed_colours", "COLOURS", "LETTERS",
]  # fmt: skip


if not TYPE_CHECKING:  # a type checker finds by itself what is not there

    def __getattr__(name: str) -> object:
        """An estimator for scikit-learn, imported when it is asked for; for names of theirs, what to write here."""
        if name not in ("MLPClassifier", "MLPRegressor"):
            raise not_here(name)
        try:
            import nn.estimators as estimators
        except ImportError as error:
            raise ImportError(
                f'{name} needs scikit-learn: python -m pip install "chainrule[sklearn]"; without it, write '
                f"MLP(inputs, widths) and fit(model, inputs, targets) ({error})"
            ) from None
        return getattr(estimators, name)
