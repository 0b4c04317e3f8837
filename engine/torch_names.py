"""What to write here for the names that PyTorch has for it."""

from __future__ import annotations

WRITE_INSTEAD = {
    "nn": "import nn; it is a package of its own",
    "Tensor": "Value, which is one number, and lists of them",
    "tensor": "Value(2.0) for one number, and lists of Values",
    "as_tensor": "Value(2.0) for one number, and lists of Values",
    "from_numpy": "[Value(x) for x in array]; models take arrays as they are",
    "zeros": "[Value(0.0) for _ in range(n)]",
    "randn": "[Value(rng.gauss(0, 1)) for _ in range(n)], with rng = random.Random(0)",
    "manual_seed": "seed=0, an argument of whatever draws random numbers",
    "max": "maximum(a, b), or maximum(*values)",
    "min": "minimum(a, b), or minimum(*values)",
    "pow": "x ** y",
    "abs": "abs(x), Python's own",
    "clamp": "clip(x, low, high)",
    "matmul": "dot(weights, xs), once for each row of weights",
    "argmax": "max(range(n), key=lambda i: values[i].data), Python's own",
    "stack": "a list; there are no tensors to be joined",
    "cat": "the sum of two lists, a + b; there are no tensors to be joined",
    "autograd": "grad(output, [x]) for a derivative, and Op(name, forward, partials) for an op of your own",
    "log_softmax": "nn.log_softmax(logits)",
    "save": "nn.save(model, path)",
    "load": "nn.load(path)",
    "optim": "nn.SGD(model.parameters(), lr=0.1), nn.Adam and others",
    "MLP": "from nn import MLP",
    "Module": "from nn import Module",
    "Neuron": "from nn import Neuron",
    "Layer": "from nn import Layer",
}


def unknown(name: str) -> Exception:
    """The error for a name that this package does not have; one that says what to write, if that is known."""
    if name in WRITE_INSTEAD:  # an ImportError, for `from engine import name` hides the words of any AttributeError
        return ImportError(f"engine has no {name}; write {WRITE_INSTEAD[name]}", name="engine")
    return AttributeError(f"module 'engine' has no attribute {name!r}", name=name)
