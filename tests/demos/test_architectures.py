"""The networks of the larger demos: what they compute, and that they beat their baselines."""

import json
import math
import re
from random import Random

import pytest

import engine
import nn
from benchmarks import microgpt
from demos import autoencoder, cnn, gan, gpt, makemore, rnn
from demos.data import Vocabulary, digit_images, read_documents
from tests.demos.test_demos import run

NAMES = ["anna", "bob", "abba", "nora"]
NUMBER = r"(-?[\d.]+)"


def numbers(printed: str, pattern: str) -> list[float]:
    """The numbers in the first place where the pattern is found."""
    return [float(x) for x in re.search(pattern.replace("#", NUMBER), printed).groups()]


def differences(loss, parameters, count=8, h=1e-6):
    """Derivatives of a loss in some of the parameters by central differences, and as the grads say."""
    for p in parameters:
        p.grad = 0.0
    loss().backward()
    for p in Random(0).sample(parameters, count):
        before = p.data
        p.data = before + h
        up = loss().data
        p.data = before - h
        down = loss().data
        p.data = before
        yield (up - down) / (2 * h), p.grad


# --- the data ---------------------------------------------------------------------------------------------------------


def test_the_digits_are_images_and_the_parts_share_none():
    training, test = digit_images()
    assert (len(training[0]), len(test[0])) == (1078, 359)
    assert {len(x) for x in training[0] + test[0]} == {64}
    assert all(0 <= pixel <= 1 for x in training[0] + test[0] for pixel in x)
    assert not set(map(tuple, training[0])) & set(map(tuple, test[0]))


def test_the_names_are_5163_of_small_letters():
    names = read_documents()
    assert len(names) == len(set(names)) == 5163
    assert names == sorted(names)
    assert all(re.fullmatch("[a-z]{2,11}", name) for name in names)


def test_a_vocabulary_goes_both_ways():
    vocabulary = Vocabulary(NAMES)
    assert (vocabulary.characters, vocabulary.bos, len(vocabulary)) == (list("abnor"), 5, 6)
    assert vocabulary.document("bob") == [5, 1, 3, 1, 5]
    assert vocabulary.decode([5, 1, 3, 1, 5]) == "bob"
    with pytest.raises(ValueError, match=r"\['x', 'y'\] in 'boxy' are not in the vocabulary, which is 'abnor'"):
        vocabulary.encode("boxy")


@pytest.mark.parametrize("content", [b"", b"\n \n\n"])
def test_a_file_without_text_is_refused(tmp_path, content):
    (tmp_path / "empty.txt").write_bytes(content)
    with pytest.raises(ValueError, match=r"empty.txt has no text; it needs at least one line"):
        read_documents(tmp_path / "empty.txt")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path):
    (tmp_path / "latin.txt").write_bytes(b"ann\nzo\xeb\n")
    with pytest.raises(ValueError, match="not UTF-8 text .byte 6."):
        read_documents(tmp_path / "latin.txt")


# --- what the networks compute ----------------------------------------------------------------------------------------


def test_a_convolution_is_what_its_definition_says():
    model = cnn.CNN(seed=0)
    image = [Random(1).random() for _ in range(100)]
    rows = [image[10 * i : 10 * i + 10] for i in range(10)]
    for neuron, answers in zip(model.filters.neurons, model.answers(image)):
        for top in range(8):
            for left in range(8):
                terms = [neuron.w[3 * i + j].data * rows[top + i][left + j] for i in range(3) for j in range(3)]
                assert answers[8 * top + left].data == pytest.approx(math.fsum(terms) + neuron.b.data, abs=1e-12)


def test_pooling_keeps_the_largest_of_each_square():
    answers = list(range(64))
    Random(0).shuffle(answers)
    squares = [
        [answers[8 * (2 * i + k) + 2 * j + m] for k in (0, 1) for m in (0, 1)] for i in range(4) for j in range(4)
    ]
    assert cnn.pooled(answers) == list(map(max, squares))


def test_a_digit_is_moved_whole():
    digit = [i + 1.0 for i in range(64)]
    paper = cnn.moved(digit, 2, 1)
    assert [paper[10 * (2 + i) + 1 + j] for i in range(8) for j in range(8)] == digit
    assert sorted(paper)[:36] == [0.0] * 36


def test_the_lstm_follows_its_equations():
    model = rnn.LSTM(6, seed=0)
    memory, cell = [0.0] * 12, [0.0] * 12
    for i, computed in zip([5, 1, 3], model.memories([5, 1, 3])):
        z = [
            x.data + math.fsum(w.data * m for w, m in zip(row, memory)) for row, x in zip(model.w, model.embeddings[i])
        ]
        forget, write, show = ([1 / (1 + math.exp(-x)) for x in z[k : k + 12]] for k in (0, 12, 24))
        cell = [f * c + w * math.tanh(x) for f, c, w, x in zip(forget, cell, write, z[36:])]
        memory = [s * math.tanh(c) for s, c in zip(show, cell)]
        assert [value.data for value in computed] == pytest.approx(memory, rel=1e-12)


@pytest.mark.parametrize("kind", [rnn.RNN, rnn.LSTM])
def test_the_gradient_goes_back_through_all_of_a_name(kind):
    model, ids = kind(6, seed=0), Vocabulary(NAMES).document("abba")
    for slope, grad in differences(lambda: rnn.loss(model(ids[:-1]), ids[1:]), model.parameters()):
        assert grad == pytest.approx(slope, rel=1e-5, abs=1e-9)


def test_principal_components_are_those_of_points_on_an_ellipse():
    angles = [2 * math.pi * i / 40 for i in range(40)]
    points = [
        [1 + 3 * math.cos(t) * 0.6 - math.sin(t) * 0.8, 3 * math.cos(t) * 0.8 + math.sin(t) * 0.6] for t in angles
    ]
    middle, directions = autoencoder.principal_components(points)
    assert middle == pytest.approx([1.0, 0.0], abs=1e-12)
    assert [abs(engine.dot(d, [0.6, 0.8])) for d in directions] == pytest.approx([1.0, 0.0], abs=1e-9)


def test_the_bigram_counts():
    scores = makemore.bigram([[2, 0, 1, 2], [2, 0, 0, 2]], 3)
    assert [math.exp(value.data) for value in scores([2])] == pytest.approx([3 / 5, 1 / 5, 1 / 5])
    assert [math.exp(value.data) for value in scores([2, 0])] == pytest.approx([2 / 6, 2 / 6, 2 / 6])


def test_what_is_before_a_name_is_its_beginning():
    model = makemore.MakeMore(6, seed=0)
    assert [value.data for value in model([5])] == [value.data for value in model([5, 5, 5])]
    assert [value.data for value in model([5, 1])] != [value.data for value in model([5, 2])]


def test_the_energy_distance_is_zero_for_one_distribution_and_that_between_far_points():
    rng = Random(0)
    first, second = gan.real_points(300, rng), gan.real_points(300, rng)
    assert abs(gan.energy_distance(first, second)) < 0.02
    far = [[x + 100, y] for x, y in second]
    assert gan.energy_distance(first, far) == pytest.approx(200 - 2 * gan.mean_distance(first, first), rel=0.02)


def test_each_player_moves_alone():
    generator, discriminator = gan.players(0)
    optimizer = nn.Adam(discriminator.parameters())
    before = [p.data for p in generator.parameters()], [p.data for p in discriminator.parameters()]
    points = [generator(z) for z in gan.noise(4, Random(0))]
    gan.moved(optimizer, gan.cost(discriminator, points, 0.0))
    assert [p.data for p in generator.parameters()] == before[0]
    assert [p.data for p in discriminator.parameters()] != before[1]


# --- the GPT ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def training():
    return gpt.Training(NAMES, steps=6)


@pytest.mark.parametrize("document", ["bob", "abba" * 4])
def test_the_gpt_is_microgpts(training, document):
    tokens = training.vocabulary.document(document)
    weights = microgpt.weights_of(training.model)
    expected = microgpt.document_loss(weights, tokens)
    expected.backward()
    cost = gpt.cost(training.model, tokens)
    cost.backward()
    assert cost.data == pytest.approx(expected.data, rel=1e-12)
    theirs = [p.grad for matrix in weights.values() for row in matrix for p in row]
    largest = max(map(abs, theirs))
    assert [p.grad for p in training.model.parameters()] == pytest.approx(theirs, rel=1e-12, abs=1e-12 * largest)


def test_compiled_training_gives_the_same_bits(training):
    compiled = gpt.Training(NAMES, steps=6, compiled=True)
    for _ in range(6):
        assert compiled.step() == training.step()
        assert [p.grad for p in compiled.model.parameters()] == [p.grad for p in training.model.parameters()]
    assert len(compiled.programs.attentions) == 1 + max(map(len, NAMES))
    assert compiled.model.state_dict() == training.model.state_dict()


def test_what_is_longer_than_the_block_is_cut_in_programs_too():
    documents = ["abba" * 5, "ab"]
    eager, compiled = gpt.Training(documents, 2), gpt.Training(documents, 2, compiled=True)
    assert [eager.step(), eager.step()] == [compiled.step(), compiled.step()]
    assert compiled.model.state_dict() == eager.model.state_dict()


def test_microgpt_builds_the_values_it_is_known_to_build():
    vocabulary = Vocabulary(read_documents())
    weights = microgpt.weights_of(gpt.GPT(len(vocabulary), Random(0)))
    parameters = {p for matrix in weights.values() for row in matrix for p in row}
    for name in ("bob", "nora"):
        tokens = vocabulary.document(name)
        n = len(tokens) - 1
        reached = [value for value in microgpt.document_loss(weights, tokens).ordered() if value not in parameters]
        unused = 2 * (len(vocabulary) - 1) * n  # the probabilities of the other tokens are built too
        assert len(reached) + unused == 7640 * n + 50 * n * (n + 1) + 3


def test_the_gpt_has_4192_parameters_drawn_in_order():
    documents = list("abcdefghijklmnopqrstuvwxyz")
    rng = Random(42)
    rng.shuffle(list(documents))
    model = gpt.Training(documents).model
    parameters = model.parameters()
    assert [p.data for p in parameters] == [rng.gauss(0, 0.08) for _ in range(4192)]
    assert [name for name, _ in model.arrays()] == [
        f"{name}.rows" for name in ("wte", "wpe", "lm_head", "wq", "wk", "wv", "wo", "fc1", "fc2")
    ]


def test_no_position_sees_what_comes_after_it(training):
    for ids in ([5, 0, 1, 2], [5, 0, 3, 4]):
        scores = [row for row, _ in gpt.forward(training.model, ids)]
        first_two = [[value.data for value in row] for row in scores[:2]]
        assert first_two == [[value.data for value in row] for row, _ in gpt.forward(training.model, ids[:2])]


def test_the_weights_of_each_head_add_up_to_1(training):
    for i, (_, weights) in enumerate(gpt.forward(training.model, [5, 0, 1])):
        assert [len(head) for head in weights] == [i + 1] * 4
        assert [math.fsum(value.data for value in head) for head in weights] == pytest.approx([1.0] * 4)


def test_a_document_longer_than_the_block_is_cut(training):
    tokens = training.vocabulary.document("abno" * 10)
    assert gpt.cost(training.model, tokens).data == gpt.cost(training.model, tokens[:17]).data


def test_it_goes_on_as_if_it_had_never_stopped(tmp_path, training):
    costs = [training.step() for _ in range(3)]
    training.sample()
    training.save(tmp_path / "state.json")
    rest = [training.step() for _ in range(3)], training.sample()
    again = gpt.Training(NAMES, steps=6)
    again.resume(tmp_path / "state.json")
    assert ([again.step() for _ in range(3)], again.sample()) == rest
    assert costs[0] == pytest.approx(math.log(6), abs=0.3)  # six tokens, and nothing learnt yet


@pytest.mark.parametrize(
    ("documents", "steps", "change", "message"),
    [
        ([*NAMES, "rob"], 6, {}, "it was trained on another corpus; give the same --data"),
        (NAMES, 7, {}, "its learning rate falls to 0 in 6 steps, not 7; give --steps 6"),
        (NAMES, 6, {"done": 9}, "it has made 9 of 6 steps"),
        (NAMES, 6, {"model": {}}, "the state does not fit the model"),
        (NAMES, 6, {"rng": [3, [1], None]}, "is no training to go on from"),
    ],
)
def test_it_does_not_go_on_from_another_training(tmp_path, training, documents, steps, change, message):
    path = tmp_path / "state.json"
    training.save(path)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(ValueError, match=message):
        gpt.Training(documents, steps).resume(path)


def test_samples_begin_with_the_prompt_and_end_within_the_block(training):
    assert training.sample("bo").startswith("bo")
    assert all(len(training.sample()) <= 16 for _ in range(5))
    with pytest.raises(ValueError, match=r"\['x'\] in 'x' are not in the vocabulary, which is 'abnor'"):
        training.sample("x")
    with pytest.raises(ValueError, match="has 16 characters; at most 15 fit"):
        training.sample("a" * 16)


def test_one_character_is_learnt_too():
    training = gpt.Training(["a", "aa"], steps=40)
    costs = [training.step() for _ in range(40)]
    assert costs[-1] < costs[0]
    assert set(training.sample()) <= {"a"}


def test_gradients_of_the_gpt_agree_with_differences(training):
    tokens = training.vocabulary.document("nora")
    for slope, grad in differences(lambda: gpt.cost(training.model, tokens), training.model.parameters(), 6):
        assert grad == pytest.approx(slope, rel=1e-4, abs=1e-8)


def test_the_graph_of_a_token_shows_each_matrix(training):
    drawing = gpt.token_graph(training, "bob")
    for name in ("wte", "wpe", "wq", "wk", "wv", "wo", "fc1", "fc2", "lm_head"):
        assert f">{name}<" in drawing.svg()


# --- short runs, as from the command line -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "pictures", "pattern"),
    [
        (["cnn", "--images", "100", "--epochs", "1"], ["cnn.png"], "test accuracy #% with 690 .* MLP #% with 676"),
        pytest.param(
            ["autoencoder", "--images", "100", "--epochs", "1"],
            ["codes.png", "reconstructions.png"],
            "error #, PCA #;",
            marks=pytest.mark.slow,
            id="autoencoder",
        ),
        (["gan", "--steps", "10"], ["gan.png"], "energy distance #, normal distribution #;"),
        pytest.param(
            ["rnn", "--names", "100"], ["rnn.png"], "LSTM test cost #, bigram #;", marks=pytest.mark.slow, id="rnn"
        ),
        (["makemore", "--names", "100"], ["makemore.png"], "test cost #, bigram #;"),
    ],
    ids=lambda item: item[0],
)
def test_a_short_run_reports_and_draws(tmp_path, arguments, pictures, pattern):
    demo, *options = arguments
    printed = run(tmp_path, f"demos.{demo}", *options)
    assert all(map(math.isfinite, numbers(printed, pattern)))
    assert sorted(path.name for path in (tmp_path / "runs" / demo).iterdir()) == pictures


def test_a_short_run_of_the_gpt(tmp_path):
    (tmp_path / "names.txt").write_text("\n".join(NAMES))
    options = ["--data", "names.txt", "--steps", "10", "--checkpoint", "new/state.json"]
    printed = run(tmp_path, "demos.gpt", *options)
    assert "4 documents, 0 of them cut" in printed
    assert numbers(printed, "step    10 of 10: cost #")[0] < numbers(printed, "step     1 of 10: cost #")[0]
    assert {path.name for path in (tmp_path / "runs/gpt").iterdir()} == {"attention.png", "token.svg"}
    again = run(tmp_path, "demos.gpt", *options, "--prompt", "bo")
    assert "step" not in again
    assert all(word.startswith("bo") for word in again.splitlines()[1].split())


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("\n", [], "names.txt has no text; it needs at least one line, and each line is a document"),
        ("ann\nbob", ["--prompt", "x"], "the characters ['x'] in 'x' are not in the vocabulary, which is 'abno'"),
        ("ann\nbob", ["--steps", "0"], "--steps is at least 1"),
        ("ann\nbob", ["--temperature", "0"], "--temperature above 0"),
        ("ann\nbob", ["--data", "nowhere.txt"], "No such file or directory: 'nowhere.txt'"),
    ],
)
def test_the_gpt_refuses_bad_input_in_one_line(tmp_path, monkeypatch, capsys, content, options, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "names.txt").write_text(content)
    monkeypatch.setattr("sys.argv", ["gpt", "--data", "names.txt", *options])
    with pytest.raises(SystemExit, match="2"):
        gpt.main()
    assert message in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["names.txt"]


# --- the full runs ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "margin"),  # those that take long learn less here; `python -m demos.rnn --seeds 5` tries all of it
    [
        (["cnn", "--seeds", "2"], 5.0),
        (["autoencoder", "--seeds", "2"], 15.0),
        (["gan", "--seeds", "1"], 30.0),
        (["rnn", "--names", "1500", "--seeds", "1"], 0.03),
        (["makemore", "--names", "1500", "--seeds", "1"], 0.03),
    ],
    ids=lambda item: item[0] if isinstance(item, list) else "",
)
def test_every_seed_beats_the_baseline(tmp_path, arguments, margin):
    printed = run(tmp_path, f"demos.{arguments[0]}", *arguments[1:])
    better, tried, least = numbers(printed, r"better than .*: # of #, by #")
    assert better == tried
    assert least > margin


@pytest.mark.slow
def test_the_gpt_learns_more_than_a_bigram_knows(tmp_path):
    names = read_documents()
    printed = run(tmp_path, "demos.gpt")
    vocabulary = Vocabulary(names)
    ids = [vocabulary.document(name) for name in names]
    assert numbers(printed, "step  1000 of 1000: cost #, mean # of #,")[1] < makemore.cost(
        makemore.bigram(ids, 27), ids
    )
