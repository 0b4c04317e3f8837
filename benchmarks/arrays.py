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
        torch, (inputs, targets) = self.torch, self.batches[i]
        outputs = self.model(inputs)
        if self.task.hinge:
            cost = torch.relu(1 - targets * outputs[:, 0]).mean()
            cost = cost + ALPHA * sum((p * p).sum() for p in self.parameters)
        else:
            cost = torch.nn.functional.cross_entropy(outputs, targets)
        self.optimizer.zero_grad()
        cost.backward()
        self.optimizer.step()

    def weights(self) -> list[float]:
        """The parameters."""
        pairs = [(linear.weight.tolist(), linear.bias.tolist()) for linear in self.model[::2]]
        return flat([[[*w, b] for w, b in zip(*pair)] for pair in pairs])
