"""The estimators of scikit-learn: its own checks, and what its users do with them."""

import pickle
import subprocess
import sys
import warnings

import joblib
import numpy
import pandas
import pytest
from sklearn.base import clone
from sklearn.compose import make_column_transformer
from sklearn.datasets import load_diabetes, load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import GridSearchCV, HalvingGridSearchCV, cross_val_score, learning_curve
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.utils.estimator_checks import check_estimator

import nn
from engine import Value, draw
from nn import MLPClassifier, MLPRegressor
from tests import ROOT

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
X, Y = load_iris(return_X_y=True)
SMALL = {"hidden_layer_sizes": (6,), "learning_rate_init": 0.05, "max_iter": 80, "random_state": 0}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of what the checks themselves do
@pytest.mark.parametrize("kind", [MLPClassifier, MLPRegressor])
def test_all_checks_of_scikit_learn_pass(kind):
    """But for that of arrays of other libraries, which asks for a package of its own."""
    found = {check["check_name"]: check for check in check_estimator(kind(max_iter=60), on_skip=None, on_fail=None)}
    others = {name: check for name, check in found.items() if check["status"] != "passed"}
    assert len(found) > 40
    assert others.keys() <= {"check_array_api_input"}, others


def test_a_network_in_a_pipeline_tells_flowers_apart():
    assert cross_val_score(make_pipeline(StandardScaler(), MLPClassifier(**SMALL)), X, Y, cv=3).min() > 0.85


def test_the_model_is_one_of_values_that_gives_the_probabilities():
    classifier = MLPClassifier(**SMALL).fit(X, Y)
    scores = classifier.model_([Value(x) for x in X[0]])
    loss = nn.cross_entropy(scores, int(Y[0]))
    assert -numpy.log(classifier.predict_proba(X[:1])[0, Y[0]]) == pytest.approx(loss.data)
    assert "<svg" in draw(loss).svg()


def test_names_of_classes_and_of_columns():
    frame = pandas.DataFrame(X, columns=["a", "b", "c", "d"])
    names = numpy.array(["setosa", "versicolor", "virginica"])[Y]
    classifier = MLPClassifier(**SMALL).fit(frame, names)
    assert list(classifier.classes_) == ["setosa", "versicolor", "virginica"]
    assert list(classifier.feature_names_in_) == ["a", "b", "c", "d"]
    assert classifier.predict(frame[:1]) == ["setosa"]
    assert classifier.score(frame, names) > 0.8


def test_words_and_numbers_side_by_side():
    frame = pandas.DataFrame({"size": X[:, 0], "kind": ["big" if x > 5 else "small" for x in X[:, 2]]})
    columns = make_column_transformer((StandardScaler(), ["size"]), (OneHotEncoder(), ["kind"]))
    assert make_pipeline(columns, MLPClassifier(**SMALL)).fit(frame, Y == 0).score(frame, Y == 0) > 0.9


@pytest.mark.parametrize("search", [GridSearchCV, HalvingGridSearchCV])
def test_searches_find_the_better_setting(search):
    grid = {"learning_rate_init": [1e-7, 0.05]}
    options = {"random_state": 0} if search is HalvingGridSearchCV else {}
    found = search(MLPClassifier(**SMALL), grid, cv=2, **options).fit(X, Y)
    assert found.best_params_ == {"learning_rate_init": 0.05}


def test_learning_curves_and_processes():
    _, _, scores = learning_curve(MLPClassifier(**SMALL), X, Y, cv=2, train_sizes=[0.3, 1.0], shuffle=True,
                                      random_state=0, n_jobs=2)  # fmt: skip
    assert scores.shape == (2, 2)
    with joblib.parallel_config("loky", n_jobs=2):
        assert cross_val_score(MLPClassifier(**SMALL), X, Y, cv=2) == pytest.approx(
            cross_val_score(MLPClassifier(**SMALL), X, Y, cv=2, n_jobs=1)
        )


@pytest.mark.slow
def test_a_search_on_a_dask_cluster():
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
        Client(cluster),
        joblib.parallel_config("dask"),
    ):
        found = GridSearchCV(MLPClassifier(**SMALL), {"alpha": [1e-4, 10.0]}, cv=2).fit(X, Y)
    alone = GridSearchCV(MLPClassifier(**SMALL), {"alpha": [1e-4, 10.0]}, cv=2).fit(X, Y)
    assert found.cv_results_["mean_test_score"].tolist() == alone.cv_results_["mean_test_score"].tolist()


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "adamw", "adamax", "rmsprop", "adagrad", nn.SGD])
def test_every_optimizer_by_name_and_one_by_itself(optimizer):
    found = MLPClassifier((6,), optimizer=optimizer, learning_rate_init=0.05, max_iter=60, random_state=1).fit(X, Y)
    assert found.loss_curve_[-1] < 0.7 * found.loss_curve_[0]


def test_compiled_or_not_gives_the_same_numbers():
    found = [MLPClassifier((4,), max_iter=3, random_state=2, compiled=how).fit(X, Y) for how in (True, False)]
    assert found[0].loss_curve_ == found[1].loss_curve_


def test_a_copy_and_a_pickle_predict_the_same():
    found = MLPRegressor(**SMALL).fit(X, Y)
    assert (pickle.loads(pickle.dumps(found)).predict(X) == found.predict(X)).all()
    assert clone(found).get_params() == found.get_params()


def test_it_stops_early_with_the_best_parameters():
    found = MLPClassifier((8,), max_iter=300, batch_size=8, early_stopping=True, n_iter_no_change=3,
                          learning_rate_init=0.1, random_state=0).fit(X, Y)  # fmt: skip
    assert found.n_iter_ < 300
    assert len(found.loss_curve_) == found.n_iter_
    assert found.score(X, Y) > 0.9


def test_few_examples_of_many_classes_stop_early_too():
    rows = numpy.arange(24.0).reshape(12, 2)
    found = MLPClassifier((4,), early_stopping=True, max_iter=30, random_state=0).fit(rows, [0, 1, 2, 3, 4, 5] * 2)
    assert len(found.classes_) == 6


def test_what_has_not_settled_is_said():
    with pytest.warns(ConvergenceWarning, match="still falling after max_iter=2 epochs"):
        MLPClassifier((3,), max_iter=2, random_state=0).fit(X, Y)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        MLPClassifier((3,), max_iter=300, tol=1.0, random_state=0).fit(X, Y)


def test_regression_of_one_and_of_several_numbers():
    rows, target = load_diabetes(return_X_y=True)
    target = (target - target.mean()) / target.std()
    several = numpy.column_stack([target, -target])
    one = MLPRegressor((8,), max_iter=40, random_state=0).fit(rows * 20, target)
    both = MLPRegressor((8,), max_iter=40, random_state=0).fit(rows * 20, several)
    assert one.predict(rows * 20).shape == (442,)
    assert both.predict(rows * 20).shape == (442, 2)
    assert min(one.score(rows * 20, target), both.score(rows * 20, several)) > 0.45


def test_partial_fit_goes_on_and_knows_its_classes():
    found = MLPClassifier((6,), learning_rate_init=0.05, random_state=0)
    for _ in range(60):
        found.partial_fit(X, Y, classes=[0, 1, 2])
    assert found.n_iter_ == 60
    assert found.score(X, Y) > 0.9
    with pytest.raises(ValueError, match="y has the class 7, which is not among"):
        found.partial_fit(X, Y + 7)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"optimizer": "adm"}, "optimizer is one of sgd, adam"),
        ({"activation": "rleu"}, "unknown activation 'rleu'"),
        ({"hidden_layer_sizes": (0,)}, "hidden_layer_sizes must be a whole number of at least 1, got 0"),
        ({"hidden_layer_sizes": (3.7,)}, "hidden_layer_sizes must be a whole number of at least 1, got 3.7"),
        ({"n_iter_no_change": 0}, "n_iter_no_change must be a whole number of at least 1, got 0"),
        ({"max_iter": 0}, "max_iter must be a whole number of at least 1, got 0"),
        ({"alpha": -1}, "alpha must be"),
        ({"batch_size": "all"}, "batch_size must be a whole number of at least 1, got 'all'"),
        ({"compiled": "cc"}, "compiled can be False, True"),
    ],
)
def test_wrong_arguments_are_named(options, message):
    with pytest.raises(ValueError, match=message):
        MLPClassifier(**options).fit(X, Y)


def test_without_scikit_learn_the_rest_of_nn_is_there():
    program = (
        "import sys; sys.modules['sklearn'] = None; import nn\n"
        "try: nn.MLPClassifier\nexcept ImportError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert 'MLPClassifier needs scikit-learn: python -m pip install "chainrule[sklearn]"' in done.stdout
