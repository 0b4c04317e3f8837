"""The GPT: that it is microgpt's, its training, its samples, and that it learns more than a bigram knows."""

import json
import math
from random import Random

import pytest

from benchmarks import microgpt
from demos import gpt, makemore
from demos.data import Vocabulary, read_documents
from tests.demos.common import NAMES, differences, numbers, run
from tests.engine.programs.languages import needs


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


@pytest.mark.parametrize("language", ["python", pytest.param("c", marks=[pytest.mark.slow, needs("c")])])
def test_compiled_training_gives_the_same_bits(training, language):
    compiled = gpt.Training(NAMES, steps=6, language=language)
    for _ in range(6):
        assert compiled.step() == training.step()
        assert [p.grad for p in compiled.model.parameters()] == [p.grad for p in training.model.parameters()]
    assert len(compiled.programs.attentions) == 1 + max(map(len, NAMES))
    assert compiled.model.state_dict() == training.model.state_dict()


def test_what_is_longer_than_the_block_is_cut_in_programs_too():
    documents = ["abba" * 5, "ab"]
    eager, compiled = gpt.Training(documents, 2), gpt.Training(documents, 2, language="python")
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
        ("ann\nbob", ["--steps", "0"], "argument --steps: must be a whole number of at least 1, got '0'"),
        ("ann\nbob", ["--temperature", "0"], "argument --temperature: must be above 0, got 0"),
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


@pytest.mark.slow
def test_the_gpt_learns_more_than_a_bigram_knows(tmp_path):
    names = read_documents()
    printed = run(tmp_path, "demos.gpt")
    vocabulary = Vocabulary(names)
    ids = [vocabulary.document(name) for name in names]
    assert numbers(printed, "step  1000 of 1000: cost #, mean # of #,")[1] < makemore.cost(
        makemore.bigram(ids, 27), ids
    )
