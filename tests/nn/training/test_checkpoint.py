"""Tests of nn/training/checkpoint.py."""

import json
import random

import pytest

import nn
from nn import fit, mse_loss
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
