"""From C to functions that can be called: the system's compiler, and a folder for what it has made."""

from __future__ import annotations

import atexit
import ctypes
import hashlib
import importlib.util
import os
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from functools import cache, lru_cache
from math import hypot
from pathlib import Path
from typing import Any

FLAGS = ["-O1", "-ffp-contract=off", "-ftrapping-math", "-fno-builtin", "-shared", "-w"]  # none that changes a bit
FLAGS += [] if os.name == "nt" else ["-fPIC"]
LIBRARIES = [] if os.name == "nt" else ["-lm"]
SUFFIX = ".dll" if os.name == "nt" else ".so"


class NoCompilerError(RuntimeError):
    """There is no C compiler to be found."""


TAKES = {"a": ctypes.c_void_p, "n": ctypes.c_long, "d": ctypes.c_double}  # an address, a number of items, a number


def c_function(text: str, takes: str, name: str = "run") -> Any:
    """A function of a C program, which takes arguments of these kinds."""
    function = getattr(c_library(text), name)
    function.argtypes = [TAKES[kind] for kind in takes]
    return function


@lru_cache(maxsize=256)
def c_library(text: str) -> ctypes.CDLL:
    """The functions of a C program, which is compiled unless an earlier process has done it.

    Raises NoCompilerError, which says how to get a compiler, or RuntimeError with the first complaint of one.
    """
    command = c_compiler()
    key = hashlib.sha256("\0".join([text, *command, version_of(command), *FLAGS]).encode()).hexdigest()
    path = cache_folder() / f"{key}{SUFFIX}"
    if not is_private(path, stat.S_ISREG):
        build(text, command, path)
    library = ctypes.CDLL(str(path))
    if "python_hypot" in text:
        ctypes.c_void_p.in_dll(library, "python_hypot").value = ctypes.cast(pythons_hypot(), ctypes.c_void_p).value
    return library


@cache
def pythons_hypot() -> Any:
    """Python's hypot as C calls it, for C's own differs in the last bit."""
    kind = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.POINTER(ctypes.c_double), ctypes.c_long)
    return kind(lambda numbers, n: hypot(*numbers[:n]))


def c_compiler() -> list[str]:
    """The command of a C compiler: what CC names, or one of the system, or the one in the package `ziglang`."""
    if named := shlex.split(os.environ.get("CC", "")):
        if shutil.which(named[0]) is None:
            raise NoCompilerError(f"the C compiler that CC names, {named[0]!r}, is not there; correct CC, or unset it")
        return named
    for name in ("cc", "gcc", "clang"):
        if path := shutil.which(name):
            return [path]
    if importlib.util.find_spec("ziglang"):
        return [sys.executable, "-m", "ziglang", "cc", "-mcpu=baseline"]  # the cache may be seen by other machines
    raise NoCompilerError(
        "no C compiler was found. Install one with the system (apt install gcc, xcode-select --install), or with "
        'python -m pip install "chainrule[c]", or name one in CC. Programs of plain Python need none'
    )


@cache
def run_version(command: tuple[str, ...]) -> str:
    return subprocess.run([*command, "--version"], capture_output=True, text=True, check=False).stdout


def version_of(command: list[str]) -> str:
    """What a compiler says of itself."""
    return run_version(tuple(command))


def build(text: str, command: list[str], path: Path) -> None:
    """Compile a program into a file that is there whole, or not at all, however many processes do it at once."""
    with tempfile.TemporaryDirectory(prefix="build-", dir=path.parent) as folder:
        source, made = Path(folder, "program.c"), Path(folder, f"program{SUFFIX}")
        source.write_text(text, encoding="utf-8")
        done = subprocess.run(
            [*command, *FLAGS, "-o", str(made), str(source), *LIBRARIES], capture_output=True, text=True, check=False
        )
        if done.returncode:
            kept = path.with_suffix(".c")
            shutil.copy(source, kept)
            complaints = (done.stderr or done.stdout).splitlines() or [f"exit status {done.returncode}"]
            first = next((line for line in complaints if "error" in line), complaints[0])
            said = first.replace(str(source), kept.name)
            raise RuntimeError(f"{shlex.join(command)} does not compile {kept}: {said}")
        made.chmod(0o700)
        os.replace(made, path)


@cache
def cache_folder() -> Path:
    """A folder in which nobody else can write; one for this process alone if the usual one cannot be used."""
    home = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_CACHE_HOME")
    usual = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    folder = Path(home or usual) / "chainrule" / "c"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not is_private(folder, stat.S_ISDIR):
            raise PermissionError("others can write to it")
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        warnings.warn(f"C programs are not kept in {folder}: {error}", stacklevel=2)
        own = tempfile.mkdtemp(prefix="chainrule-")
        atexit.register(shutil.rmtree, own, ignore_errors=True)
        return Path(own)
    return folder


def is_private(path: Path, is_kind: Callable[[int], bool]) -> bool:
    """Whether this is a file or a folder, no link, and of this user, to which nobody else can write."""
    try:
        found = path.lstat()
    except OSError:
        return False
    if os.name == "nt":
        return is_kind(found.st_mode)
    return is_kind(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022


def clear_cache() -> int:
    """Remove all programs that have been compiled from C, and say how many files these were."""
    folder, removed = cache_folder(), 0
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)  # what a killed build has left
        else:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
