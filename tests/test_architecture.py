"""What the project promises of its own structure."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import engine
import nn
from tests import ROOT

OPTIONAL = {"IPython", "graphviz", "matplotlib", "tqdm", "numpy", "torch"}
HEART = ["engine/op.py", "engine/ops.py", "engine/value.py", "engine/graph.py", "engine/backward.py",
         "nn/module.py", "nn/layers.py", "nn/losses.py", "nn/optim.py"]  # fmt: skip


def imports(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def reading_order(package: str) -> list[str]:
    """The modules of a package in the order in which its docstring lists them."""
    docstring = ast.get_docstring(ast.parse((ROOT / package / "__init__.py").read_text(encoding="utf-8")))
    return [line.split()[0] for line in docstring.splitlines() if ".py " in line]


PACKAGES = sorted(
    str(path.parent.relative_to(ROOT)) for path in [*ROOT.glob("engine/**/__init__.py"), ROOT / "nn/__init__.py"]
)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_reading_order_names_every_file(package):
    here = sorted(
        path.name for path in (ROOT / package).glob("*.py") if path.name not in ("__init__.py", "__main__.py")
    )
    assert sorted(reading_order(package)) == here


@pytest.mark.parametrize("path", files("engine") + files("nn"), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_packages_import_only_the_standard_library_and_what_is_below_them(path):
    below = {"engine", "nn"} if path.parent.name == "nn" else {"engine"}
    foreign = {name.split(".")[0] for name in imports(path)} - set(sys.stdlib_module_names) - below
    assert foreign <= OPTIONAL


def test_the_page_of_calculus_knows_nothing_of_graphs():
    assert {n for n in imports(ROOT / "engine/ops.py") if n.startswith("engine")} == {"engine.op", "engine.op.Op"}
    assert not {"engine.value", "engine.graph"} & imports(ROOT / "engine/op.py")


@pytest.mark.parametrize("path", files("nn") + files("demos"), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_users_of_the_engine_use_its_public_names(path):
    names = {name for name in imports(path) if name.startswith("engine")} - {"engine"}
    assert names <= {f"engine.{name}" for name in engine.__all__}
    if path.parent.name != "nn":
        names = {name for name in imports(path) if name.split(".")[0] == "nn"} - {"nn"}
        assert names <= {f"nn.{name}" for name in nn.__all__}


def test_no_import_goes_round_in_circles():
    seen: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, f"{' -> '.join((*path, module))}"
        if module in seen:
            return
        tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
        guarded = {id(n) for If in ast.walk(tree) if isinstance(If, ast.If) for n in ast.walk(If)}  # TYPE_CHECKING
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and id(node) not in guarded:
                names = [node.module, *[f"{node.module}.{alias.name}" for alias in node.names]]
                for name in names:
                    if (ROOT / f"{name.replace('.', '/')}.py").exists():
                        visit(name, (*path, module))
        seen.add(module)

    for file in files("engine") + files("nn"):
        if file.name != "__init__.py":
            visit(".".join(file.relative_to(ROOT).with_suffix("").parts), ())


def test_the_heart_stays_under_900_lines():
    assert sum(len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in HEART) < 900


def test_importing_needs_nothing_but_the_standard_library():
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import engine, nn; "
        "print(*{m.split('.')[0] for m in sys.modules} - set(sys.stdlib_module_names) - {'__main__'})"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program, str(ROOT)], stdout=subprocess.PIPE, check=True)
    assert sorted(done.stdout.decode().split()) == ["engine", "nn"]


@pytest.mark.parametrize("package", [engine, nn])
def test_every_public_name_has_a_docstring(package):
    for name in package.__all__:
        assert (getattr(package, name).__doc__ or "").strip(), name
