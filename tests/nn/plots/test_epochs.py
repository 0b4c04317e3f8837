"""What has changed from epoch to epoch, against the parameters that a callback of its own has noted."""

import math

import pytest
from matplotlib.contour import QuadContourSet

import nn
from nn import MLP, History
from nn.plots.epochs import some_of


def trained(widths=(4, 2), epochs=6, activation="tanh"):
    """A model, its history, its data, and a copy of its state at the start and after each epoch."""
    inputs, targets = nn.make_moons(30, seed=1)
    model = MLP(2, list(widths), activation=activation, seed=2)
    states = [model.state_dict()]
    history = nn.fit(
        model, inputs, targets, nn.cross_entropy, nn.SGD(model.parameters(), lr=0.3), epochs, 10, progress=False,
        callbacks=[nn.record_parameters(model), lambda history: states.append(model.state_dict())],
    )  # fmt: skip
    return model, history, inputs, targets, states


def as_it_was(model, state):
    again = MLP(model.inputs, [len(layer.neurons) for layer in model.layers], activation="tanh")
    again.load_state_dict(state)
    return again


def test_a_film_shows_the_model_as_it_was_after_each_epoch():
    model, history, inputs, targets, states = trained()
    film = nn.animate_training(model, history, inputs, targets, steps=7)
    assert film.frames == len(states) == 7
    assert model.state_dict() == states[-1]
    places = set()
    for epoch, state in enumerate(states):
        film.draw(epoch)
        film.figure.draw_without_rendering()
        [axes] = film.figure.axes
        past = as_it_was(model, state)
        right = nn.accuracy(nn.predict(past, inputs), targets)
        loss = f"loss {history.train_loss[epoch - 1]:.3f}" if epoch else "before training"
        said, now = axes.get_title().split("\n")
        assert said == "what the model says: the darker a colour, the surer"
        assert now == f"epoch {epoch}: {loss}, accuracy {right:.0%}"
        border = [c for c in axes.collections if isinstance(c, QuadContourSet) and not c.filled]
        for x, y in [place for line in border for path in line.get_paths() for place in path.vertices]:
            a, b = nn.predict(past, [[x, y]])[0]
            assert abs(a - b) < 0.1  # between the points of the grid, the line is straight
        places.add((axes.get_xlim(), axes.get_ylim(), axes.get_position().bounds))
    assert len(places) == 1  # the axes stay where they are


def test_a_film_of_one_output_and_of_a_few_frames():
    model = MLP(2, [3, 1], seed=0)
    inputs, targets = [[0.0, 1.0], [1.0, 0.0]], [1, -1]
    history = nn.fit(model, inputs, targets, epochs=9, progress=False, callbacks=[nn.record_parameters(model)])
    film = nn.animate_training(model, history, inputs, targets, steps=3, frames=4)
    assert film.frames == 4
    film.draw(3)
    right = sum((output > 0) == (target > 0) for output, target in zip(nn.predict(model, inputs), targets)) / 2
    now = film.figure.axes[0].get_title().split("\n")[1]
    assert now == f"epoch 9: loss {history.train_loss[-1]:.3f}, accuracy {right:.0%}"
    eager = nn.animate_training(model, history, inputs, targets, steps=3, frames=4, compiled=False)
    eager.draw(3)
    assert eager.figure.axes[0].get_title() == film.figure.axes[0].get_title()
    assert (some_of([0, 3, 5], 5), some_of(list(range(11)), 3), some_of([4], 2)) == ([0, 3, 5], [0, 5, 10], [4])


def counts(axes):
    return [bar.get_height() for bar in axes.patches], [bar.get_x() for bar in axes.patches] + [
        axes.patches[-1].get_x() + axes.patches[-1].get_width()
    ]


def assert_histogram(axes, numbers, of):
    """The heights are the percent of all that are between the edges of a bar."""
    heights, edges = counts(axes)
    for height, low, high in zip(heights, edges, edges[1:]):
        least = sum(low + 1e-9 < x < high - 1e-9 for x in numbers)
        most = sum(low - 1e-9 <= x <= high + 1e-9 for x in numbers)
        assert 100 * least / of - 1e-9 <= height <= 100 * most / of + 1e-9
    assert sum(heights) == pytest.approx(100 * len(numbers) / of)


def test_histograms_of_activations():
    model, history, inputs, _, states = trained()
    figure = nn.plot_activations(model, history, inputs, epochs=3)
    rows = [figure.axes[2 * i : 2 * i + 2] for i in range(3)]
    assert [row[0].get_ylabel() for row in rows] == ["epoch 0", "epoch 3", "epoch 6"]
    assert [axes.get_title() for axes in rows[0]] == ["layers.0", "layers.1"]
    for row, state in zip(rows, states[::3]):
        first, second = as_it_was(model, state).layers
        hidden = [[value.data for value in first(x)] for x in inputs]
        outputs = [[value.data for value in second(x)] for x in hidden]
        for axes, seen in zip(row, (hidden, outputs)):
            assert_histogram(axes, [x for one in seen for x in one], sum(map(len, seen)))
    assert model.state_dict() == states[-1]


def test_histograms_of_gradients():
    model, history, inputs, targets, states = trained()
    before = {p: p.grad for p in model.parameters()}
    figure = nn.plot_gradient_histograms(model, history, inputs, targets, nn.cross_entropy, epochs=2)
    for row, state in zip((figure.axes[:2], figure.axes[2:]), states[::6]):
        past = as_it_was(model, state)
        for x, target in zip(inputs, targets):
            nn.cross_entropy(past(x), target).backward()
        for axes, layer in zip(row, past.layers):
            sizes = [math.log10(abs(p.grad) / len(inputs)) for p in layer.parameters()]
            assert_histogram(axes, sizes, len(sizes))
    assert (model.state_dict(), {p: p.grad for p in model.parameters()}) == (states[-1], before)


def test_gradients_of_zero_are_counted_in_words():
    model = MLP(1, [1, 1], activation="relu")
    [neuron] = model.layers[0].neurons
    neuron.w[0].data, neuron.b.data = 1.0, -5.0  # off: nothing comes back to it, and nothing to the weight after it
    history = nn.fit(model, [[1.0]], [1.0], epochs=1, progress=False, callbacks=[nn.record_parameters(model)])
    figure = nn.plot_gradient_histograms(model, history, [[1.0]], [1.0], epochs=1)
    first, last = figure.axes
    assert [text.get_text() for axes in (first, last) for text in axes.texts] == ["100% are 0", "50% are 0"]


@pytest.mark.parametrize(
    "plot",
    [
        lambda model, history: nn.animate_training(model, history, [[0.0, 1.0]], [1], steps=3),
        lambda model, history: nn.plot_activations(model, history, [[0.0, 1.0]]),
        lambda model, history: nn.plot_gradient_histograms(model, history, [[0.0, 1.0]], [1]),
    ],
)
def test_a_history_that_knows_no_parameters_is_told_how_to_record_them(plot):
    model = MLP(2, [2, 1])
    with pytest.raises(ValueError, match=r"train with fit\(..., callbacks=\[record_parameters\(model\)\]\)"):
        plot(model, History([1.0]))
    other = MLP(2, [3, 1])
    history = nn.fit(other, [[0.0, 1.0]], [1], epochs=1, progress=False, callbacks=[nn.record_parameters(other)])
    with pytest.raises(ValueError, match=r"of another model: layers.0.neurons.2.b is a parameter of only one"):
        plot(model, history)


def test_what_is_no_film_and_no_histogram():
    model, history, inputs, targets, states = trained(epochs=2)
    with pytest.raises(ValueError, match="a film has 2 frames or more, 1 or more a second, got 1 and 8"):
        nn.animate_training(model, history, inputs, targets, frames=1)
    with pytest.raises(ValueError, match="examples of two inputs each, got 30, 1 targets"):
        nn.animate_training(model, history, inputs, targets[:1])
    with pytest.raises(ValueError, match="gradients need a target for each input, got 30 inputs and 1 targets"):
        nn.plot_gradient_histograms(model, history, inputs, targets[:1])
    with pytest.raises(TypeError, match="this picture is of the layers of an MLP, got Neuron"):
        nn.plot_activations(nn.Neuron(2), history, inputs)
    with pytest.raises(ZeroDivisionError):  # from a loss of the reader's own
        nn.plot_gradient_histograms(model, history, inputs, targets, lambda output, target: 1 / 0)
    assert model.state_dict() == states[-1]  # put back all the same
