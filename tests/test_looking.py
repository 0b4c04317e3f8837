"""Looking never changes what is looked at: a training that is watched ends in the same bits as one that is not."""

import random
import sys
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

import engine
from nn import (
    MLP,
    Adam,
    fit,
    live_plot,
    make_moons,
    mse_loss,
    plot_decision_boundary,
    plot_gradients,
    plot_history,
    predict,
    r2_score,
    xray,
)

INPUTS, LABELS = make_moons(10, noise=0.1, seed=0)


def left_by_training(at_model=None, at_graph=None, around=nullcontext, compiled=False, progress=False):
    """All that a training leaves behind, with looks at the model and at each graph: its numbers, and random ones."""
    random.seed(0)
    model = MLP(2, [5, 5, 1], activation="relu", dropout=0.3, seed=1)

    def loss(output, target):
        cost = mse_loss(output, target)
        if not compiled:  # what draws random numbers is not
            cost = cost * random.random()
        if at_graph and cost.op:
            at_graph(cost, model)
        return cost

    with around():
        history = fit(
            model, INPUTS, LABELS, loss, Adam(model.parameters(), lr=0.05), epochs=2, batch_size=5,
            validation=(INPUTS[:5], LABELS[:5]), metrics=[r2_score], compiled=compiled, progress=progress,
            callbacks=[lambda history: at_model(history, model)] if at_model else [],
        )  # fmt: skip
    return model.state_dict(), [p.grad for p in model.parameters()], history.columns(), random.random()


AT_MODELS = {
    "xray": lambda history, model: print(*xray(model, INPUTS, lr=0.1)),
    "live_plot": lambda history, model: live_plot(history),
    "plot_history": lambda history, model: plot_history(history),
    "plot_gradients": lambda history, model: plot_gradients(model),
    "plot_decision_boundary": lambda history, model: plot_decision_boundary(model, INPUTS, LABELS, steps=5),
    "predict": lambda history, model: predict(model, INPUTS),
    "repr": lambda history, model: repr(model) + str(model.summary()) + repr(history),
    "draw": lambda history, model: engine.draw(model).svg(),
}
AT_GRAPHS = {
    "draw": lambda cost, model: engine.draw(cost).svg(),
    "page": lambda cost, model: engine.draw(cost).save("page.html"),
    "explain": lambda cost, model: str(engine.explain(cost)),
    "steps": lambda cost, model: [engine.forward_steps(cost), engine.backward_steps(cost)],
    "why": lambda cost, model: str(model.parameters()[-1].why(cost)),
    "to_source": lambda cost, model: engine.to_source(cost, model.parameters()),
    "grad": lambda cost, model: engine.grad(cost, model.parameters()),
    "repr": lambda cost, model: repr(cost),
}


@pytest.mark.parametrize("look", AT_MODELS)
@pytest.mark.parametrize("compiled", [False, True], ids=["eager", "compiled"])
def test_a_look_at_the_model_after_each_epoch(look, compiled, monkeypatch):
    notebook = SimpleNamespace(clear_output=lambda wait: None, display=lambda figure, display_id: None)
    monkeypatch.setitem(sys.modules, "IPython.display", notebook)
    assert left_by_training(at_model=AT_MODELS[look], compiled=compiled) == left_by_training(compiled=compiled)


@pytest.mark.parametrize(
    "look", [pytest.param(look, marks=[pytest.mark.slow] * (look == "page")) for look in AT_GRAPHS]
)
def test_a_look_at_each_graph(look, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert left_by_training(at_graph=AT_GRAPHS[look]) == left_by_training()


@pytest.mark.parametrize("around", [engine.detect_anomaly, engine.record_origins])
def test_a_mode_around_a_training(around):
    assert left_by_training(around=around) == left_by_training()


@pytest.mark.parametrize("compiled", [False, True], ids=["eager", "compiled"])
@pytest.mark.parametrize("long", [0.0, 1e9], ids=["with a hint", "without"])
def test_the_progress_bar_and_its_hint(long, compiled, monkeypatch):
    monkeypatch.setattr("nn.training.progress.LONG", long)
    assert left_by_training(compiled=compiled, progress=True) == left_by_training(compiled=compiled)
