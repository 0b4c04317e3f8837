"""Neural networks out of scalars, on the public names of `engine`. Read it in this order:

module.py   what has parameters
layers.py   neurons, layers, and the multi-layer perceptron
losses.py   how far an output is from its target
optim.py    how the gradients change the parameters
activations.py  activations by name
init.py         the first numbers of the weights
more_losses.py  more losses, and penalties
optimizer.py    what optimizers have in common
adaptive.py     Adam and its kin
schedules.py    learning rates that change
train.py    the training loop
metrics.py  how good the outputs are
plots.py    pictures of a run and of a model
data.py     data as samples and features
state.py    numbers in nested lists
serialize.py    models as files
checks.py   checks of arguments
"""

from nn.adaptive import Adagrad, Adam, Adamax, AdamW, RMSprop
from nn.data import Standardizer, split
from nn.layers import MLP, Layer, Neuron
from nn.losses import cross_entropy, mse_loss
from nn.metrics import accuracy, confusion_matrix
from nn.module import Module
from nn.more_losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    hinge_loss,
    huber_loss,
    kl_div,
    l1_loss,
    l1_penalty,
    l2_penalty,
    log_softmax,
)
from nn.optim import SGD
from nn.optimizer import clip_grad_norm, clip_grad_value
from nn.plots import plot_confusion_matrix, plot_decision_boundary, plot_gradients, plot_history
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
from nn.train import History, fit, predict

__all__ = [
    "Module", "Neuron", "Layer", "MLP",
    "mse_loss", "l1_loss", "huber_loss", "hinge_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits",
    "cross_entropy", "log_softmax", "kl_div", "l1_penalty", "l2_penalty",
    "SGD", "Adam", "AdamW", "Adamax", "RMSprop", "Adagrad", "clip_grad_norm", "clip_grad_value",
    "ConstantLR", "StepLR", "ExponentialLR", "LinearLR", "CosineAnnealingLR", "SequentialLR", "ReduceLROnPlateau",
    "fit", "History", "predict", "save", "load", "ModelFileError",
    "split", "Standardizer", "accuracy", "confusion_matrix",
    "plot_history", "plot_decision_boundary", "plot_confusion_matrix", "plot_gradients",
]  # fmt: skip
