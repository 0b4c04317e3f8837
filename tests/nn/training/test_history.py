"""Tests of nn/training/history.py."""

import pytest

import nn
from nn import MLP, fit


def test_the_table_of_no_epochs():
    assert nn.History().table() == "no epoch has ended yet"


XOR = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]


def test_a_table_of_the_run():
    model = MLP(2, [1])
    history = fit(model, XOR, [0.0, 1.0, 1.0, 0.0], epochs=30, progress=False)
    lines = history.table(rows=4).splitlines()
    assert lines[0].split() == ["epoch", "train_loss"]
    assert [int(line.split()[0]) for line in lines[1:]] == [1, 11, 20, 30]
    assert float(lines[-1].split()[1]) == pytest.approx(history.train_loss[-1], abs=1e-4)


def test_it_shows_itself_in_a_line():
    history = nn.History(train_loss=[0.75, 0.00001234], validation_loss=[1.5, 0.0], stopped="after epoch 2: no better")
    assert repr(history) == (
        "History | 2 epochs | train_loss 0.750 → 1.23e-05 | validation_loss 1.500 → 0.000 | after epoch 2: no better"
    )
    assert history.latest() == "train_loss 1.23e-05, val_loss 0.000"


def test_recorded_parameters_are_those_of_the_start_and_of_each_epoch():
    model, plain = (MLP(2, [3, 1], activation="tanh", seed=1) for _ in range(2))
    targets, seen = [0.0, 1.0, 1.0, 0.0], []

    def numbers(history=None):
        seen.append({place: p.data for place, p in model.named_parameters()})

    numbers()
    history = fit(
        model, XOR, targets, epochs=3, progress=False, callbacks=[nn.record_parameters(model), numbers]
    )  # fmt: skip
    assert history.parameters == dict(enumerate(seen))
    without = fit(plain, XOR, targets, epochs=3, progress=False)
    assert without.parameters == {}
    assert (without.train_loss, plain.state_dict()) == (history.train_loss, model.state_dict())  # the same bits
    assert "parameters" not in repr(history) + history.table()


def test_what_goes_on_from_a_checkpoint_does_not_know_its_start(tmp_path):
    """The file is that of a training without a record, and the epochs keep their numbers."""

    def trained(name, epochs, record):
        model = MLP(2, [3, 1], activation="tanh", seed=1)
        callbacks = [nn.record_parameters(model)] if record else []
        return fit(
            model, XOR, [0.0, 1.0, 1.0, 0.0], epochs=epochs, progress=False, checkpoint=tmp_path / name,
            callbacks=callbacks,
        )  # fmt: skip

    trained("one.json", 2, record=True)
    trained("other.json", 2, record=False)
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()
    assert list(trained("one.json", 4, record=True).parameters) == [3, 4]


def test_the_maker_of_the_callback_is_no_callback():
    with pytest.raises(TypeError, match=r"record_parameters\(model\) makes a callback for that model, got History"):
        fit(MLP(2, [1]), XOR, [0.0, 1.0, 1.0, 0.0], epochs=1, progress=False, callbacks=[nn.record_parameters])
