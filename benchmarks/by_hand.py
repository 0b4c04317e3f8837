"""The network as one would write it in C by hand, for speed alone: loops over arrays, sums in any order."""

from __future__ import annotations

import ctypes
import shlex
import subprocess
import tempfile
from pathlib import Path

from benchmarks.tasks import ALPHA, Task, flat

PROGRAM = """
#include <math.h>
#include <string.h>

static const int widths[] = {%(widths)s};  // from the inputs to the outputs
enum { LAYERS = %(layers)d, WIDEST = %(widest)d, PARAMETERS = %(parameters)d };

void step(double *restrict p, const double *restrict inputs, const int *restrict targets, int n) {
    static double grads[PARAMETERS], values[LAYERS + 1][WIDEST], back[2][WIDEST];
    memset(grads, 0, sizeof grads);
    for (int e = 0; e < n; e++) {
        memcpy(values[0], inputs + e * widths[0], widths[0] * sizeof(double));
        const double *w = p;
        for (int l = 0; l < LAYERS; l++)
            for (int j = 0; j < widths[l + 1]; j++, w += widths[l] + 1) {
                double total = w[widths[l]];
                for (int i = 0; i < widths[l]; i++) total += w[i] * values[l][i];
                values[l + 1][j] = l == LAYERS - 1 ? total : %(activation)s;
            }
        const int outputs = widths[LAYERS];
        const double *scores = values[LAYERS];
        double *d = back[LAYERS %% 2];
        if (%(hinge)d) {
            d[0] = 1 - targets[e] * scores[0] > 0 ? -targets[e] : 0.0;
            if (d[0] == 0.0) continue;
        } else {
            double top = scores[0], sum = 0.0;
            for (int j = 1; j < outputs; j++) top = scores[j] > top ? scores[j] : top;
            for (int j = 0; j < outputs; j++) sum += d[j] = exp(scores[j] - top);
            for (int j = 0; j < outputs; j++) d[j] = d[j] / sum - (j == targets[e]);
        }
        int start = PARAMETERS;
        for (int l = LAYERS - 1; l >= 0; l--) {
            const int m = widths[l];
            double *below = back[l %% 2];
            d = back[(l + 1) %% 2];
            start -= widths[l + 1] * (m + 1);
            memset(below, 0, m * sizeof(double));
            for (int j = 0; j < widths[l + 1]; j++) {
                double *g = grads + start + j * (m + 1);
                const double *row = p + start + j * (m + 1);
                if (d[j] == 0.0) continue;
                for (int i = 0; i < m; i++) g[i] += d[j] * values[l][i];
                g[m] += d[j];
                if (l) for (int i = 0; i < m; i++) below[i] += d[j] * row[i];
            }
            if (l) for (int i = 0; i < m; i++) { double out = values[l][i]; below[i] *= %(slope)s; }
        }
    }
    for (int i = 0; i < PARAMETERS; i++) p[i] -= %(rate)r * (grads[i] / n + %(decay)r * p[i]);
}
"""
FAST = """-O3 -march=native -fassociative-math -freciprocal-math -fno-signed-zeros -fno-trapping-math -fno-math-errno
           -shared -fPIC"""  # not -ffast-math, which would flush small numbers to 0 in the whole process


class ByHand:
    """The step as a function of C, on arrays that stay where they are."""

    def __init__(self, task: Task) -> None:
        self.task = task
        is_relu = task.activation == "relu"
        size = len(flat(task.weights()))
        text = PROGRAM % {
            "widths": ", ".join(map(str, task.widths)), "layers": len(task.widths) - 1, "widest": max(task.widths),
            "parameters": size, "activation": "total > 0 ? total : 0" if is_relu else "tanh(total)",
            "slope": "out > 0" if is_relu else "1 - out * out", "hinge": task.hinge, "rate": task.rate,
            "decay": 2 * ALPHA * task.hinge,
        }  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:
            source, library = Path(folder, "step.c"), Path(folder, "step.so")
            source.write_text(text)
            subprocess.run(["cc", *shlex.split(FAST), "-o", library, source, "-lm"], check=True)
            self.function = ctypes.CDLL(str(library)).step
        self.parameters = (ctypes.c_double * size)()
        self.batches = [
            (
                (ctypes.c_double * (len(inputs) * len(inputs[0])))(*[x for row in inputs for x in row]),
                (ctypes.c_int * len(targets))(*targets),
            )
            for inputs, targets in task.batches()
        ]

    def start(self) -> None:
        """Go back to the first weights."""
        self.parameters[:] = flat(self.task.weights())

    def step(self, i: int) -> None:
        """Move the parameters by the gradient of a batch."""
        self.function(self.parameters, *self.batches[i], self.task.batch_size)

    def weights(self) -> list[float]:
        """The parameters."""
        return list(self.parameters)
