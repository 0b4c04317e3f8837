"""Neural networks out of scalars, on the public names of `engine`. Read it in this order:

module.py   what has parameters
layers.py   neurons, layers, and the multi-layer perceptron
losses.py   how far an output is from its target
optim.py    how the gradients change the parameters
train.py    the training loop
metrics.py  how good the outputs are
plots.py    pictures of a run and of a model
data.py     data as samples and features
state.py    numbers in nested lists
checks.py   checks of arguments
"""

from nn.data import Standardizer, split
from nn.layers import MLP, Layer, Neuron
from nn.losses import cross_entropy, mse_loss
from nn.metrics import accuracy, confusion_matrix
from nn.module import Module
from nn.optim import SGD
from nn.plots import plot_confusion_matrix, plot_decision_boundary, plot_gradients, plot_history
from nn.train import History, fit, predict

__all__ = [
    "MLP", "SGD", "History", "Layer", "Module", "Neuron", "Standardizer", "accuracy", "confusion_matrix",
    "cross_entropy", "fit", "mse_loss", "plot_confusion_matrix", "plot_decision_boundary", "plot_gradients",
    "plot_history", "predict", "split",
]  # fmt: skip
