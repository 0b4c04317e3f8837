"""What users of PyTorch, scikit-learn and numpy try first works as they mean it, or is answered by what to write."""

import re
import warnings

import numpy
import pytest

import engine
import nn
from tests import ROOT


def names():
    """What a program has at hand: a value, a model that has been trained, and data."""
    inputs, targets = nn.make_moons(10, seed=0)
    model = nn.MLP(2, [3, 2], seed=1)
    value, other = engine.Value(0.5, "value"), engine.Value(0.25, "other")
    loss = (value * other).tanh()
    loss.backward()
    return {
        **{name: getattr(nn, name) for name in nn.__all__},
        "engine": engine, "nn": nn, "np": numpy, "Value": engine.Value,
        "value": value, "other": other, "loss": loss, "weights": [value, other], "xs": [1.0, 2.0],
        "pairs": [(value, 1.0), (other, 2.0)],
        "model": model, "optimizer": nn.SGD(model.parameters(), lr=0.1), "inputs": inputs, "targets": targets,
        "x": inputs[0], "scale": nn.Standardizer(inputs),
        "history": nn.fit(model, inputs, targets, nn.cross_entropy, epochs=1, progress=False),
    }  # fmt: skip


def tried(code, given):
    """What a line of code gives; None for a statement."""
    try:
        expression = compile(code, "<guess>", "eval")
    except SyntaxError:
        return exec(code, given)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return eval(expression, given)


def plain(result):
    """A result in plain numbers, to be compared; of an object, its state."""
    if isinstance(result, (engine.Value, numpy.ndarray)):
        return plain(result.data) if isinstance(result, engine.Value) else plain(list(result))
    if isinstance(result, (list, tuple)):
        return [plain(part) for part in result]
    if isinstance(result, dict):
        return {name: plain(part) for name, part in result.items()}
    return plain(result.state_dict()) if hasattr(result, "state_dict") else result


WORKS = {  # as the same as what is on the right
    # PyTorch
    "loss.item()": "loss.data",
    "value.detach()": "Value(value.data)",
    "value.zero_grad()": "None",
    "model.zero_grad()": "None",
    "optimizer.zero_grad()": "None",
    "optimizer.step()": "None",
    "model.train()": "model",
    "model.eval()": "model",
    "model.eval()(x)": "model(x)",
    "model.load_state_dict(model.state_dict())": "None",
    "dict(model.named_parameters())": "{p.label: p for p in model.parameters()}",
    "SGD(model.parameters(), 0.1)": "SGD(model.parameters(), lr=0.1)",
    "nn.optim.SGD(model.parameters(), lr=0.1)": "SGD(model.parameters(), lr=0.1)",
    "Dropout(p=0.0)(xs)": "xs",
    "engine.softmax(np.array(xs))": "engine.softmax(xs)",
    "pow(value, 2)": "value ** 2",
    "f'{value:.2f}'": "'0.50'",
    # numpy
    "np.exp(value)": "value.exp()",
    "np.tanh(value)": "value.tanh()",
    "np.log(value)": "value.log()",
    "np.sqrt(value)": "value.sqrt()",
    "np.sin(value)": "value.sin()",
    "np.abs(-value)": "abs(-value)",
    "np.square(value)": "value * value",
    "np.exp(np.array(weights))": "[w.exp() for w in weights]",
    "np.array(weights).sum()": "value + other",
    "np.mean(weights)": "engine.mean(weights)",
    "np.dot(weights, xs)": "engine.dot(weights, xs)",
    "np.array(weights) @ np.array(xs)": "engine.dot(weights, xs)",
    "np.array(weights) * 2": "[w * 2 for w in weights]",
    "np.float64(2.0) * value": "2.0 * value",
    "MLP(2, [4, 1], activation=np.tanh)(x)": "MLP(2, [4, 1], activation='tanh')(x)",
    "model(np.array(x))": "model(x)",
    # scikit-learn
    "predict(model, np.array(inputs))": "predict(model, inputs)",
    "r2_score([1.0, 2.0], [1.0, 2.5])": "1 - 0.25 / 1.125",
    "make_moons(100, noise=0.1)": "make_moons(samples=100)",
    "split(inputs, 0.8, stratify=targets)": "split(inputs, 0.8, seed=0, stratify=targets)",
    "scale(np.array(inputs))": "scale(inputs)",
}

ANSWERED = {  # by an error that says this
    # PyTorch
    "from nn import Linear": "Layer(inputs, width, activation=None)",
    "from nn import MSELoss": "mse_loss, a function of an output and a target",
    "from nn import Sequential": "MLP(inputs, widths)",
    "from nn.optim import Adam": "nn.optim has no Adam; write from nn import Adam",
    "from nn import functional as F": "engine.relu and the like",
    "nn.functional.relu(value)": "engine.relu and the like",
    "nn.ReLU()": 'activation="relu"',
    "nn.utils.clip_grad_norm_(model.parameters(), 1.0)": "clip_grad_norm(parameters, max_norm)",
    "nn.Embedding(27, 2)": "demos/makemore.py",
    "from nn import Value": "engine.Value",
    "nn.softmax(weights)": "engine.softmax",
    "from engine import Tensor": "Value, which is one number",
    "from engine import MLP": "from nn import MLP",
    "from engine import nn": "import nn",
    "engine.tensor([1.0, 2.0])": "lists of Values",
    "engine.manual_seed(0)": "seed=0",
    "engine.save(model, 'model.json')": "nn.save(model, path)",
    "engine.max(value, other)": "maximum(a, b)",
    "engine.sum(value, other)": "sum([a, b])",
    "engine.mean(value)": "mean([a, b])",
    "engine.prod(value)": "prod([a, b])",
    "engine.softmax(value)": "softmax([a, b])",
    "Value([1.0, 2.0])": "one real number",
    "float(value)": "value.data",
    "round(loss, 3)": "value.data",
    "value * np.array(xs)": "loop over its elements",
    "np.array(xs) * value": "loop over its elements",
    "if value: pass": "`value > 0`",
    "value == 0.5": "value.data == 0.5",
    "engine.grad(loss, value)": "grad(output, [x])",
    "model(inputs)": "[model(x) for x in inputs], or predict(model, inputs)",
    "model(np.array(inputs))": "[model(x) for x in inputs], or predict(model, inputs)",
    "MLP(1, [1])(1.0)": "got 1.0; write model([x])",
    "MLP(1, [1])(value)": "write model([x])",
    "Module()(x)": "must define __call__, PyTorch's forward",
    "MLP(2, 16, 1)": "a list of widths",
    "MLP(2, [4, 1], activation='ReLU')": "choose from 'relu'",
    "SGD(model.parameters, lr=0.1)": "such as model.parameters()",
    "SGD(model, lr=0.1)": "such as model.parameters()",
    "fit(model, inputs, targets, cross_entropy, SGD)": "SGD(model.parameters(), lr=0.1)",
    "fit(model, inputs, targets, cross_entropy, 'adam')": "SGD(model.parameters(), lr=0.1)",
    "cross_entropy([model(x) for x in inputs], targets)": "zip(outputs, targets)",
    "mse_loss([model(x) for x in inputs], inputs)": "zip(outputs, targets)",
    "binary_cross_entropy_with_logits(weights, [0, 1])": "zip(outputs, targets)",
    "cross_entropy(value, 1)": "a list of logits",
    "save(model.state_dict(), 'model.json')": "state_dict()",
    # scikit-learn
    "from nn import train_test_split": "split(samples, 0.8)",
    "nn.StandardScaler().fit_transform(inputs)": "scale = Standardizer(training_rows)",
    "nn.accuracy_score(targets, targets)": "accuracy(outputs, targets)",
    "from nn import LogisticRegression": "MLP(inputs, [classes])",
    "from nn import GridSearchCV": "16_hyperparameters.py",
    "from nn import cross_val_score": "k_fold(samples, k)",
    "from nn import make_pipeline": "scale = Standardizer(training_rows)",
    "from nn import classification_report": "f1_score(matrix)",
    "nn.load_iris()": "load_csv(",
    "make_moons(n_samples=100)": "make_moons has no argument n_samples; write samples",
    "make_circles(n_samples=100, factor=0.5)": "write samples",
    "make_moons(random_state=0)": "write seed",
    "make_blobs(centers=3)": "write classes",
    "make_blobs(cluster_std=1.0)": "write noise",
    "split(inputs, targets)": "split(list(zip(inputs, targets)), 0.8)",
    "split(inputs, test_size=0.2)": "split(samples, 0.8)",
    "split(inputs, 0.8, random_state=0)": "write seed",
    "k_fold(inputs, n_splits=5)": "write k",
    "batches(inputs, batch_size=5)": "write size",
    "one_hot(1, num_classes=3)": "write classes",
    "accuracy(targets, targets)": "one_hot(x, classes)",
    "confusion_matrix(targets, targets)": "one_hot(x, classes)",
    "fit(MLP(2, [1]), inputs, targets, metrics=[accuracy])": "accuracy([[0.0, x] for x in outputs], targets)",
    "fit(model, inputs, targets, cross_entropy, metrics=['accuracy'])": "such as accuracy",
    "fit(model, inputs, targets, loss='mse')": "such as mse_loss",
    "predict(model, x)": "predict(model, [",
}  # fmt: skip


@pytest.mark.parametrize("guess", WORKS)
def test_it_works_as_it_is_meant(guess):
    given = names()
    expected = plain(tried(WORKS[guess], given))
    assert plain(tried(guess, given)) == (pytest.approx(expected) if isinstance(expected, float) else expected)


@pytest.mark.parametrize("function", ["exp", "tanh", "sqrt", "log", "sin", "cos", "tan", "square", "abs", "negative"])
def test_a_function_of_numpy_passes_the_gradient_on(function):
    x = engine.Value(0.7)
    getattr(numpy, function)(x).backward()
    h = 1e-6
    slope = (getattr(numpy, function)(0.7 + h) - getattr(numpy, function)(0.7 - h)) / (2 * h)
    assert x.grad == pytest.approx(slope, rel=1e-8)


def test_a_detached_value_passes_nothing_back():
    x = engine.Value(3.0, "x")
    y = x * x.detach()
    y.backward()
    assert (y.data, x.grad) == (9.0, 3.0)
    assert x.detach().op is None


@pytest.mark.parametrize("guess", ANSWERED)
def test_it_is_answered_by_what_to_write(guess):
    with pytest.raises((TypeError, ValueError, ImportError, NotImplementedError), match=re.escape(ANSWERED[guess])):
        tried(guess, names())


PAGE = (ROOT / "demos" / "README.md").read_text(encoding="utf-8")
ROWS = dict(
    re.findall(r"^\| (.+?) \| (.+?) \|$", PAGE.split("| not here | write |")[1].split("\n\n")[0], re.MULTILINE)[1:]
)


@pytest.mark.parametrize("row", ROWS)
def test_what_python_refuses_stands_in_a_table_with_what_works(row, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    [guess] = re.findall("`(.+?)`", row)
    with pytest.raises((AttributeError, TypeError, ImportError)):
        tried(guess, names())
    written = re.findall("`(.+?)`", ROWS[row])
    assert written
    for code in written:
        tried(code, names())


def test_the_table_is_found():
    assert len(ROWS) > 30
