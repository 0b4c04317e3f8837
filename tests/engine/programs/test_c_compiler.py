"""The compiler of C and its cache: what is missing, broken or writable by others is noticed, and nothing is left."""

import os
import shutil
import subprocess
import sys

import pytest

import engine
from engine.programs import c_compiler
from engine.programs.c_compiler import NoCompilerError, c_library, cache_folder, clear_cache
from tests.engine.programs.languages import needs

pytestmark = [needs("c"), pytest.mark.skipif(os.name == "nt", reason="it looks at permissions of Unix")]
PROGRAM = "int run(void) { return %d; }\n"


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache of its own for each test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "platform", "linux")
    for kept in (c_library, cache_folder):
        kept.cache_clear()
    yield tmp_path / "cache" / "chainrule" / "c"
    for kept in (c_library, cache_folder):
        kept.cache_clear()


def count_builds(monkeypatch):
    """The files that are built from here on."""
    built, build = [], c_compiler.build
    monkeypatch.setattr(c_compiler, "build", lambda *args: (built.append(args[-1]), build(*args)))
    return built


def test_a_program_is_compiled_once_and_then_found(cache, monkeypatch):
    built = count_builds(monkeypatch)
    for _ in range(3):
        c_library.cache_clear()
        assert c_library(PROGRAM % 7).run() == 7
    assert built == list(cache.iterdir())
    assert [path.stat().st_mode & 0o777 for path in (cache, *built)] == [0o700, 0o700]
    monkeypatch.setattr(c_compiler, "FLAGS", [*c_compiler.FLAGS, "-O0"])
    c_library.cache_clear()
    assert c_library(PROGRAM % 7).run() == 7
    assert len(built) == 2


@pytest.mark.parametrize("change", ["writable", "link"])
def test_what_others_could_have_written_is_not_loaded(cache, monkeypatch, change):
    built = count_builds(monkeypatch)
    c_library(PROGRAM % 1)
    c_library(PROGRAM % 2)
    one, two = built
    shutil.copy(two, one.with_name("other"))
    one.unlink()
    if change == "link":
        one.symlink_to(one.with_name("other"))
    else:
        one.with_name("other").rename(one)
        one.chmod(0o777)
    c_library.cache_clear()
    assert c_library(PROGRAM % 1).run() == 1
    assert len(built) == 3


def test_a_folder_that_others_can_write_to_is_not_used(cache):
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    with pytest.warns(UserWarning, match="not kept in .*: others can write to it"):
        assert c_library(PROGRAM % 3).run() == 3
    assert c_library(PROGRAM % 4).run() == 4  # and says so once
    assert not list(cache.iterdir())


def test_a_cache_that_cannot_be_made_is_done_without(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.warns(UserWarning, match="are not kept in"):
        assert c_library(PROGRAM % 3).run() == 3


def test_many_processes_may_compile_the_same_at_once(cache):
    program = f"from engine.programs.c_compiler import c_library; print(c_library({PROGRAM % 5!r}).run())"
    started = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert [process.communicate()[0] for process in started] == ["5\n"] * 4
    assert len(list(cache.iterdir())) == 1


def test_no_compiler_is_said_with_three_ways_to_get_one(monkeypatch):
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "ziglang", None)
    monkeypatch.setattr(c_compiler.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(NoCompilerError, match=r"apt install gcc.*chainrule\[c\].*CC"):
        engine.compile(lambda x: x * x, 1.0, language="c")
    monkeypatch.setenv("CC", "no-such-compiler -m64")
    with pytest.raises(NoCompilerError, match="'no-such-compiler', is not there"):
        engine.compile(lambda x: x * x, 1.0, language="c")


def test_a_failing_compiler_shows_its_first_error_and_the_file(cache):
    with pytest.raises(RuntimeError, match=r"does not compile (.*\.c): .*\.c:1.* error: ") as error:
        c_library("int run(void) { return wrong; }\n")
    [left] = cache.iterdir()  # the file to look at, and nothing else
    assert str(left) in str(error.value)
    assert left.read_text() == "int run(void) { return wrong; }\n"
    assert clear_cache() == 1
    assert not list(cache.iterdir())


def test_the_cache_is_shown_and_cleared_from_the_command_line(cache):
    c_library(PROGRAM % 6)
    for option, said in (("--clear", "removed: 1 files"), ("--quiet", str(cache))):
        command = [sys.executable, "-m", "engine", "cache", option]
        assert said in subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert not list(cache.iterdir())
