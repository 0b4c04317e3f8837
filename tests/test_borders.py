"""What people bring: lists, arrays, frames and Series give the same bits, wherever data enter."""

import math
from collections import deque

import numpy
import pandas
import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
import nn
from engine import Value, as_lists
from nn import MLP, SGD, fit, predict

INPUTS, LABELS = nn.make_moons(20, noise=0.1, seed=0)
SIGNS = [2 * label - 1 for label in LABELS]
SHUFFLED = [7 * i % 20 for i in range(20)]  # an index that is out of order, as after df.sample(frac=1)


def pandas_series(items):
    return pandas.Series(items, index=SHUFFLED)


def with_gaps(items):
    return pandas.Series(items, index=range(100, 160, 3))


KINDS = {
    "list": list,
    "tuple": tuple,
    "deque": deque,
    "dict values": lambda items: dict(enumerate(items)).values(),
    "array": numpy.array,
    "array of arrays": lambda items: [numpy.array(item) for item in items],
    "float32": lambda items: numpy.array(items, dtype=numpy.float32 if isinstance(items[0], list) else numpy.int8),
    "objects": lambda items: numpy.array(items, dtype=object),
    "pandas": lambda items: (
        pandas.DataFrame(items, index=SHUFFLED) if isinstance(items[0], list) else pandas_series(items)
    ),
    "pandas with gaps": lambda items: (
        pandas.DataFrame(items, index=range(100, 160, 3)) if isinstance(items[0], list) else with_gaps(items)
    ),
    "pandas Int64": lambda items: (
        pandas.DataFrame(items, dtype="Float64")
        if isinstance(items[0], list)
        else pandas.Series(items).convert_dtypes()
    ),
    "polars": lambda items: (
        polars.DataFrame(items, orient="row") if isinstance(items[0], list) else polars.Series(items)
    ),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def exact(items, kind):
    """The numbers that a kind can hold: those of float32 are rounded."""
    rounded = kind == "float32" and isinstance(items[0], list)
    return numpy.array(items, dtype=numpy.float32).tolist() if rounded else items


def trained(inputs, targets, **options):
    model = MLP(2, [4, 1], activation="tanh", seed=3)
    history = fit(
        model, inputs, targets, nn.hinge_loss, SGD(model.parameters(), lr=0.1), epochs=3, progress=False, batch_size=8,
        validation=(inputs, targets), **options,
    )  # fmt: skip
    return [p.data for p in model.parameters()], history.columns()


@every_kind
@pytest.mark.parametrize("compiled", [False, True], ids=["eager", "compiled"])
def test_training(kind, compiled):
    make = KINDS[kind]
    expected = trained(exact(INPUTS, kind), SIGNS, compiled=compiled)
    assert trained(make(INPUTS), make(SIGNS), compiled=compiled) == expected
    assert all(type(number) is float for number in expected[0])


MODEL = MLP(2, [4, 3], seed=1)
SCORES = predict(MODEL, INPUTS)
CLASSES = [i % 3 for i in range(20)]
ENTRIES = {
    "predict": lambda make: predict(MODEL, make(INPUTS)),
    "predict compiled": lambda make: predict(MODEL, make(INPUTS), compiled=True),
    "train_steps": lambda make: [
        step.losses for step in nn.train_steps(MLP(2, [3, 1], seed=0), make(INPUTS), make(SIGNS), epochs=2)
    ],
    "xray": lambda make: nn.xray(MODEL, make(INPUTS)),
    "split": lambda make: nn.split(make(INPUTS), 0.5, seed=1),
    "split by class": lambda make: nn.split(make(SIGNS), 0.5, stratify=make(SIGNS)),
    "batches": lambda make: list(nn.batches(make(INPUTS), 6, seed=2)),
    "k_fold": lambda make: nn.k_fold(make(SIGNS), 4),
    "Standardizer": lambda make: nn.Standardizer(make(INPUTS))(make(INPUTS)),
    "Normalizer": lambda make: nn.Normalizer(make(INPUTS))(make(INPUTS)),
    "inverse": lambda make: nn.Standardizer(make(INPUTS)).inverse(make(INPUTS)),
    "accuracy": lambda make: nn.accuracy(make(SCORES), make(CLASSES)),
    "confusion_matrix": lambda make: nn.confusion_matrix(make(SCORES), make(CLASSES)),
    "r2_score": lambda make: nn.r2_score(make(CLASSES), make(SIGNS)),
    "log_loss": lambda make: nn.log_loss(make([[0.25, 0.75]] * 20), make(LABELS)),
    "compile_batch": lambda make: engine.compile_batch(
        MODEL, nn.cross_entropy, MODEL.parameters(), make(INPUTS), make(CLASSES)
    )(make(INPUTS), make(CLASSES)),
    "compile": lambda make: engine.compile(lambda rows, w: rows[3][1] * w * rows[2][0], make(INPUTS), 2.0)(
        make(INPUTS), 3.0
    ),
}


NO_ARRAYS = ("deque", "dict values")  # what is compiled takes lists and arrays


@pytest.mark.parametrize(
    ("entry", "kind"),
    [(entry, kind) for entry in ENTRIES for kind in KINDS if not (entry.startswith("compile") and kind in NO_ARRAYS)],
)
def test_an_entry(entry, kind):
    call = ENTRIES[entry]
    assert call(KINDS[kind]) == call(lambda items: exact(items, kind))


@every_kind
def test_plots(kind):
    nn.plot_decision_boundary(MLP(2, [3, 1]), KINDS[kind](INPUTS), KINDS[kind](SIGNS), steps=4)
    nn.plot_confusion_matrix(numpy.array([[1, 2], [3, 4]]))
    nn.plot_hidden_neurons(MLP(2, [3, 1]), KINDS[kind](INPUTS), KINDS[kind](SIGNS), steps=4)
    nn.plot_mistakes(KINDS[kind](INPUTS), KINDS[kind](SCORES), KINDS[kind](CLASSES))


@every_kind
def test_plots_of_a_history(kind):
    model, inputs, targets = MLP(2, [3, 3]), KINDS[kind](INPUTS), KINDS[kind](CLASSES)
    record, loss = nn.record_parameters(model), nn.cross_entropy
    history = fit(model, inputs, targets, loss, epochs=2, progress=False, callbacks=[record])
    nn.animate_training(model, history, inputs, targets, steps=4)
    nn.plot_activations(model, history, inputs, epochs=2)
    nn.plot_gradient_histograms(model, history, inputs, targets, loss, epochs=1)
    nn.plot_update_ratios(model, nn.train_steps(model, inputs, targets, loss, epochs=1))
    weights = model.parameters()[0], model.parameters()[1]
    nn.plot_loss_landscape(model, inputs, targets, loss, weights, path=history, steps=2)


def test_one_column_will_do_for_one_input_and_one_output():
    xs = [x for x, _ in INPUTS]

    def trained(inputs, targets):
        model = MLP(1, [3, 1], seed=1)
        fit(model, inputs, targets, epochs=2, progress=False)
        return model.state_dict(), predict(model, inputs)

    expected = trained([[x] for x in xs], SIGNS)
    for shape in ((20,), (20, 1)):
        assert trained(numpy.array(xs).reshape(shape), numpy.array(SIGNS).reshape(shape)) == expected


@pytest.mark.parametrize("entry", ["fit", "predict", "split", "Standardizer", "r2_score"])
@pytest.mark.parametrize(
    "data",
    [(x for x in INPUTS), {"a": INPUTS}, {1.0, 2.0}, "text", 3.0],
    ids=["generator", "dict", "set", "str", "float"],
)
def test_what_has_no_order_or_no_length_is_refused(entry, data):
    call = {
        "fit": lambda: fit(MODEL, data, CLASSES), "predict": lambda: predict(MODEL, data),
        "split": lambda: nn.split(data, 0.5), "Standardizer": lambda: nn.Standardizer(data),
        "r2_score": lambda: nn.r2_score(data, data),
    }[entry]  # fmt: skip
    with pytest.raises(TypeError, match="must be a list, got "):
        call()


DATES = {
    "numpy": numpy.array(["2024-01-01"] * 20, dtype="datetime64[ns]"),
    "pandas": pandas.Series(pandas.date_range("2024-01-01", periods=20)),
}


@pytest.mark.parametrize("column", DATES.values(), ids=DATES)
def test_dates_are_refused(column):
    with pytest.raises(TypeError, match="dates or times"):
        fit(MLP(1, [1]), column, SIGNS)


@pytest.mark.parametrize("missing", [math.nan, None, pandas.NA])
def test_a_missing_number_is_refused(missing):
    frame = pandas.DataFrame([[1.0, 2.0]] * 19 + [[missing, 1.0]])
    model = MLP(2, [1], seed=0)
    before = model.state_dict()
    with pytest.raises(ValueError, match="training input 19"):
        fit(model, frame, SIGNS, progress=False)
    assert model.state_dict() == before


# --- numbers of numpy are numbers wherever a number is asked for ---


@pytest.mark.parametrize(
    "kind",
    [numpy.float64, numpy.float32, numpy.int64, numpy.int8, numpy.uint8, numpy.bool_],
    ids=lambda kind: kind.__name__,
)
def test_numbers(kind):
    one, x = kind(1), Value(3.0, "x")
    for value in (x * one, one * x, engine.where(one, x, 2.0), engine.maximum(x, one), Value(one), x**one):
        assert type(value.data) is float
    assert nn.one_hot(kind(1), 3) == [0.0, 1.0, 0.0] if kind in (numpy.int64, numpy.int8, numpy.uint8) else True
    for loss in (nn.binary_cross_entropy_with_logits, nn.hinge_loss, nn.mse_loss):
        assert loss(x, one).data == loss(x, 1.0).data


def test_options():
    rate, two = numpy.float32(0.5), numpy.int64(2)
    model = MLP(two, numpy.array([3, 1]), dropout=numpy.float64(0.1), seed=two)
    optimizer = SGD(model.parameters(), lr=rate, momentum=numpy.float64(0.5), nesterov=numpy.True_)
    fit(model, INPUTS, SIGNS, optimizer=optimizer, epochs=two, batch_size=numpy.int32(8), seed=two, progress=False)
    assert {type(p.data) for p in model.parameters()} == {float}
    assert nn.k_fold(INPUTS, numpy.int64(4)) == nn.k_fold(INPUTS, 4)
    assert list(nn.batches(INPUTS, numpy.int64(4))) == list(nn.batches(INPUTS, 4))


# --- what a program has put into Values ---


@pytest.mark.parametrize("kind", [numpy.float64, numpy.float32])
def test_data_of_numpy_are_seen_computed_and_written_as_floats(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    w, x = Value(0.5, "w"), Value(2.0, "x")
    w.data = kind(0.5)
    y = engine.dot([w], [x], w).tanh() * 0.5
    seen = engine.draw(y).svg() + engine.to_source(y, [w, x]) + str(engine.explain(y)) + repr(y)
    assert "float32" not in seen
    assert "float64" not in seen
    w.data = kind(0.0)
    with pytest.raises(ZeroDivisionError):
        1 / w
    model = MLP(2, [2, 1], seed=0)
    for p in model.parameters():
        p.data = kind(p.data)
    nn.save(model, "model.json")
    assert nn.load("model.json").state_dict() == model.state_dict()
    fit(model, INPUTS, SIGNS, epochs=1, progress=False)
    assert {type(p.data) for p in model.parameters()} == {float}


@pytest.mark.parametrize("wrong", [Value(1.0), "x", None, [1.0]], ids=["Value", "str", "None", "list"])
@pytest.mark.parametrize("use", ["tanh", "power", "constant", "draw", "explain", "to_source", "fit"])
def test_data_that_are_no_number_are_named(use, wrong):
    w = Value(1.0, "w")
    y = w * 3.0
    w.data = wrong
    model = MLP(2, [1])
    model.parameters()[0].data = wrong
    uses = {
        "tanh": lambda: w.tanh(), "power": lambda: w**2, "constant": lambda: w * 2.0,
        "draw": lambda: engine.draw(y).svg(),
        "explain": lambda: str(engine.explain(y)), "to_source": lambda: engine.to_source(y, [w]),
        "fit": lambda: fit(model, INPUTS, SIGNS),
    }  # fmt: skip
    with pytest.raises(TypeError, match="where a number belongs"):
        uses[use]()


def test_the_slip_of_a_training_loop_is_named_at_the_next_backward_pass():
    w, x = Value(1.0, "w"), Value(2.0, "x")
    (w * x).backward()
    w.data = w - 0.1 * w.grad
    with pytest.raises(TypeError, match=r"the data of w is .* of type Value, where a number belongs; assign numbers"):
        (w * x + x).backward()


def test_as_lists_leaves_lists_as_they_are():
    rows = [[1.0, 2], (3, None), ["text", Value(1.0)]]
    assert as_lists(rows) is rows
    assert as_lists([[numpy.float32(1)], 2]) == [[1.0], 2]


NUMPY_TYPES = [numpy.float64, numpy.float32, numpy.float16, numpy.int64, numpy.int8, numpy.uint16, numpy.bool_, object]


@st.composite
def tables(draw):
    """A table of numbers as an array, a frame, or rows that are arrays; and the same as lists."""
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(1, 3))
    numbers = draw(st.lists(st.integers(0, 100), min_size=rows * columns, max_size=rows * columns))
    array = numpy.array(numbers).reshape(rows, columns).astype(draw(st.sampled_from(NUMPY_TYPES)))
    index = draw(st.permutations(range(rows)))
    shown = draw(
        st.sampled_from(
            [
                array,
                numpy.asfortranarray(array),
                array[::-1][::-1],
                list(array),
                tuple(map(tuple, array)),
                pandas.DataFrame(array, index=index),
                pandas.DataFrame(array, index=index).convert_dtypes(),
                polars.DataFrame(array.tolist(), orient="row"),
            ]
        )
    )
    return shown, array.tolist()


@given(tables(), st.booleans())
@settings(max_examples=100, deadline=None)
def test_tables_of_any_kind_give_the_bits_of_lists(table, compiled):
    shown, listed = table

    def trained(inputs):
        model = MLP(len(listed[0]), [2, 1], activation="tanh", seed=0)
        history = fit(model, inputs, [1.0] * len(listed), epochs=2, batch_size=2, progress=False, compiled=compiled)
        return model.state_dict(), history.train_loss, predict(model, inputs, compiled=compiled)

    assert trained(shown) == trained(listed)
    assert [list(row) for row in next(nn.batches(shown, 2))] == next(nn.batches(listed, 2))
