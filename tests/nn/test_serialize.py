"""Model files: what is saved comes back bit for bit, and nothing else comes back at all."""

import json
import math
import os
import subprocess
import sys
import time
import tracemalloc
from functools import partial
from pathlib import Path
from random import Random

import pytest

import engine
import nn
from nn import MLP, ModelFileError, Module, Normalizer, Standardizer, load, save
from tests import ROOT

SCALES = [Standardizer, Normalizer]


@pytest.fixture
def model():
    rng = Random(5)
    model = MLP(3, [4, 2], activation="tanh", output_activation="sigmoid", seed=rng, dropout=0.25)
    for p in model.parameters():
        p.data = rng.choice([rng.gauss(0, 1), rng.uniform(-1e-300, 1e-300), 5e-324, -0.0, 1e308, 1 / 3])
    return model


@pytest.fixture
def saved(model, tmp_path):
    scale = Standardizer([[1.0, 2.0, 3.0], [2.0, 5.0, 3.5]])
    return save(model, tmp_path / "model.json", classes=["cat", "dög <&>"], standardizer=scale)


def test_what_is_saved_comes_back_bit_for_bit(model, saved):
    back = load(saved)
    for (name, p), (other, q) in zip(model.named_parameters(), back.named_parameters()):
        assert name == other
        assert p.data.hex() == q.data.hex()
        assert q.label == name
    assert back.classes == ["cat", "dög <&>"]
    assert back.standardizer.means == [1.5, 3.5, 3.25]
    assert back.dropout.p == 0.25
    x = [0.1, -0.2, 0.3]
    assert [y.data for y in back(x)] == nn.predict(model, [x])[0]


def test_saving_what_was_loaded_writes_the_same_file(saved, tmp_path):
    again = save(load(saved), tmp_path / "again.json")
    assert again.read_bytes() == saved.read_bytes()


def test_the_file_can_be_read_by_people(saved):
    content = json.loads(saved.read_text())
    assert " ".join(content) == "format version inputs widths dropout activations classes standardizer weights checksum"
    assert content["widths"] == [4, 2]
    assert content["activations"] == ["tanh", "sigmoid"]


def test_every_prefix_is_refused(saved, tmp_path):
    content = saved.read_bytes()
    path = tmp_path / "damaged.json"
    for length in range(len(content)):
        path.write_bytes(content[:length])
        with pytest.raises(ModelFileError):
            load(path)


@pytest.mark.parametrize("part", [0, *[pytest.param(i, marks=pytest.mark.slow) for i in range(1, 10)]])
def test_every_flipped_bit_is_found(saved, tmp_path, part):
    content, rng = saved.read_bytes(), Random(part)
    path = tmp_path / "damaged.json"
    for _ in range(1_000):
        damaged = bytearray(content)
        damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
        path.write_bytes(damaged)
        with pytest.raises(ModelFileError):
            load(path)


def changed(saved, change):
    content = json.loads(saved.read_text())
    change(content)
    return json.dumps(content, indent=1)


HOSTILE = {
    "empty": lambda saved: "",
    "null": lambda saved: "null",
    "a list": lambda saved: "[]",
    "deep": lambda saved: "[" * 100_000,
    "deep object": lambda saved: '{"format":' * 50_000,
    "a key twice": lambda saved: saved.read_text().replace('"version": 1', '"version": 1,\n "version": 1'),
    "NaN": lambda saved: saved.read_text().replace("0.3333333333333333", "NaN"),
    "Infinity": lambda saved: saved.read_text().replace("1e+308", "Infinity"),
    "1e999": lambda saved: saved.read_text().replace("1e+308", "1e999"),
    "many digits": lambda saved: saved.read_text().replace("1e+308", "9" * 10_000),
    "version 2": lambda saved: changed(saved, lambda c: c.update(version=2)),
    "version true": lambda saved: changed(saved, lambda c: c.update(version=True)),
    "a prototype": lambda saved: changed(saved, lambda c: c.update(__proto__={})),
    "no weights": lambda saved: changed(saved, lambda c: c.pop("weights")),
    "wrong shape": lambda saved: changed(saved, lambda c: c["weights"]["layers.0.bias"].pop()),
    "text as weight": lambda saved: changed(saved, lambda c: c["weights"]["layers.0.bias"].__setitem__(0, "1")),
    "true as weight": lambda saved: changed(saved, lambda c: c["weights"]["layers.0.bias"].__setitem__(0, True)),
    "huge": lambda saved: changed(saved, lambda c: c.update(inputs=10**9, widths=[10**9])),
    "huge in a list": lambda saved: changed(saved, lambda c: c.update(inputs=1, widths=[10**9])),
    "negative": lambda saved: changed(saved, lambda c: c.update(widths=[-1, 2])),
    "unknown activation": lambda saved: changed(saved, lambda c: c.update(activations=["exec", None])),
    "a list as activation": lambda saved: changed(saved, lambda c: c.update(activations=[[], None])),
    "classes": lambda saved: changed(saved, lambda c: c.update(classes="cat")),
    "too few classes": lambda saved: changed(saved, lambda c: c.update(classes=["cat"])),
    "too many classes": lambda saved: changed(saved, lambda c: c["classes"].append("cow")),
    "no name as class": lambda saved: changed(saved, lambda c: c.update(classes=["cat", 1])),
    "a scale of 0": lambda saved: changed(saved, lambda c: c["standardizer"].update(deviations=[0.0, 1.0, 1.0])),
    "one weight more": lambda saved: changed(saved, lambda c: c["weights"]["layers.0.bias"].__setitem__(0, 0.5)),
    "other spaces": lambda saved: json.dumps(json.loads(saved.read_text())),
    "a mark": lambda saved: "\ufeff" + saved.read_text(),
    "null bytes": lambda saved: saved.read_text() + "\x00",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused(saved, tmp_path, name):
    path = tmp_path / "hostile.json"
    path.write_text(HOSTILE[name](saved), encoding="utf-8")
    with pytest.raises(ModelFileError, match="hostile.json is no model that can be loaded: "):
        load(path)


def test_bytes_that_are_no_text_and_files_that_are_too_large(tmp_path, monkeypatch):
    path = tmp_path / "model.json"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelFileError):
        load(path)
    monkeypatch.setattr("nn.serialize.LARGEST_FILE", 2)
    with pytest.raises(ModelFileError, match="more than 2 bytes"):
        load(path)
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "missing.json")


@pytest.mark.parametrize(("inputs", "widths"), [(3_000, [3_000, 2]), (10**9, [4, 2]), (3, [10**9, 2])])
def test_a_small_file_cannot_ask_for_much_memory(saved, tmp_path, inputs, widths):
    path = tmp_path / "greedy.json"
    path.write_text(changed(saved, lambda c: c.update(inputs=inputs, widths=widths)))
    tracemalloc.start()
    with pytest.raises(ModelFileError, match=rf"layers\.0\.weight has not {widths[0]} rows of {inputs}"):
        load(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_names_and_scales_that_do_not_fit_are_refused(model, saved, monkeypatch):
    before = saved.read_bytes()
    for classes in ("ab", 5, ["a", 1], [None, None]):
        with pytest.raises(TypeError, match="classes must be a list of names, got"):
            save(model, saved, classes=classes)
    for classes in ([], ["a"], ["a", "b", "c"]):
        with pytest.raises(ValueError, match=rf"2 output\(s\) tell 2 classes apart, got {len(classes)} names"):
            save(model, saved, classes=classes)
    with pytest.raises(TypeError, match="standardizer must be a Standardizer or a Normalizer, got"):
        save(model, saved, standardizer=lambda rows: rows)
    for kind in SCALES:
        with pytest.raises(ValueError, match="its standardizer does not fit its inputs"):
            save(model, saved, standardizer=kind([[1.0, 2.0], [2.0, 4.0]]))
    monkeypatch.setattr("nn.serialize.LARGEST_FILE", 2)
    with pytest.raises(ValueError, match="this model is too large"):
        save(model, saved)
    assert saved.read_bytes() == before


def test_one_output_tells_two_classes_apart(tmp_path):
    path = save(MLP(2, [1]), tmp_path / "model.json", classes=("no", "yes"))
    assert load(path).classes == ["no", "yes"]


class Doubled(nn.Neuron):
    """A neuron that gives something else."""

    def __call__(self, x):
        return super().__call__(x) * 2


def test_what_would_come_back_as_another_model_is_refused(model, saved):
    before = saved.read_bytes()
    special, mixed, shared, larger = (MLP(3, [4, 2]) for _ in range(4))
    special.layers[0].neurons[1] = Doubled(3)
    mixed.layers[0].neurons[1].activation = engine.tanh
    shared.layers[0].neurons[1] = shared.layers[0].neurons[0]
    larger.layers[0].scale = engine.Value(1.0)
    for wrong, error, message in [
        (special, TypeError, r"layers of neurons, got a Doubled in layers\.0"),
        (mixed, TypeError, r"the same activation, layers\.0 has several"),
        (shared, ValueError, "has parameters of its own, or shares some"),
        (larger, ValueError, "has parameters of its own, or shares some"),
    ]:
        with pytest.raises(error, match=message):
            save(wrong, saved)
    assert saved.read_bytes() == before


def test_a_loaded_model_has_nothing_of_its_training(tmp_path):
    model = MLP(2, [4, 1], dropout=0.5, seed=4)
    model.freeze("layers.0")
    back = load(save(model, tmp_path / "model.json"))
    assert not back.training
    assert len(back.parameters()) == len(list(model.named_parameters())) == 17
    back.train()
    again = load(tmp_path / "model.json")
    again.train()
    assert [back([1.0, 2.0]).data for _ in range(9)] == [again([1.0, 2.0]).data for _ in range(9)]


def test_what_cannot_be_saved_leaves_the_old_file(model, saved):
    before = saved.read_bytes()
    model.layers[0].neurons[1].w[2].data = math.nan
    with pytest.raises(
        ValueError, match=r"layers\.0\.neurons\.1\.w\.2 is nan: a model with such a parameter is not saved"
    ):
        save(model, saved)
    with pytest.raises(TypeError, match=r"save writes a model, not its state_dict\(\), got a list"):
        save([nn.Layer(2, 1)], saved)
    for nameless in (lambda x: x, partial(engine.leaky_relu, negative_slope=0.1), tanh):
        with pytest.raises(
            TypeError, match="save needs activations with a name .*; or, written with def, one of its own"
        ):
            save(MLP(2, [2, 1], activation=nameless), saved)
    alike = [lambda x: x, lambda x: x + 1.0]
    for f in alike:
        f.__name__ = "alike"
    with pytest.raises(TypeError, match="two activations of this model have the same name"):
        save(MLP(2, [2, 2, 1], activation=alike), saved)
    with pytest.raises(OSError, match=r"nowhere|No such file"):
        save(MLP(2, [1]), saved.parent / "nowhere" / "model.json")
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == ["model.json"]


# --- what prepares the inputs -----------------------------------------------------------------------------------------

ROWS = [[180.0, 3200.0], [210.0, 4900.0], [195.0, 3900.0], [230.0, 5800.0]]


@pytest.mark.parametrize("kind", SCALES)
def test_a_loaded_model_takes_inputs_as_they_were_measured(tmp_path, kind):
    """All that takes examples prepares them: by the same numbers as if they had been prepared by hand."""
    scale, targets = kind(ROWS), [0, 1, 0, 1]
    by_hand, prepared = MLP(2, [3, 2], seed=1), scale(ROWS)
    back = load(save(by_hand, tmp_path / "model.json", standardizer=scale))
    assert type(back.standardizer) is kind
    assert vars(back.standardizer) == vars(scale)
    for compiled in (False, True):
        assert nn.predict(back, ROWS, compiled) == nn.predict(by_hand, prepared, compiled)
    assert nn.predict(back, []) == []
    assert nn.xray(back, ROWS, 0.1, targets, nn.cross_entropy) == nn.xray(
        by_hand, prepared, 0.1, targets, nn.cross_entropy
    )
    options = {"loss": nn.cross_entropy, "epochs": 2, "progress": False}
    history = nn.fit(back, ROWS, targets, validation=(ROWS, targets), **options)
    assert history == nn.fit(by_hand, prepared, targets, validation=(prepared, targets), **options)
    assert (
        save(back, tmp_path / "again.json").read_text()
        == save(by_hand, tmp_path / "hand.json", standardizer=scale).read_text()
    )


def test_a_model_is_given_what_prepares_its_inputs_before_it_is_trained(tmp_path):
    model = MLP(2, [3, 1])
    model.standardizer, model.classes = Standardizer(ROWS), ["small", "large"]
    nn.fit(model, ROWS, [0.0, 1.0, 0.0, 1.0], epochs=2, progress=False)
    back = load(save(model, tmp_path / "model.json"))
    assert nn.predict(back, ROWS) == nn.predict(model, ROWS)
    assert back.classes == model.classes
    with pytest.raises(ValueError, match="sample 0 has 3 features, not 2"):
        nn.predict(back, [[1.0, 2.0, 3.0]])


def test_only_what_older_programs_cannot_read_is_of_version_2(tmp_path):
    for options in ({}, {"standardizer": Standardizer(ROWS)}):
        assert '"version": 1' in save(MLP(2, [1]), tmp_path / "model.json", **options).read_text()
    assert '"version": 2' in save(MLP(2, [1]), tmp_path / "model.json", standardizer=Normalizer(ROWS)).read_text()
    assert '"version": 2' in save(Twin(), tmp_path / "model.json").read_text()


# --- models and activations of one's own ------------------------------------------------------------------------------


def swish(x):
    return x * engine.sigmoid(x)


def tanh(x):
    return engine.tanh(x)


class Twin(Module):
    """Two networks that share an input."""

    def __init__(self, width=3, seed=0):
        self.inputs = 2
        self.left, self.right = MLP(2, [width, 1], seed=seed), MLP(2, [width, 1], seed=seed + 1)
        self.mixed = {"a": engine.Value(seed + 0.5), "b": [engine.Value(1 / 3)]}

    def __call__(self, x):
        return self.left(x) * self.mixed["a"] + self.right(x) * self.mixed["b"][0]


@pytest.mark.parametrize("own", [swish, engine.sin])  # a function, and a row of the table
def test_an_activation_of_ones_own_is_found_again(tmp_path, own):
    model = MLP(2, [3, 4, 1], activation=["relu", own])
    path = save(model, tmp_path / "model.json")
    name = json.loads(path.read_text())["activations"][1]
    with pytest.raises(ModelFileError, match=rf"'{name}' is unknown; if .* write load\(path, activations=\[{name}\]\)"):
        load(path)
    assert nn.predict(load(path, activations=[own]), ROWS) == nn.predict(model, ROWS)
    for wrong in ({name: own}, [name], [lambda x: x], [None]):
        with pytest.raises(TypeError, match="activations must be a list of functions with names, such as"):
            load(path, activations=wrong)


def test_a_model_of_ones_own_class_is_given_its_parameters(tmp_path):
    model = Twin(seed=4)
    path = save(model, tmp_path / "twin.json", classes=["no", "perhaps", "yes"], standardizer=Standardizer(ROWS))
    own = Twin()
    back = load(path, model=own)
    assert back is own
    assert back.state_dict() == model.state_dict()
    assert not back.training
    assert back.classes == ["no", "perhaps", "yes"]
    assert nn.predict(back, ROWS) == nn.predict(model, Standardizer(ROWS)(ROWS))
    assert save(back, tmp_path / "again.json").read_bytes() == path.read_bytes()


class Other(Twin):
    """A model of another class."""


def test_what_is_not_the_saved_model_keeps_its_parameters(tmp_path):
    path = save(Twin(), tmp_path / "twin.json")
    plain = save(MLP(2, [1]), tmp_path / "plain.json")
    with pytest.raises(ModelFileError, match=r"of a class of your own: write load\(path, model=Twin\(\.\.\.\)\)"):
        load(path)
    damaged = tmp_path / "damaged.json"
    damaged.write_text(path.read_text().replace("0.3333333333333333", "0.3333333333333334"))
    for file, own, message in [
        (path, Other(seed=9), "of a model of class Twin, not Other"),
        (path, Twin(4, seed=9), "made in another way: it has 'Twin, 28 parameters' and not 'Twin, 36"),
        (plain, Twin(seed=9), r"of an MLP, which load\(path\) makes by itself"),
        (damaged, Twin(seed=9), "not what was saved"),
    ]:
        before = own.state_dict()
        with pytest.raises(ModelFileError, match=message):
            load(file, model=own)
        assert own.state_dict() == before
        assert own.classes is own.standardizer is None
    for wrong in (Twin, "Twin"):
        with pytest.raises(TypeError, match=r"model must be one made as the saved one was, such as Net\(\.\.\.\), got"):
            load(path, model=wrong)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's full device")
def test_a_full_disk_leaves_the_old_file(model, saved, monkeypatch):
    before = saved.read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        save(model, saved)
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == ["model.json"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_200_kills_leave_a_complete_old_or_new_file(tmp_path):
    program = """
import sys
from nn import MLP, save
models = [MLP(10, [20, 5], seed=seed) for seed in (0, 1)]
print("ready", flush=True)
while True:
    for model in models:
        save(model, sys.argv[1])
"""
    path, rng = tmp_path / "model.json", Random(0)
    known = {save(MLP(10, [20, 5], seed=seed), path).read_bytes() for seed in (0, 1)}
    for _ in range(200):
        child = subprocess.Popen([sys.executable, "-c", program, str(path)], cwd=ROOT, stdout=subprocess.PIPE)
        assert child.stdout.readline() == b"ready\n"
        time.sleep(rng.uniform(0, 0.03))
        child.kill()
        child.wait()
        child.stdout.close()
        assert path.read_bytes() in known
        load(path)
    save(load(path), path)
    assert [p.name for p in tmp_path.iterdir()] == ["model.json"]  # what a kill has left is overwritten and moved
