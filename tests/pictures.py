"""Every kind of picture, as a browser shows it.

`python -m tests.pictures FOLDER` writes them as PNG, in a large and in a small window, light and dark, with an
index.html to look at. `python -m tests.pictures` writes again what the tests compare with: look at the others first.
"""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from html import escape
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from PIL import Image, ImageChops

import engine
import nn
from engine import draw, explain, worksheet
from tests import graphs
from tests.golden_files import backpropagated

CHROMIUM = "/usr/bin/chromium"
FOLDER = Path(__file__).parent / "golden" / "pictures"
WINDOWS = {"projector": (1280, 720), "phone": (390, 844)}
SCHEMES = ("light", "dark")
SIZE = (320, 180)  # pixels of what is compared
PARTS = (40, 20)  # parts of it that may each differ a little


@cache
def classified() -> tuple[nn.MLP, list[list[float]], list[int], nn.History]:
    """A network that tells the moons apart, and how it was trained."""
    inputs, targets = nn.make_moons(80, seed=1)
    model = nn.MLP(2, [6, 2], activation="tanh", seed=3)
    validation = nn.make_moons(40, seed=2)
    optimizer = nn.SGD(model.parameters(), lr=0.2)
    history = nn.fit(
        model, inputs, targets, nn.cross_entropy, optimizer, 30, 20, validation, [nn.accuracy], progress=False,
        callbacks=[nn.record_parameters(model)],
    )  # fmt: skip
    return model, inputs, targets, history


def cost() -> engine.Value:
    """The cost of a network over 30 examples, after its backward pass."""
    rng = Random(0)
    model = nn.MLP(2, [4, 4, 1], activation="tanh", seed=3)
    points = [[rng.uniform(-2, 2), rng.uniform(-2, 2)] for _ in range(30)]
    total = engine.mean([nn.mse_loss(model(x), float(x[0] * x[1] > 0)) for x in points])
    total.label = "cost"
    total.backward()
    return total


def model_with_gradients() -> nn.MLP:
    """A network in which a loss has been passed back."""
    model = nn.MLP(3, [5, 4, 2], activation="relu", seed=2)
    nn.cross_entropy(model([1.0, -0.5, 2.0]), 1).backward()
    return model


def landscape() -> object:
    """A line that is fitted, and the way it has gone."""
    inputs, targets = nn.make_linear(20, seed=0)
    model = nn.MLP(1, [1])
    weight, bias = model.parameters()
    weight.data, bias.data = -1.0, 1.5
    record, optimizer = nn.record_parameters(model), nn.SGD([weight, bias], lr=0.1)
    history = nn.fit(model, inputs, targets, nn.mse_loss, optimizer, 8, 20, progress=False, callbacks=[record])
    return nn.plot_loss_landscape(model, inputs, targets, nn.mse_loss, (weight, bias), path=history, steps=15)


def three_classes() -> object:
    """What a network says of three classes, that share the plane."""
    inputs, targets = nn.make_blobs(90, classes=3, seed=4)
    model = nn.MLP(2, [6, 3], activation="tanh", seed=1)
    nn.fit(model, inputs, targets, nn.cross_entropy, nn.Adam(model.parameters(), 0.05), 20, 15, progress=False)
    return nn.plot_decision_boundary(model, inputs, targets)


def update_ratios() -> object:
    """The steps of a network that learns the moons."""
    model = nn.MLP(2, [6, 6, 1], activation="tanh", seed=3)
    optimizer = nn.Adam(model.parameters(), lr=0.01)
    return nn.plot_update_ratios(
        model, nn.train_steps(model, *nn.make_moons(60, seed=1), optimizer=optimizer, epochs=20)
    )


def mistakes() -> object:
    """What guesses about small images get wrong."""
    rng = Random(5)
    images = [[float((i + j) % 4 == k % 4) for i in range(8) for j in range(8)] for k in range(12)]
    outputs = [[rng.gauss(0, 2) for _ in range(3)] for _ in images]
    return nn.plot_mistakes(images, outputs, [k % 3 for k in range(12)], ["left", "middle", "right"])


def attention() -> object:
    """Two layers of two heads: at the token itself, at all before, at the first, at the one before."""
    heads = [
        [[float(k == i) for k in range(i + 1)] for i in range(5)],
        [[1 / (i + 1)] * (i + 1) for i in range(5)],
        [[1.0] + [0.0] * i for i in range(5)],
        [[1.0]] + [[0.0] * i + [1.0, 0.0] for i in range(4)],
    ]
    return nn.plot_attention([heads[:2], heads[2:]], [".", "a", "n", "n", "a"])


def unrolled() -> object:
    """A network of three numbers that reads six letters."""
    rng = Random(2)
    memory, memories = [engine.Value(0.0)] * 3, []
    weights = [[rng.uniform(-0.6, 0.6) for _ in range(3)] for _ in range(3)]
    for _ in "banana":
        memory = [engine.tanh(engine.dot(row, memory, rng.gauss(0, 1))) for row in weights]
        memories.append(memory)
    engine.sum([x * x for x in memory]).backward()
    return nn.plot_unrolled(memories, list("banana"), "the memory of a small RNN")


def plotted(figure: object) -> str:
    """A figure of matplotlib, as a page."""
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=100)  # type: ignore[attr-defined]
    data = base64.b64encode(drawn.getvalue()).decode("ascii")
    return f'<body style="margin:0"><img style="max-width:100vw;max-height:100vh" src="data:image/png;base64,{data}">'


def percents() -> object:
    """A confusion matrix of classes with long names."""
    names = ["a rather long name", "another name that is long", "x"]
    return nn.plot_confusion_matrix([[7, 2, 0], [1, 8, 3], [0, 0, 9]], names, percent=True)


def of_classified(plot: Callable[..., object]) -> Callable[[], object]:
    """A plot of the network that tells the moons apart."""
    return lambda: plot(*classified())


FIGURES: dict[str, Callable[[], object]] = {  # of matplotlib
    "history": of_classified(lambda model, inputs, targets, history: nn.plot_history(history)),
    "decisions": of_classified(
        lambda model, inputs, targets, history: nn.plot_decision_boundary(model, inputs, targets)
    ),
    "decisions of three": three_classes,
    "hidden neurons": of_classified(
        lambda model, inputs, targets, history: nn.plot_hidden_neurons(model, inputs, targets)
    ),
    "activations": of_classified(lambda model, inputs, targets, history: nn.plot_activations(model, history, inputs)),
    "gradient histograms": of_classified(
        lambda model, inputs, targets, history: nn.plot_gradient_histograms(
            model, history, inputs, targets, nn.cross_entropy
        )
    ),
    "confusion": of_classified(
        lambda model, inputs, targets, history: nn.plot_confusion_matrix(
            nn.confusion_matrix(nn.predict(model, inputs), targets), ["upper", "lower"]
        )
    ),
    "confusion in percent": percents,
    "mistakes": mistakes,
    "roc": of_classified(
        lambda model, inputs, targets, history: nn.plot_roc([b - a for a, b in nn.predict(model, inputs)], targets)
    ),
    "precision and recall": of_classified(
        lambda model, inputs, targets, history: nn.plot_precision_recall(
            [b - a for a, b in nn.predict(model, inputs)], targets
        )
    ),
    "predicted": lambda: nn.plot_predicted([0.2, 1.1, 1.9, 3.4], [0.0, 1.0, 2.0, 3.0]),
    "weights": lambda: nn.plot_weights(nn.MLP(16, [6, 2], seed=1)),
    "landscape": landscape,
    "gradients": lambda: nn.plot_gradients(model_with_gradients()),
    "update ratios": update_ratios,
    "attention": attention,
    "unrolled": unrolled,
}


def of_film(model: nn.MLP, inputs: list[list[float]], targets: list[int], history: nn.History) -> str:
    """The page of a training, which begins with its first frame."""
    with TemporaryDirectory() as folder:
        film = nn.animate_training(model, history, inputs, targets, steps=20, frames=3)
        return film.save(Path(folder) / "film.html").read_text(encoding="utf-8")


KINDS: dict[str, Callable[[], str]] = {  # as SVG, or as a page
    "graph": lambda: draw(backpropagated(graphs.lecture)).svg(),
    "neuron": lambda: draw(backpropagated(graphs.neuron)).svg(),
    "diamond": lambda: draw(backpropagated(graphs.diamond)).svg(),
    "model": lambda: draw(nn.MLP(3, [5, 4, 2], seed=2)).svg(),
    "model with gradients": lambda: draw(model_with_gradients()).svg(),
    "batch": lambda: draw(cost()).svg(),
    "batch by layer": lambda: draw(cost(), fold="layers").svg(),
    "page": lambda: draw(backpropagated(graphs.lecture)).page(),
    "page of a batch": lambda: draw(cost(), fold="layers").page(),
    "explanation": lambda: explain(backpropagated(graphs.neuron), "html"),
    "worksheet": lambda: worksheet(graphs.neuron()).html,
    "film": lambda: of_film(*classified()),
    **{name: lambda figure=figure: plotted(figure()) for name, figure in FIGURES.items()},
}


def photographed(
    names: Iterable[str], windows: Iterable[str] = ("projector",), schemes: Iterable[str] = ("light",)
) -> Iterator[tuple[str, str, str, bytes]]:
    """Kind, window, colour scheme and PNG of each of these pictures."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        for name in names:
            text = KINDS[name]()
            file = Path(folder) / ("picture.svg" if text.lstrip().startswith(("<svg", "<?xml")) else "picture.html")
            file.write_text(text, encoding="utf-8")
            for window in windows:
                for scheme in schemes:
                    width, height = WINDOWS[window]
                    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                    page.goto(file.as_uri())
                    yield name, window, scheme, page.screenshot()
                    page.close()
        browser.close()


def difference(one: Image.Image, other: Image.Image) -> float:
    """How far apart two thumbnails are where they differ most: the mean of a small part, in steps of grey of 255."""
    return ImageChops.difference(one, other).resize(PARTS, Image.Resampling.BOX).getextrema()[1]


def thumbnail(png: bytes) -> Image.Image:
    """A picture so small and so smooth that fonts hardly matter."""
    return Image.open(io.BytesIO(png)).convert("L").resize(SIZE, Image.Resampling.BOX)


def write_sheet(folder: Path) -> None:
    """Write all kinds of pictures, and a page with all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[str]] = {}
    for name, window, scheme, png in photographed(KINDS, WINDOWS, SCHEMES):
        file = folder / f"{name.replace(' ', '_')}-{window}-{scheme}.png"
        file.write_bytes(png)
        rows.setdefault(name, []).append(f'<img src="{file.name}" alt="{window}, {scheme}" height="300">')
    body = "".join(f"<h2>{escape(name)}</h2><p>{' '.join(images)}</p>\n" for name, images in rows.items())
    (folder / "index.html").write_text(f'<!DOCTYPE html><meta charset="utf-8">{body}', encoding="utf-8")


def main() -> None:
    if len(sys.argv) > 1:
        write_sheet(Path(sys.argv[1]))
        return
    FOLDER.mkdir(exist_ok=True)
    for name, _, _, png in photographed(KINDS):
        thumbnail(png).save(FOLDER / f"{name.replace(' ', '_')}.png", optimize=True)


if __name__ == "__main__":
    main()
