"""What the project promises of its own structure: floors, closures, one meaning for each name."""

import ast
import subprocess
import sys
from collections import defaultdict
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import engine
import nn
from tests import ROOT

OPTIONAL = {
    "IPython", "PIL", "cloudpickle", "graphviz", "matplotlib", "numpy", "reportlab", "resvg_py", "sklearn", "svglib",
    "torch", "tqdm",
}  # fmt: skip
FLOORS = [  # each may import what is in it and below it
    {"engine"},
    {"engine/derivatives", "engine/steps"},
    {"engine/pictures", "engine/programs"},
    {"engine/classroom", "engine/classroom/diagnosis"},
    {"nn", "nn/training", "nn/plots"},
]
CORE = [  # the same for the files of the core
    {"graph", "modes", "files"}, {"text"}, {"operands"}, {"op"}, {"ops"}, {"number_like"}, {"debugging", "copies"},
    {"backward"}, {"value"}, {"functions"},
]  # fmt: skip
PASS = ["engine/backward.py", "engine/graph.py", "engine/value.py", "engine/op.py", "engine/ops.py"]
NETWORK = ["nn/module.py", "nn/layers.py", "nn/losses.py", "nn/optim.py", "nn/train.py"]
UPWARD = {  # `value.why()`, `value.tree()` and its picture in a notebook, imported when they are called
    ("engine.value", "engine.steps.ledger"),
    ("engine.value", "engine.steps.tree"),
    ("engine.value", "engine.pictures.mime_bundle"),
}


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def lines(names: list[str]) -> int:
    return sum(len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in names)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def place(module: str) -> str:
    """The folder of a module."""
    return module.rpartition(".")[0].replace(".", "/")


MODULES = {
    module_of(path): path
    for path in files("engine") + files("nn")
    if path.name not in ("__init__.py", "__main__.py")
}  # fmt: skip


def imports(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it, for types alone too."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def arrows() -> dict[str, set[str]]:
    """Of each module, those of this project that it imports."""
    found = {module: imports(path) & MODULES.keys() for module, path in MODULES.items()}
    for above, below in UPWARD:
        found[above].remove(below)
    return found


def closure(module: str) -> list[str]:
    """All files that must be read to understand a module: what it imports, and what that imports."""
    found, waiting, below = set(), [module], arrows()
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            waiting += below[name]
    return [str(MODULES[name].relative_to(ROOT)) for name in sorted(found)]


def reading_order(package: str) -> list[str]:
    """The modules of a package in the order in which its docstring lists them."""
    docstring = ast.get_docstring(parsed(ROOT / package / "__init__.py"))
    return [line.split()[0] for line in docstring.splitlines() if ".py " in line]


# --- how much there is to read ----------------------------------------------------------------------------------------


def test_the_backward_pass_is_understood_from_12_files_and_1100_lines():
    needed = closure("engine.value")
    assert set(PASS) < set(needed)
    assert len(needed) <= 12
    assert lines(needed) <= 1100
    assert lines(PASS) <= 650


def test_the_network_that_a_class_reads_is_five_files_and_850_lines():
    assert lines(NETWORK) <= 850
    assert len(closure("nn.layers")) <= 5


def test_nn_is_a_tiny_layer():
    assert len([path for path in files("nn") if path.name != "__init__.py"]) <= 33


PACKAGES = sorted(
    str(path.parent.relative_to(ROOT)) for path in files("engine") + files("nn") if path.stem == "__init__"
)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_reading_order_names_every_file(package):
    here = sorted(path.name for path in (ROOT / package).glob("*.py") if path.name != "__init__.py")
    assert sorted(reading_order(package)) == here


def test_the_evening_begins_with_the_backward_pass():
    assert [f"engine/{name}" for name in reading_order("engine")[:5]] == PASS
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    places = [readme.index(name) for name in PASS]
    assert places == sorted(places)


# --- who imports whom -------------------------------------------------------------------------------------------------


def test_no_import_goes_round_in_circles():
    """Those for types alone count too."""
    list(TopologicalSorter(arrows()).static_order())  # raises CycleError


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_downwards(module):
    floor = {folder: height for height, folders in enumerate(FLOORS) for folder in folders}
    core = {f"engine.{name}": height for height, names in enumerate(CORE) for name in names}
    for below in arrows()[module]:
        assert floor[place(below)] <= floor[place(module)], f"{module} imports {below}, which is above it"
        if place(module) == "engine":
            assert core.get(below, 0) < core.get(module, len(CORE)), f"{module} imports {below}, which is above it"


@pytest.mark.parametrize("path", files("engine") + files("nn"), ids=module_of)
def test_packages_import_only_the_standard_library_and_what_is_below_them(path):
    below = {"engine", "nn"} if module_of(path).startswith("nn") else {"engine"}
    foreign = {name.split(".")[0] for name in imports(path)} - set(sys.stdlib_module_names) - below
    assert foreign <= OPTIONAL


@pytest.mark.parametrize("path", files("engine") + files("nn"), ids=module_of)
def test_imports_stand_at_the_top_but_for_optional_packages(path):
    inside = {
        name
        for function in ast.walk(parsed(path))
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    late = {name for name in inside if name.split(".")[0] not in OPTIONAL and not name.startswith(LATE)}
    assert late <= {below for above, below in UPWARD if above == module_of(path)}


LATE = (  # slow to import, or with effects of its own, and used by one call alone
    "engine.pictures.", "engine.classroom.diagnosis.", "engine.programs.c_compiler", "nn.plots.picture",
    "multiprocessing",
    "nn.estimators",
)  # fmt: skip


def test_the_page_of_calculus_knows_nothing_of_graphs():
    assert {n for n in imports(ROOT / "engine/ops.py") if n.startswith("engine")} == {"engine.op", "engine.op.Op"}
    assert not {"engine.value", "engine.graph"} & imports(ROOT / "engine/op.py")


@pytest.mark.parametrize("path", files("nn") + files("demos"), ids=module_of)
def test_users_of_the_engine_use_its_public_names(path):
    names = {name for name in imports(path) if name.startswith("engine")} - {"engine"}
    assert names <= {f"engine.{name}" for name in engine.__all__}
    if module_of(path).split(".")[0] != "nn":
        names = {name for name in imports(path) if name.split(".")[0] == "nn"} - {"nn"}
        assert names <= {f"nn.{name}" for name in nn.__all__}


def test_importing_needs_nothing_but_the_standard_library():
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import engine, nn; "
        "print(*{m.split('.')[0] for m in sys.modules} - set(sys.stdlib_module_names) - {'__main__'})"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program, str(ROOT)], stdout=subprocess.PIPE, check=True)
    assert sorted(done.stdout.decode().split()) == ["engine", "nn"]


# --- what it is called ------------------------------------------------------------------------------------------------


def test_a_name_has_one_meaning():
    """No function, class or constant stands at the top of two modules; nor has a module the name of another."""
    homes = defaultdict(set)
    for module, path in MODULES.items():
        homes[path.name].add(module)
        for node in parsed(path).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                homes[node.name].add(module)
            elif isinstance(node, (ast.Assign, ast.AnnAssign)):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for name in (part for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)):
                    homes[name.id].add(module)
    rows = {"engine.functions", "engine.ops"}, {"engine.functions", "engine.more_ops"}  # `tanh` is a row and a function
    assert {name: found for name, found in homes.items() if len(found) > 1 and found not in rows} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_package_is_named_after_a_public_name(package):
    assert package.split("/")[-1] not in {*engine.__all__, *nn.__all__}


VERBS = {
      # which are found in files named after another verb, or after what they are about
    "topological_order": "graph", "forward_steps": "backward_steps", "hvp": "hessian", "exercise": "worksheet",
    "drawn": "sample", "sampling": "sample", "no_grad": "modes", "detect_anomaly": "modes",
    "record_origins": "modes", "write_file": "files", "read_file": "files",
    "as_lists": "arrays", "one_line": "text", "use_utf8": "console",
}  # fmt: skip


@pytest.mark.parametrize(
    "verb",
    [name for name in engine.__all__ if callable(f := getattr(engine, name)) and not isinstance(f, type)
     and getattr(f, "__module__", "") not in ("engine.functions", "engine.op")],
)  # fmt: skip
def test_a_public_verb_is_found_in_a_file_of_its_own_name(verb):
    assert getattr(engine, verb).__module__.split(".")[-1] == VERBS.get(verb, verb)


@pytest.mark.parametrize("package", [engine, nn])
def test_every_public_name_has_a_docstring(package):
    for name in package.__all__:
        assert (getattr(package, name).__doc__ or "").strip(), name


# --- where its tests are ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*files("tests/engine"), *files("tests/nn")], ids=module_of)
def test_the_tests_of_a_module_stand_under_its_name(path):
    if path.name.startswith("test_"):
        folder = path.parent.relative_to(ROOT / "tests")
        assert list((ROOT / folder).glob(f"{path.stem.removeprefix('test_')}.*"))  # a script of the page is one, too
