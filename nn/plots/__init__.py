"""Pictures of a training, and of what a model has learnt; they need matplotlib. Each shows itself in a notebook.

figures.py    an empty figure, and how all of them look
picture.py    a figure and a film that a notebook shows
training.py   how it went: losses by epoch, gradients and steps by layer, the landscape that is gone down
decisions.py  what a model and its neurons say all over the plane, what they look for, look at and remember
epochs.py     what changes from epoch to epoch: the decisions, and the numbers in layers
verdicts.py   how good its outputs are: confusions, mistakes, thresholds, predicted against true
"""

from nn.plots.decisions import (
    plot_attention,
    plot_decision_boundary,
    plot_hidden_neurons,
    plot_unrolled,
    plot_weights,
)
from nn.plots.epochs import animate_training, plot_activations, plot_gradient_histograms
from nn.plots.figures import COLOURS, LETTERS, charts, signed_colours
from nn.plots.training import (
    gradient_sizes,
    live_plot,
    plot_gradients,
    plot_history,
    plot_loss_landscape,
    plot_update_ratios,
)
from nn.plots.verdicts import (
    plot_confusion_matrix,
    plot_mistakes,
    plot_precision_recall,
    plot_predicted,
    plot_roc,
)

__all__ = [
    "plot_history", "live_plot", "plot_gradients", "gradient_sizes", "plot_update_ratios", "plot_loss_landscape",
    "plot_decision_boundary", "plot_hidden_neurons", "plot_weights", "plot_attention", "plot_unrolled",
    "animate_training", "plot_activations", "plot_gradient_histograms",
    "plot_confusion_matrix", "plot_mistakes", "plot_roc", "plot_precision_recall", "plot_predicted",
    "charts", "signed_colours", "COLOURS", "LETTERS",
]  # fmt: skip
