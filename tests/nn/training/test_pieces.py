"""Batches in pieces, by any executor: the bits depend on the pieces alone, and what fails changes nothing."""

import itertools
import multiprocessing
import os
import signal
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial

import pytest

import engine
import nn
from benchmarks import workers
from nn.training.pieces import PieceError, copies
from tests.engine.programs.languages import needs

INPUTS, CLASSES = nn.make_blobs(45, classes=3, seed=1)
BITS = [c % 2 for c in CLASSES]


def flagged_loss(output, target):
    """A loss that fails while a file is there."""
    if os.path.exists(os.environ.get("CHAINRULE_TEST_FLAG", "")):
        raise LookupError("there is no such word")
    return nn.mse_loss(output, target)


def deadly_loss(output, target):
    """A loss that kills the process in which it is computed, the first time."""
    flag = os.environ["CHAINRULE_TEST_FLAG"]
    if multiprocessing.parent_process() is not None and os.path.exists(flag):
        os.remove(flag)
        os.kill(os.getpid(), signal.SIGKILL)
    return nn.mse_loss(output, target)


MODELS = {
    "classes": lambda: (nn.MLP(2, [6, 3], seed=1), CLASSES, partial(nn.cross_entropy, label_smoothing=0.1), {}),
    "dropout": lambda: (
        nn.MLP(2, [6, 4, 1], activation="tanh", dropout=0.3, seed=2), BITS, nn.binary_cross_entropy_with_logits,
        {"sample_weight": [1.0, 2.0, 0.5] * 15, "clip_norm": 0.3},
    ),
    "penalty": lambda: (frozen(), BITS, nn.mse_loss, {"penalty": norm, "validation": (INPUTS[:9], BITS[:9])}),
}  # fmt: skip


def frozen():
    model = nn.MLP(2, [5, 1], activation="sigmoid", seed=3)
    model.layers[0].neurons[1].freeze()
    return model


def norm(model):
    return nn.l2_penalty(model.parameters(), 0.01)


def trained(name, executor=None, parts=4, compiled=False):
    """All that training leaves behind."""
    model, targets, loss, options = MODELS[name]()
    optimizer = nn.Adam(model.parameters(), lr=0.05)
    history = nn.fit(
        model, INPUTS, targets, loss, optimizer, epochs=2, batch_size=16, metrics=[], progress=False,
        executor=executor, parts=parts, compiled=compiled, **options,
    )  # fmt: skip
    return history.train_loss, history.validation_loss, [p.data.hex() for _, p in model.named_parameters()]


class Shuffled(Executor):
    """Computes what it is asked for in this thread, the last first, and counts what has travelled."""

    def __init__(self):
        self.waiting, self.sizes = [], []

    def submit(self, function, /, *arguments):
        future = Future()
        future.result = lambda timeout=None: self.done(future)
        self.waiting.append((future, function, arguments))
        self.sizes.append(sum(len(part) for part in arguments if isinstance(part, bytes)))
        return future

    def done(self, future):
        while self.waiting:
            other, function, arguments = self.waiting.pop()
            other.set_result(function(*arguments))
        return Future.result(future)


EXECUTORS = {
    **workers.EXECUTORS,
    "fork": lambda count: ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("fork")),
}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("compiled", [False, True], ids=["eager", "python"])
def test_parts_alone_decide_the_bits(name, compiled):
    expected = trained(name)
    assert trained(name, compiled=compiled) == expected
    assert trained(name, Shuffled(), compiled=compiled) == expected
    with ThreadPoolExecutor(2) as threads:
        assert trained(name, threads, compiled=compiled) == expected


@pytest.mark.slow
@pytest.mark.parametrize("kind", EXECUTORS)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_executor_gives_the_same_bits(kind, count):
    expected = {name: trained(name) for name in MODELS}
    with EXECUTORS[kind](count) as executor:
        for name, compiled in itertools.product(MODELS, [False, True]):
            assert trained(name, executor, compiled=compiled) == expected[name]


@needs("c")
@pytest.mark.slow
@pytest.mark.parametrize("kind", EXECUTORS)
def test_and_in_c(kind):
    with EXECUTORS[kind](2) as executor:
        for name in MODELS:
            assert trained(name, executor, compiled="c") == trained(name)


def test_one_part_is_a_batch_as_it_was():
    for name in MODELS:
        assert trained(name, Shuffled(), parts=1) == trained(name, parts=1)


@pytest.mark.parametrize("parts", [2, 16, 40])
def test_more_parts_than_examples_are_as_many_as_there_are(parts):
    losses = [trained("classes", executor, parts)[0] for executor in (None, Shuffled())]
    assert losses[0] == losses[1] == pytest.approx(trained("classes", parts=1)[0], rel=1e-12)


def test_train_steps_has_pieces_too():
    def steps(executor):
        model = nn.MLP(2, [3, 1], seed=4)
        return [
            (step.batch, step.losses, step.outputs)
            for step in nn.train_steps(model, INPUTS, BITS, epochs=2, batch_size=8, executor=executor, parts=3)
        ]

    assert steps(Shuffled()) == steps(None)


def test_a_model_travels_once_and_then_numbers_alone():
    copies.clear()
    executor = Shuffled()
    trained("classes", executor)
    numbers = 8 * (2 * 6 + 6 + 6 * 3 + 3)  # the parameters
    first, rest = executor.sizes[:8], executor.sizes[8:]
    assert max(first[4:]) > 1000 > max(rest)
    assert max(rest) <= numbers + 8 * 4 + 64 + 8  # parameters, examples, the name of the run


def test_what_callbacks_change_travels_anew():
    def run(executor):
        model = nn.MLP(2, [4, 1], dropout=0.4, seed=1)

        def change(history):
            model.layers[0].freeze()
            model.dropout.p = 0.1

        history = nn.fit(model, INPUTS, BITS, epochs=3, batch_size=9, progress=False, callbacks=[change],
                         executor=executor, parts=3)  # fmt: skip
        return history.train_loss, model.state_dict()

    assert run(Shuffled()) == run(None)


def test_an_error_names_the_piece_and_nothing_has_moved(tmp_path, monkeypatch):
    monkeypatch.setenv("CHAINRULE_TEST_FLAG", str(tmp_path / "flag"))
    model = nn.MLP(2, [3, 1], seed=1)
    optimizer = nn.Adam(model.parameters())
    with ThreadPoolExecutor(2) as threads:
        steps = nn.train_steps(model, INPUTS, BITS, flagged_loss, optimizer, 2, 8, executor=threads, parts=4)
        next(steps)
        before = model.state_dict(), optimizer.state_dict()
        (tmp_path / "flag").touch()
        with pytest.raises(
            PieceError, match=r"piece 1 of 4, which begins with example \d+, .*LookupError: there is no"
        ):
            next(steps)
    assert (model.state_dict(), optimizer.state_dict()) == before


def test_divergence_is_told_in_the_same_words():
    def run(executor):
        model = nn.MLP(2, [4, 1], seed=1)
        optimizer = nn.SGD(model.parameters(), lr=1e200)
        with pytest.raises(nn.DivergenceError) as caught:
            nn.fit(
                model, INPUTS, BITS, nn.mse_loss, optimizer, batch_size=8, progress=False, executor=executor, parts=2
            )
        return str(caught.value), model.state_dict()

    assert run(Shuffled()) == run(None)


@pytest.mark.parametrize("what", ["activation", "loss"])
def test_what_cannot_be_sent_is_refused_before_anything_starts(what, monkeypatch):
    monkeypatch.setattr(
        "nn.training.pieces.best_pickler", lambda: __import__("pickle").Pickler
    )  # as without cloudpickle
    model = nn.MLP(2, [3, 1], activation=(lambda z: z) if what == "activation" else "relu")
    loss = (lambda output, target: output - target) if what == "loss" else nn.mse_loss
    before = model.state_dict()
    with pytest.raises(ValueError, match="an executor needs a model, a loss and examples that can be sent"):
        nn.fit(model, INPUTS, BITS, loss, progress=False, executor=Shuffled())
    assert (model.state_dict(), model.training) == (before, True)


def test_what_is_no_executor_is_refused():
    with pytest.raises(TypeError, match="submit"):
        nn.fit(nn.MLP(2, [1]), INPUTS, BITS, progress=False, executor=4)
    with pytest.raises(ValueError, match="parts must be a whole number of at least 1, got 0"):
        nn.fit(nn.MLP(2, [1]), INPUTS, BITS, progress=False, parts=0)


def test_a_checkpoint_goes_on_with_any_executor_but_with_the_same_parts(tmp_path):
    def run(epochs, file, **options):
        model = nn.MLP(2, [4, 1], dropout=0.2, seed=1)
        return nn.fit(
            model, INPUTS, BITS, epochs=epochs, batch_size=10, progress=False, checkpoint=tmp_path / file, **options
        ).train_loss

    run(2, "run.json", executor=Shuffled(), parts=3)
    with pytest.raises(ValueError, match="parts was 3 and is None"):
        run(4, "run.json")
    assert run(4, "run.json", parts=3) == run(4, "whole.json", parts=3)


@pytest.mark.slow
def test_a_killed_worker_is_an_error_that_names_the_piece(tmp_path, monkeypatch):
    monkeypatch.setenv("CHAINRULE_TEST_FLAG", str(tmp_path / "flag"))
    for _ in range(5):
        (tmp_path / "flag").touch()
        model = nn.MLP(2, [3, 1], seed=1)
        before = model.state_dict()
        with (
            EXECUTORS["processes"](2) as executor,
            pytest.raises(PieceError, match="piece . of 4, .*BrokenProcessPool"),
        ):
            nn.fit(model, INPUTS, BITS, deadly_loss, batch_size=45, progress=False, executor=executor, parts=4)
        assert model.state_dict() == before


@pytest.mark.slow
def test_dask_computes_the_pieces_of_a_killed_worker_again(tmp_path, monkeypatch):
    monkeypatch.setenv("CHAINRULE_TEST_FLAG", str(tmp_path / "flag"))

    def run(executor):
        model = nn.MLP(2, [3, 1], seed=1)
        history = nn.fit(
            model, INPUTS, BITS, deadly_loss, epochs=2, batch_size=15, progress=False, executor=executor, parts=4
        )
        return history.train_loss, model.state_dict()

    expected = run(None)
    with EXECUTORS["dask"](2) as executor:
        (tmp_path / "flag").touch()
        assert run(executor) == expected
    assert not (tmp_path / "flag").exists()


def test_sampling_gives_other_numbers():
    with engine.sampling(lambda draw: draw() + 1):
        assert engine.sample(lambda: 2.0) == 3.0
    assert engine.sample(lambda: 2.0) == 2.0
