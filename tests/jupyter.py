"""A JupyterLab of the tests' own, to be used by keys in a real browser."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import nbformat

from tests import ROOT

PATIENCE = 60  # seconds that the server may take to start
SETTINGS = "lab/user-settings/@jupyterlab"


class Jupyter:
    """A server that shows the notebooks of a folder to this machine alone."""

    def __init__(self, folder: Path, theme: str) -> None:
        """Start it on the folder, in the theme `JupyterLab Light` or `JupyterLab Dark`."""
        self.folder = folder
        settings = {
            "apputils-extension/themes": {"theme": theme},
            "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
            "notebook-extension/tracker": {"windowingMode": "none"},
        }
        for name, chosen in settings.items():
            path = folder / "config" / SETTINGS / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(chosen), encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        places = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
        places |= {"JUPYTERLAB_SETTINGS_DIR": str(folder / "config" / "lab" / "user-settings")}
        self.address = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
             "--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}"],
            env={**os.environ, **places, "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(folder / "ipython")},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.wait()

    def wait(self) -> None:
        """Until the server answers."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self.process.poll() is None, "the server has ended; is jupyterlab there, of the extra `browser`?"
            try:
                urllib.request.urlopen(f"{self.address}/api", timeout=5).close()
                return
            except OSError:
                time.sleep(0.2)
        raise TimeoutError(f"JupyterLab has not started in {PATIENCE} seconds")

    def notebook(self, cells: Sequence[str]) -> str:
        """The address of a new notebook with these cells."""
        nbformat.write(notebook_of(cells), self.folder / "lesson.ipynb")
        return f"{self.address}/doc/tree/lesson.ipynb"

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()


def notebook_of(cells: Sequence[str]) -> nbformat.NotebookNode:
    """A notebook of cells of code."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells], metadata={"kernelspec": kernel}
    )
