"""Tests of nn/training/checkpoint.py."""

import json
import random
from functools import partial

import pytest

import nn
from nn import MLP, ReduceLROnPlateau, fit, huber_loss, l2_penalty, mse_loss
from tests.nn.runs import DATA, VALIDATION, made, run


def test_a_checkpoint_of_another_run_is_refused(tmp_path):
    path = tmp_path / "run.json"
    run(2, checkpoint=path)
    model, optimizer = made()
    before = model.state_dict()
    for content in ("", "{", "[]", "{}", path.read_text().replace('"order": [', '"order": [99, ')):
        (tmp_path / "bad.json").write_text(content)
        with pytest.raises(ValueError, match=r"bad.json is no checkpoint to go on from"):
            fit(model, *DATA, mse_loss, optimizer, epochs=4, progress=False, checkpoint=tmp_path / "bad.json")
    with pytest.raises(ValueError, match="written with a schedule"):
        fit(model, *DATA, mse_loss, optimizer, epochs=4, progress=False, checkpoint=path)
    assert model.state_dict() == before


def test_a_checkpoint_knows_its_data(tmp_path):
    inputs, targets = DATA
    path = tmp_path / "run.json"
    run(2, checkpoint=path)
    written = path.read_text()
    for others in (
        (inputs[::-1], targets),
        (inputs, targets[::-1]),
        ([[x + 1 for x in row] for row in inputs], targets),
    ):
        model, optimizer = made()
        schedule = nn.ExponentialLR(optimizer, gamma=0.9)
        with pytest.raises(ValueError, match="on other examples or targets, though as many"):
            fit(
                model,
                *others,
                mse_loss,
                optimizer,
                4,
                5,
                VALIDATION,
                progress=False,
                schedule=schedule,
                checkpoint=path,
            )
    assert path.read_text() == written


def test_a_checkpoint_without_checksums_is_gone_on_from(tmp_path):
    path = tmp_path / "run.json"
    run(2, checkpoint=path)
    state = json.loads(path.read_text())
    del state["checksum"], state["data"]
    path.write_text(json.dumps(state))
    assert run(4, checkpoint=path)[1].train_loss == run(4)[1].train_loss


@pytest.mark.parametrize("text", ["[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 50_000 + "1" + "}" * 50_000])
def test_a_file_nested_too_deeply_is_no_checkpoint(tmp_path, text):
    path = tmp_path / "run.json"
    path.write_text(text)
    with pytest.raises(ValueError, match="is no checkpoint to go on from"):
        run(2, checkpoint=path)


def test_a_changed_digit_is_found(tmp_path):
    path = tmp_path / "run.json"
    run(2, checkpoint=path)
    text, rng = path.read_text(), random.Random(0)
    digits = [i for i, c in enumerate(text) if c.isdigit()]
    for i in rng.sample(digits, 40):
        path.write_text(f"{text[:i]}{(int(text[i]) + 1) % 10}{text[i + 1 :]}")
        with pytest.raises(ValueError, match="is no checkpoint to go on from"):
            run(3, checkpoint=path)


def numbers_of(model, optimizer, schedule, rng):
    """All that a checkpoint changes."""
    return (
        model.state_dict(),
        optimizer.state_dict(),
        schedule.state_dict(),
        rng.getstate(),
        model.dropout.rng.getstate(),
    )


BROKEN = {
    "a parameter": lambda state: state["model"]["layers.1.bias"].append(0.0),
    "a best parameter": lambda state: state["best_state"]["layers.1.bias"].__setitem__(0, "1"),
    "no best parameters": lambda state: state.update(best_state={}),
    "the optimizer": lambda state: state["optimizer"].update(means=[]),
    "a list as optimizer": lambda state: state.update(optimizer=["lr"]),
    "a list as metrics": lambda state: state["history"].update(metrics=["train_squared", "validation_squared"]),
    "the schedule": lambda state: state["schedule"].update(epoch="2"),
    "the last rng": lambda state: state["rngs"][1][1].pop(),
    "an rng of text": lambda state: state["rngs"].__setitem__(1, "abc"),
    "a large rng": lambda state: state["rngs"][1][1].__setitem__(0, 10**30),
    "no rngs": lambda state: state.update(rngs=[]),
    "text in the history": lambda state: state["history"]["train_loss"].__setitem__(0, "0.5"),
    "truth in the history": lambda state: state["history"]["validation_loss"].__setitem__(0, True),
    "a short history": lambda state: state["history"]["learning_rate"].pop(),
    "a history of text": lambda state: state["history"].update(train_loss="ab"),
    "no history": lambda state: state["history"].update(train_loss=[], validation_loss=[], learning_rate=[]),
    "a metric": lambda state: state["history"]["metrics"]["train_squared"].__setitem__(0, None),
    "other metrics": lambda state: state["history"].update(metrics=[]),
    "order": lambda state: state.update(order=[float(i) for i in state["order"]]),
    "text as order": lambda state: state.update(order="abc"),
    "something more": lambda state: state.update(more=1),
}


@pytest.mark.parametrize("older", [False, True])  # than the checksum, which finds all of them
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_checkpoint_changes_nothing(tmp_path, name, older):
    path = tmp_path / "run.json"
    run(2, dropout=0.3, checkpoint=path, metrics=[squared])
    state = json.loads(path.read_text())
    BROKEN[name](state)
    if older:
        del state["checksum"], state["data"]
    path.write_text(json.dumps(state))
    (model, optimizer), rng = made(dropout=0.3), random.Random(5)
    schedule = nn.ExponentialLR(optimizer, gamma=0.9)
    before = numbers_of(model, optimizer, schedule, rng)
    with pytest.raises(ValueError, match="run.json is no checkpoint to go on from: .* delete it, or give another file"):
        fit(model, *DATA, mse_loss, optimizer, 4, 5, VALIDATION, [squared], rng, False, schedule=schedule,
            checkpoint=path)  # fmt: skip
    assert numbers_of(model, optimizer, schedule, rng) == before


def test_a_run_that_has_given_up_stays_so_when_it_is_gone_on_from(tmp_path):
    def stuck(**options):
        model, optimizer = made(lr=0.5)
        return model, fit(model, *DATA, mse_loss, optimizer, 60, 4, VALIDATION, patience=2, progress=False, **options)

    whole, history = stuck()
    for _ in range(3):
        model, again = stuck(checkpoint=tmp_path / "run.json")
        assert again == history
        assert model.state_dict() == whole.state_dict()


def test_a_checkpoint_does_not_go_on_with_other_observers(tmp_path):
    path = tmp_path / "run.json"
    run(2, checkpoint=path)
    model, optimizer = made()
    for options in ({"validation": None}, {"validation": VALIDATION, "metrics": [squared]}):
        schedule = nn.ExponentialLR(optimizer, gamma=0.9)
        with pytest.raises(ValueError, match="no checkpoint to go on from: it"):
            fit(model, *DATA, mse_loss, optimizer, 4, progress=False, checkpoint=path, schedule=schedule, **options)


def squared(outputs, targets):
    return sum((o - t) ** 2 for o, t in zip(outputs, targets))


# --- settings ---------------------------------------------------------------------------------------------------------


ADAM = partial(nn.Adam, lr=0.1)


def settled(epochs, loss=mse_loss, optimizer=ADAM, schedule=None, made_as=None, **options):
    """The history of a run that begins anew, with any of its settings changed."""
    model = MLP(2, [5, 1], seed=3, **(made_as or {"activation": "tanh"}))
    optimizer = optimizer(model.parameters())
    if schedule is not None:
        options["schedule"] = schedule(optimizer)
    return fit(model, *DATA, loss, optimizer, epochs, **{"batch_size": 5, "progress": False} | options)


def shrinking(by):
    return lambda model: by * l2_penalty(model.parameters(), 1.0)


CHANGED = {
    "a rate": ({}, {"optimizer": partial(nn.Adam, lr=0.01)}, r"optimizer\.lr was 0\.1 and is 0\.01;"),
    "an argument": ({}, {"optimizer": partial(nn.Adam, lr=0.1, betas=(0.5, 0.9))}, r"betas\.0 was 0\.9 and is 0\.5,"),
    "an optimizer": ({}, {"optimizer": partial(nn.AdamW, lr=0.1)}, "optimizer was 'Adam' and is 'AdamW';"),
    "a loss": ({}, {"loss": nn.l1_loss}, "loss was 'mse_loss' and is 'l1_loss';"),
    "a loss's argument": (
        {"loss": partial(huber_loss, delta=1.0)}, {"loss": partial(huber_loss, delta=2.0)}, r"was 1\.0 and is 2\.0;"
    ),
    "a batch size": ({}, {"batch_size": 4}, "batch_size was 5 and is 4;"),
    "a seed": ({}, {"seed": 1}, "seed was 0 and is 1;"),
    "a norm": ({"clip_norm": 1.0}, {}, r"clip_norm was 1\.0 and is None;"),
    "a penalty": ({}, {"penalty": shrinking(0.1)}, "penalty was None and is 'shrinking.*lambda"),
    "a penalty's number": ({"penalty": shrinking(0.1)}, {"penalty": shrinking(0.2)}, r"was 0\.1 and is 0\.2;"),
    "a lambda's number": (
        {"penalty": lambda model: l2_penalty(model.parameters(), 0.1)},
        {"penalty": lambda model: l2_penalty(model.parameters(), 0.2)}, r"was 0\.1 and is 0\.2;"
    ),
    "an activation": ({}, {"made_as": {"activation": "relu"}}, "neurons.0 to 4: .*tanh.* and is .*relu"),
    "dropout": ({"made_as": {"dropout": 0.5}}, {"made_as": {"dropout": 0.4}}, r"p=0\.5.* and is .*p=0\.4"),
    "a schedule": (
        {"schedule": partial(nn.ExponentialLR, gamma=0.9)}, {"schedule": partial(nn.ExponentialLR, gamma=0.8)},
        r"schedule\.gamma was 0\.9 and is 0\.8;"
    ),
    "a plateau": (
        {"schedule": partial(ReduceLROnPlateau, patience=1)}, {"schedule": partial(ReduceLROnPlateau, patience=2)},
        r"schedule\.patience was 1 and is 2;"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGED)
@pytest.mark.parametrize("epochs", [2, 4])
def test_a_run_with_another_setting_does_not_go_on(tmp_path, name, epochs):
    """A finished one neither: it would return what the old settings gave."""
    path, (before, after, message) = tmp_path / "run.json", CHANGED[name]
    settled(2, checkpoint=path, **before)
    written = path.read_bytes()
    with pytest.raises(ValueError, match=f"{message}.* delete it, or give another file"):
        settled(epochs, checkpoint=path, **after)
    assert path.read_bytes() == written
    assert settled(3, checkpoint=path, **before) == settled(3, **before)


@pytest.mark.parametrize("schedule", [None, partial(nn.ExponentialLR, gamma=0.9)])
def test_the_cell_with_fit_is_run_again_alone(tmp_path, schedule):
    """The model and the optimizer are those that have been trained, and the rate is no longer the first one."""
    model = MLP(2, [5, 1], activation="tanh", seed=3)
    optimizer = nn.Adam(model.parameters(), lr=0.1)
    for epochs in (2, 3, 4):
        planned = {} if schedule is None else {"schedule": schedule(optimizer)}
        history = fit(
            model, *DATA, mse_loss, optimizer, epochs, 5, progress=False, checkpoint=tmp_path / "run.json", **planned
        )
    assert history == settled(4, schedule=schedule)


def test_a_rate_that_a_callback_sets_is_none_that_was_given(tmp_path):
    def trained(epochs):
        model = MLP(2, [2, 1])
        optimizer = nn.SGD(model.parameters(), lr=0.1)
        halve = [lambda history: setattr(optimizer, "lr", optimizer.lr / 2)]
        fit(
            model, *DATA, mse_loss, optimizer, epochs, callbacks=halve, progress=False, checkpoint=tmp_path / "run.json"
        )

    for epochs in (2, 3, 4):
        trained(epochs)


def test_a_finished_run_says_that_there_is_nothing_to_train(tmp_path, capsys):
    for _ in range(2):
        settled(2, progress=True, checkpoint=tmp_path / "run.json")
    said = capsys.readouterr().err.splitlines()
    assert said[-1] == "nothing to train: the checkpoint has 2 epochs; more epochs would go on from there"
