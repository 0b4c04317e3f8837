"""Files that are written whole or not at all, and read only if they are files."""

from __future__ import annotations

import glob
import os
import re
from pathlib import Path


def write_file(path: str | os.PathLike[str], content: str | bytes) -> Path:
    """The path of a file that holds this content (text as UTF-8); until it is on the disk, what was there stays.

    A link is followed, and the permissions of a file that is there already are kept. However many processes write to
    one path, it holds what one of them wrote.

    Raises OSError, and leaves nothing behind, if the file cannot be written, or if what is there is a pipe, a device or
    a folder.
    """
    path = Path(path)
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        raise IsADirectoryError(f"{path} is a folder") if target.is_dir() else not_a_file(path)
    # A name that no other process has, and that nobody can have foreseen, in the same folder.
    partial = target.with_name(f".{target.name[:40]}.{host()}-{os.getpid()}-{os.urandom(8).hex()}.part")
    try:
        with open(partial, "xb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            partial.chmod(target.stat().st_mode & 0o7777)
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    sweep(target)
    return path


def sweep(target: Path) -> None:
    """Remove what writers of this file have left unfinished that were killed on this machine."""
    if os.name != "posix":
        return  # elsewhere, a process cannot be asked whether it lives without harming it
    for leftover in target.parent.glob(f".{glob.escape(target.name[:40])}.{host()}-*-*.part"):
        pid = leftover.name.split("-")[-2]
        try:
            os.kill(int(pid), 0)
        except (ProcessLookupError, ValueError, OverflowError):
            leftover.unlink(missing_ok=True)
        except PermissionError:
            pass  # it lives, and is another user's


def read_file(path: str | os.PathLike[str], largest: int) -> bytes:
    """The content of a file of at most `largest` bytes.

    Raises OSError if there is no such file or if it is a pipe or a device, ValueError if it is larger.
    """
    path = Path(path)
    if path.exists() and not path.is_file() and not path.is_dir():
        raise not_a_file(path)
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > largest:
            raise ValueError(f"it has more than {largest:,} bytes")
        return file.read(size)


def not_a_file(path: Path) -> OSError:
    """What to say of a pipe, a socket or a device, which would wait for ever, or be replaced."""
    return OSError(f"{path} is no regular file, but a pipe or a device; give the path of a file")


def host() -> str:
    """The name of this machine, for others may write to the same folder, and their processes cannot be asked for."""
    return re.sub(r"\W+", "_", os.uname().nodename)[:20] if os.name == "posix" else "here"
