"""A folder and a command come in; no second run does the same work there until the block ends.

The lock is the system's and dies with its process, however that ends; a note beside it says whose it is.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from tracker.model import InputError


@contextmanager
def alone(folder: Path, command: str, now: str, name: str = "run", patience: float = 0) -> Iterator[str]:
    """Gives what is known of an earlier run that did not end, or nothing; InputError names the run that is at work.

    Runs of one `name` exclude each other; one that is at work is waited for `patience` seconds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    note = folder / f"{name}.json"
    lock = FileLock(folder / f"{name}.lock", timeout=patience)
    try:
        lock.acquire()
    except Timeout:
        owner = _told(note) or "another run"
        raise InputError(f"{owner} is at work in {folder}; nothing was done") from None
    try:
        before = _told(note)
        mine = {"command": command, "process": os.getpid(), "host": socket.gethostname(), "since": now}
        note.write_text(json.dumps(mine) + "\n", "utf-8")
        yield before
    finally:  # what ends, for whatever reason, has ended; only a killed run leaves its note
        with suppress(OSError):
            note.unlink(missing_ok=True)
        lock.release()


def _told(note: Path) -> str:
    """The run that a note tells of, in words; empty where there is none."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        said = json.loads(note.read_text("utf-8"))
        return f"{said['command']} (process {said['process']} on {said['host']}, since {said['since']})"
    return ""
