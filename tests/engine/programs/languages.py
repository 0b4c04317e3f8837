"""Programs of other languages, run for the tests."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess

import pytest

from engine.programs.c_compiler import FLAGS, NoCompilerError, c_compiler


def needs(language):
    """A mark for tests that run programs in a language; where everything is tested, in CI, nothing is skipped."""
    there = shutil.which("node") if language == "javascript" else has_compiler()
    return pytest.mark.skipif(not there and "CI" not in os.environ, reason=f"nothing here runs {language}")


def has_compiler():
    """Whether there is a C compiler."""
    try:
        return bool(c_compiler())
    except NoCompilerError:
        return False


def printed(language, text, folder):
    """What a program prints: all numbers, in their order."""
    if language == "c":
        path = folder / "program.c"
        path.write_text(text, encoding="utf-8")
        flags = [flag for flag in FLAGS if flag not in ("-shared", "-w")]
        command = [*c_compiler(), "-Wall", "-Werror", *flags, "-o", path.with_suffix(".out"), path, "-lm"]
        subprocess.run(command, check=True)
        done = subprocess.run([path.with_suffix(".out")], capture_output=True, text=True, check=True).stdout
        return [float(x) for x in re.findall(r"-?(?:\d[\d.e+-]*|inf|nan)", done)]
    return javascript([text])[0]


def javascript(texts):
    """What each of these programs in JavaScript prints: all its numbers."""
    calls = [re.sub(r"console\.log\((.*)\);\n$", r"return \1;\n", text, flags=re.S) for text in texts]
    script = "const run = (f) => JSON.stringify(f().flat(9), (_, x) => typeof x === 'number' ? String(x) : x);\n"
    script += "\n".join([f"console.log(run(() => {{ {call} }}));" for call in calls])
    done = subprocess.run(["node", "-"], input=script, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [
        [float(x.replace("Infinity", "inf")) for x in json.loads(line)] for line in done.stdout.splitlines()
    ]  # fmt: skip
