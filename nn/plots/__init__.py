"""Pictures of a training, and of what a model has learnt; they need matplotlib. Each shows itself in a notebook.

figures.py    an empty figure, and how all of them look
picture.py    a figure that a notebook shows
training.py   how it went: losses by epoch, gradients by layer, the landscape that is gone down
decisions.py  what a model says all over the plane, and what its first neurons look for
verdicts.py   how good its outputs are: confusions, thresholds, predicted against true
"""

from nn.plots.decisions import plot_decision_boundary, plot_weights
from nn.plots.training import gradient_sizes, live_plot, plot_gradients, plot_history, plot_loss_landscape
from nn.plots.verdicts import plot_confusion_matrix, plot_precision_recall, plot_predicted, plot_roc

__all__ = [
    "plot_history", "live_plot", "plot_gradients", "gradient_sizes", "plot_loss_landscape",
    "plot_decision_boundary", "plot_weights",
    "plot_confusion_matrix", "plot_roc", "plot_precision_recall", "plot_predicted",
]  # fmt: skip
