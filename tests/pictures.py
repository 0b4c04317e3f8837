"""Every kind of picture, as a browser shows it.

`python -m tests.pictures FOLDER` writes them as PNG, in a large and in a small window, light and dark, with an
index.html to look at. `python -m tests.pictures` writes again what the tests compare with: look at the others first.
"""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Callable, Iterable, Iterator
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


def classified() -> tuple[nn.MLP, list[list[float]], list[int], nn.History]:
    """A network that tells the moons apart, and how it was trained."""
    inputs, targets = nn.make_moons(80, seed=1)
    model = nn.MLP(2, [6, 2], activation="tanh", seed=3)
    validation = nn.make_moons(40, seed=2)
    optimizer = nn.SGD(model.parameters(), lr=0.2)
    history = nn.fit(
        model, inputs, targets, nn.cross_entropy, optimizer, 30, 20, validation, [nn.accuracy], progress=False
    )
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
    weights = tuple(model.parameters())
    path = [(-1.0, 1.0), (0.0, 0.5), (weights[0].data, weights[1].data)]
    return nn.plot_loss_landscape(model, inputs, targets, nn.mse_loss, weights, path=path, steps=15)


def plotted(figure: object) -> str:
    """A figure of matplotlib, as a page."""
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=100)  # type: ignore[attr-defined]
    data = base64.b64encode(drawn.getvalue()).decode("ascii")
    return f'<body style="margin:0"><img style="max-width:100vw;max-height:100vh" src="data:image/png;base64,{data}">'


def of_classified(plot: Callable[..., object]) -> str:
    """A plot of the network that tells the moons apart."""
    return plotted(plot(*classified()))


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
    "history": lambda: of_classified(lambda model, inputs, targets, history: nn.plot_history(history)),
    "decisions": lambda: of_classified(
        lambda model, inputs, targets, history: nn.plot_decision_boundary(model, inputs, targets)
    ),
    "confusion": lambda: of_classified(
        lambda model, inputs, targets, history: nn.plot_confusion_matrix(
            nn.confusion_matrix(nn.predict(model, inputs), targets), ["upper", "lower"]
        )
    ),
    "roc": lambda: of_classified(
        lambda model, inputs, targets, history: nn.plot_roc([b - a for a, b in nn.predict(model, inputs)], targets)
    ),
    "precision and recall": lambda: of_classified(
        lambda model, inputs, targets, history: nn.plot_precision_recall(
            [b - a for a, b in nn.predict(model, inputs)], targets
        )
    ),
    "weights": lambda: plotted(nn.plot_weights(nn.MLP(16, [6, 2], seed=1))),
    "landscape": lambda: plotted(landscape()),
    "gradients": lambda: plotted(nn.plot_gradients(model_with_gradients())),
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
