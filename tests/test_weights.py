"""Sample weights: what they mean, on every path of a run."""

from functools import partial

import pandas
import pytest

import nn
from nn import MLP, SGD, Adam, cross_entropy, fit
from tests.engine.programs.languages import has_compiler, needs
from tests.nn.runs import DATA, made, run

INPUTS, CLASSES = DATA
WEIGHTS = [1.0 + i % 3 for i in range(len(INPUTS))]


def after_a_step(inputs, targets, **options):
    """The parameters after one step over all examples."""
    model, _ = made()
    fit(model, inputs, targets, nn.mse_loss, SGD(model.parameters(), 0.5), 1, len(inputs), progress=False, **options)
    return [p.data for p in model.parameters()]


def test_a_weight_is_the_example_as_many_times():
    copies = [i for i, weight in enumerate(WEIGHTS) for _ in range(int(weight))]
    copied = after_a_step([INPUTS[i] for i in copies], [CLASSES[i] for i in copies])
    assert after_a_step(INPUTS, CLASSES, sample_weight=WEIGHTS) == pytest.approx(copied, rel=1e-12)


def test_an_example_of_weight_0_is_not_there():
    half = [float(i < 12) for i in range(24)]
    expected = after_a_step(INPUTS[:12], CLASSES[:12])
    assert after_a_step(INPUTS, CLASSES, sample_weight=half) == pytest.approx(expected, rel=1e-12)


def test_only_the_ratios_of_weights_count():
    [one, many] = [after_a_step(INPUTS, CLASSES, sample_weight=[f * w for w in WEIGHTS]) for f in (1, 1024)]
    assert one == many
    assert after_a_step(INPUTS, CLASSES, sample_weight=[8.0] * 24) == after_a_step(INPUTS, CLASSES)


@pytest.mark.parametrize(("width", "loss"), [
    (1, nn.mse_loss),
    (1, partial(nn.binary_cross_entropy_with_logits, pos_weight=3.0)),
    (2, partial(cross_entropy, weight=[1.0, 2.5])),
    (2, partial(cross_entropy, label_smoothing=0.1, weight=[1.0, 2.5])),
    (3, nn.hinge_loss),
    (3, partial(nn.hinge_loss, weight=[1.0, 2.5, 1.0])),
])  # fmt: skip
def test_compiled_to_the_same_bits(width, loss):
    seen = []
    for compiled in (False, True, *["c"] * has_compiler()):
        model = MLP(2, [4, width], dropout=0.2, seed=1)
        history = fit(
            model, INPUTS, CLASSES, loss, Adam(model.parameters(), 0.05), 5, 7, (INPUTS, CLASSES), seed=3,
            progress=False, sample_weight=[w / 7 for w in WEIGHTS], compiled=compiled,
            penalty=lambda m: nn.l2_penalty(m.parameters(), 0.01),
        )  # fmt: skip
        seen.append((model.state_dict(), history.train_loss, history.validation_loss))
    assert all(found == seen[0] for found in seen)


@pytest.mark.parametrize("compiled", [False, True, pytest.param("c", marks=needs("c"))])
def test_what_a_callback_changes_is_seen(compiled):
    def trained(change):
        model = MLP(2, [4, 1], seed=1)

        def callback(history):
            if change and len(history.train_loss) == 2:
                for neuron in model.layers[0].neurons:
                    neuron.activation = nn.layers.ACTIVATIONS["tanh"]

        fit(
            model,
            INPUTS,
            CLASSES,
            epochs=5,
            progress=False,
            sample_weight=WEIGHTS,
            compiled=compiled,
            callbacks=[callback],
        )
        return model.state_dict()

    assert trained(change=True) != trained(change=False)


def test_weights_are_read_by_position():
    shuffled = pandas.Series(WEIGHTS, index=list(reversed(range(24))))
    assert after_a_step(INPUTS, CLASSES, sample_weight=shuffled) == after_a_step(INPUTS, CLASSES, sample_weight=WEIGHTS)


def test_train_steps_are_weighted_too():
    model, optimizer = made()
    steps = list(nn.train_steps(model, *DATA, nn.mse_loss, optimizer, 3, 5, sample_weight=WEIGHTS))
    other, optimizer = made()
    history = fit(other, *DATA, nn.mse_loss, optimizer, 3, 5, sample_weight=WEIGHTS, progress=False)
    assert model.state_dict() == other.state_dict()
    last = [loss for step in steps if step.epoch == 3 for loss in step.losses]
    assert sum(last) / len(last) == pytest.approx(history.train_loss[-1])


def test_a_checkpoint_is_of_its_weights(tmp_path):
    whole, _ = run(6, sample_weight=WEIGHTS)
    run(3, sample_weight=WEIGHTS, checkpoint=tmp_path / "run.json")
    resumed, _ = run(6, sample_weight=WEIGHTS, checkpoint=tmp_path / "run.json")
    assert resumed.state_dict() == whole.state_dict()
    with pytest.raises(ValueError, match="other examples or targets"):
        run(8, checkpoint=tmp_path / "run.json")


@pytest.mark.parametrize(("weights", "message"), [
    ([1.0] * 3, "a number for each of the 24 examples, one above 0; got 3"),
    ([0.0] * 24, "a number for each of the 24 examples, one above 0; got 24 zeros"),
    ([1.0] * 23 + [-1.0], r"sample_weight\[23\] must be a finite number of at least 0, got -1.0"),
    ([1.0] * 23 + [float("nan")], r"sample_weight\[23\] must be a finite number of at least 0, got nan"),
    ("balanced", "sample_weight must be a list, got 'balanced'"),
    ({0: 1.0, 1: 2.0}, "sample_weight must be a list, got"),
])  # fmt: skip
def test_what_is_no_weight(weights, message):
    model, optimizer = made()
    before = model.state_dict()
    with pytest.raises((TypeError, ValueError), match=message):
        fit(model, *DATA, nn.mse_loss, optimizer, 1, sample_weight=weights)
    assert model.state_dict() == before


@pytest.mark.parametrize(("weight", "message"), [
    ([1.0], "weight needs a number for each of the 2 classes, got"),
    ([1.0, -1.0], r"weight\[1\] must be a finite number of at least 0, got -1.0"),
    (2.0, "weight needs a number for each of the 2 classes, got 2.0"),
    ([1.0, "2"], r"weight\[1\] must be a finite number of at least 0, got '2'"),
])  # fmt: skip
@pytest.mark.parametrize("loss", [cross_entropy, nn.hinge_loss])
def test_what_is_no_weight_of_a_class(loss, weight, message):
    model = MLP(2, [2])
    with pytest.raises(ValueError, match=message):
        fit(model, INPUTS, CLASSES, partial(loss, weight=weight), progress=False)


@pytest.mark.parametrize("options", [{"weight": -1.0}, {"pos_weight": -1.0}, {"pos_weight": float("inf")}])
def test_what_is_no_weight_of_a_binary_target(options):
    with pytest.raises(ValueError, match=f"{next(iter(options))} must be a finite number of at least 0"):
        nn.binary_cross_entropy_with_logits(0.5, 1.0, **options)
