"""The contestants that compute with arrays: HIPS autograd and PyTorch, on float64 and one thread."""

from __future__ import annotations

from benchmarks.tasks import ALPHA, Task, flat


class Autograd:
    """HIPS autograd, with `value_and_grad` of the cost of a batch."""

    def __init__(self, task: Task) -> None:
        import autograd.numpy as np
        from autograd import value_and_grad

        self.task, self.array = task, np.array
        self.batches = [(np.array(inputs), np.array(targets)) for inputs, targets in task.batches()]
        activation = (lambda x: np.maximum(x, 0.0)) if task.activation == "relu" else np.tanh

        def cost(layers, inputs, targets):
            x = inputs
            for weights, biases in layers[:-1]:
                x = activation(x @ weights.T + biases)
            weights, biases = layers[-1]
            x = x @ weights.T + biases
            if task.hinge:
                penalty = sum([(weights * weights).sum() + (biases * biases).sum() for weights, biases in layers])
                return np.mean(np.maximum(1 - targets * x[:, 0], 0.0)) + ALPHA * penalty
            x = x - np.max(x, axis=1, keepdims=True)
            return np.mean(np.log(np.sum(np.exp(x), axis=1)) - x[np.arange(len(x)), targets])

        self.value_and_grad = value_and_grad(cost)

    def start(self) -> None:
        """Go back to the first weights."""
        layers = [self.array(layer) for layer in self.task.weights()]
        self.layers = [(layer[:, :-1].copy(), layer[:, -1].copy()) for layer in layers]

    def step(self, i: int) -> None:
        """Move the parameters by the gradient of a batch."""
        _, grads = self.value_and_grad(self.layers, *self.batches[i])
        for parameters, gradients in zip(self.layers, grads):
            for p, grad in zip(parameters, gradients):
                p -= self.task.rate * grad

    def weights(self) -> list[float]:
        """The parameters."""
        return flat([[[*w, b] for w, b in zip(*map(list, layer))] for layer in self.layers])


class Jax:
    """JAX: the gradient of the cost of a batch and the step, in one function under `jit`."""

    def __init__(self, task: Task) -> None:
        import jax
        from jax import numpy as np

        jax.config.update("jax_enable_x64", True)
        self.task, self.array = task, np.array
        self.batches = [(np.array(inputs), np.array(targets)) for inputs, targets in task.batches()]
        activation = jax.nn.relu if task.activation == "relu" else np.tanh

        def cost(layers, inputs, targets):
            x = inputs
            for layer in layers[:-1]:
                x = activation(x @ layer[:, :-1].T + layer[:, -1])
            x = x @ layers[-1][:, :-1].T + layers[-1][:, -1]
            if task.hinge:
                penalty = sum([(layer * layer).sum() for layer in layers])
                return np.mean(jax.nn.relu(1 - targets * x[:, 0])) + ALPHA * penalty
            return np.mean(jax.nn.logsumexp(x, axis=1) - x[np.arange(len(x)), targets])

        def moved(layers, inputs, targets):
            grads = jax.grad(cost)(layers, inputs, targets)
            return [layer - task.rate * grad for layer, grad in zip(layers, grads)]

        self.moved = jax.jit(moved)

    def start(self) -> None:
        """Go back to the first weights."""
        self.layers = [self.array(layer) for layer in self.task.weights()]

    def step(self, i: int) -> None:
        """Move the parameters by the gradient of a batch."""
        self.layers = self.moved(self.layers, *self.batches[i])
        self.layers[-1].block_until_ready()

    def weights(self) -> list[float]:
        """The parameters."""
        return flat([layer.tolist() for layer in self.layers])


class Torch:
    """PyTorch: `nn.Sequential`, `backward`, and `optim.SGD`."""

    def __init__(self, task: Task) -> None:
        import torch

        torch.set_num_threads(1)
        torch.set_default_dtype(torch.float64)
        self.task, self.torch = task, torch
        layers = []
        for shape in zip(task.widths, task.widths[1:]):
            layers += [torch.nn.Linear(*shape), torch.nn.ReLU() if task.activation == "relu" else torch.nn.Tanh()]
        self.model = torch.nn.Sequential(*layers[:-1])
        self.parameters = list(self.model.parameters())
        self.optimizer = torch.optim.SGD(self.parameters, lr=task.rate)
        self.batches = [(torch.tensor(inputs), torch.tensor(targets)) for inputs, targets in task.batches()]

    def start(self) -> None:
        """Go back to the first weights."""
        with self.torch.no_grad():
            for linear, layer in zip(self.model[::2], self.task.weights()):
                numbers = self.torch.tensor(layer)
                linear.weight.copy_(numbers[:, :-1])
                linear.bias.copy_(numbers[:, -1])

    def step(self, i: int) -> None:
        """Move the parameters by the gradient of a batch."""
        cost = self.cost(*self.batches[i])
        self.optimizer.zero_grad()
        cost.backward()
        self.optimizer.step()

    def cost(self, inputs, targets):
        """The mean loss of a batch, and the penalty."""
        torch, outputs = self.torch, self.model(inputs)
        if not self.task.hinge:
            return torch.nn.functional.cross_entropy(outputs, targets)
        return torch.relu(1 - targets * outputs[:, 0]).mean() + ALPHA * sum((p * p).sum() for p in self.parameters)

    def weights(self) -> list[float]:
        """The parameters."""
        pairs = [(linear.weight.tolist(), linear.bias.tolist()) for linear in self.model[::2]]
        return flat([[[*w, b] for w, b in zip(*pair)] for pair in pairs])


class TorchCompiled(Torch):
    """The same with `torch.compile` around the cost, so that its gradient is compiled, too."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.cost = self.torch.compile(super().cost, dynamic=False)
